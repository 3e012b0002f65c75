"""Taking people and drivers in from a file: shown first, all or nothing, undone while nothing rests on it."""

import io
import json
from datetime import UTC, datetime, timedelta
from time import perf_counter

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from survey.db import db
from survey.models import (
    LATE_JOINERS,
    AuditEntry,
    Driver,
    ImportBatch,
    Invitation,
    Link,
    OutboxMessage,
    Panelist,
)
from survey.operations import imports_experts, rounds
from survey.operations.import_batches import forget_left, is_any_left
from survey.tables import read_file, taking
from survey.views.imports import ROWS_ON_A_PAGE
from tests import factories
from tests.odd_files import CORPUS, MARKUP
from tests.pages import Visitor

PEOPLE = b"name,email,group\nAda,ADA@example.org,Group 1\nEve,eve@example.org,\n"
DRIVERS = "코드,요인명(국문),name_en,category\nD01,,Driver 1 anew,\nX1,새 요인,New one,경제\n".encode()


@pytest.fixture
def study(owner):
    return factories.make_study(n_drivers=2, owner=owner)


@pytest.fixture
def visitor(app, owner):
    return Visitor(app).sign_in(owner)


def send(visitor, study, kind, content=b"", pasted="", status=303):
    """Send a file and return the batch that was kept of it, or the page that refuses it."""
    form = {"pasted": pasted} | ({"file": (io.BytesIO(content), "table <b>.csv")} if content else {})
    page = visitor.post(f"imports.read_{kind}", form, status, study_id=study.id)
    return page if status != 303 else newest(kind)


def newest(kind):
    db.session.expire_all()
    return db.session.scalars(
        select(ImportBatch).filter_by(kind=kind).order_by(ImportBatch.made_at.desc()).limit(1)
    ).first()


def where(study, batch):
    name = {"drivers": "driver_list_id", "experts": "people_list_id"}[batch.kind]
    return {"study_id": study.id, name: batch.id}


def preview(visitor, study, batch, **query):
    return visitor.get(f"imports.preview_{batch.kind}", **where(study, batch), **query)


def act(visitor, study, batch, what, **fields):
    visitor.post(f"imports.act_on_{batch.kind}", {"act": what, **fields}, 303, **where(study, batch))
    db.session.expire_all()


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


def test_people_are_shown_then_taken_in_then_taken_back(visitor, study):
    batch = send(visitor, study, "experts", PEOPLE)
    page = preview(visitor, study, batch)
    assert "ada@example.org" in page.text
    assert count(Invitation) == 0
    act(visitor, study, batch, "take")
    people = {each.email: each for each in db.session.scalars(select(Invitation))}
    assert set(people) == {"ada@example.org", "eve@example.org"}
    assert people["ada@example.org"].group.code == "group1"
    assert count(Link) == count(Panelist) == 2
    assert "ada" not in json.dumps(newest("experts").rows).lower()
    act(visitor, study, batch, "undo")
    assert count(Invitation) == count(Link) == count(Panelist) == 0
    assert "undone" in visitor.get("imports.show_experts", study_id=study.id).text
    acts = [each.action for each in db.session.scalars(select(AuditEntry))]
    assert {"table_read", "experts_imported", "experts_import_undone"} <= set(acts)
    assert "example.org" not in json.dumps([each.details for each in db.session.scalars(select(AuditEntry))])


def test_imported_people_can_answer_as_anybody(app, visitor, study):
    batch = send(visitor, study, "experts", PEOPLE)
    act(visitor, study, batch, "take")
    expert = db.session.scalars(select(Invitation)).first()
    round_ = factories.make_round(study)
    factories.answer_round(round_, [expert])
    assert Visitor(app).come_as(expert).get("answer.overview").status == 200
    act(visitor, study, batch, "undo")
    assert count(Invitation) == 2
    page = visitor.get("imports.show_experts", study_id=study.id)
    assert "undone" not in page.text


def test_what_stands_on_people_keeps_an_import(visitor, study, owner):
    batch = send(visitor, study, "experts", PEOPLE)
    act(visitor, study, batch, "take")
    factories.make_round(study)
    assert count(OutboxMessage) == 2
    message = db.session.scalars(select(OutboxMessage)).first()
    db.session.execute(
        OutboxMessage.__table__.update()
        .filter_by(id=message.id)
        .values(sent_at=datetime.now(UTC), attempts=1)
    )
    db.session.commit()
    act(visitor, study, batch, "undo")
    assert count(Invitation) == 2
    assert "got a message" in visitor.get("imports.show_experts", study_id=study.id).text


def test_one_bad_row_stops_all_of_them(visitor, study):
    batch = send(visitor, study, "experts", PEOPLE + b"Joe,nowhere,\n")
    page = preview(visitor, study, batch)
    assert "Row 4" in page.text
    assert "Take in" not in page.text
    act(visitor, study, batch, "take")
    assert count(Invitation) == 0


def test_who_is_on_the_panel_is_left_out_and_a_race_is_refused(visitor, study, monkeypatch):
    factories.make_expert(study, email="eve@example.org")
    batch = send(visitor, study, "experts", PEOPLE)
    assert "on the panel already" in preview(visitor, study, batch).text

    def lose(*_):
        raise IntegrityError("insert", {}, Exception())

    monkeypatch.setattr(imports_experts, "_insert", lose)
    act(visitor, study, batch, "take")
    assert count(Invitation) == 1
    monkeypatch.undo()
    act(visitor, study, batch, "take")
    assert count(Invitation) == 2
    act(visitor, study, batch, "take")  # pressed twice
    assert count(Invitation) == 2


def test_with_a_round_open_everybody_is_written_to(visitor, study):
    factories.make_round(study)
    act(visitor, study, send(visitor, study, "experts", PEOPLE), "take")
    kinds = db.session.scalars(select(OutboxMessage.kind)).all()
    assert kinds == ["invitation", "invitation"]


def test_nobody_is_taken_in_late_where_the_protocol_says_so(visitor, owner):
    policy = {"late_joiners": LATE_JOINERS[1]}
    study = factories.make_study(n_drivers=1, owner=owner, protocol=policy)
    round_ = factories.make_round(study)
    factories.answer_round(round_, factories.make_panel(study, 6))
    factories.close_round(round_)
    act(visitor, study, send(visitor, study, "experts", PEOPLE), "take")
    assert count(Invitation) == 6


def test_drivers_are_added_and_changed_and_put_back(visitor, study):
    batch = send(visitor, study, "drivers", DRIVERS)
    assert "Driver 1 anew" in preview(visitor, study, batch).text
    act(visitor, study, batch, "take")
    drivers = {each.code: each for each in study.drivers}
    assert drivers["D01"].name == {"en": "Driver 1 anew", "ko": "요인 1"}
    assert drivers["D01"].category == "social"
    assert (drivers["X1"].category, drivers["X1"].name["ko"]) == ("economic", "새 요인")
    act(visitor, study, batch, "undo")
    assert [each.code for each in study.drivers] == ["D01", "D02"]
    assert study.drivers[0].name["en"] == "Driver 1"


def test_used_or_reworded_drivers_keep_an_import(visitor, study):
    batch = send(visitor, study, "drivers", DRIVERS)
    act(visitor, study, batch, "take")
    round_ = rounds.create_round(study, "rate", factories.text("Rating"), {})
    new = db.session.scalar(select(Driver).filter_by(code="X1"))
    rounds.add_section(round_, {}, [rounds.QuestionSpec("rating", "impact", driver=new)])
    act(visitor, study, batch, "undo")
    assert count(Driver) == 3


def test_columns_can_be_said_by_hand(visitor, study):
    batch = send(visitor, study, "experts", b"a,b\nada@example.org,Ada\n")
    act(visitor, study, batch, "map", **{"column-0": "email", "column-1": "name", "has_heading": "1"})
    assert taking.columns_of(newest("experts")).head_row == 1
    act(visitor, study, batch, "take")
    assert db.session.scalar(select(Invitation.name)) == "Ada"
    batch = send(visitor, study, "experts", pasted="Kim\tkim@example.org\nLee\tlee@example.org")
    assert "Look below" in preview(visitor, study, batch).text
    act(visitor, study, batch, "map", **{"column-0": "name", "column-1": "nonsense"})
    assert "No column is known" in preview(visitor, study, batch).text
    act(visitor, study, batch, "take")
    assert count(Invitation) == 1


def test_nothing_sent_and_forgotten_tables(visitor, study):
    assert "paste" in send(visitor, study, "experts", status=422).text
    batch = send(visitor, study, "experts", PEOPLE)
    act(visitor, study, batch, "drop")
    assert count(ImportBatch) == 0
    send(visitor, study, "experts", PEOPLE)
    send(visitor, study, "experts", PEOPLE)  # what was read before is forgotten
    assert count(ImportBatch) == 1
    now = datetime.now(UTC)
    assert not is_any_left(now)
    assert is_any_left(now + timedelta(days=1, minutes=1))
    forget_left(now + timedelta(days=1, minutes=1))
    assert count(ImportBatch) == 0


def test_an_import_of_another_study_is_not_there(visitor, study, owner):
    other = factories.make_study(owner=owner)
    batch = send(visitor, study, "experts", PEOPLE)
    visitor.get("imports.preview_experts", 404, study_id=other.id, people_list_id=batch.id)
    visitor.get("imports.preview_drivers", 404, study_id=study.id, driver_list_id=batch.id)
    visitor.post("imports.act_on_experts", {"act": "take"}, 404, study_id=other.id, people_list_id=batch.id)


@pytest.mark.parametrize("place", ["name", "email", "group", "language", "heading", "code", "category"])
def test_no_markup_of_a_file_reaches_a_page(visitor, study, place):
    kind = "drivers" if place in {"code", "category"} else "experts"
    facts = {"name": "Ada", "email": "a@example.org", "group": "", "language": "", "code": "", "category": ""}
    facts[place] = MARKUP
    heads = list(facts) if place != "heading" else [MARKUP, *list(facts)[1:]]
    rows = [heads, [facts.get(each, MARKUP) for each in facts]]
    batch = send(visitor, study, kind, "\n".join(",".join(row) for row in rows).encode())
    page = preview(visitor, study, batch)
    act(visitor, study, batch, "take")
    html = page.html + visitor.get(f"imports.show_{kind}", study_id=study.id).html
    assert MARKUP not in html
    assert "<b>" not in html


@pytest.mark.parametrize(
    "name", ["bomb", "entities", "sheet called markup", "merged names", "zeros", "no headings"]
)
def test_odd_files_give_a_page(visitor, study, name):
    content, expected = CORPUS[name]
    status = 422 if name in {"bomb", "entities", "zeros"} else 303
    found = send(visitor, study, "experts", content, status=status)
    if status == 303:
        found = preview(visitor, study, found)
    assert "<img src=x" not in found.html
    assert isinstance(expected, int) or expected in found.text


def test_five_thousand_people_are_taken_in_and_back_quickly(visitor, study, owner, app):
    lines = [f"Person {number},p{number}@example.org" for number in range(5_000)]
    batch = taking.keep_table(
        study, "experts", read_file("\n".join(["name,email", *lines]).encode()), "", owner
    )
    page = preview(visitor, study, batch, page=2)
    assert len(page.one("table").findall("tbody/tr")) == ROWS_ON_A_PAGE
    began = perf_counter()
    act(visitor, study, batch, "take")
    assert count(Invitation) == count(Panelist) == 5_000
    act(visitor, study, batch, "undo")
    assert count(Invitation) == count(Panelist) == 0
    assert perf_counter() - began < 30
