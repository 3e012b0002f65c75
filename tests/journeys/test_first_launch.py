"""From an empty list of studies to a running first round: in few clicks, in little time, without a manual."""

import time

import pytest

from survey.db import db
from survey.models import Invitation, RoundState, Study
from tests.factories import PASSWORD, make_account
from tests.journeys.screens import DESK, Working

pytestmark = pytest.mark.browser

MOST_CLICKS, MOST_SECONDS = 60, 600
N_EXPERTS = 8
PEOPLE = "\n".join(
    ["name\te-mail\tlanguage\tgroup"] + [f"Expert {n}\texpert{n}@example.org\ten\t" for n in range(N_EXPERTS)]
)
DRIVERS = "\n".join(f"Driver of change {n}" for n in range(1, 9))


@pytest.fixture
def coordinator(open_window, app):
    account = make_account("Ada Founder")
    window = open_window(Working, **DESK)
    window.sign_in(account.email, PASSWORD)
    return window


def test_a_first_study_is_launched_within_ten_minutes_and_sixty_clicks(coordinator):
    begun = time.monotonic()
    begin_study(coordinator)
    list_drivers(coordinator)
    invite(coordinator)
    tell_experts(coordinator)
    launch(coordinator)
    db.session.rollback()
    study = db.session.query(Study).one()
    assert study.rounds[0].state is RoundState.OPEN
    assert study.is_protocol_locked
    assert len(study.drivers) == 8
    assert db.session.query(Invitation).filter_by(study_id=study.id).count() == N_EXPERTS
    assert coordinator.clicks <= MOST_CLICKS
    assert time.monotonic() - begun + coordinator.typing <= MOST_SECONDS


def begin_study(coordinator):
    coordinator.press("New study")
    coordinator.examine()
    coordinator.choose("Scenario Delphi in five rounds")
    coordinator.write("Title · English", "Ports 2040")
    coordinator.write("Focal question · English", "What should a port city decide now to thrive in 2040?")
    coordinator.press("Begin the study")


def list_drivers(coordinator):
    assert coordinator.heading == "Drivers"
    coordinator.write("One in each line", DRIVERS, is_pasted=True)
    coordinator.press("Add these lines")
    coordinator.examine()


def invite(coordinator):
    coordinator.press("Panel")
    coordinator.press("Import of people")
    coordinator.write("Or paste cells here, headings included", PEOPLE, is_pasted=True)
    coordinator.press("Read the table")
    coordinator.examine()
    coordinator.press("Take in 8 rows")


def tell_experts(coordinator):
    coordinator.press("Frame")
    coordinator.press("Launch check")
    coordinator.examine()
    coordinator.press("Go there : What experts are told")
    coordinator.write("Whom to ask · English", "Ada Founder, ada@example.org")
    coordinator.press("Save the notice")


def launch(coordinator):
    coordinator.press("Launch check")
    coordinator.press("Answer it yourself")
    coordinator.press("Start with section 1")
    coordinator.examine()
    coordinator.press("End the preview")
    coordinator.press("Launch check")
    coordinator.press("Open round 1 …")
    coordinator.examine()
    coordinator.press("Open round 1")
