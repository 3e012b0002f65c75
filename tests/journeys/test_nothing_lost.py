"""What an expert gave is kept, told and sent: dead tabs, dead lines, two windows, a lost link, a close."""

import random

import pytest

from survey.db import db
from survey.operations import panel, rounds
from survey.operations.responses import save_answer, save_reason
from survey.queries.responses import own_answers, own_reasons
from survey.questions import Value
from tests.factories import (
    close_round,
    freeze_plainly,
    link_token,
    make_expert,
    make_rounds,
    make_study,
    panelist_id,
)
from tests.journeys.screens import PHONE, Answering

pytestmark = pytest.mark.browser

SECTION = "/s/rounds/1/sections/1"
KEYS_A_SECOND, MOST_LOST_SECONDS = 12, 5
SILENCE = """for (const each of ["pagehide", "visibilitychange"])
  window.addEventListener(each, (event) => event.stopImmediatePropagation(), true)"""
WAITING = "Object.keys(sessionStorage).filter((key) => key.startsWith('tholos:')).length"


class Scene:
    """An open first round and one expert in it."""

    def __init__(self) -> None:
        self.study = make_study(n_drivers=2)
        self.round = make_rounds(self.study)[0]
        rounds.open_round(self.round)
        self.expert = make_expert(self.study)
        self.pseudonym = panelist_id(self.study, self.expert)
        self.question = self.round.questions[0]

    def number(self, place: int = 0) -> float | None:
        """Return what is stored as the answer to a question."""
        db.session.rollback()
        answer = own_answers(self.pseudonym, self.round).get(self.round.questions[place].id)
        return answer.number if answer else None

    def reason(self) -> str:
        """Return the reason that is stored."""
        db.session.rollback()
        return next((each.text for each in own_reasons(self.pseudonym, self.round).values()), "")


@pytest.fixture
def scene(app):
    return Scene()


@pytest.fixture
def window(scene, open_window):
    return begin(scene, open_window)


def begin(scene, open_window, **facts) -> Answering:
    window = open_window(Answering, **{**PHONE, **facts})
    window.visit(f"/i/{link_token(scene.study, scene.expert)}")
    window.press("Agree and start")
    return window


def open_reason(window):
    window.page.locator("details.reason summary").first.click()
    return window.page.locator("textarea").first


def wait_sent(window):
    """Wait until nothing is kept in the tab any more."""
    for _ in range(100):
        if window.page.evaluate(WAITING) == 0:
            return
        window.page.wait_for_timeout(100)
    raise AssertionError("something was never sent")


def test_what_a_dead_line_kept_back_survives_the_tab(window, scene):
    window.page.context.set_offline(True)
    window.answer(0, 5)
    open_reason(window).press_sequentially("Rents rise.")
    window.page.get_by_text("You are offline.").wait_for()
    assert (scene.number(), scene.reason()) == (None, "")
    window.page.on("dialog", lambda dialog: dialog.accept())
    # The line still fails when the device believes itself online again, or it sends at once.
    window.page.route("**/s/questions/**", lambda route: route.abort())
    window.page.context.set_offline(False)
    window.page.reload()
    assert window.chosen()[0] == "5"
    assert window.page.locator("textarea").first.input_value() == "Rents rise."
    assert window.page.get_by_text("Restored what was not sent yet.").count() == 2
    window.page.unroute("**/s/questions/**")
    window.page.reload()
    wait_sent(window)
    assert (scene.number(), scene.reason()) == (5, "Rents rise.")
    window.problems.clear()  # the browser tells of every request that the test broke


def test_tab_that_dies_while_somebody_types_loses_little(scene, window):
    chance = random.Random(2030)
    said = ""
    for _trial in range(3):
        area = open_reason(window) if not window.page.locator("textarea").first.is_visible() else None
        area = area or window.page.locator("textarea").first
        area.press("End")
        typed = chance.randrange(20, 70)
        area.press_sequentially("abcdefghi " * (typed // 10), delay=1000 / KEYS_A_SECOND)
        said = area.input_value()
        before = scene.reason()
        assert len(said.strip()) - len(before) <= MOST_LOST_SECONDS * KEYS_A_SECOND
        # The tab is gone without a word; what it had kept is there when it is opened again.
        window.page.evaluate(f"() => {{ {SILENCE} }}")
        window.page.reload()
        window.page.wait_for_function(
            "said => document.querySelector('textarea').value.trim() === said", arg=said.strip()
        )


def test_newer_answer_from_another_device_wins_and_the_loser_is_told(window, scene):
    window.page.context.set_offline(True)
    window.answer(0, 6)
    open_reason(window).press_sequentially("Written on the train.")
    save_answer(scene.pseudonym, scene.question, Value(number=2.0))
    save_reason(scene.pseudonym, scene.question, "Written at the desk.", "en")
    window.page.context.set_offline(False)
    window.question(0).get_by_text("You chose 6 here.").wait_for()
    window.page.locator(".kept-text", has_text="Written on the train.").wait_for()
    assert window.chosen()[0] == "2"
    assert window.page.locator("textarea").first.input_value() == "Written at the desk."
    assert (scene.number(), scene.reason()) == (2, "Written at the desk.")
    window.answer(0, 6)
    window.wait_saved()
    assert scene.number() == 6
    window.problems.clear()


def test_link_that_was_replaced_meanwhile_is_opened_again_and_all_is_sent(window, scene, app):
    panel.replace_link(scene.study, scene.expert, app.config["PANEL_KEY"])
    window.answer(0, 3)
    window.page.locator("[data-save-state]", has_text="Open your personal link again").wait_for()
    open_reason(window).press_sequentially("Still here.")
    other = window.page.context.new_page()
    other.goto(f"/i/{link_token(scene.study, scene.expert)}")
    other.locator("main form button[type=submit]").first.click()
    other.wait_for_load_state()
    window.page.bring_to_front()
    window.page.evaluate("window.dispatchEvent(new Event('focus'))")
    window.wait_saved()
    window.page.locator("[data-reason-status]", has_text="Saved").wait_for()
    assert (scene.number(), scene.reason()) == (3, "Still here.")
    window.forgive("403")


def test_what_somebody_typed_when_the_round_closed_can_be_copied(window, scene):
    area = open_reason(window)
    close_round(scene.round, freeze_plainly)
    area.press_sequentially("A late thought.")
    window.page.locator("[data-save-state]", has_text="The round has closed").wait_for()
    assert area.input_value() == "A late thought."
    window.page.reload()
    assert window.heading == "This round has closed"
    window.page.locator(".kept-text", has_text="A late thought.").wait_for()
    window.touch(window.page.get_by_role("button", name="Remove it from this device"))
    assert window.page.evaluate(WAITING) == 0
    assert scene.reason() == ""
    window.problems.clear()


def test_leaving_takes_what_was_kept_from_the_device(window):
    window.page.context.set_offline(True)
    window.answer(0, 5)
    assert window.page.evaluate(WAITING) == 1
    window.page.route("**/s/questions/**", lambda route: route.abort())
    window.page.context.set_offline(False)
    window.page.on("dialog", lambda dialog: dialog.accept())
    window.press("Sign out")
    assert window.page.evaluate(WAITING) == 0
    window.problems.clear()


def test_save_and_continue_waits_for_what_is_on_its_way(window, scene):
    held = []

    def hold_first(route):
        held.append(route)
        if len(held) > 1:
            route.continue_()

    window.page.route("**/s/questions/**", hold_first)
    window.answer(0, 2)
    window.answer(0, 4)
    window.page.locator("[data-save]").tap()
    window.page.wait_for_timeout(300)
    assert window.page.url.endswith(SECTION)
    with window.page.expect_navigation():
        held[0].continue_()
    assert "/review" in window.page.url
    assert scene.number() == 4
