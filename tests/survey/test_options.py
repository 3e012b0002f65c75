"""Directions, options, signposts and phases: tables edited in place, prerequisites, the bin, the roadmap."""

import pytest

from survey.db import db
from survey.errors import BadCell, CannotPutBack, CellsRefused, IllegalTransition, StaleAnswer
from survey.framing.plan import PLAN, find_circle
from survey.models import AuditEntry, BinEntry, RoundKind, Study
from survey.models.adoption import mark_content
from survey.operations import bin as bins
from survey.operations import options as operations
from survey.operations.decisions import AxisWording, adopt_axes, store_finding, word_scenario
from survey.operations.options_phases import set_phases
from survey.operations.rounds import create_round
from survey.queries.options import find_problems, get_plan_table, get_roadmap
from survey.results.strategy import assess_strategy
from survey.words.plan import problem_words
from tests import factories

OPTIONS, SIGNPOSTS, DIRECTIONS = PLAN["options"], PLAN["signposts"], PLAN["directions"]
PHASES = [
    {"name": {"en": "First"}, "from_year": 2020, "to_year": 2022},
    {"name": {"en": "Second"}, "from_year": 2023, "to_year": 2026},
]


@pytest.fixture
def study(owner):
    """A study with three options that nobody was asked about, and two phases."""
    study = factories.make_study(n_drivers=2, n_options=3, owner=owner)
    set_phases(study, PHASES, [], mark_content(study.phases))
    return study


def row_of(study, family, code):
    return next(row for row in get_plan_table(study, family).rows if row.code == code)


def change(study, code, family=OPTIONS, /, **cells):
    row = row_of(study, family, code)
    return operations.change_row(study, family, row.id, cells, row.mark, None)


def refusal(study, code, family=OPTIONS, /, **cells):
    with pytest.raises(CellsRefused) as refused:
        change(study, code, family, **cells)
    return {name: str(error) for name, error in refused.value.cells.items()}


def test_cells_are_changed_together_and_audited_with_before_and_after(study):
    change(
        study, "S1.2", name_en="Build a bridge", prerequisites="S1.1; S1.1", phase="2", lead_time_years="2,5"
    )
    option = study.options[1]
    assert option.name == {"en": "Build a bridge", "ko": "전략 2"}
    assert (option.prerequisites, option.phase, option.lead_time_years) == (["S1.1"], 2, 2.5)
    last = db.session.query(AuditEntry).filter_by(action="plan_changed").one()
    assert last.details["before"]["name_en"] == "Option 2"
    assert last.details["after"]["prerequisites"] == "S1.1"


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"prerequisites": "S9"}, "There is no option S9."),
        ({"prerequisites": "S1.1"}, "An option cannot need itself."),
        ({"phase": "3"}, "There is no phase 3"),
        ({"phase": "1.5"}, "Enter the number of a phase"),
        ({"lead_time_years": "-1"}, "from 0 to 1000"),
        ({"lead_time_years": "soon"}, "Enter a number"),
        ({"cost_class": "cheap"}, "Choose one of the list."),
        ({"direction": "S7"}, "Choose a direction"),
        ({"code": "S1.2"}, "Another row has the code"),
        ({"name_en": "", "name_ko": ""}, "must not be empty in every language"),
    ],
)
def test_what_cannot_stand_is_refused_in_one_sentence(study, cells, sentence):
    said = " ".join(refusal(study, "S1.1", **cells).values())
    assert sentence in said
    assert study.options[0].name["en"] == "Option 1"


def test_a_circle_is_refused_with_the_way_round(study):
    change(study, "S1.2", prerequisites="S1.1")
    change(study, "S1.3", prerequisites="S1.2")
    said = refusal(study, "S1.1", prerequisites="S1.3")["prerequisites"]
    assert "S1.1 → S1.3 → S1.2 → S1.1" in said
    assert find_circle({"a": ["b"], "b": []}) == []


def test_a_cell_that_somebody_else_changed_is_not_overwritten(study):
    row = row_of(study, OPTIONS, "S1.1")
    change(study, "S1.1", actor_en="The province")
    with pytest.raises(CellsRefused) as refused:
        operations.change_row(study, OPTIONS, row.id, {"actor_en": "The ministry"}, row.mark, None)
    assert "The province" in str(refused.value.cells["actor_en"])
    operations.change_row(study, OPTIONS, row.id, {"phase": "2"}, row.mark, None)
    assert (study.options[0].actor["en"], study.options[0].phase) == ("The province", 2)


def test_what_the_panel_was_asked_about_stays_and_its_plan_may_change(world):
    study = db.session.get(Study, world.study_id)
    assert "in these words" in refusal(study, "S1.1", name_en="Another thing")["name_en"]
    change(study, "S1.1", phase="2", trigger_en="When the ferry stops")
    assert study.options[0].phase == 2
    with pytest.raises(IllegalTransition, match="asked about this option"):
        operations.delete_row(study, OPTIONS, study.options[0].id, None)


def test_a_new_code_is_taken_over_where_the_option_is_needed(study):
    change(study, "S1.2", prerequisites="S1.1")
    set_phases(study, PHASES, [["S1.1", "S1.3"]], mark_content(study.phases))
    change(study, "S1.1", code="Bridge")
    assert study.options[1].prerequisites == ["Bridge"]
    assert study.phases["exclusive"] == [["Bridge", "S1.3"]]


def test_rows_are_added_with_the_next_code_and_moved(study, owner):
    sent = {"name_en": "New", "direction": "S1", "cost_class": "high", "lead_time_years": "1", "phase": "1"}
    row = operations.add_row(study, OPTIONS, sent, owner)
    assert (row.code, row.position) == ("O01", 4)
    operations.move_row(study, OPTIONS, row.id, -1, owner)
    assert [option.code for option in study.options] == ["S1.1", "S1.2", "O01", "S1.3"]
    with pytest.raises(CellsRefused) as refused:
        operations.add_row(study, OPTIONS, sent | {"name_en": ""}, owner)
    assert list(refused.value.cells) == ["name_en"]


def test_what_is_deleted_goes_to_the_bin_and_comes_back(study, owner):
    change(study, "S1.2", prerequisites="S1.1")
    with pytest.raises(IllegalTransition, match=r"S1\.2 needs it first"):
        operations.delete_row(study, OPTIONS, study.options[0].id, owner)
    with pytest.raises(IllegalTransition, match="Move the options"):
        operations.delete_row(study, DIRECTIONS, study.directions[0].id, owner)
    operations.delete_row(study, OPTIONS, study.options[1].id, owner)
    assert [option.code for option in study.options] == ["S1.1", "S1.3"]
    bins.restore(db.session.query(BinEntry).one(), owner)
    back = next(option for option in study.options if option.code == "S1.2")
    assert (back.prerequisites, back.direction.code) == (["S1.1"], "S1")


def test_an_option_without_its_direction_stays_in_the_bin(study, owner):
    for option in list(study.options):
        operations.delete_row(study, OPTIONS, option.id, owner)
    operations.delete_row(study, DIRECTIONS, study.directions[0].id, owner)
    entry = db.session.query(BinEntry).filter_by(kind="option").first()
    with pytest.raises(CannotPutBack, match="direction"):
        bins.restore(entry, owner)


def test_signposts_keep_their_details_and_refuse_no_day(study):
    sent = {
        "indicator_en": "Ferries a day",
        "quadrant": "Q2",
        "way": "below",
        "lead_time_years": "1.5",
        "next_look": "2027-03-31",
        "owner": "The harbour",
    }
    operations.add_row(study, SIGNPOSTS, sent, None)
    (post,) = study.signposts
    assert post.details == {
        "way": "below",
        "lead_time_years": 1.5,
        "next_look": "2027-03-31",
        "owner": "The harbour",
    }
    assert "year-month-day" in refusal(study, "W01", SIGNPOSTS, next_look="next spring")["next_look"]
    change(study, "W01", SIGNPOSTS, owner="")
    assert "owner" not in study.signposts[0].details


def test_roadmap_says_what_cannot_be(study):
    change(study, "S1.1", phase="2")
    change(study, "S1.2", prerequisites="S1.1", lead_time_years="5")
    (problem,) = [each for each in find_problems(study) if each.code == "before_need"]
    assert problem_words(problem) == "S1.2 stands in phase 1 and needs S1.1 first, which stands in phase 2."
    change(study, "S1.2", phase="2")
    change(study, "S1.3", prerequisites="S1.2", phase="2")
    (problem,) = find_problems(study)
    # S1.1 is ready in 2024, S1.2 five years later.
    assert problem_words(problem) == "S1.3 must wait for what it needs until 2029; its phase 2 ends in 2026."
    starts = {bar.option.code: (bar.start, bar.ready) for bar in get_roadmap(study).bars}
    assert starts == {"S1.1": (2023, 2024), "S1.2": (2024, 2029), "S1.3": (2029, 2030)}


@pytest.mark.parametrize(
    ("phases", "sets", "sentence"),
    [
        ([{"name": {"en": "x"}, "from_year": 2022, "to_year": 2021}], [], "ends before it begins"),
        ([PHASES[1], PHASES[0]], [], "the one before ends only in 2026"),
        (PHASES, [["S1.1"]], "at least two"),
        (PHASES, [["S1.1", "S9"]], "no option S9"),
        (PHASES, [["S1.1", "S1.2"], ["S1.1", "S1.3"]], "in two sets"),
    ],
)
def test_phases_and_sets_that_cannot_be_are_refused(study, phases, sets, sentence):
    with pytest.raises(BadCell) as refused:
        set_phases(study, phases, sets, mark_content(study.phases))
    assert sentence in str(refused.value)


def test_a_phase_with_options_stays_and_the_second_editor_is_told(study):
    known = mark_content(study.phases)
    change(study, "S1.1", phase="2")
    with pytest.raises(BadCell, match="move it first"):
        set_phases(study, PHASES[:1], [], known)
    set_phases(study, PHASES, [["S1.1", "S1.2"]], known)
    with pytest.raises(StaleAnswer):
        set_phases(study, PHASES, [], known)


def test_exclusive_options_get_their_regret(world):
    study = db.session.get(Study, world.study_id)
    found = assess_strategy(study).data["options"]
    assert {each["regret_exclusive"] for each in found} == {None}
    set_phases(study, [], [["S1.1", "S1.2"]], mark_content(study.phases))
    found = assess_strategy(study).data["options"]
    first, second = (list(each["values"].values()) for each in found)
    regrets = [max(b - a for a, b in zip(x, y, strict=True)) for x, y in ((first, second), (second, first))]
    assert [each["regret_exclusive"] for each in found] == [max(0, regret) for regret in regrets]


# Pages


def test_pages_work_without_scripts_and_give_back_what_was_typed(coordinator, study):
    row = study.options[0]
    here = {"study_id": study.id, "plan": "options", "plan_row": row.id}
    page = coordinator.get("options.edit_options", study_id=study.id)
    assert page.one("textarea", id=f"row-{row.id}-name_en") is not None
    mark = row_of(study, OPTIONS, "S1.1").mark
    coordinator.post("options.save_row", {"mark": mark, "name_en": "Sail"}, **here)
    assert study.options[0].name["en"] == "Sail"
    mark = row_of(study, OPTIONS, "S1.1").mark
    page = coordinator.post("options.save_row", {"mark": mark, "phase": "first"}, status=422, **here)
    assert page.one("input", id=f"row-{row.id}-phase").get("value") == "first"
    coordinator.post("options.delete_row", **here)
    assert len(study.options) == 2


def test_a_cell_is_saved_by_itself_and_the_marks_of_others_stay(coordinator, study):
    row = row_of(study, OPTIONS, "S1.1")
    url = coordinator.url("options.save_row", study_id=study.id, plan="options", plan_row=row.id)
    data = {"csrf_token": coordinator.csrf_token(), "mark": row.mark, "trigger_en": "Now"}
    change(study, "S1.1", actor_en="Somebody else")
    told = coordinator.client.post(url, data=data, headers={"Accept": "application/json"}).get_json()
    assert told["values"] == {"trigger_en": "Now"}
    data |= {"mark": told["mark"], "actor_en": "Late"}
    reply = coordinator.client.post(url, data=data, headers={"Accept": "application/json"})
    assert reply.status_code == 422
    assert "Somebody else" in reply.get_json()["errors"]["actor_en"]


def test_phases_are_set_on_their_page(coordinator, study):
    page = coordinator.get("options.edit_phases", study_id=study.id)
    data = page.form_data("exclusive")
    page = coordinator.post(
        "options.edit_phases", data | {"name3_en": "Third"}, status=422, study_id=study.id
    )
    assert "Give the first and the last year" in page.text
    assert page.one("input", name="name3_en").get("value") == "Third"
    data |= {"name3_en": "Third", "from3": "2027", "to3": "2030", "exclusive": "S1.1, S1.2"}
    coordinator.post("options.edit_phases", data, study_id=study.id)
    assert study.phases["list"][2]["number"] == 3
    assert study.phases["exclusive"] == [["S1.1", "S1.2"]]
    page = coordinator.get("options.show_roadmap", study_id=study.id)
    assert "Everything stands after what it needs." in page.text
    assert "Third" in page.text


def test_a_prepared_round_is_prepared_again_after_the_options_change(coordinator, study):
    where = {"study_id": study.id}
    drivers = {letter: {driver.code: 1} for letter, driver in zip("AB", study.drivers, strict=True)}
    finding = store_finding(
        study, "axes", {"declared": False, "axes": [], "criticality": {}, "pairs": []}, 1, "0", {}
    )
    texts = [factories.text(word) for word in ("name", "low", "high")]
    adopt_axes(study, finding, [AxisWording(letter, *texts, own) for letter, own in drivers.items()], "Set.")
    for quadrant in ("Q1", "Q2", "Q3", "Q4"):
        word_scenario(study, quadrant, factories.text(quadrant), {}, {})
    create_round(study, RoundKind.STRATEGY, factories.text("Strategy"), {})
    coordinator.post("scenarios.ask_panel", **where)
    assert "prepare it again" not in coordinator.get("scenarios.show_scenarios", **where).text
    operations.delete_row(study, OPTIONS, study.options[2].id, None)
    sent = {"name_en": "New", "direction": "S1", "cost_class": "low", "lead_time_years": "1", "phase": "1"}
    operations.add_row(study, OPTIONS, sent, None)
    assert "prepare it again" in coordinator.get("scenarios.show_scenarios", **where).text
    coordinator.post("scenarios.ask_panel", **where)
    assert "prepare it again" not in coordinator.get("scenarios.show_scenarios", **where).text
