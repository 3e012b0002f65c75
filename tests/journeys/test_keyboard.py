"""A section answered with the keyboard alone: every step can be reached, seen and taken back."""

import pytest

from survey.db import db
from survey.operations import rounds
from survey.queries.responses import own_answers, own_reasons
from tests.factories import link_token, make_expert, make_rounds, make_study, panelist_id
from tests.journeys.screens import DESK, Answering

pytestmark = pytest.mark.browser


# An outline of the element, or of what it stands in where the element itself is only the hit area.
SHOWS_FOCUS = """() => {
  for (let each = document.activeElement; each && each !== document.body; each = each.parentElement) {
    const style = getComputedStyle(each);
    if (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) return true;
    if ([...each.children].some((child) => getComputedStyle(child).outlineStyle !== "none")) return true;
  }
  return false;
}"""


class Keys(Answering):
    """A window whose owner has no pointer."""

    def keys(self, *names: str) -> None:
        """Press keys one after the other."""
        for name in names:
            self.page.keyboard.press(name)

    def tab_to(self, what: str) -> None:
        """Go on with the tabulator until an element matches, which must show that it has the focus."""
        for _ in range(60):
            self.page.keyboard.press("Tab")
            if self.page.evaluate("(what) => document.activeElement.matches(what)", what):
                assert self.page.evaluate(SHOWS_FOCUS), what
                return
        raise AssertionError(f"the tabulator never reaches {what}")

    def follow(self, key: str) -> None:
        """Press a key that leads to another page."""
        with self.page.expect_navigation():
            self.page.keyboard.press(key)


@pytest.fixture
def study(app):
    study = make_study(n_drivers=1)
    make_rounds(study)
    rounds.open_round(study.rounds[0])
    return study


def test_section_is_answered_with_keys_alone(study, open_window):
    first, expert = study.rounds[0], make_expert(study)
    window = open_window(Keys, **DESK)
    window.visit(f"/i/{link_token(study, expert)}")
    window.keys("Tab", "Enter")  # the first thing on the page skips to its content
    assert window.page.evaluate("document.activeElement.id") == "main"
    window.tab_to("form[action^='/i/'] button")
    window.follow("Enter")
    answer_questions(window, first.questions)
    give_reason(window)
    for step in (".answer-bar button", "main form button"):
        window.tab_to(step)
        window.follow("Enter")
    assert "Submitted." in window.text
    db.session.rollback()
    stored = own_answers(panelist_id(study, expert), first)
    assert [stored[question.id].number for question in first.questions] == [3.0, None, 1.0, 1.0]
    assert [each.text for each in own_reasons(panelist_id(study, expert), first).values()] == ["Typed."]


def answer_questions(window, questions):
    impact, uncertainty, expectation, control = (f"[name='q-{question.id}']" for question in questions)
    window.tab_to(impact)
    window.keys("Space", "ArrowRight", "ArrowRight")
    window.tab_to(uncertainty)
    window.keys("ArrowLeft")  # from the first choice round to the last
    window.tab_to(expectation)
    window.keys("Space", "ArrowRight", "ArrowLeft")
    window.tab_to(control)
    window.keys("Space")
    window.wait_saved()
    assert window.chosen() == ["3", "outside", "1", "1"]


def give_reason(window):
    window.tab_to("details.reason summary")
    window.keys("Space")
    window.tab_to("textarea")
    window.page.keyboard.type("Typed.")
    window.page.locator("[data-reason-status]", has_text="Saved").wait_for()
