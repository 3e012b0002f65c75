"""The stress frame: two drivers from outside, asked in a round of its own, set beside the scenarios."""

import json

import pytest

from survey import results
from survey.archive.read import read_archive, take_archive
from survey.archive.write import write_archive
from survey.db import db
from survey.errors import BadStudyFile, IllegalTransition, NothingToDecide, StaleAnswer
from survey.framing.outlook import (
    find_fault,
    list_years,
    read_chosen_parts,
    read_conditions,
    read_stress,
    read_third_dimension,
    read_weights,
)
from survey.models import QUADRANTS, AuditEntry, BinEntry, Role
from survey.operations import bin as bin_
from survey.operations import outlook, rounds
from survey.operations.accounts import grant_role
from survey.queries.stress import Advice, find_advice, list_candidates
from survey.queries.studies import find_finding
from survey.reports.assembly.report import build_report
from survey.reports.outline import outline
from survey.results.frozen import hash_content
from survey.studyfile import parse_study_file
from tests import factories
from tests.survey import strategy_course as course

PAIR = ("D03", "D06")
NAMES = {"Q1": factories.text("Calm seas", "잔잔한 바다")}
# In the scenarios: no regret; contingent; big bet; abandon.
UNDER_STRESS = {"S1.1": (2, 2, 1, 2), "S1.2": (2, 0, -2, 0), "S1.3": (0, 0, -1, -2), "S1.4": (2, 2, 2, 1)}
NONSENSE = [
    {"stress": 7, "third_dimension": ["time"], "asks": "all", "weights": [], "conditions": {}},
    {"stress": {"drivers": "D03", "names": []}, "third_dimension": None, "asks": {"confirm": 3}},
    {"stress": {"drivers": ["D03", "D03"], "names": {}}, "weights": {"kind": "given", "values": {"Q1": -1}}},
    {"stress": {"drivers": ["gone", "D06"], "names": {key: {"en": "x"} for key in QUADRANTS}}},
    {"stress": {"drivers": ["D03", "D06"], "names": {"Q1": "a name"}}, "conditions": [3, {"code": "K1"}]},
]


@pytest.fixture
def study(rated_study):
    """A study of twelve experts whose options are classed; two of its drivers lie on no axis."""
    for axis in rated_study.axes:
        axis.members[:] = [each for each in axis.members if each.driver.code not in PAIR]
    db.session.commit()
    return rated_study


def hold(study, leave_out=lambda _place, _question: False):
    """Hold the round of the stress test."""
    round_ = outlook.prepare_stress_round(study)
    rounds.open_round(round_)

    def answer(place, question):
        if leave_out(place, question):
            return None
        return UNDER_STRESS[question.item][QUADRANTS.index(question.quadrant)]

    factories.answer_round(round_, course.list_experts(), answer)
    factories.close_round(round_)
    return round_


def test_a_frame_is_two_different_drivers_from_outside(study):
    for codes in (("D01", "D06"), ("D03", "D03"), ("D03", "gone")):
        with pytest.raises(NothingToDecide):
            outlook.define_stress(study, codes, {})
    assert read_stress(study) is None
    outlook.define_stress(study, PAIR, NAMES)
    frame = read_stress(study)
    assert frame.drivers == PAIR
    assert frame.names["Q1"] == NAMES["Q1"]
    assert frame.names["Q4"] == {"en": "Driver 3: high, Driver 6: low", "ko": "요인 3: 높음, 요인 6: 낮음"}
    acts = db.session.scalars(db.select(AuditEntry).filter_by(action="stress_defined")).all()
    assert [act.details["after"]["drivers"] for act in acts] == [list(PAIR)]


def test_what_the_panel_places_on_neither_axis_may_make_a_frame(study):
    verdict = find_finding(study, "confirmation")
    assert verdict.data["majority"].get("D01") != "neither"
    assert {each.driver.code for each in list_candidates(study)}.isdisjoint({"D01"})
    verdict.data = verdict.data | {"majority": verdict.data["majority"] | {"D01": "neither"}}
    db.session.commit()
    freed = next(each for each in list_candidates(study) if each.driver.code == "D01")
    assert freed.is_freed
    outlook.define_stress(study, ("D01", "D06"), {})


def test_two_coordinators_at_once(study):
    known = outlook.mark_outlook(study, "stress")
    outlook.define_stress(study, PAIR, {}, known=known)
    with pytest.raises(StaleAnswer):
        outlook.define_stress(study, PAIR[::-1], {}, known=known)
    assert read_stress(study).drivers == PAIR


def test_the_round_follows_the_frame_until_it_opens(study):
    with pytest.raises(NothingToDecide):
        outlook.prepare_stress_round(study)
    outlook.define_stress(study, PAIR, {})
    round_ = outlook.prepare_stress_round(study)
    assert outlook.prepare_stress_round(study).id == round_.id, "prepared twice it is one round"
    assert {question.name for question in round_.questions} == {"stress"}
    assert len(round_.questions) == len(study.options) * len(QUADRANTS)
    outlook.define_stress(study, PAIR[::-1], NAMES)
    corner = next(each for each in round_.questions if each.quadrant == "Q1").settings["corner"]
    assert corner["name"] == NAMES["Q1"]
    with pytest.raises(IllegalTransition):
        outlook.drop_stress(study)
    rounds.open_round(round_)
    for refused in (
        lambda: outlook.define_stress(study, PAIR, {}),
        lambda: outlook.prepare_stress_round(study),
        lambda: outlook.drop_stress(study),
    ):
        with pytest.raises(IllegalTransition):
            refused()


def test_a_dropped_frame_lies_in_the_bin(study):
    account = factories.make_account(study=study)
    outlook.define_stress(study, PAIR, NAMES, account)
    outlook.drop_stress(study, account)
    assert read_stress(study) is None
    bin_.restore(db.session.scalars(db.select(BinEntry).filter_by(kind="stress_frame")).one(), account)
    assert read_stress(study).names["Q1"] == NAMES["Q1"]


def test_classes_hold_weaken_and_break(study):
    outlook.define_stress(study, PAIR, NAMES)
    with pytest.raises(NothingToDecide):
        results.assess_stress(study)
    hold(study)
    found = results.assess_stress(study).data
    verdicts = {
        each["option"]: (each["main"], each["stress"], each["verdict"]) for each in found["comparison"]
    }
    assert verdicts == {
        "S1.1": ("no_regret", "no_regret", "holds"),
        "S1.2": ("contingent", "big_bet", "breaks"),
        "S1.3": ("big_bet", "abandon", "breaks"),
        "S1.4": ("abandon", "no_regret", "holds"),
    }
    assert [each["option"] for each in found["comparison"] if each["is_robust"]] == ["S1.1"]
    assert found["comparison"][1]["harmed_in"] == ["Q3"]


def test_an_option_that_four_rated_has_no_class_and_no_verdict(study):
    outlook.define_stress(study, PAIR, {})
    hold(study, lambda place, question: place >= 4 and (question.item, question.quadrant) == ("S1.1", "Q2"))
    found = results.assess_stress(study).data
    option = found["options"][0]
    assert (option["values"]["Q2"], option["class"]) == (None, None)
    assert found["comparison"][0]["reason"] == "not_rated_second"


def test_the_expert_reads_the_corner_and_not_the_scenario(study, visitor):
    outlook.define_stress(study, PAIR, NAMES)
    round_ = outlook.prepare_stress_round(study)
    rounds.open_round(round_)
    page = visitor.come_as(course.list_experts()[0]).get("answer.show_section", number=5, position=1)
    assert "Calm seas" in page.text
    assert "Driver 3 rises; Driver 6 rises" in page.text
    assert "Q1 name" not in page.text


def test_the_frame_is_called_for_where_both_axes_are_controlled_and_wished_for(study):
    assert find_advice(study) is None or find_advice(study).controls
    proposal = find_finding(study, "axes")
    for axis in study.axes:
        axis.members[:] = []
    axes = [{"name": letter, "control": 5.0, "drivers": []} for letter in "AB"]
    proposal.data = proposal.data | {"axes": axes}
    db.session.commit()
    assert find_advice(study) == Advice((5.0, 5.0), True)
    codes = [limit.code for limit in build_report(study, "en").limits]
    assert "no_outside_frame" in codes
    outlook.define_stress(study, PAIR, {})
    assert "no_outside_frame" not in [limit.code for limit in build_report(study, "en").limits]
    proposal.data = proposal.data | {"axes": [axes[0], axes[1] | {"control": 4.5}]}
    db.session.commit()
    assert find_advice(study) is None


def test_pages_and_report_tell_both_frames(study, owner, coordinator):
    grant_role(owner, study, Role.OWNER)
    at = {"study_id": study.id}
    page = coordinator.get("stress.show_stress", **at)
    data = page.form_data("first")
    assert {data["first"], data["second"]} == set(PAIR), "the free drivers suggest themselves"
    refused = coordinator.post("stress.define_stress", data | {"second": data["first"]}, status=422, **at)
    assert "two different drivers" in refused.text
    coordinator.post("stress.define_stress", data | {"Q1_en": "Calm seas"}, **at)
    assert "Not asked yet" in coordinator.get("stress.show_stress", **at).text
    part = build_report(study, "en").stress
    assert not part.is_asked
    hold(study)
    coordinator.post("stress.assess_stress", {}, **at)
    shown = coordinator.get("stress.show_stress", **at).text
    assert "Of 4 options 2 hold their class under pressure from outside, 0 weaken and 2 break." in shown
    report = build_report(study, "en")
    assert report.stress.sentences[1] == "No regret in both frames: Option 1."
    anchors = [section.anchor for section in outline(report)]
    assert "stress" in anchors
    assert anchors.index("stress") > anchors.index("strategy")


@pytest.mark.parametrize("said", NONSENSE)
def test_nonsense_in_an_outlook_reads_as_if_it_was_not_said(study, owner, coordinator, said):
    grant_role(owner, study, Role.OWNER)
    study.outlook = said
    db.session.commit()
    assert read_third_dimension(study) == "none"
    assert read_stress(study) is None
    assert read_chosen_parts(study, "confirm") is None
    assert read_weights(study).values is None
    assert read_conditions(study) == []
    assert list_years(study) == []
    for endpoint in ("space.show_space", "stress.show_stress"):
        coordinator.get(endpoint, study_id=study.id)
    build_report(study, "en")


def test_a_frame_travels_in_an_archive_and_nonsense_is_refused(study, owner):
    outlook.define_stress(study, PAIR, NAMES)
    content = json.loads(write_archive(study))["study"]
    taken = take_archive(read_archive(seal(content)), account=owner, code="copy")
    assert read_stress(taken).names["Q1"] == NAMES["Q1"]
    for said in NONSENSE:
        assert find_fault(said) is not None or said["stress"]["drivers"][0] == "gone"
    with pytest.raises(BadStudyFile):
        take_archive(read_archive(seal(content | {"outlook": NONSENSE[0]})), account=owner, code="other")


def seal(content):
    archive = {"format": "tholos-archive/1", "hash": hash_content(content), "study": content}
    return json.dumps(archive, ensure_ascii=False).encode()


def test_a_study_file_names_its_frame():
    good = {"format": "tholos-study/1", "code": "x", "title": {"en": "X"}, "languages": ["en"]}
    drivers = [{"code": code, "name": {"en": code}} for code in PAIR]
    names = {key: {"en": "A corner"} for key in QUADRANTS}
    content = good | {"template": "scenario", "drivers": drivers, "third_dimension": "both"}
    parse_study_file(json.dumps(content | {"stress": {"drivers": list(PAIR), "names": names}}).encode(), "f")
    few, unknown = ({"drivers": codes, "names": names} for codes in (["D03"], ["D03", "D99"]))
    for wrong in (few, unknown, "C01 x C02"):
        with pytest.raises(BadStudyFile):
            parse_study_file(json.dumps(content | {"stress": wrong}).encode(), "f")
