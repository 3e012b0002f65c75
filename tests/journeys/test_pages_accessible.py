"""Every page of a study, from its first round to its report, in both languages on a phone and on a desk."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from survey import create_app
from survey.db import db
from survey.models import Driver, Invitation, Reason, ReportLink
from tests import factories
from tests.conftest import make_settings
from tests.journeys.course import FINISHED, LANGUAGES, N_ROUNDS, Course, run_course
from tests.journeys.screens import Screen

pytestmark = pytest.mark.browser

WIDTHS, NARROWEST = (1280, 390), 320
LOCALES = {"en": "en-GB", "ko": "ko-KR"}
NO_PAGES = {
    "reports.download_report",
    "reports.download_data",
    "reminders.preview_html",
    "account.draw_second_factor",
    "reasons.merge",
}


@pytest.fixture(scope="session")
def course(tmp_path_factory, sqlite_template, cheap_passwords) -> Course:
    """The databases of a small study."""
    database = Path(tmp_path_factory.mktemp("course")) / "tholos.sqlite"
    database.write_bytes(sqlite_template.read_bytes())
    app = create_app(make_settings(f"sqlite:///{database}"))
    with app.app_context():
        course = run_course(database)
        db.session.remove()
        db.engine.dispose()
    return course


@pytest.fixture
def stage(request) -> int:
    """The number of the round that is open; 0 is the finished study."""
    return request.param


@pytest.fixture
def database_url(course, stage):
    return f"sqlite:///{course.databases[stage]}"


@pytest.fixture
def window(open_window, language):
    return open_window(locale=LOCALES[language])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("stage", [FINISHED, 2], indirect=True)
def test_coordinators_pages(app, course, window, stage, language):
    window.visit("/sign-in")
    inspect(window)
    window.page.locator("#email").fill(course.owner_email)
    window.page.locator("#password").fill(factories.PASSWORD)
    with window.page.expect_navigation():
        window.page.locator("main form button").click()
    inspect(window)
    for address in coordinator_addresses(app, course, stage, language):
        window.visit(address)
        inspect(window)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("stage", [*range(1, N_ROUNDS + 1), FINISHED], indirect=True)
def test_experts_pages(course, window, stage, language):
    window.visit(f"/i/{course.token}")
    inspect(window)
    with window.page.expect_navigation():
        window.page.locator("main form button").click()
    inspect(window)
    for address in expert_addresses(course, stage):
        window.visit(address)
        inspect(window)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("stage", [FINISHED], indirect=True)
def test_readers_pages(course, window, language):
    window.visit(f"/r/{course.reader_token}")
    inspect(window)
    window.press("Open the report" if language == "en" else "보고서 열기")
    inspect(window)
    window.touch(window.page.locator(".reader-acts button").first)
    window.page.wait_for_url("**/page")
    inspect(window)


def inspect(window: Screen) -> None:
    """Look at the page in every width."""
    for width in (*WIDTHS, NARROWEST):
        window.page.set_viewport_size({"width": width, "height": 844})
        window.examine(with_axe=width != NARROWEST)


def coordinator_addresses(app: Flask, course: Course, stage: int, language: str) -> list[str]:
    """Return every address in a finished study that can be read; else those that an open round changes."""
    known = {
        "study_id": course.study_id,
        "report_id": course.report_ids[language],
        "link_id": db.session.scalars(select(ReportLink.id)).first(),
        "item": "D01",
        "quadrant": "Q1",
        "number": stage or N_ROUNDS,
        "invitation_id": db.session.scalars(select(Invitation.id).order_by(Invitation.id)).first(),
        "reason_id": db.session.scalars(select(Reason.id).order_by(Reason.id)).first(),
        "driver_id": db.session.scalars(select(Driver.id).order_by(Driver.code)).first(),
    }
    with app.test_request_context():
        return [
            app.url_for(rule.endpoint, **{name: known[name] for name in rule.arguments})
            for rule in app.url_map.iter_rules()
            if "study_id" in rule.arguments
            and rule.arguments <= set(known)
            and "GET" in rule.methods
            and rule.endpoint not in NO_PAGES
            and (stage == FINISHED or rule.endpoint.startswith(("rounds.", "reminders.", "studies.board")))
        ]


def expert_addresses(course: Course, stage: int) -> list[str]:
    """Return the addresses of the open round, or those of the last one when all is finished."""
    if stage == FINISHED:
        leaving = [f"/s/stop/{choice}" for choice in ("stop-mail", "leave", "remove")]
        return [
            *leaving,
            "/s/stop",
            "/s/data",
            "/s/consent",
            "/s/",
            "/new-link",
            *[f"/s/rounds/{N_ROUNDS}/{page}" for page in ("receipt", "results")],
        ]
    asked = [f"/s/rounds/{stage}/sections/{position}" for position in course.sections[stage]]
    return asked if stage > 1 else [*asked, "/s/rounds/1/review", "/s/rounds/1/receipt"]
