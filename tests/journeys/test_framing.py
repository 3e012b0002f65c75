"""Framing a study in a real browser: the way from a template to six drivers, and tables edited in place."""

import time

import pytest

from survey.db import db
from survey.framing.rows import get_family, get_row
from survey.models import Study
from survey.operations.framing_tables import change_row
from tests import factories
from tests.journeys.screens import DESK, PHONE, Screen

pytestmark = pytest.mark.browser

COUNT_CLICKS = """document.addEventListener("click", (event) => {
  if (event.isTrusted) localStorage.setItem("clicks", Number(localStorage.getItem("clicks") ?? 0) + 1);
}, true);"""
MOST_CLICKS = 12
MOST_SECONDS = 60
DRIVERS = "\n".join(f"Driver {n} | It falls {n} | It rises {n}" for n in range(1, 7))


def sign_in(screen: Screen, account) -> None:
    screen.visit("/sign-in")
    screen.page.get_by_label("E-mail address").fill(account.email)
    screen.page.locator("input[type=password]").fill(factories.PASSWORD)
    screen.press("Sign in")


@pytest.fixture
def coordinator(app):
    return factories.make_account("Ada Framer")


@pytest.mark.parametrize("facts", [DESK, PHONE], ids=["desk", "phone"])
def test_from_a_template_to_six_drivers_in_a_few_clicks(open_window, coordinator, facts):
    screen = open_window(**facts)
    sign_in(screen, coordinator)
    screen.context.add_init_script(COUNT_CLICKS)
    started = time.monotonic()
    screen.visit("/studies")
    screen.press("New study")
    screen.examine()
    screen.touch(screen.page.get_by_text("Scenario Delphi in five rounds", exact=True))
    screen.page.locator("#title_en").fill("Water 2040")
    screen.page.locator("#focal_question_en").fill("Who will have water in 2040?")
    screen.press("Begin the study")
    screen.page.get_by_label("One in each line").fill(DRIVERS)
    screen.press("Add these lines")
    seconds = time.monotonic() - started
    clicks = int(screen.page.evaluate("localStorage.getItem('clicks')"))
    screen.examine()
    db.session.rollback()  # what the server wrote is seen from now on
    study = db.session.query(Study).one()
    assert len(study.drivers) == 6
    assert len(study.rounds[1].questions) == 25
    assert study.time_zone == screen.page.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone")
    assert clicks <= MOST_CLICKS
    assert seconds <= MOST_SECONDS
    screen.visit(f"/studies/{study.id}/frame")
    assert "Driver 6" in screen.text


@pytest.fixture
def study(coordinator) -> Study:
    return factories.make_study(n_drivers=2, owner=coordinator)


def cell(screen: Screen, study: Study, name: str, place: int = 0):
    return screen.page.locator(f"[id='row-{study.drivers[place].id}-{name}']")


def test_a_cell_is_saved_when_it_is_left_and_says_so(open_window, coordinator, study):
    screen = open_window(**DESK)
    sign_in(screen, coordinator)
    screen.visit(f"/studies/{study.id}/drivers-table")
    low = cell(screen, study, "low_pole_en")
    low.fill("Driver 1 rises")
    low.press("Enter")
    screen.page.locator(f"[id='row-{study.drivers[0].id}'] [data-state]", has_text="Saved").wait_for()
    assert screen.page.evaluate("document.activeElement.id") == f"row-{study.drivers[1].id}-low_pole_en"
    screen.page.get_by_text("Both poles say the same.").wait_for()
    db.session.rollback()  # what the server wrote is seen from now on
    assert study.drivers[0].low_pole["en"] == "Driver 1 rises"
    screen.examine()
    screen.press("Undo the change to “D01”")
    db.session.rollback()  # what the server wrote is seen from now on
    assert study.drivers[0].low_pole["en"] == "Driver 1 falls"


def test_who_comes_second_keeps_their_words_in_the_cell(open_window, coordinator, study):
    screen = open_window(**DESK)
    sign_in(screen, coordinator)
    screen.visit(f"/studies/{study.id}/drivers-table")
    row = get_row(study, get_family("drivers"), study.drivers[0].id)
    change_row(study, row.family, row.id, {"high_pole_en": "Theirs"}, row.mark, coordinator)
    high = cell(screen, study, "high_pole_en")
    high.fill("Mine")
    high.press("Tab")
    screen.page.get_by_text("it says “Theirs”").first.wait_for()
    screen.forgive("422")
    assert high.input_value() == "Mine"
    screen.examine()
    screen.press("Save “D01”")
    db.session.rollback()  # what the server wrote is seen from now on
    assert study.drivers[0].high_pole["en"] == "Mine"


def test_words_stay_while_the_server_is_away_and_are_saved_when_it_is_back(open_window, coordinator, study):
    screen = open_window(**DESK)
    sign_in(screen, coordinator)
    screen.visit(f"/studies/{study.id}/drivers-table")
    screen.context.set_offline(True)
    name = cell(screen, study, "name_en")
    name.fill("Kept")
    name.press("Tab")
    screen.page.get_by_text("the server does not answer").first.wait_for()
    screen.problems.clear()  # the browser tells of the dead line
    screen.context.set_offline(False)
    name.focus()
    name.press("Tab")
    screen.page.locator(f"[id='row-{study.drivers[0].id}'] [data-state]", has_text="Saved").wait_for()
    db.session.rollback()  # what the server wrote is seen from now on
    assert study.drivers[0].name["en"] == "Kept"


def test_the_table_works_without_scripts(open_window, coordinator, study):
    screen = open_window(java_script_enabled=False, **DESK)
    sign_in(screen, coordinator)
    screen.visit(f"/studies/{study.id}/drivers-table")
    cell(screen, study, "name_en").fill("By hand")
    screen.press("Save “D01”")
    screen.press("Move “D01” down")
    screen.press("Delete “D01”")
    db.session.rollback()  # what the server wrote is seen from now on
    assert [driver.code for driver in study.drivers] == ["D02"]
    screen.press("Undo deleting “By hand”")
    db.session.rollback()  # what the server wrote is seen from now on
    assert [driver.name["en"] for driver in study.drivers] == ["Driver 2", "By hand"]
