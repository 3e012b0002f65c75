"""Ways through a section: one item at a time by taps, number keys and Enter; nothing moves on by itself."""

import pytest

from survey.db import db
from survey.operations import rounds
from survey.queries.responses import own_answers
from tests.factories import link_token, make_expert, make_rounds, make_study, panelist_id
from tests.journeys.screens import DESK, PHONE, Answering

pytestmark = pytest.mark.browser

N_DRIVERS = 5
FOCUSED = "document.activeElement.textContent.trim()"


@pytest.fixture
def study(app):
    study = make_study(n_drivers=N_DRIVERS)
    make_rounds(study)
    rounds.open_round(study.rounds[0])
    return study


@pytest.fixture
def expert(study):
    return make_expert(study)


def stored(study, expert):
    db.session.rollback()
    answers = own_answers(panelist_id(study, expert), study.rounds[0])
    return [answers[each.id].number for each in study.rounds[0].questions if each.id in answers]


def shown(window):
    return [each for each in window.page.locator(".subject h2").all() if each.is_visible()]


def test_round_is_answered_one_item_at_a_time_by_taps_alone(study, expert, open_window):
    window = open_window(Answering, **PHONE)
    window.begin(link_token(study, expert))
    window.touch(window.page.locator("[data-focus-choice]"))
    for number in range(1, N_DRIVERS + 1):
        assert [each.inner_text() for each in shown(window)] == [f"Driver {number}"]
        place = window.page.locator("[data-place]").inner_text()
        assert place.startswith(f"Item {number} of {N_DRIVERS}, about ")
        if number in (2, 3):  # the heading of the item has the focus, so that it is read first
            assert window.page.evaluate(FOCUSED) == f"Driver {number}"
        for question in window.page.locator(".is-current [data-question]").all():
            window.touch(question.locator("label.cell").nth(number))
            assert [each.inner_text() for each in shown(window)] == [f"Driver {number}"]
        window.wait_saved()
        if number == 1:
            window.examine()
        following = window.page.locator("[data-next]")
        if following.is_visible():
            window.touch(following)
        else:
            with window.page.expect_navigation():
                window.touch(window.page.locator("[data-save]"))
    assert window.heading == "Review and submit"
    assert stored(study, expert) == [
        float(number + 1) for number in range(1, N_DRIVERS + 1) for _ in range(4)
    ]
    window.press("Submit this round")


def test_one_item_at_a_time_is_remembered_and_leads_back(study, expert, open_window):
    window = open_window(Answering, **PHONE)
    window.begin(link_token(study, expert))
    window.touch(window.page.locator("[data-focus-choice]"))
    window.visit("/s/rounds/1/sections/2")
    assert window.page.locator("[data-place]").inner_text().startswith(f"Item 5 of {N_DRIVERS}")
    with window.page.expect_navigation():
        window.touch(window.page.locator("[data-back]"))
    assert [each.inner_text() for each in shown(window)] == ["Driver 4"]
    window.touch(window.page.locator("[data-focus-choice]"))
    assert len(shown(window)) == 4


def test_digits_answer_the_question_with_the_focus_and_enter_goes_on(study, expert, open_window):
    window = open_window(Answering, **DESK)
    window.begin(link_token(study, expert))
    keyboard = window.page.keyboard
    window.question(0).focus()
    for digit in ("6", "Enter", "3", "Enter", "9", "1", "Enter", "7"):
        keyboard.press(digit)
    assert window.chosen()[:5] == ["6", "3", "1", "7", None]
    window.wait_saved()
    assert stored(study, expert) == [6, 3, 1, 7]
    window.page.locator("details.reason summary").first.click()
    area = window.page.locator("textarea").first
    area.press_sequentially("In 2031, 45 % of 6.")
    area.press("Enter")
    assert area.input_value() == "In 2031, 45 % of 6.\n"
    assert window.chosen()[:5] == ["6", "3", "1", "7", None]
    assert window.page.url.endswith("/sections/1")
    window.page.locator(".keys-note summary").click()
    assert "Answer the question that has the focus." in window.text


def test_what_is_open_is_said_at_the_end_and_leads_there(study, expert, open_window):
    window = open_window(Answering, **PHONE)
    window.begin(link_token(study, expert))
    left = window.page.locator("[data-unanswered]")
    assert not left.is_visible()
    for number in range(15):
        window.answer(number, 4)
    assert left.locator("[data-words]").inner_text() == "1 not answered"
    links = [each for each in left.locator("a").all() if each.is_visible()]
    assert [each.inner_text() for each in links] == ["Driver 4: Control"]
    window.touch(links[0])
    assert window.page.url.endswith(f"#{window.question(15).get_attribute('id')}")
    window.answer(15, 4)
    assert not left.is_visible()
    window.wait_saved()
