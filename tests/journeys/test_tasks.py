"""What coordinators do week after week, each within a number of clicks and seconds, from the overview on."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from survey.db import db, transaction
from survey.models import (
    ColleagueInvitation,
    OutboxMessage,
    Participation,
    PlannedAct,
    Reason,
    Report,
    Round,
    RoundState,
)
from survey.operations import responses, rounds
from tests import factories
from tests.journeys.screens import DESK, Working

pytestmark = pytest.mark.browser

N_EXPERTS, N_FINISHED = 10, 7
MOST_SECONDS = 90


class Scene:
    """A study whose first round is closed with three reasons, and whose second is open."""

    def __init__(self) -> None:
        self.owner = factories.make_account("Ada Owner")
        self.study = factories.make_study(n_drivers=6, owner=self.owner)
        experts = factories.make_panel(self.study, N_EXPERTS)
        self.first, self.second = factories.make_rounds(self.study)[:2]
        rounds.open_round(self.first)
        factories.answer_round(self.first, experts)
        for number, expert in enumerate(experts[:3]):
            pseudonym = factories.panelist_id(self.study, expert)
            responses.save_reason(pseudonym, self.first.questions[0], f"Ports differ, reason {number}.", "en")
        factories.close_round(self.first)
        rounds.open_round(self.second)
        factories.answer_round(self.second, experts[:N_FINISHED])
        self.make_yesterday()

    @transaction
    def make_yesterday(self) -> None:
        """Let all of it be a day old: who finished is counted once a day, and nobody is reminded at once."""
        for row in db.session.scalars(select(Participation)):
            row.finished_on -= timedelta(days=5)
        for message in db.session.scalars(select(OutboxMessage)):
            message.not_before -= timedelta(days=5)
            message.sent_at = message.not_before
        for round_ in (self.first, self.second):
            round_.opened_at -= timedelta(days=6)
        self.first.closed_at -= timedelta(days=6)

    def count(self, *what) -> int:
        """Return how many rows there are."""
        db.session.rollback()
        return db.session.scalar(select(func.count()).select_from(what[0]).where(*what[1:]))


@pytest.fixture
def scene(app):
    return Scene()


@pytest.fixture
def coordinator(scene, open_window):
    window = open_window(Working, **DESK)
    window.sign_in(scene.owner.email, factories.PASSWORD, f"/studies/{scene.study.id}")
    window.begun = time.monotonic()
    return window


def within(coordinator, clicks: int) -> None:
    assert coordinator.clicks <= clicks
    assert time.monotonic() - coordinator.begun + coordinator.typing <= MOST_SECONDS


def test_remind_who_has_not_finished(coordinator, scene):
    coordinator.press("Remind who has not finished:")
    assert "Gets a reminder" in coordinator.text
    coordinator.press(f"Remind {N_EXPERTS - N_FINISHED} people")
    assert scene.count(OutboxMessage, OutboxMessage.kind == "reminder") == N_EXPERTS - N_FINISHED
    within(coordinator, clicks=2)


def test_close_a_round_and_read_what_it_says(coordinator, scene):
    coordinator.press("Close round 2 …")
    coordinator.press("Close round 2")
    coordinator.press("Results")
    assert "consensus" in coordinator.text
    coordinator.examine()
    db.session.rollback()
    assert scene.second.state is RoundState.CLOSED
    within(coordinator, clicks=3)


def test_release_all_reasons_of_a_round(coordinator, scene):
    coordinator.press("Words")
    for number in range(3):
        coordinator.touch(coordinator.page.locator("main input[type=checkbox]").nth(number))
    with coordinator.page.expect_navigation():
        coordinator.touch(coordinator.page.locator(".act-bar button[value=released]").first)
    assert scene.count(Reason, Reason.state == "released") == 3
    within(coordinator, clicks=5)


def test_plan_the_close(coordinator, scene):
    coordinator.press("Schedule")
    coordinator.choose("Close the round and compute its results")
    tomorrow = datetime.now(UTC).date() + timedelta(days=2)
    coordinator.write("Day", tomorrow.isoformat())
    coordinator.write("Time", "17:00")
    coordinator.press("Plan it")
    assert scene.count(PlannedAct) == 1
    coordinator.press("Overview")
    assert "17:00" in coordinator.text
    within(coordinator, clicks=8)


def test_invite_a_colleague_who_moderates(coordinator, scene):
    coordinator.press("Keeping")
    coordinator.press("Colleagues")
    coordinator.write("E-mail address", "colleague@example.org")
    coordinator.select("Role", "Moderator")
    coordinator.press("Invite")
    assert scene.count(ColleagueInvitation, ColleagueInvitation.role == "moderator") == 1
    within(coordinator, clicks=6)


def test_take_the_answers_along(coordinator, scene):
    coordinator.press("Reports")
    coordinator.press("Data")
    with coordinator.page.expect_download() as download:
        coordinator.touch(coordinator.page.locator("main form button").first)
    assert download.value.path().stat().st_size > 0
    within(coordinator, clicks=3)


def test_make_the_report(coordinator, scene):
    coordinator.page.set_default_navigation_timeout(120_000)
    coordinator.press("Reports")
    coordinator.press("Make a report …")
    coordinator.press("Make the report")
    assert scene.count(Report) == 1
    assert "Download the PDF" in coordinator.text
    within(coordinator, clicks=3)


def test_pause_and_go_on(coordinator, scene):
    coordinator.press("Pause the round:")
    coordinator.touch(coordinator.page.get_by_role("button", name="Pause").first)
    coordinator.page.wait_for_load_state()
    assert scene.count(Round, Round.paused_at.is_not(None)) == 1
    within(coordinator, clicks=2)
