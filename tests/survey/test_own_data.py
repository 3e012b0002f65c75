"""All that is kept about an expert, compared with a walk over every key of the database."""

import csv
import io
import json
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Date, DateTime, select

from survey.db import db
from survey.filters import FORMULA_STARTS, make_inert
from survey.mail import send_outbox
from survey.models import QuestionBlock
from survey.operations import panel, rounds
from survey.operations.consent import record_consent
from survey.operations.responses import save_reason
from survey.queries.own_data import read_own_data
from survey.words.notice import write_notice
from tests import factories
from tests.pages import Visitor

REASON = '=HYPERLINK("http://evil.test")'
# Secrets and hashes that say nothing about the person, and keys that name other rows.
NOT_ABOUT_THEM = {"id", "study_id", "stop_hash", "token_hash", "not_before", "link_serial"}
NAMED_BY_WORDS = {"question_id", "round_id", "group_id", "notice_id", "invitation_id", "panelist_id"}


@pytest.fixture
def scene(app):
    """Somebody with a row in every table that can hold one, and somebody else with rows beside them."""
    study = factories.make_study(n_drivers=2, owner=factories.make_account("Ada"), code="own-data")
    me, other = factories.make_panel(study, 2)
    panel.replace_link(study, me, app.config["PANEL_KEY"])
    round_ = factories.make_rounds(study, with_sort=True)[0]
    rounds.open_round(round_)
    for person in (me, other):
        record_consent(study, person, write_notice(study, "en").agree(date(2026, 3, 2), may_quote=True))
        factories.answer_round(round_, [person])
        pseudonym = factories.panelist_id(study, person)
        text = REASON if person is me else "Somebody else’s reason."
        save_reason(pseudonym, round_.questions[0], text, "en")
        db.session.add(QuestionBlock(question_id=round_.questions[-1].id, panelist_id=pseudonym, block=3))
        db.session.commit()
    app.config["SMTP_URL"] = "smtp://127.0.0.1:1"
    send_outbox(now=datetime.now(UTC))
    return study, me


def rows_of(study, me) -> dict[str, list[dict]]:
    """Walk over every foreign key from the person and from the pseudonym, and return each row found."""
    starts = {"invitation": me.id, "panelist": factories.panelist_id(study, me)}
    found = {}
    for table in db.metadata.sorted_tables:
        for column in table.columns:
            targets = {key.column.table.name for key in column.foreign_keys} & set(starts)
            if targets or (table.name in starts and column.name == "id"):
                key = starts[next(iter(targets), table.name)]
                rows = db.session.execute(select(table).where(column == key)).mappings().all()
                found.setdefault(table.name, []).extend(map(dict, rows))
    return found


def test_everything_that_is_tied_to_a_person_is_in_their_data(scene):
    study, me = scene
    data = read_own_data(study, me, factories.panelist_id(study, me)).as_dict()
    values = set(map(str, flatten(data)))
    rows = rows_of(study, me)
    assert {name for name, found in rows.items() if found} == {
        "invitation",
        "link",
        "participation",
        "consent",
        "outbox_message",
        "panelist",
        "submission",
        "answer",
        "reason",
        "question_block",
    }
    for table, found in rows.items():
        for row in found:
            for column, value in row.items():
                if column in NOT_ABOUT_THEM | NAMED_BY_WORDS or value in (None, ""):
                    continue
                kind = db.metadata.tables[table].c[column].type
                said = value.date().isoformat() if isinstance(value, datetime) else str(value)
                if isinstance(kind, Date | DateTime):
                    said = said[:10]
                if isinstance(value, dict):
                    assert value in list(all_dicts(data)), f"{table}.{column}"
                else:
                    assert said in values, f"{table}.{column}: {said}"
    counts = {part: len(data["rounds"][0][part]) for part in ("answers", "reasons", "parts")}
    assert counts == {
        "answers": len(rows["answer"]),
        "reasons": len(rows["reason"]),
        "parts": len(rows["question_block"]),
    }
    assert len(data["links"]) == len(rows["link"]) == 2
    assert len(data["messages"]) == len(rows["outbox_message"])
    assert write_notice(study, "en").text in values


def flatten(value):
    if isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from flatten(each)
    else:
        yield value


def all_dicts(value):
    if isinstance(value, dict):
        yield value
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from all_dicts(each)


def test_it_is_two_clicks_away_and_comes_as_page_table_and_json(scene, app):
    _study, me = scene
    visitor = Visitor(app).come_as(me)
    overview = visitor.get("answer.overview")
    assert overview.all("a", href="/s/data")  # one
    page = visitor.get("own_data.show")
    hrefs = {link.get("href") for link in page.all("a")}
    assert {"/s/data.csv", "/s/data.json"} <= hrefs  # two
    assert me.email in page.text
    assert REASON in page.text
    assert "Somebody else" not in page.text
    with visitor.client.get("/s/data.json") as reply:
        data = json.loads(reply.get_data(as_text=True))
        assert reply.headers["Content-Disposition"] == "attachment; filename=own-data-own-data.json"
    assert data["person"]["email"] == me.email
    with visitor.client.get("/s/data.csv") as reply:
        text = reply.get_data(as_text=True)
    assert text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert all(len(row) == 4 for row in rows)
    assert not [cell for row in rows for cell in row if cell.startswith(FORMULA_STARTS)]
    assert f"'{REASON}" in {cell for row in rows for cell in row}


def test_choices_are_told_in_words_and_not_as_data(scene, app):
    study, me = scene
    page = Visitor(app).come_as(me).get("own_data.show")
    sorted_ones = [each for each in study.rounds[0].questions if "items" in each.settings]
    assert sorted_ones
    assert "Pile 1:" in page.text
    assert '{"' not in page.text
    assert not page.all("code")


@pytest.mark.parametrize("start", FORMULA_STARTS)
def test_no_cell_is_a_formula(start):
    assert make_inert(f"{start}1+1")[0] == "'"
    assert make_inert("plain") == "plain"


@pytest.mark.parametrize("code", ["연구-2035", 'a"b;c', "x" * 40])
def test_file_names_of_any_study_are_written_as_they_must(app, code):
    study = factories.make_study(n_drivers=0, code=code)
    visitor = Visitor(app).come_as(factories.make_expert(study))
    with visitor.client.get("/s/data.csv") as reply:
        header = reply.headers["Content-Disposition"]
        assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert header.startswith("attachment")
    assert header.isascii()
    assert ("filename*=UTF-8''" in header) == (not code.isascii())
