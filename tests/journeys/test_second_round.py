"""The second round as its people live it: opened, answered on phones, closed, read, reported."""

import io
from dataclasses import dataclass
from math import ceil, floor

import numpy as np
import pytest
from pypdf import PdfReader

from survey.db import db
from survey.filters import median_words, number
from survey.models import Account, Invitation, Study
from survey.operations import rounds
from tests import factories
from tests.journeys.screens import DESK, PHONE, Answering

pytestmark = pytest.mark.browser

TITLE = "Bees in the city 2040"
N_EXPERTS, ON_PHONES = 10, 3
KEEPER, CHANGER, ABSTAINER = range(ON_PHONES)
REASON = "Rents rise faster than grants."


def first_answer(expert, question):
    """Answers far apart, for every question."""
    return float(1 + (3 * expert + question.position) % 7)


def second_answer(expert, question):
    """What an expert answers in round 2: impact draws together, all else stays where it was."""
    item, before = question.driver.code, first_answer(expert, at_first(question))
    if question.name != "impact" or expert == KEEPER:
        return before
    if expert == ABSTAINER and item == "D02":
        return factories.OUTSIDE
    return 5.0 + expert % 2


def at_first(question):
    """Return the question of round 1 that asked the same."""
    asked = question.section.round.feedback_round.questions
    return next(q for q in asked if (q.driver_id, q.name) == (question.driver_id, question.name))


def answers_to(name, item, answer, round_):
    """Return the numbers that the whole panel gives to one question."""
    question = next(q for q in round_.questions if q.name == name and q.driver.code == item)
    given = [answer(expert, question) for expert in range(N_EXPERTS)]
    return [value for value in given if value != factories.OUTSIDE]


def figures(values):
    """Return a median and a middle half as the consensus page writes them."""
    q1, median, q3 = np.percentile(values, [25, 50, 75])
    return f"{number(median)} ({number(q1)}–{number(q3)})"


@dataclass
class Scene:
    """A study whose first round is over without consensus on anything, and its people."""

    owner: Account
    study: Study
    experts: list[Invitation]


@pytest.fixture
def scene(app):
    owner = factories.make_account()
    study = factories.make_study(owner=owner, title=factories.text(TITLE))
    experts = factories.make_panel(study, N_EXPERTS)
    first = factories.make_rounds(study)[0]
    rounds.open_round(first)
    factories.answer_round(first, experts, first_answer)
    factories.close_round(first)
    return Scene(owner, study, experts)


def test_second_round_from_opening_to_report(scene, open_window):
    coordinator = open_window(**DESK)
    sign_in(coordinator, scene)
    see_no_consensus(coordinator)
    open_second_round(coordinator)
    answer_elsewhere(scene)
    for expert in range(ON_PHONES):
        answer_on_phone(open_window(Answering, **PHONE), scene, expert)
    close_second_round(coordinator)
    see_consensus(coordinator, scene.study)
    make_report(coordinator)
    check_pdf(download_report(coordinator), scene.study)
    read_report(coordinator)


def sign_in(coordinator, scene):
    coordinator.visit(f"/sign-in?next=/studies/{scene.study.id}")
    coordinator.examine()
    coordinator.page.get_by_label("E-mail address").fill(scene.owner.email)
    coordinator.page.locator("input[type=password]").fill(factories.PASSWORD)
    coordinator.press("Sign in")
    assert coordinator.heading == TITLE
    coordinator.examine()


def see_no_consensus(coordinator):
    coordinator.press("Results")
    for row in coordinator.page.locator("#consensus tbody tr").all():
        assert "No consensus" in row.inner_text()
    coordinator.examine()
    coordinator.press("Overview")


def open_second_round(coordinator):
    coordinator.press("Open round 2 …")
    assert f"{N_EXPERTS} people get a message, each with their own personal link." in coordinator.text
    assert "The panel sees the results of round 1" in coordinator.text
    assert "Its questions can no longer be changed." in coordinator.text
    coordinator.examine()
    coordinator.press("Open round 2")
    assert f"0 of {N_EXPERTS} experts have finished" in coordinator.text
    coordinator.examine()


def answer_elsewhere(scene):
    """Let the other experts answer and submit, without looking at their windows."""
    db.session.rollback()  # the browser opened the round
    others = scene.experts[ON_PHONES:]
    factories.answer_round(
        scene.study.rounds[1], others, lambda index, question: second_answer(index + ON_PHONES, question)
    )


def answer_on_phone(phone, scene, expert):
    phone.begin(factories.link_token(scene.study, scene.experts[expert]))
    for section in scene.study.rounds[1].sections:
        see_feedback(phone, section.questions[0], expert)
        assert phone.chosen() == [None] * len(section.questions)
        for place, question in enumerate(section.questions):
            answer_question(phone, place, question, expert)
        phone.wait_saved()
        phone.examine()
        phone.press("Save and continue")
    assert "Everything is answered." in phone.text
    phone.examine()
    phone.press("Submit this round")
    assert "Submitted. You can change every answer until the round closes." in phone.text
    phone.examine()


def see_feedback(phone, question, expert):
    """Read the panel's figures and one's own earlier answer beside the first question."""
    before = question.section.round.feedback_round
    values = answers_to(question.name, question.driver.code, first_answer, before)
    q1, median, q3 = np.percentile(values, [25, 50, 75])
    shown = " ".join(phone.question(0).inner_text().split())
    half = f"Half of the panel answered {floor(q1)} to {ceil(q3)}; middle {median_words(median)}"
    assert f"{half}; {N_EXPERTS} answers." in shown
    assert f"You, round 1: {number(first_answer(expert, at_first(question)))}" in shown


def answer_question(phone, place, question, expert):
    value = second_answer(expert, question)
    phone.answer(place, value if value == factories.OUTSIDE else number(value))
    if expert == CHANGER and question.position == 1:
        give_reason(phone)
    if expert == CHANGER and place == len(question.section.questions) // 2:
        come_back(phone, place)


def give_reason(phone):
    """Answer the page that asks why, since 6 lies outside the middle half."""
    question = phone.question(0)
    question.get_by_text("Your view differs from most.").wait_for()
    question.locator("textarea").fill(REASON)
    question.locator("[data-reason-status]", has_text="Saved").wait_for()


def come_back(phone, place):
    """Load the half-answered page again: what was given stands there."""
    phone.wait_saved()
    before = phone.chosen()
    assert None not in before[: place + 1]
    phone.page.reload()
    assert phone.chosen() == before
    if phone.page.url.endswith("/sections/1"):
        assert phone.question(0).locator("textarea").input_value() == REASON


def close_second_round(coordinator):
    coordinator.page.reload()
    assert "Started and finished are counted once a day" in coordinator.text
    coordinator.press("Close round 2 …")
    assert "No more answers are taken." in coordinator.text
    assert "kept for ever" in coordinator.text
    coordinator.examine()
    coordinator.press("Close round 2")
    assert "Round 2 is closed. Its answers and statistics are final." in coordinator.page.content()
    coordinator.examine()


def see_consensus(coordinator, study):
    """Read how each driver moved between the rounds, in figures computed from what was answered."""
    first, second = study.rounds
    coordinator.press("Results")
    for driver in study.drivers:
        cells = (
            coordinator.page.locator("#consensus tr", has_text=driver.name["en"])
            .locator("td")
            .all_inner_texts()
        )
        before = answers_to("impact", driver.code, first_answer, first)
        after = answers_to("impact", driver.code, second_answer, second)
        for cell, given in zip(cells, (before, after), strict=False):
            assert f"{figures(given)} · n = {len(given)}" in cell
        assert "Provisional consensus" in cells[-1]
    coordinator.examine()
    coordinator.press("Driver 2")
    assert f"Round 2: answers of {N_EXPERTS - 1} experts" in coordinator.text
    coordinator.examine()


def make_report(coordinator):
    coordinator.press("Reports")
    coordinator.examine()
    coordinator.press("Make a report …")
    coordinator.examine()
    coordinator.page.set_default_navigation_timeout(120_000)
    coordinator.press("Make the report")
    assert coordinator.heading == "The whole report, English, version 1"
    coordinator.examine()


def download_report(coordinator):
    with coordinator.page.expect_download() as download:
        coordinator.page.get_by_role("link", name="Download the PDF").click()
    return download.value.path().read_bytes()


def check_pdf(pdf, study):
    report = PdfReader(io.BytesIO(pdf))
    text = " ".join(" ".join(page.extract_text() for page in report.pages).split())
    assert len(report.pages) > 3
    assert report.metadata.title == TITLE
    assert text.count(TITLE) > len(report.pages) // 2
    for driver in study.drivers:
        median = np.median(answers_to("impact", driver.code, second_answer, study.rounds[1]))
        assert f"provisional consensus ({number(median)})" in text


def read_report(coordinator):
    coordinator.press("Read it as a page")
    assert coordinator.heading == TITLE
    assert "consensus on 6 of 6 items" in coordinator.text
    coordinator.examine()
