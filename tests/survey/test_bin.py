"""What was deleted lies in the bin for thirty days, goes back where it was, and then is gone for good."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from survey.db import Base, db, transaction
from survey.errors import CannotPutBack, IllegalTransition, NotAllowed
from survey.mail.background import end_what_is_due
from survey.models import Answer, AuditEntry, BinEntry, Evidence, Round, Study
from survey.operations import bin as bin_
from survey.operations import studies
from survey.queries.bin import list_bin, list_binned_studies
from survey.queries.studies import list_studies
from tests import factories
from tests.pages import Visitor, words
from tests.postgres import on_both_databases

KIND = "evidence_of_this_test"
DELETED = datetime(2026, 3, 2, 9, tzinfo=UTC)


@bin_.restores(KIND)
def _put_back(study, content):
    return bin_.unpack_row(study, Evidence, content)


@pytest.fixture
def study(owner):
    study = factories.make_study(n_drivers=1, owner=owner)
    for number in (1, 2, 3):
        studies.add_evidence(study, f"e{number}", "paper", f"Paper {number}", factories.text("A note"))
    return study


@transaction
def throw_away(study, owner, code="e2", now=None):
    """Delete a piece of evidence as a page would."""
    row = next(each for each in study.evidence if each.code == code)
    entry = bin_.put_in_bin(study, KIND, factories.text(row.citation), bin_.pack_row(row), owner, now)
    study.evidence.remove(row)
    return entry


def codes(study):
    return [each.code for each in db.session.get(Study, study.id, populate_existing=True).evidence]


@on_both_databases
def test_a_part_goes_and_comes_back_as_it_was(study, owner):
    before = bin_.pack_row(study.evidence[1])
    entry = throw_away(study, owner)
    assert codes(study) == ["e1", "e3"]
    bin_.restore(entry, owner)
    assert codes(study) == ["e1", "e2", "e3"]
    assert bin_.pack_row(study.evidence[1]) == before
    assert list_bin(study, DELETED) == []
    acts = db.session.scalars(select(AuditEntry).order_by(AuditEntry.number.desc()).limit(2)).all()
    assert [(act.action, act.account_id) for act in acts] == [
        ("put_back", owner.id),
        ("put_in_bin", owner.id),
    ]


def test_days_keep_their_kind_when_packed(study):
    packed = bin_.pack_row(study, {"seed"})
    assert packed["created_at"] == study.created_at.isoformat()
    assert "seed" not in packed


def test_a_code_that_was_given_away_keeps_it_in_the_bin(study, owner):
    entry = throw_away(study, owner)
    studies.add_evidence(study, "e2", "forum", "Another", {})
    with pytest.raises(CannotPutBack, match="Its code e2 was given to something else"):
        bin_.restore(entry, owner)
    assert [row.entry.id for row in list_bin(study, datetime.now(UTC))] == [entry.id]
    assert codes(study) == ["e1", "e3", "e2"]


def test_what_took_its_place_keeps_it(study, owner):
    entry = throw_away(study, owner)
    added = studies.add_evidence(study, "e4", "forum", "Another", {})
    added.position = 2
    db.session.commit()
    bin_.restore(entry, owner)
    assert codes(study) == ["e1", "e4", "e3", "e2"]


def test_it_is_put_back_once(study, owner):
    entry = throw_away(study, owner)
    bin_.restore(entry, owner)
    with pytest.raises(CannotPutBack, match="put back already"):
        bin_.restore(entry, owner)
    assert codes(study) == ["e1", "e2", "e3"]


def test_what_nobody_can_put_back_stays(study, owner):
    entry = bin_.put_in_bin(study, "unheard_of", {"en": "Odd"}, {}, owner)
    with pytest.raises(CannotPutBack, match="does not know how"):
        bin_.restore(entry, owner)
    assert db.session.get(BinEntry, entry.id)


def test_the_bin_is_emptied_after_thirty_days(study, owner):
    throw_away(study, owner, now=DELETED)
    end = DELETED + timedelta(days=30)
    (row,) = list_bin(study, end - timedelta(hours=1))
    assert (row.days_left, row.by) == (1, owner)
    assert not bin_.is_bin_due(end - timedelta(seconds=1))
    assert bin_.empty_bin(end - timedelta(seconds=1)) == 0
    assert bin_.is_bin_due(end)
    assert bin_.empty_bin(end) == 1
    assert list_bin(study, end) == []


def test_a_study_goes_only_when_its_code_is_typed(study, owner):
    for typed in ("", study.code.upper(), study.code + "x"):
        with pytest.raises(NotAllowed, match=study.code):
            bin_.bin_study(study, typed, owner)
    bin_.bin_study(study, f" {study.code} ", owner, DELETED)
    assert list_studies(owner) == []
    (binned,) = list_binned_studies(owner, DELETED + timedelta(days=3))
    assert (binned.study, binned.days_left) == (study, 27)
    bin_.restore_study(study, owner)
    assert list_studies(owner) == [study]
    with pytest.raises(CannotPutBack):
        bin_.restore_study(study, owner)


def test_a_study_with_an_open_round_stays(study, owner):
    factories.make_round(study)
    with pytest.raises(IllegalTransition, match="Close it first"):
        bin_.bin_study(study, study.code, owner)


@on_both_databases
def test_a_study_is_erased_with_all_that_hangs_on_it(study, owner):
    kept = factories.make_study(n_drivers=2, owner=owner)
    round_ = factories.make_round(study)
    factories.answer_round(round_, factories.make_panel(study, 6))
    factories.close_round(round_)
    bin_.bin_study(study, study.code, owner, DELETED)
    assert bin_.empty_bin(DELETED + timedelta(days=30)) == 1
    assert db.session.scalars(select(Study.id)).all() == [kept.id]
    for model in (Round, Answer):
        assert db.session.scalar(select(func.count()).select_from(model)) == 0
    # What was done stays told, and every table that is left empty is empty because the study was.
    last = db.session.scalar(select(AuditEntry).order_by(AuditEntry.number.desc()).limit(1))
    assert (last.action, last.study_id, last.details["code"]) == ("study_erased", study.id, study.code)
    for table in Base.metadata.sorted_tables:
        if "study_id" in table.c and table.name != "audit_entry":
            assert set(db.session.scalars(select(table.c.study_id))) <= {kept.id}, table.name


def test_an_erased_study_leaves_no_byte_behind(study, owner, tmp_path):
    canary = "CANARYSUMMARY of a study that nobody may read again"
    study.summary = {"en": canary}
    db.session.commit()
    bin_.bin_study(study, study.code, owner, datetime.now(UTC) - timedelta(days=31))
    end_what_is_due()
    db.session.remove()
    kept = b"".join(path.read_bytes() for path in tmp_path.glob("tholos.sqlite*"))
    assert canary.encode() not in kept


# Pages


def test_what_was_deleted_is_put_back_on_its_page(app, study, owner):
    entry_id = throw_away(study, owner).id
    visitor = Visitor(app).sign_in(owner)
    page = visitor.get("keeping.show_bin", study_id=study.id)
    row = next(row for row in page.one("table", id="bin").iter("tr") if "Paper 2" in words(row))
    assert all(each in words(row) for each in (owner.name, "30", "Put back"))
    visitor.post("keeping.put_back", study_id=study.id, entry_id=entry_id)
    page = visitor.get("keeping.show_bin", study_id=study.id)
    assert "“Paper 2” is back where it was." in page.text
    assert "The bin is empty" in page.text
    visitor.post("keeping.put_back", {}, 404, study_id=study.id, entry_id=entry_id)
    assert codes(study) == ["e1", "e2", "e3"]


def test_the_page_says_why_something_cannot_go_back(app, study, owner):
    entry_id = throw_away(study, owner).id
    studies.add_evidence(study, "e2", "forum", "Another", {})
    unheard_of = bin_.put_in_bin(study, "unheard_of", {"en": "Odd"}, {}, owner)
    visitor = Visitor(app).sign_in(owner)
    visitor.post("keeping.put_back", study_id=study.id, entry_id=entry_id)
    page = visitor.get("keeping.show_bin", study_id=study.id)
    assert "Its code e2 was given to something else meanwhile." in page.text
    assert "cannot be put back by this version" in page.text
    assert len(list_bin(study, datetime.now(UTC))) == 2
    assert unheard_of.id not in page.html


def test_a_study_goes_into_the_bin_and_comes_back_by_pages(app, study, owner):
    visitor = Visitor(app).sign_in(owner)
    where = {"study_id": study.id}
    page = visitor.post("keeping.delete_study", {"code": "wrong"}, 422, **where)
    assert f"exactly as it stands here: {study.code}" in page.text
    visitor.post("keeping.delete_study", {"code": study.code}, **where)
    visitor.get("studies.board", 404, **where)
    page = visitor.get("studies.list_studies")
    assert "30 days left, then it is erased for good" in page.text
    stranger = Visitor(app).sign_in(factories.make_account())
    stranger.post("keeping.put_study_back", {}, 404, **where)
    assert "days left" not in stranger.get("studies.list_studies").text
    visitor.post("keeping.put_study_back", **where)
    visitor.get("studies.board", **where)


def test_the_page_says_that_an_open_round_must_be_closed_first(app, study, owner):
    factories.make_round(study)
    visitor = Visitor(app).sign_in(owner)
    page = visitor.get("keeping.delete_study", study_id=study.id)
    assert "Close it first" in page.text
    assert not page.all("input", name="code")
    visitor.post("keeping.delete_study", {"code": study.code}, 409, study_id=study.id)
