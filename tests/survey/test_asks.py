"""The parts of the rounds about axes and options: what each asks, which are chosen, what choosing does."""

import pytest

from survey import results
from survey.db import db
from survey.models import QUADRANTS, Account, AuditEntry, RoundKind, Study
from survey.operations import plans, rounds
from survey.operations.asks import ASKS, asks_of
from survey.operations.asks.parts import list_parts
from survey.operations.asks.scenarios import list_silent
from survey.operations.studies import add_system
from survey.queries.boards import find_draft
from survey.queries.futures import list_asked_drivers
from survey.queries.panel import list_members
from survey.queries.studies import find_finding
from survey.words.asks import ask_purpose, ask_word
from tests import factories
from tests.pages import words
from tests.world import adopt_axes, run_round


@pytest.fixture
def study(app):
    """A study with two axes and its third round in preparation; two critical drivers lie on neither axis."""
    study = factories.make_study(n_drivers=6, n_options=1)
    first, second, *_ = factories.make_rounds(study)
    experts = factories.make_panel(study, 6)
    for round_ in (first, second):
        run_round(round_, experts)
    adopt_axes(study)
    proposal = find_finding(study, "axes")
    critical = {"cell": "critical", "value": 0.5}
    found = dict.fromkeys(("D03", "D06"), critical)
    proposal.data = proposal.data | {"criticality": proposal.data["criticality"] | found}
    for axis in study.axes:
        axis.members[:] = [each for each in axis.members if each.driver.code not in found]
    db.session.commit()
    return study


def compose(study):
    draft = find_draft(study, RoundKind.CONFIRM)
    plans.compose_confirmation(study, draft, list_asked_drivers(study))
    return draft


def asked(round_):
    return [question.name for question in round_.questions]


def test_every_part_has_a_name_and_says_what_it_is_for():
    codes = [ask.code for ask in ASKS]
    assert len(set(codes)) == len(codes)
    for code in codes:
        assert ask_word(code) != code
        assert ask_purpose(code).endswith(".")


def test_round_3_asks_of_the_four_futures_in_the_studys_own_words(study):
    draft = compose(study)
    names = asked(draft)
    assert {name: names.count(name) for name in ("today", "expected", "effect", "outcome")} == {
        "today": 1,
        "expected": 1,
        "effect": 4,
        "outcome": 8,
    }
    assert names.count("name_proposal") == 4
    assert names.count("wild_card") == 1
    by_name = {question.name: question for question in draft.questions}
    choices = by_name["expected"].settings["choices"]
    assert [choice["code"] for choice in choices] == list(QUADRANTS)
    assert choices[1]["text"]["en"] == "Future 2 (Low A; High B)"
    today = by_name["today"].settings
    assert today["subjects"] == ["today"]
    assert today["x"]["low"]["en"] == "Low A"
    outcome = [question for question in draft.questions if question.name == "outcome"]
    assert {(question.driver.code, question.quadrant) for question in outcome} == {
        (code, quadrant) for code in ("D03", "D06") for quadrant in QUADRANTS
    }
    assert outcome[0].settings["choices"][0]["text"]["ko"] == outcome[0].driver.low_pole["ko"]


def test_systems_stand_in_place_of_today(study):
    for code in ("north", "south"):
        add_system(study, code, factories.text(code), {})
    today = next(question for question in compose(study).questions if question.name == "today")
    assert today.settings["subjects"] == ["north", "south"]


def test_only_drivers_that_no_loading_places_are_put_to_the_vote(study):
    drivers = list_asked_drivers(study)
    assert [driver.code for driver in list_silent(study, drivers)] == ["D03", "D06"]
    proposal = find_finding(study, "axes")
    axes = [{"drivers": [{"item": "D01", "loading": 0.1, "sign": 1}]}, {"drivers": []}]
    cells = proposal.data["criticality"] | {"D01": {"cell": "critical", "value": 0.9}}
    proposal.data = proposal.data | {"axes": axes, "criticality": cells}
    assert [driver.code for driver in list_silent(study, drivers)] == ["D01", "D03", "D06"]


def test_a_scan_that_asked_for_wild_cards_is_not_repeated(study):
    scan = rounds.create_round(study, RoundKind.SCAN, factories.text("Scan"), {})
    rounds.add_section(scan, factories.text("S"), [rounds.QuestionSpec("text", "wild_card")])
    assert "wild_card" not in asked(compose(study))


def test_parts_are_chosen_on_a_page_and_the_round_is_composed_anew(visitor, study):
    owner = visitor.sign_in(factories.make_account(study=study))
    draft = compose(study)
    page = owner.get("asks.show_asks", study_id=study.id)
    for ask in asks_of(RoundKind.CONFIRM):
        box = page.one("input", id=f"part-{ask.code}")
        assert box.has_attr("checked") if hasattr(box, "has_attr") else "checked" in box.attrib
    before = sum(part.seconds for part in list_parts(study, RoundKind.CONFIRM, list_asked_drivers(study)))
    owner.post("asks.choose_asks", {"kind": "confirm", "part": ["today"]}, study_id=study.id)
    db.session.expire_all()
    assert set(asked(draft)) == {
        "allocation",
        "dependence_ab",
        "dependence_ba",
        "plausibility",
        "desirability",
        "today",
    }
    parts = list_parts(study, RoundKind.CONFIRM, list_asked_drivers(study))
    assert {part.code for part in parts if part.is_chosen} == {"allocation", "dependence", "corners", "today"}
    assert before > sum(part.seconds for part in parts if part.is_chosen)
    acts = db.session.query(AuditEntry).filter_by(action="asks_chosen").all()
    assert [act.details["after"] for act in acts] == [["allocation", "dependence", "today", "corners"]]
    assert "asks what you chose" in words(owner.get("asks.show_asks", study_id=study.id).one("body"))


def test_an_unknown_part_and_a_round_that_has_opened_are_refused(visitor, world):
    study = db.session.get(Study, world.study_id)
    owner = visitor.sign_in(db.session.get(Account, world.accounts["owner"]))
    page = owner.post(
        "asks.choose_asks", {"kind": "confirm", "part": ["today"]}, status=409, study_id=study.id
    )
    assert "no round in preparation" in page.text
    owner.post("asks.choose_asks", {"kind": "scan"}, status=404, study_id=study.id)


def test_experts_answer_every_part_and_the_round_freezes(study):
    draft = compose(study)
    run_round(draft, [member.invitation for member in list_members(study, None)])
    kinds = {entry["name"]: entry for entry in draft.snapshot.summarised.values()}
    assert kinds["expected"]["summary"]["n"] == 6
    assert kinds["today"]["summary"]["subjects"][0]["n"] == 6
    assert kinds["outcome"]["quadrant"] in QUADRANTS
    effects = [entry for entry in draft.snapshot.rated.values() if entry["name"] == "effect"]
    assert {entry["quadrant"] for entry in effects} == set(QUADRANTS)
    assert results.confirm_axes(study).data["round"] == draft.number
