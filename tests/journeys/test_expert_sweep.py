"""All pages that experts meet, with every kind of question: empty, wrong, filled, closed, both languages."""

from pathlib import Path

import pytest

from survey import demo
from survey.db import db
from survey.models import Round
from survey.operations import rounds
from survey.studyfile import import_study, read_study_file
from tests.factories import close_round, freeze_plainly, link_token, make_expert
from tests.journeys.screens import OVERFLOW, Answering

pytestmark = pytest.mark.browser

STUDY = Path(demo.__file__).parent / "content" / "coastal_water.json"
WIDTHS, NARROWEST = (375, 768, 1280), 320
LOCALES = {"en": "en-GB", "ko": "ko-KR"}
# What is pressed or typed into and smaller than 44 px, its label counted in; links in running text may be.
SMALL = """() => [...document.querySelectorAll(
    "a[href], button, input:not([type=hidden]), select, textarea, summary")]
  .filter((each) => {
    const style = getComputedStyle(each), own = each.getBoundingClientRect();
    if (!own.width || style.visibility === "hidden") return false;
    if (each.closest(".visually-hidden, .skip-link")) return false;
    if (each.tagName === "A" && style.display === "inline") return own.height < 18;
    const label = each.labels?.[0]?.getBoundingClientRect() ?? own;
    const least = each.closest(".scale") ? 38 : 44;
    return Math.max(own.height, label.height) < 43.5 || Math.max(own.width, label.width) < least;
  }).map((each) => `too small: ${each.outerHTML.slice(0, 160)}`)"""
WRONG = """() => {
  for (const each of document.querySelectorAll("[data-question] :is(input[type=text], textarea)")) {
    each.value = "x".repeat(5000);
  }
  for (const each of document.querySelectorAll(".cell:first-child input")) {
    each.value = "99";
    each.checked = true;
  }
}"""


@pytest.fixture
def scene(app):
    study = import_study(read_study_file(STUDY), seed=1, account=None)
    rounds.open_round(study.rounds[0])
    return study


@pytest.mark.parametrize("language", LOCALES)
def test_no_page_of_an_expert_has_a_fault(scene, open_window, language):
    expert = make_expert(scene, language=language)
    window = open_window(Answering, locale=LOCALES[language], viewport={"width": 375, "height": 812})
    window.visit(f"/i/{link_token(scene, expert)}")
    inspect(window)
    with window.page.expect_navigation():
        window.page.locator("main form button[type=submit]").first.click()
    sections = [f"/s/rounds/1/sections/{each.position}" for each in scene.rounds[0].sections]
    for address in [*sections, "/s/", "/s/rounds/1/review", "/s/rounds/1/receipt"]:
        window.visit(address)
        inspect(window)
    window.visit(sections[0])
    fill(window)
    inspect(window)
    show_error(window, sections[1])
    inspect(window)
    close_round(db.session.get(Round, scene.rounds[0].id), freeze_plainly)
    window.visit(sections[1], status=409)
    inspect(window)
    window.problems[:] = [each for each in window.problems if "status of" not in each]


def inspect(window):
    """Look at the page once in each width, and at the smallest for what juts out."""
    for width in (NARROWEST, *WIDTHS):
        window.page.set_viewport_size({"width": width, "height": 812})
        if width == NARROWEST:
            window.problems += [f"{window.page.url}: {each}" for each in window.page.evaluate(OVERFLOW)]
        else:
            window.examine()
    window.page.set_viewport_size({"width": WIDTHS[0], "height": 812})
    window.problems += [f"{window.page.url}: {each}" for each in window.page.evaluate(SMALL)]


def fill(window):
    for question in window.page.locator("[data-question]").all():
        for control in question.locator("input[type=text], textarea:not([data-reason])").all():
            if control.is_visible():
                control.fill("2031")
        cell = question.locator("label.cell").first
        if cell.count():
            cell.click()
    window.page.locator("[data-save-state]", has_text="✓").wait_for()


def show_error(window, address):
    """Send what no script would: the server says what is wrong and keeps what was typed."""
    window.visit(address)
    window.page.evaluate(WRONG)
    window.page.evaluate("document.querySelector('[data-answer-form]').submit()")
    window.page.locator(".error-summary").wait_for()
