"""A section answered where scripts are off: a mistake is told, blanks stay blank, the rest counts."""

import pytest

from survey.db import db
from survey.operations import rounds
from survey.queries.panel import count_progress
from survey.queries.responses import own_answers, own_reasons
from tests.factories import link_token, make_expert, make_rounds, make_study, panelist_id
from tests.journeys.screens import PHONE, Answering

pytestmark = pytest.mark.browser

REASON = "First line.\nSecond line."


@pytest.fixture
def study(app):
    study = make_study(n_drivers=2)
    make_rounds(study, with_sort=True)
    rounds.open_round(study.rounds[0])
    return study


def test_expert_answers_and_submits_without_scripts(study, open_window):
    first, expert = study.rounds[0], make_expert(study)
    pseudonym = panelist_id(study, expert)
    window = open_window(Answering, **PHONE, java_script_enabled=False)
    window.visit(f"/i/{link_token(study, expert)}")
    window.press("Agree and start")
    assert "Section 1 of 2" in window.text
    window.answer(0, "5")
    window.answer(1, "outside")
    window.touch(window.page.locator("details.reason summary").first)
    window.page.locator("textarea").first.fill(REASON)
    window.press("Save and continue")
    assert "Section 2 of 2" in window.text
    window.page.get_by_label("Driver 1", exact=True).select_option("3")
    window.press("Save and continue")
    assert "3 of 9 questions answered" in window.text
    window.press("Submit this round")
    assert "Submitted." in window.text
    assert "5 of 7" in window.text
    db.session.rollback()
    assert count_progress(first).n_finished == 1
    sort = first.questions[-1]
    stored = own_answers(pseudonym, first)
    assert {key: (answer.number, answer.data) for key, answer in stored.items()} == {
        first.questions[0].id: (5.0, None),
        first.questions[1].id: (None, None),
        sort.id: (None, {"piles": {"D01": "3"}}),
    }
    assert [reason.text for reason in own_reasons(pseudonym, first).values()] == [REASON]


def test_what_another_window_changed_is_told_without_scripts(study, open_window):
    expert = make_expert(study)
    windows = [open_window(Answering, **PHONE, java_script_enabled=False) for _ in range(2)]
    for window in windows:
        window.visit(f"/i/{link_token(study, expert)}")
        window.press("Agree and start")
        assert "Section 1 of 2" in window.text
    for window, value in zip(windows, ("5", "2"), strict=True):
        window.answer(0, value)
    windows[0].press("Save and continue")
    late = windows[1]
    late.press("Save and continue")
    late.forgive("409")
    assert "You chose 2 here." in late.question(0).inner_text()
    assert late.chosen()[0] == "5"
    late.answer(0, "2")
    late.press("Save and continue")
    assert "Section 2 of 2" in late.text
    db.session.rollback()
    stored = own_answers(panelist_id(study, expert), study.rounds[0])
    assert [answer.number for answer in stored.values()] == [2.0]
