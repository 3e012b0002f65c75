"""Nothing is kept longer than the notice said: the tie to the answers goes first, then the people."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from survey.db import db
from survey.mail.background import end_what_is_due
from survey.models import Answer, AuditEntry, Invitation
from survey.operations import links, rounds
from survey.operations.consent import change_notice
from survey.operations.retention import end_retention, list_due
from tests import factories
from tests.pages import Visitor

CLOSED = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)


@pytest.fixture
def study(app):
    """A study whose only round closed on the last day of January."""
    study = factories.make_study(n_drivers=0)
    experts = factories.make_panel(study, 6)
    round_ = factories.make_round(study)
    factories.answer_round(round_, experts)
    rounds.close_round(round_, factories.freeze_plainly, now=CLOSED)
    return study


def due(day: date) -> list[str]:
    return [each.what for each in list_due(day)]


def test_the_key_goes_after_ninety_days_and_people_after_twelve_months(study):
    last = CLOSED.date()
    assert due(last + timedelta(days=90)) == []
    assert due(last + timedelta(days=91)) == ["key"]
    end_retention(last + timedelta(days=91))
    assert study.link_key == ""
    assert due(date(2027, 1, 31)) == []
    assert due(date(2027, 2, 1)) == ["contacts"]
    end_retention(date(2027, 2, 1))
    assert db.session.scalar(select(func.count()).select_from(Invitation)) == 0
    assert db.session.scalar(select(func.count()).select_from(Answer)) == 6
    acts = db.session.scalars(select(AuditEntry.action)).all()
    assert {"key_deleted", "contacts_deleted"} <= set(acts)
    assert due(date(2030, 1, 1)) == []


def test_the_study_may_promise_less(study):
    change_notice(study, {"key_days": 10, "contact_months": 1})
    assert due(date(2026, 2, 11)) == ["key"]
    assert due(date(2026, 3, 1)) == ["key"]
    assert due(date(2026, 3, 2)) == ["key", "contacts"]  # February has no 31st


def test_a_round_to_come_keeps_everything(study):
    factories.make_round(study, opened=False)
    assert due(date(2030, 1, 1)) == []


def test_simulated_panels_stay(app):
    study = factories.make_study(n_drivers=0, is_simulated=True)
    factories.make_panel(study, 5)
    rounds.close_round(factories.make_round(study), factories.freeze_plainly, now=CLOSED)
    assert due(date(2030, 1, 1)) == []


def test_without_the_key_nobody_finds_an_answer_again(study, app):
    expert = db.session.scalars(select(Invitation)).first()
    token = factories.link_token(study, expert)
    visitor = Visitor(app).come_as(expert)
    assert "Finished on" in visitor.get("own_data.show").text
    end_what_is_due()  # the clock of the tests is well past the day
    assert study.link_key == ""
    data = visitor.client.get("/s/data.json").get_json()
    assert all(round_["answers"] == [] for round_ in data["rounds"])
    Visitor(app).get("answer.show_invitation", token=token)
    assert not links.send_current_link(expert, datetime.now(UTC))


def test_the_command_lists_before_it_deletes(study, app):
    runner = app.test_cli_runner()
    listed = runner.invoke(args=["study", "forget", "--dry-run"]).output
    assert listed.startswith(f"{study.code}: key, kept until 2026-05-01")
    assert runner.invoke(args=["study", "forget"]).output == listed
    assert runner.invoke(args=["study", "forget"]).output == ""
