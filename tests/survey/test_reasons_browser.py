"""The moderator's queue in a real browser: decided with the keys alone, and whole without scripts."""

import pytest
from sqlalchemy import select

from survey.db import db
from survey.models import Reason
from tests.factories import PASSWORD
from tests.survey.test_reasons_queue import Scene

pytestmark = pytest.mark.browser


@pytest.fixture
def scene(app):
    return Scene(app)


def come(browser, live_server, scene, **how):
    """Sign in as the owner and open the queue."""
    page = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en", **how).new_page()
    page.goto(f"{live_server}/sign-in")
    page.fill("[name=email]", scene.owner.email)
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/studies**")
    page.goto(f"{live_server}/studies/{scene.study.id}/reasons")
    return page


def states():
    db.session.rollback()
    return {row.text: row.state for row in db.session.scalars(select(Reason))}


def focused(page):
    return page.evaluate("document.activeElement.id")


def press(page, key):
    with page.expect_navigation():
        page.keyboard.press(key)


def test_reasons_are_decided_with_the_keys_alone(browser, live_server, scene):
    page = come(browser, live_server, scene)
    ids = [f"reason-{entry.id}" for entry in scene.queue()]
    texts = [entry.reason.text for entry in scene.queue()]
    page.keyboard.press("r")  # nothing has the focus yet: a letter pressed by chance decides nothing
    page.focus("[data-reason] [type=checkbox]")
    page.keyboard.press("j")
    assert focused(page) == ids[1]
    page.keyboard.press("k")
    assert focused(page) == ids[0]
    assert set(states().values()) == {"held"}
    press(page, "r")
    assert states()[texts[0]] == "released"
    assert focused(page) == ids[1]
    press(page, "h")
    assert states()[texts[1]] == "hidden"
    assert focused(page) == ids[2]
    press(page, "u")
    assert states()[texts[1]] == "held"
    page.focus("[data-reason] [type=checkbox]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("x")
    assert page.locator("[type=checkbox]:checked").count() == 1
    press(page, "p")
    assert page.inner_text("h1") == "Put a reason in other words"


def test_the_queue_works_without_scripts(browser, live_server, scene):
    page = come(browser, live_server, scene, java_script_enabled=False)
    for box in page.locator("[data-reason] [type=checkbox]").all():
        box.check()
    page.click(".act-bar button[value=released]")
    assert "reasons are released." in page.inner_text(".messages")
    assert set(states().values()) == {"released"}


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_sticks_out(browser, live_server, scene, width):
    page = come(browser, live_server, scene)
    page.set_viewport_size({"width": width, "height": 900})
    for path in ("reasons", "reasons/texts", "proposals", "history"):
        page.goto(f"{live_server}/studies/{scene.study.id}/{path}")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
