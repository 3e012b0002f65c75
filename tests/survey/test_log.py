"""The audit log as people read it, take it away and check it."""

import ast
import csv
import io
import json
from datetime import UTC, datetime

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy import text as sql

from survey.config import ROOT
from survey.db import db
from survey.models import AuditEntry, Role
from survey.models.record import EXPERTS_ACTS
from survey.operations import accounts, leaving, links, studies
from survey.operations.record import record_act
from survey.queries.log import PAGE_SIZE, list_log, verify_chain
from survey.words.acts import act_word, value_words
from survey.words.acts_done import ACTS
from tests import factories
from tests.pages import Visitor, words
from tests.postgres import on_both_databases

UNNAMED = {"act_", "driver_", "text_", "_deleted"}
"""Parts of codes that are put together where the act is done; the whole codes stand in ACTS."""


@pytest.fixture
def owner(app):
    return factories.make_account("Ada Owner")


@pytest.fixture
def study(owner):
    return factories.make_study(n_drivers=0, owner=owner, time_zone="Asia/Seoul")


def write(account, study, action, **details):
    record_act(account, study.id if study else None, action, **details)
    db.session.commit()


def rows(page):
    return [[words(cell) for cell in row.iter("td")] for row in page.one("table", id="log").iter("tr")][1:]


def test_who_did_what_and_what_was_before(app, study, owner):
    write(
        owner,
        study,
        "basics_changed",
        before={"title": factories.text("Old title"), "languages": ["en"], "seed": 1},
        after={"title": factories.text("New title"), "languages": ["en", "ko"], "seed": 1},
    )
    (when, who, what, change), *_rest = rows(
        Visitor(app).sign_in(owner).get("keeping.show_log", study_id=study.id)
    )
    assert str(datetime.now(UTC).year) in when
    assert who == "Ada Owner"
    assert what == "Title, question or other basics were changed"
    assert "before: Old title after: New title" in change
    assert "before: en after: en, ko" in change
    assert "Seed" not in change  # it is what it was


def test_times_are_those_of_the_study(app, study, owner):
    write(owner, study, "round_opened", round=1)
    entry = db.session.scalar(select(AuditEntry).order_by(AuditEntry.number.desc()).limit(1))
    page = Visitor(app).sign_in(owner).get("keeping.show_log", study_id=study.id)
    hour = (entry.at.hour + 9) % 24 % 12 or 12
    assert f" {hour}:{entry.at.minute:02d}:" in rows(page)[0][0].replace("\u202f", " ")


def test_a_person_an_act_and_an_object_can_be_chosen(app, study, owner):
    editor = factories.make_account("Eve Editor", study=study, role=Role.EDITOR)
    write(editor, study, "round_opened", round=1)
    write(owner, study, "deadline_set", round=1)
    visitor = Visitor(app).sign_in(owner)

    def shown(**chosen):
        return [row[2] for row in rows(visitor.get("keeping.show_log", study_id=study.id, **chosen))]

    assert [text.split(" Round")[0] for text in shown(who=editor.id)] == ["A round was opened"]
    assert [text.split(" Round")[0] for text in shown(act="deadline_set")] == ["A deadline was set"]
    assert len(shown(about="round")) == 2
    assert len(shown(about="round", who=owner.id)) == 1
    nothing = visitor.get("keeping.show_log", study_id=study.id, act="unheard_of", who="nobody")
    assert "Nothing of this kind was done" in nothing.text


def test_a_long_log_has_pages(app, study, owner):
    for number in range(PAGE_SIZE + 2):
        record_act(owner, study.id, "deadline_set", round=number)
    db.session.commit()
    n_rows = list_log(study).n_rows
    visitor = Visitor(app).sign_in(owner)
    first = visitor.get("keeping.show_log", study_id=study.id)
    assert (len(rows(first)), "Page 1 of 2" in first.text) == (PAGE_SIZE, True)
    for page in ("2", "99999", "0002"):
        second = visitor.get("keeping.show_log", study_id=study.id, page=page)
        assert len(rows(second)) == n_rows - PAGE_SIZE
    for page in ("x", "-1", "9" * 30, "²"):
        assert len(rows(visitor.get("keeping.show_log", study_id=study.id, page=page))) == PAGE_SIZE


def test_what_experts_do_is_not_listed_and_known_to_the_day_alone(app, study, owner):
    expert = factories.make_expert(study)
    factories.make_round(study)
    links.report_misdirected(expert)
    links.request_links(expert.email, datetime.now(UTC))
    leaving.leave_study(study, expert, factories.panelist_id(study, expert), datetime.now(UTC))
    found = db.session.scalars(select(AuditEntry).filter(AuditEntry.action.in_(EXPERTS_ACTS))).all()
    assert {entry.action for entry in found} == set(EXPERTS_ACTS)
    assert {(entry.at.hour, entry.at.minute, entry.at.second) for entry in found} == {(0, 0, 0)}
    visitor = Visitor(app).sign_in(owner)
    page = visitor.get("keeping.show_log", study_id=study.id)
    exported = visitor.post("keeping.export_log", {}, 200, study_id=study.id, file_name="log.json").html
    for action in EXPERTS_ACTS:
        assert action not in page.html + exported
    assert expert.email not in page.html + exported
    assert expert.name not in page.html + exported


def test_the_log_of_another_study_is_not_in_it(app, study, owner):
    other = factories.make_study(n_drivers=0, owner=factories.make_account("Olga Other"))
    write(owner, other, "round_opened", round=77)
    page = Visitor(app).sign_in(owner).get("keeping.show_log", study_id=study.id)
    assert "Olga" not in page.html
    assert "77" not in page.one("table", id="log").text


def test_the_files_hold_every_entry_and_cells_are_inert(app, study, owner):
    write(owner, study, "basics_changed", after={"title": {"en": "=1+1"}})
    accounts.create_account("formula@tholos.test", "=HYPERLINK", factories.PASSWORD)
    visitor = Visitor(app).sign_in(owner)
    url = visitor.url("keeping.export_log", study_id=study.id, file_name="log.csv")
    with visitor.client.post(url, data={"csrf_token": visitor.csrf_token()}) as response:
        table = list(csv.DictReader(io.StringIO(response.get_data().decode("utf-8-sig"))))
        assert f"{study.code}-log.csv" in response.headers["Content-Disposition"]
    page = visitor.post("keeping.export_log", {}, 200, study_id=study.id, file_name="log.json")
    entries = json.loads(page.html)["entries"]
    # The first file was noted before the second was made.
    assert [row["action"] for row in table] == [each["action"] for each in entries[:-1]]
    assert entries[-1]["action"] == "data_exported"
    assert json.loads(table[-1]["details"]) == {"after": {"title": {"en": "=1+1"}}}
    assert {row["who"] for row in table} <= {"Ada Owner", ""}


def tamper(act, statement):
    """Change the log as only somebody with the database in their hands can: its own guard taken off."""
    on_table = " ON audit_entry" if db.engine.dialect.name == "postgresql" else ""
    db.session.execute(sql(f"DROP TRIGGER refuse_{act}_audit_entry{on_table}"))
    db.session.execute(statement)
    db.session.commit()


@on_both_databases
def test_the_chain_tells_which_entry_was_touched(app):
    study = factories.make_study()
    for number in range(5):
        write(None, study, "deadline_set", round=number, before=None, after={"closes_on": "2030-01-01"})
    whole = verify_chain()
    assert whole.holds
    numbers = list(db.session.scalars(select(AuditEntry.number).order_by(AuditEntry.number)))
    assert whole.n_entries == len(numbers)
    touched = numbers[-3]
    tamper("update", update(AuditEntry).filter_by(number=touched).values(details={"round": 9}))
    state = verify_chain()
    assert (state.holds, state.broken_number, state.n_entries) == (False, touched, len(numbers) - 3)


def test_a_removed_entry_breaks_the_chain_at_the_next(app, study, owner):
    write(owner, study, "round_opened", round=1)
    write(owner, study, "round_closed", round=1)
    removed, last = list(db.session.scalars(select(AuditEntry).order_by(AuditEntry.number)))[-2:]
    tamper("delete", delete(AuditEntry).filter_by(number=removed.number))
    assert verify_chain().broken_number == last.number
    page = Visitor(app).sign_in(owner).get("keeping.check_log", study_id=study.id)
    assert f"breaks at entry {last.number}" in page.text


def test_the_check_shows_the_mark_of_the_last_entry(app, study, owner):
    page = Visitor(app).sign_in(owner).get("keeping.check_log", study_id=study.id)
    last = db.session.scalar(select(AuditEntry).order_by(AuditEntry.number.desc()).limit(1))
    assert last.hash in page.text


def test_the_command_says_whether_the_chain_holds(app, study, owner):
    runner = app.test_cli_runner()
    held = runner.invoke(args=["audit", "verify"])
    assert (held.exit_code, "as they were written" in held.output) == (0, True)
    tamper("update", update(AuditEntry).values(action="forged"))
    broken = runner.invoke(args=["audit", "verify"])
    assert broken.exit_code == 1
    assert "breaks at entry 1" in broken.output


def test_every_act_that_is_recorded_has_its_words():
    recorded = set()
    for path in (ROOT / "survey").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("record_act"):
                constants = (each for each in ast.walk(node.args[2]) if isinstance(each, ast.Constant))
                recorded |= {each.value for each in constants}
    assert recorded - UNNAMED - set(EXPERTS_ACTS) <= set(ACTS)
    assert len(recorded) > 40


def test_words_stand_even_for_what_is_not_known(app):
    assert act_word("something_new_done") == "Something new done"
    with app.test_request_context():
        assert value_words({"en": "Text", "ko": "글"}) == "Text"
        assert value_words({"round": 2, "kind": None}) == "Round: 2; Kind: –"
        assert value_words([True, False]) == "yes, no"
        assert value_words("x" * 1_000).endswith("x…")


def test_a_study_of_many_acts_is_still_read_in_few_queries(study, owner):
    studies.add_group(study, "g", factories.text("G"))
    for number in range(30):
        record_act(owner, study.id, "deadline_set", round=number)
    db.session.commit()
    page = list_log(study)
    assert {row.account for row in page.rows if row.entry.action == "deadline_set"} == {owner}
