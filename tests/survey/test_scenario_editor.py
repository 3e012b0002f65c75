"""The scenario editor: fields of the story, outcomes set by hand, consistency, two editors at once."""

import pytest

from survey import results
from survey.db import db
from survey.models import QUADRANTS, Account, AuditEntry, RoundKind, Study
from survey.operations import decisions, rounds
from survey.operations.rounds import QuestionSpec
from survey.queries.futures import get_scenario_board
from survey.queries.futures_scenarios import list_panel_names
from survey.questions import KINDS, Value
from survey.reports.assembly.future import build_scenarios
from survey.words.futures import draft_scenario, read_told, scenario_name
from tests import factories
from tests.pages import words

HERE = "scenarios.word_scenario"
WHY = "The founding paper says so."


@pytest.fixture
def study(world):
    return db.session.get(Study, world.study_id)


@pytest.fixture
def editor(visitor, world):
    return visitor.sign_in(db.session.get(Account, world.accounts["owner"]))


def open_form(visitor, study, quadrant="Q1", **more):
    return visitor.get(HERE, study_id=study.id, quadrant=quadrant, **more).form_data("name_en")


def save(visitor, study, data, status=303, quadrant="Q1"):
    return visitor.post(HERE, data, status=status, study_id=study.id, quadrant=quadrant)


def finding(study):
    return results.build_scenarios(study).data


def test_every_field_is_stored_shown_and_audited(editor, study):
    data = open_form(editor, study) | {
        "state_en": "All islands are joined.",
        "winners_ko": "섬이 이깁니다.",
        "event2_year": "2026",
        "event2_en": "The bridge opens.",
        "event1_year": "2028",
        "event1_en": "The ferry ends.",
        "wild_card_en": "A second moon.",
    }
    save(editor, study, data)
    parts = next(each for each in study.scenarios if each.quadrant == "Q1").parts
    assert [event["year"] for event in parts["chain"]] == [2026, 2028]
    assert parts["state"] == {"en": "All islands are joined."}
    assert "tensions" not in parts
    page = editor.get("scenarios.show_scenarios", study_id=study.id)
    for text in ("All islands are joined.", "The bridge opens.", "A second moon."):
        assert text in page.text
    last = (
        db.session.query(AuditEntry)
        .filter_by(action="scenario_worded")
        .order_by(AuditEntry.number.desc())
        .first()
    )
    assert "parts" in last.details["before"]
    assert last.details["after"]["parts"]["wild_card"] == {"en": "A second moon."}
    again = open_form(editor, study)
    assert (again["event1_year"], again["event1_en"]) == ("2026", "The bridge opens.")


def test_an_event_needs_its_year_and_what_was_typed_comes_back(editor, study):
    data = open_form(editor, study) | {"event1_en": "Somebody lands."}
    page = save(editor, study, data, 422)
    assert "Give the year of this event." in words(page.one("div", id="event1_year-error"))
    assert page.one("input", name="event1_en").get("value") == "Somebody lands."
    page = save(editor, study, data | {"event1_year": "soon"}, 422)
    assert page.one("input", name="event1_year").get("value") == "soon"


def test_of_two_editors_the_loser_keeps_the_words_and_sees_the_others(editor, study):
    late = open_form(editor, study) | {"headline_en": "The late headline"}
    save(editor, study, open_form(editor, study) | {"headline_en": "The early headline"})
    page = save(editor, study, late, 422)
    assert "Somebody else changed this scenario" in page.text
    assert "The early headline" in page.text
    assert page.one("input", name="headline_en").get("value") == "The late headline"
    save(editor, study, page.form_data("name_en"))
    assert study.scenarios[0].headline["en"] == "The late headline"


def test_drafts_come_from_outcomes_in_each_language_and_store_nothing(editor, study):
    board = get_scenario_board(study)
    told = read_told(study, board, "Q1")
    english, korean = (draft_scenario(study, told, language) for language in ("en", "ko"))
    ends = [row.driver.high_pole for row in board.outcomes if row.state("Q1") == "high"]
    assert ends
    assert any(pole["en"] in english.parts["state"] for pole in ends)
    assert any(pole["ko"] in korean.parts["state"] for pole in ends)
    form = open_form(editor, study, draft=1)
    assert form["state_en"] == english.parts["state"]
    assert form["name_en"] == "Q1 name", "what is stored is not replaced"
    assert "state" not in study.scenarios[0].parts


def test_an_outcome_is_set_with_a_reason_and_shown_beside_the_computed_one(editor, study):
    row = next(row for row in get_scenario_board(study).outcomes if row.states["Q1"] == "high")
    code, where = row.driver.code, {"study_id": study.id, "quadrant": "Q1"}
    data = editor.get("scenarios.set_outcomes", **where).form_data(f"state_{code}") | {f"state_{code}": "low"}
    page = editor.post("scenarios.set_outcomes", data, status=422, **where)
    assert "Say why" in words(page.one("div", id=f"reason_{code}-error"))
    before = finding(study)
    editor.post("scenarios.set_outcomes", data | {f"reason_{code}": WHY}, **where)
    after = finding(study)
    assert after["states"] == before["states"]
    assert after["effective"]["Q1"][code] == "low"
    assert after["distance"]["Q1"]["Q2"] != before["distance"]["Q1"]["Q2"]
    page = editor.get("scenarios.show_scenarios", study_id=study.id)
    assert "set by hand" in words(page.one("table", id="outcomes"))
    assert WHY in page.text
    entry = db.session.query(AuditEntry).filter_by(action="outcomes_set").one()
    assert entry.details["after"] == {code: {"state": "low", "reason": WHY}}
    (given,) = next(each for each in _report(study).outcomes if each.code == code).given
    assert (given.quadrant, given.computed, given.reason) == ("Q1", "high", WHY)
    again = editor.get("scenarios.set_outcomes", **where).form_data(f"state_{code}")
    editor.post("scenarios.set_outcomes", again | {f"state_{code}": ""}, **where)
    assert finding(study)["distance"] == before["distance"]


def _report(study):
    return build_scenarios(study, results.build_scenarios(study), "en")


def test_the_second_who_sets_outcomes_is_told(editor, study):
    code, where = study.drivers[0].code, {"study_id": study.id, "quadrant": "Q3"}
    late = editor.get("scenarios.set_outcomes", **where).form_data(f"state_{code}")
    computed = next(r for r in get_scenario_board(study).outcomes if r.driver.code == code).states["Q3"]
    other = "open" if computed != "open" else "high"
    decisions.set_outcomes(study, "Q3", {code: {"state": other, "reason": WHY}})
    page = editor.post("scenarios.set_outcomes", late, status=422, **where)
    assert "Somebody else set outcomes" in page.text
    assert study.scenarios[2].outcomes[code]["reason"] == WHY


def test_scenarios_nearly_alike_are_warned_of(study):
    computed = finding(study)
    for quadrant in ("Q1", "Q2"):
        same = {code: {"state": "high", "reason": WHY} for code in computed["basis"]}
        decisions.set_outcomes(study, quadrant, same)
    found = finding(study)
    assert found["shared"]["Q1"]["Q2"] == 1
    assert ["Q1", "Q2"] in found["too_alike"]


def test_report_prints_the_parts_of_a_story(editor, study):
    data = open_form(editor, study) | {
        "tensions_en": "Speed against care.",
        "event1_year": "2027",
        "event1_en": "It starts.",
    }
    save(editor, study, data)
    scenario = _report(study).scenarios[0]
    assert ("Tensions", "Speed against care.") in scenario.parts
    assert scenario.events == ((2027, "It starts."),)


def test_an_unnamed_scenario_is_called_the_same_on_pages_and_in_the_report(study):
    db.session.delete(study.scenarios[3])
    db.session.commit()
    db.session.refresh(study)
    mechanical = scenario_name(None, study.axes, "Q4", "en")
    assert mechanical == "high Axis A · low Axis B"
    assert _report(study).scenarios[3].name == mechanical


@pytest.fixture
def paired(app):
    """A study that judged pairs: drivers of the same half help each other, the halves hinder each other."""
    study = factories.make_study(n_drivers=4)
    codes = [driver.code for driver in study.drivers]
    round_ = rounds.create_round(study, RoundKind.RATE, factories.text("Round"), {})
    rated = [
        QuestionSpec("rating", name, driver=driver, settings={"scale": [1, 7]})
        for driver in study.drivers
        for name in ("impact", "uncertainty", "expectation")
    ]
    pairs = QuestionSpec("pairs", "pairs", settings={"items": codes, "per_expert": 6})
    names = QuestionSpec("text", "name_q1", quadrant="Q1", settings={"label": {"en": "A name for it"}})
    rounds.add_section(round_, factories.text("All"), [*rated, pairs, names])

    def judge(index, question):
        if question.kind == "text":
            return Value(data={"text": "Four islands"})
        if question.kind != "pairs":
            return factories.pick(index, question)
        asked = KINDS["pairs"].asked(question.settings | {"block": index})
        half = {code: place // 2 for place, code in enumerate(codes)}
        return Value(data={"pairs": [[a, b, 2 if half[a] == half[b] else -1] for a, b in asked]})

    factories.answer_round(rounds.open_round(round_), factories.make_panel(study, 8), judge)
    factories.close_round(round_)
    wordings = [
        decisions.AxisWording(
            letter,
            *(factories.text(f"{part} {letter}") for part in ("name", "low", "high")),
            dict.fromkeys(own, 1),
        )
        for letter, own in (("A", codes[:2]), ("B", codes[2:]))
    ]
    decisions.adopt_axes(study, results.propose_axes(study), wordings, WHY)
    return study


def test_pair_judgements_tell_which_scenarios_hold_together(paired):
    states = {
        quadrant: dict(zip(["D01", "D02", "D03", "D04"], [a, a, b, b], strict=True))
        for quadrant, (a, b) in {
            "Q1": ("high", "high"),
            "Q2": ("low", "high"),
            "Q3": ("low", "low"),
            "Q4": ("high", "low"),
        }.items()
    }
    found = results.consistency.check_consistency(paired, states).data["scenarios"]
    # Within a half the support is at least as strong as the hindrance from the other.
    assert {quadrant: found[quadrant]["consistent"] for quadrant in QUADRANTS} == {
        "Q1": True,
        "Q2": True,
        "Q3": True,
        "Q4": True,
    }
    # Two pairs within the halves fit by 2, four between them clash by 1; alike ends everywhere in Q1.
    assert (found["Q1"]["total"], found["Q1"]["least"]) == (0, -1)
    assert (found["Q2"]["total"], found["Q2"]["least"]) == (8, 1)
    mixed = states | {"Q1": {"D01": "high", "D02": "low", "D03": "high", "D04": "high"}}
    broken = results.consistency.check_consistency(paired, mixed).data["scenarios"]["Q1"]
    assert not broken["consistent"]
    assert broken["distance"] == 1
    assert ["D01"] in broken["flips"] or ["D02"] in broken["flips"]


def test_consistency_stands_on_the_page_and_in_words(visitor, paired):
    owner = factories.make_account(study=paired)
    results.build_scenarios(paired)
    page = visitor.sign_in(owner).get("scenarios.show_scenarios", study_id=paired.id)
    assert "consistent" in page.text
    assert "it was not asked to" not in page.text


def test_names_from_the_panel_are_offered_and_printed_as_such(visitor, paired):
    owner = factories.make_account(study=paired)
    results.build_scenarios(paired)
    assert [each.texts for each in list_panel_names(paired, "Q1") if each.texts] == [["Four islands"]]
    visitor.sign_in(owner)
    page = visitor.get(HERE, study_id=paired.id, quadrant="Q1")
    assert "Four islands" in page.text
    save(visitor, paired, page.form_data("name_en") | {"name_en": "Four islands", "name_ko": "네 섬"})
    assert "Named by the panel:" in visitor.get("scenarios.show_scenarios", study_id=paired.id).text
    assert _report(paired).scenarios[0].is_named_by_panel
