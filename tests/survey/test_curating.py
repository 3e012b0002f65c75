"""What becomes of the panel's own words when a round closes, and what nobody learns from it."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import inspect

from survey.db import db
from survey.errors import TooFewAnswers
from survey.models import Answer, Contribution
from survey.operations import leaving, rounds
from survey.operations.contributions import gather_contributions, take_contributions
from tests import factories
from tests.postgres import on_both_databases
from tests.survey.curating import PROPOSALS, Scan, answer, propose

NOW = datetime(2026, 3, 9, 9, 0, tzinfo=UTC)


def test_a_closing_round_keeps_each_text_once(app):
    scan = Scan()
    assert {row.written["name"] for row in scan.rows("proposal")} == {each[0] for each in PROPOSALS}
    assert len(scan.rows("proposal")) == len(PROPOSALS)
    assert sorted(row.written.get("text", "") for row in scan.rows("text")) == [
        "",
        "Remark 0.",
        "Remark 1.",
        "Remark 2.",
    ]
    assert len(scan.rows("pile")) == 6
    assert {row.state for row in scan.rows()} == {"held"}


def test_languages_are_told_by_letters(app):
    languages = {row.written["name"]: row.language for row in Scan().rows("proposal")}
    assert languages["임대료 수준"] == "ko"
    assert languages["Sea level at the port"] == "en"


@pytest.mark.parametrize(("n", "closes"), [(4, True), (6, False)])
def test_fewer_than_five_or_an_open_round_leave_nothing(app, n, closes):
    scan = Scan(n, closes=closes)
    assert scan.rows() == []
    if closes:
        with pytest.raises(TooFewAnswers):
            gather_contributions(scan.round)


def test_texts_of_an_older_study_can_be_taken_in(app):
    scan = Scan()
    n = len(scan.rows())
    db.session.query(Contribution).delete()
    db.session.commit()
    assert gather_contributions(scan.round, scan.owner) == n == len(scan.rows())
    gather_contributions(scan.round, scan.owner)
    assert len(scan.rows()) == n


# Who wrote what


def test_no_column_joins_a_text_to_its_author_or_two_texts_to_one(app):
    names = {column.name for column in inspect(Contribution).columns}
    assert names == {
        *("id", "study_id", "round_id", "question_id", "kind", "language", "written", "shown", "state"),
        "merged_into_id",
    }
    scan = Scan()
    pseudonyms = {factories.panelist_id(scan.study, each) for each in scan.panel}
    for row in scan.rows():
        assert not any(pseudonym in repr(vars(row)) for pseudonym in pseudonyms)


@on_both_databases
def test_the_order_of_the_rows_says_nothing(app):
    scan = Scan(9)
    keys = [row.id for row in scan.rows()]
    if db.engine.dialect.name == "sqlite":
        sql = db.session.connection().exec_driver_sql
        assert "WITHOUT ROWID" in sql("SELECT sql FROM sqlite_master WHERE name='contribution'").scalar()
    else:
        lines = (
            db.session.connection().exec_driver_sql("SELECT id, xmin FROM contribution ORDER BY ctid").all()
        )
        assert [key for key, _ in lines] == sorted(keys)
        assert len({transaction for _, transaction in lines}) == 1


def test_who_writes_first_changes_nothing_but_random_keys(app):
    def told(order):
        scan = Scan(6, answers=lambda index, question: answer(order[index], question))
        return sorted((row.kind, row.language, sorted(row.written.items())) for row in scan.rows())

    assert told([0, 1, 2, 3, 4, 5]) == told([5, 3, 1, 0, 2, 4])


# Leaving, and opening again


def leave(scan, index, **how):
    person = scan.panel[index]
    leaving.leave_study(scan.study, person, factories.panelist_id(scan.study, person), NOW, **how)


def test_who_takes_answers_along_before_the_close_leaves_no_text(app):
    scan = Scan(7, closes=False)
    leave(scan, 5, removes=True)
    factories.close_round(scan.round)
    assert "Pile 5" not in {row.written.get("pile") for row in scan.rows()}


def test_who_takes_answers_along_after_the_close_takes_what_nobody_read(app):
    scan = Scan(6)
    leave(scan, 5, removes=True)
    piles = {row.written["pile"] for row in scan.rows("pile")}
    assert piles == {f"Pile {index}" for index in range(5)}
    # Somebody else wrote the same remark and proposed the same drivers.
    assert len(scan.rows("proposal")) == len(PROPOSALS)
    assert scan.find("Remark 2.")


def test_what_was_taken_along_cannot_be_taken_in_again(app):
    scan = Scan(6)
    leave(scan, 5, removes=True)
    db.session.query(Contribution).delete()
    db.session.commit()
    gather_contributions(scan.round, scan.owner)
    assert {row.written["pile"] for row in scan.rows("pile")} == {f"Pile {index}" for index in range(5)}


@pytest.mark.parametrize(("hides", "state"), [(False, "released"), (True, "hidden")])
def test_what_the_panel_has_read_stays_without_a_name_or_is_hidden(app, hides, state):
    scan = Scan(6)
    row = scan.find("Pile 5")
    row.state = "released"
    db.session.commit()
    rounds.release_round(scan.round)
    leave(scan, 5, removes=True, hides=hides)
    assert scan.find("Pile 5").state == state


def test_a_round_closed_again_forgets_what_is_not_said_any_more(app):
    scan = Scan(6)
    kept, gone = scan.find("Pile 0"), scan.find("Pile 1")
    kept.state = "released"
    db.session.commit()
    gone_id = gone.id
    db.session.query(Answer).filter_by(panelist_id=factories.panelist_id(scan.study, scan.panel[1])).delete()
    db.session.commit()
    take_contributions(scan.round, 6)
    assert scan.find("Pile 0").state == "released"
    assert gone_id not in {row.id for row in scan.rows()}


def test_proposals_keep_what_belongs_to_them_together(app):
    scan = Scan(6, answers=lambda index, question: propose(2) if question.name == "drivers" else None)
    (row,) = scan.rows()
    assert row.written == {
        "name": "Sea level at the port",
        "low": "stays",
        "high": "rises a metre",
        "category": "environmental",
    }
