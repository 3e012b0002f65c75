"""The tables of the frame: cells, rows, their order, undo, two coordinators at once."""

import pytest
from sqlalchemy import func, select

from survey.db import db
from survey.errors import BadCell, CellsRefused, IllegalTransition
from survey.framing.rows import get_family, get_row
from survey.models import AuditEntry, BinEntry, LineageStep, Study
from survey.operations import studies
from survey.operations.drivers_history import Wording, propose_driver
from survey.operations.framing_bin import delete_row
from survey.operations.framing_lines import add_drivers_by_line
from survey.operations.framing_tables import add_row, change_row, move_row
from survey.operations.framing_undo import undo_last
from survey.queries.framing import get_coverage, get_table, list_warnings
from tests import factories

JSON = {"Accept": "application/json"}


@pytest.fixture
def study(owner) -> Study:
    study = factories.make_study(n_drivers=3, owner=owner)
    studies.add_evidence(study, "lee2018", "paper", "Lee, 2018.", {})
    studies.add_system(study, "north", factories.text("North"), {})
    studies.add_criterion(study, "size", factories.text("Size"), {})
    return study


def row_of(study, family, place=0):
    table = get_family(family)
    return get_row(study, table, getattr(study, family)[place].id)


def change(study, row, owner, **sent):
    return change_row(study, row.family, row.id, sent, row.mark, owner)


def last_act() -> AuditEntry:
    return db.session.scalars(select(AuditEntry).order_by(AuditEntry.number.desc())).first()


def test_a_cell_changes_alone_and_the_log_tells_before_and_after(study, owner):
    row = row_of(study, "drivers")
    change(study, row, owner, low_pole_en="  It   sinks ")
    assert study.drivers[0].low_pole["en"] == "It sinks"
    assert study.drivers[0].low_pole["ko"] == "요인 1 감소"
    act = last_act()
    assert act.action == "frame_changed"
    assert act.details["before"] == {"low_pole_en": "Driver 1 falls"}
    assert act.details["after"] == {"low_pole_en": "It sinks"}


def test_what_does_not_change_leaves_no_entry(study, owner):
    row, before = row_of(study, "drivers"), last_act().number
    change(study, row, owner, low_pole_en="Driver 1 falls")
    assert last_act().number == before


@pytest.mark.parametrize(
    ("family", "cell", "typed", "problem"),
    [
        ("drivers", "code", "D 01", "no blanks"),
        ("drivers", "code", "D:01", "no blanks"),
        ("drivers", "code", "", "must not be empty"),
        ("drivers", "code", "x" * 41, "no blanks"),
        ("drivers", "code", "d02", "Another row has the code"),
        ("drivers", "category", "magic", "Choose one of the list"),
        ("drivers", "evidence_codes", "lee2018, kim", "no entry kim"),
        ("drivers", "name_en", "x" * 301, "too long"),
        ("drivers", "statement_en", "900101-1234567", "registration number"),
        ("evidence", "kind", "rumour", "Choose one of the list"),
        ("evidence", "citation", " ", "must not be empty"),
    ],
)
def test_what_cannot_stand_is_refused_at_its_cell(study, owner, family, cell, typed, problem):
    row = row_of(study, family)
    before = row.values
    with pytest.raises(CellsRefused) as refused:
        change(study, row, owner, **{cell: typed})
    assert problem in str(refused.value.cells[cell])
    db.session.expire_all()
    assert row_of(study, family).values == before


def test_a_row_is_saved_as_a_whole_or_not_at_all(study, owner):
    row = row_of(study, "drivers")
    with pytest.raises(CellsRefused) as refused:
        change(study, row, owner, name_en="Other", code="a b")
    assert set(refused.value.cells) == {"code"}
    db.session.expire_all()
    assert study.drivers[0].name["en"] == "Driver 1"


def test_a_name_may_miss_one_language_and_not_all(study, owner):
    row = row_of(study, "drivers")
    change(study, row, owner, name_ko="")
    row = row_of(study, "drivers")
    assert list_warnings(row) == ["language_missing"]
    with pytest.raises(CellsRefused, match="not saved"):
        change(study, row, owner, name_en="")


def test_a_cell_of_the_comparison_holds_text_source_number_and_unit(study, owner):
    family = get_family("cells")
    cell_id = f"{study.criteria[0].id}-{study.systems[0].id}"
    row = get_row(study, family, cell_id)
    change(study, row, owner, text_en="Many firms", source="Register", number="1 234,5", unit="firms")
    cell = {"text": {"en": "Many firms"}, "source": "Register", "number": 1234.5, "unit": "firms"}
    assert study.criteria[0].cells == {"north": cell}
    row = get_row(study, family, cell_id)
    with pytest.raises(CellsRefused):
        change(study, row, owner, number="many")
    change(study, row, owner, text_en="", source="", number="", unit="")
    assert study.criteria[0].cells == {}


def test_who_comes_second_is_told_and_keeps_their_words(study, owner, visitor):
    visitor.sign_in(owner)
    table = {"study_id": study.id, "family": "drivers", "row_id": study.drivers[0].id}
    seen = row_of(study, "drivers")
    mark = seen.mark
    change(study, seen, owner, high_pole_en="Theirs")
    page = visitor.post(
        "framing.save_row", {"mark": mark, "high_pole_en": "Mine", "name_en": "Driver 1"}, 422, **table
    )
    assert "Somebody else changed this cell meanwhile; it says “Theirs”" in page.text
    field = page.one("textarea", id=f"row-{table['row_id']}-high_pole_en")
    assert "".join(field.itertext()).strip() == "Mine"
    renewed = next(
        each.get("value")
        for form in page.all("form", id=f"row-{table['row_id']}")
        for each in form.iter("input")
        if each.get("name") == "mark"
    )
    visitor.post("framing.save_row", {"mark": renewed, "high_pole_en": "Mine"}, **table)
    db.session.expire_all()
    assert study.drivers[0].high_pole["en"] == "Mine"


def test_two_change_different_cells_of_a_row_and_both_are_kept(study, owner):
    seen = row_of(study, "drivers")
    mark = seen.mark
    change_row(study, seen.family, seen.id, {"high_pole_en": "Theirs"}, mark, owner)
    change_row(study, seen.family, seen.id, {"low_pole_en": "Mine"}, mark, owner)
    assert (study.drivers[0].low_pole["en"], study.drivers[0].high_pole["en"]) == ("Mine", "Theirs")


def test_a_script_is_answered_in_data(study, owner, visitor):
    visitor.sign_in(owner)
    row = row_of(study, "drivers")
    url = visitor.url("framing.save_row", study_id=study.id, family="drivers", row_id=row.id)

    def send(**sent):
        data = {"csrf_token": visitor.csrf_token(), "mark": row.mark, **sent}
        return visitor.client.post(url, data=data, headers=JSON)

    told = send(high_pole_en="Driver 1 falls")
    assert told.status_code == 200
    assert told.json["values"] == {"high_pole_en": "Driver 1 falls"}
    assert told.json["warnings"] == ["Both poles say the same."]
    assert told.json["mark"] == row_of(study, "drivers").mark
    refused = send(code="D 1")
    assert refused.status_code == 422
    assert "no blanks" in refused.json["errors"]["code"]


def test_rows_come_move_and_go_and_each_step_can_be_undone(study, owner):
    family = get_family("drivers")

    def codes():
        return [driver.code for driver in study.drivers]

    added = add_row(study, family, {"name_en": "Fourth"}, owner)
    assert codes() == ["D01", "D02", "D03", "D04"]
    move_row(study, family, added.id, -1, owner)
    assert codes() == ["D01", "D02", "D04", "D03"]
    delete_row(study, family, study.drivers[0].id, owner)
    assert codes() == ["D02", "D04", "D03"]
    row = row_of(study, "drivers")
    change(study, row, owner, name_en="Renamed")
    for expected in (["D02", "D04", "D03"], ["D01", "D02", "D04", "D03"], ["D01", "D02", "D03", "D04"]):
        undo_last(study, family, owner)
        db.session.expire_all()
        assert codes() == expected
    assert study.drivers[1].name["en"] == "Driver 2"
    undo_last(study, family, owner)
    db.session.expire_all()
    assert codes() == ["D01", "D02", "D03"]
    with pytest.raises(IllegalTransition, match="nothing of yours"):
        undo_last(study, family, owner)


def test_nobody_undoes_what_another_changed_since(study, owner):
    other = factories.make_account(study=study)
    row = row_of(study, "drivers")
    change(study, row, owner, name_en="Mine")
    with pytest.raises(IllegalTransition, match="nothing of yours"):
        undo_last(study, row.family, other)
    change(study, row_of(study, "drivers"), other, name_en="Theirs")
    with pytest.raises(IllegalTransition, match="changed again"):
        undo_last(study, row.family, owner)
    assert study.drivers[0].name["en"] == "Theirs"


def test_what_hung_on_a_deleted_row_comes_back_with_it(study, owner):
    change(study, row_of(study, "drivers"), owner, evidence_codes="lee2018")
    cell = get_row(study, get_family("cells"), f"{study.criteria[0].id}-{study.systems[0].id}")
    change(study, cell, owner, text_en="Big")
    for family in ("evidence", "systems"):
        delete_row(study, get_family(family), getattr(study, family)[0].id, owner)
    db.session.expire_all()
    assert (study.drivers[0].evidence_codes, study.criteria[0].cells) == ([], {})
    assert db.session.scalar(select(func.count()).select_from(BinEntry)) == 2
    for family in ("evidence", "systems"):
        undo_last(study, get_family(family), owner)
    db.session.expire_all()
    assert study.drivers[0].evidence_codes == ["lee2018"]
    assert study.criteria[0].cells == {"north": {"text": {"en": "Big"}}}


def test_a_new_code_is_put_wherever_the_old_one_stood(study, owner):
    change(study, row_of(study, "drivers"), owner, evidence_codes="lee2018")
    cell = get_row(study, get_family("cells"), f"{study.criteria[0].id}-{study.systems[0].id}")
    change(study, cell, owner, text_en="Big")
    change(study, row_of(study, "evidence"), owner, code="lee_2018")
    change(study, row_of(study, "systems"), owner, code="N-1")
    assert study.drivers[0].evidence_codes == ["lee_2018"]
    assert list(study.criteria[0].cells) == ["N-1"]


def test_what_the_panel_was_asked_about_keeps_its_words(world, owner, visitor):
    study = db.session.get(Study, world.study_id)
    row = row_of(study, "drivers")
    with pytest.raises(CellsRefused) as refused:
        change(study, row, owner, name_en="Other", category="values")
    assert "Reword it with its history" in str(refused.value.cells["name_en"])
    change(study, row_of(study, "drivers"), owner, category="values")
    with pytest.raises(IllegalTransition, match="its answers stay"):
        delete_row(study, row.family, row.id, owner)
    page = world.visitor(visitor.app, "owner").get("framing.drivers", study_id=study.id)
    assert page.one("textarea", id=f"row-{row.id}-name_en").get("readonly") is not None


def test_a_driver_with_a_history_keeps_it_when_it_is_edited(study, owner):
    driver = propose_driver(study, Wording({"en": "New"}, {"en": "ends"}, {"en": "begins"}), [], owner)
    row = get_row(study, get_family("drivers"), driver.id)
    change(study, row, owner, high_pole_en="thrives")
    step = db.session.scalars(select(LineageStep).order_by(LineageStep.number.desc())).first()
    assert step.kind == "reworded"
    assert (step.before[0]["high_pole"], step.after[0]["high_pole"]) == ({"en": "begins"}, {"en": "thrives"})
    with pytest.raises(CellsRefused) as refused:
        change(study, get_row(study, row.family, driver.id), owner, code="Z1")
    assert "so that the code stays" in str(refused.value.cells["code"])
    with pytest.raises(IllegalTransition, match="has a history"):
        delete_row(study, row.family, driver.id, owner)


def test_groups_are_fixed_once_round_1_has_opened(study, owner):
    factories.make_expert(study, group=study.groups[0])
    family = get_family("groups")
    with pytest.raises(IllegalTransition, match="invited in this group"):
        delete_row(study, family, study.groups[0].id, owner)
    factories.make_round(study)
    for act in (
        lambda: add_row(study, family, {"name_en": "Late"}, owner),
        lambda: delete_row(study, family, study.groups[1].id, owner),
        lambda: change(study, row_of(study, "groups"), owner, name_en="Late"),
        lambda: move_row(study, family, study.groups[0].id, 1, owner),
    ):
        with pytest.raises(IllegalTransition, match="Round 1 has opened"):
            act()


def test_lines_are_taken_all_or_none(study, owner):
    with pytest.raises(BadCell, match="Line 2 has more than three parts"):
        add_drivers_by_line(study, "A | b | c\nA | b | c | d", "en", owner)
    db.session.expire_all()
    assert len(study.drivers) == 3
    added = add_drivers_by_line(study, "가뭄\t줄어든다\t늘어난다\n\n홍수", "ko", owner)
    assert [each.row.low_pole for each in added] == [{"ko": "줄어든다"}, {}]
    rows = get_table(study, get_family("drivers")).rows
    assert [list(row.warnings) for row in rows[3:]] == [
        ["language_missing"],
        ["pole_missing", "language_missing"],
    ]


def test_a_line_of_a_study_without_poles_holds_a_statement(owner):
    study = factories.make_study(n_drivers=0, template="consensus", owner=owner)
    (added,) = add_drivers_by_line(study, "Ban | It should be banned.", "en", owner)
    assert (added.row.statement, added.row.low_pole) == ({"en": "It should be banned."}, {})
    with pytest.raises(BadCell, match="more than two parts"):
        add_drivers_by_line(study, "Ban | It | falls", "en", owner)


def test_coverage_counts_domains(study, owner):
    coverage = get_coverage(study)
    assert coverage.counts["social"] == 1
    assert coverage.missing == ["environmental", "political", "values"]


def test_rows_of_another_study_are_not_there(study, owner, visitor):
    other = factories.make_study(n_drivers=1)
    visitor.sign_in(owner)
    for endpoint in ("save_row", "move_row", "delete_row"):
        visitor.post(
            f"framing.{endpoint}", {}, 404, study_id=study.id, family="drivers", row_id=other.drivers[0].id
        )
    visitor.post("framing.add_row", {}, 404, study_id=study.id, family="secrets")
    cell = f"{study.criteria[0].id}-{other.id}"
    visitor.post("framing.save_row", {}, 404, study_id=study.id, family="cells", row_id=cell)
