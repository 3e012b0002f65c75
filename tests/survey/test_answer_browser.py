"""Answering in a real browser: each answer is kept at once, a lost connection loses nothing."""

from pathlib import Path

import pytest

from survey.db import db
from survey.operations import rounds
from survey.operations.responses import save_answer
from survey.queries.responses import own_answers
from survey.questions import Value
from tests.factories import close_round, link_token, make_expert, make_rounds, make_study, panelist_id

pytestmark = pytest.mark.browser

AXE = Path(__file__).parents[1] / "vendor" / "axe.min.js"
SECTION = "/s/rounds/1/sections/1"


@pytest.fixture
def scene(app):
    study = make_study(n_drivers=2)
    expert = make_expert(study)
    first = make_rounds(study, with_sort=True)[0]
    rounds.open_round(first)
    return first, link_token(study, expert), panelist_id(study, expert)


@pytest.fixture
def page(browser, live_server, scene, request):
    width, theme = getattr(request, "param", (390, "light"))
    # The checker is put into the page; everything else keeps to the policy.
    context = browser.new_context(
        base_url=live_server,
        viewport={"width": width, "height": 844},
        color_scheme=theme,
        bypass_csp=hasattr(request, "param"),
    )
    page = context.new_page()
    page.goto(f"/i/{scene[1]}")
    page.get_by_role("button", name="Agree and start").click()
    page.goto(SECTION)
    yield page
    context.close()


def stored(scene):
    db.session.rollback()
    return own_answers(scene[2], scene[0])


def radio(page, question, value):
    return page.locator(f"#q-{question.id} input[value='{value}']")


def test_answer_is_kept_as_soon_as_it_is_chosen(page, scene):
    question = scene[0].questions[0]
    radio(page, question, 5).check()
    page.locator("[data-save-state]", has_text="Saved").wait_for()
    page.get_by_text("1 of 8 answered").wait_for()
    assert stored(scene)[question.id].number == 5
    radio(page, question, 5).press("ArrowRight")
    page.locator(f"#q-{question.id} [data-version][value='2']").wait_for(state="attached")
    assert stored(scene)[question.id].number == 6


def test_lost_connection_is_told_and_the_answer_sent_later(page, scene):
    question = scene[0].questions[0]
    page.context.set_offline(True)
    radio(page, question, 5).check()
    page.get_by_text("You are offline.").wait_for()
    assert stored(scene) == {}
    page.context.set_offline(False)
    page.locator("[data-save-state]", has_text="✓ Saved").wait_for()
    assert stored(scene)[question.id].number == 5


def test_newer_answer_of_another_window_is_shown(page, scene):
    question = scene[0].questions[0]
    save_answer(scene[2], question, Value(number=2.0))
    radio(page, question, 6).check()
    page.get_by_text("You chose 6 here.").wait_for()
    assert radio(page, question, 2).is_checked()


def test_round_that_closed_meanwhile_is_told(page, scene):
    from tests.factories import freeze_plainly

    close_round(scene[0], freeze_plainly)
    radio(page, scene[0].questions[0], 6).check()
    page.locator("[data-save-state]", has_text="The round has closed").wait_for()
    assert radio(page, scene[0].questions[0], 6).is_checked()


def test_reason_is_kept_while_it_is_written(page, scene):
    page.locator("details.reason summary").first.click()
    page.locator("textarea").first.fill("Rents rise faster than grants.")
    page.locator("[data-reason-status]", has_text="Saved").wait_for()


@pytest.mark.parametrize(
    "page", [(320, "light"), (390, "light"), (1280, "light"), (1280, "dark")], indirect=True
)
def test_pages_are_accessible_and_fit(page):
    for address in ("/s/", SECTION, "/s/rounds/1/sections/2", "/s/rounds/1/review", "/s/rounds/1/receipt"):
        page.goto(address)
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate("axe.run(document)")["violations"]
        assert not [(each["id"], each["nodes"][0]["html"]) for each in found], address
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address


@pytest.mark.parametrize("page", [(320, "light"), (390, "light")], indirect=True)
def test_targets_are_large_and_the_bar_never_covers_focus(page):
    cells = page.locator(".cell input").all()[:7]
    assert all(cell.bounding_box()["width"] >= 40 and cell.bounding_box()["height"] >= 44 for cell in cells)
    bar = page.locator(".answer-bar").bounding_box()
    for _ in range(12):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "(() => { const e = document.activeElement; const r = e.getBoundingClientRect();"
            " return e.closest('.answer-bar') ? 0 : r.bottom; })()"
        )
        assert focused <= bar["y"] + 1
