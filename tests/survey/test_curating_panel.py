"""What the panel and the report are shown of its own words: what is released, from rounds of five or more."""

import pytest

from survey.archive.write import write_archive
from survey.db import db
from survey.errors import IllegalTransition, TooFewAnswers
from survey.exports import NAMES, make_bundle
from survey.models import ContributionState
from survey.operations import curating, rounds
from survey.operations import drivers_history as history
from survey.queries.texts import read_released
from survey.reports.assembly import build_report
from survey.reports.render import render_report_html
from tests import factories
from tests.pages import Visitor, words
from tests.survey.curating import Scan, answer
from tests.survey.outputs import unpack
from tests.survey.test_curating_drivers import RENTS

CANARY = "Trust in city hall"


@pytest.fixture
def scan(app):
    scan = Scan()
    rounds.release_round(scan.round)
    return scan


def release(scan, *texts):
    rows = [scan.find(text) for text in texts]
    curating.decide_contributions(rows, ContributionState.RELEASED, scan.owner)
    return rows


def as_expert(app, scan, index=0):
    return Visitor(app).come_as(scan.panel[index])


def read(scan, index):
    viewer = factories.panelist_id(scan.study, scan.panel[index])
    return [text for group in read_released(scan.round, viewer) for text in group.texts]


def test_the_panel_reads_what_is_released_and_nothing_else(app, scan):
    release(scan, "Remark 1.", CANARY)
    for page in ("answer.overview", "answer.results"):
        at = {"number": 1} if page.endswith("results") else {}
        shown = as_expert(app, scan, 4).get(page, **at)
        assert "Remark 1." in shown.text
        assert CANARY in shown.text
        for held in ("Remark 0.", "Pile 3", "Sea level"):
            assert held not in shown.text


def test_its_author_learns_that_it_is_theirs_and_nobody_else(app, scan):
    release(scan, "Pile 2")
    assert [[text.is_own for text in read(scan, index)] for index in range(6)] == [
        [index == 2] for index in range(6)
    ]


def test_the_order_differs_from_reader_to_reader(app, scan):
    release(scan, *(f"Pile {index}" for index in range(6)))
    orders = {tuple(text.parts["pile"] for text in read(scan, index)) for index in range(6)}
    assert len(orders) > 1


def test_nothing_before_the_round_is_released_or_without_arguments(app):
    scan = Scan()
    release(scan, "Pile 2")
    assert read(scan, 0) == []


def test_a_question_that_few_answered_is_not_shown(app):
    def few(index, question):
        return None if question.name == "remark" and index > 3 else answer(index, question)

    scan = Scan(7, answers=few)
    rounds.release_round(scan.round)
    with pytest.raises(TooFewAnswers):
        release(scan, "Remark 1.")
    row = scan.find("Remark 1.")
    row.state = "released"
    db.session.commit()
    assert read(scan, 0) == []
    assert "Remark 1." not in render_report_html(build_report(scan.study, "en"), "en")


def test_what_is_part_of_a_driver_is_decided(app, scan):
    history.propose_driver(scan.study, RENTS, [scan.find(CANARY)])
    with pytest.raises(IllegalTransition):
        release(scan, CANARY)


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_report_has_released_texts_and_the_history_of_drivers(app, scan, language):
    (row,) = release(scan, CANARY)
    curating.reword_contribution(row, {"name": "Trust in government"}, scan.owner)
    reason = "Four said it in other words."
    history.propose_driver(scan.study, RENTS, [scan.find("Rents near stations")], scan.owner, reason)
    html = render_report_html(build_report(scan.study, language), language)
    assert "Trust in government" in html
    assert CANARY not in html
    assert reason in html
    assert RENTS.low_pole[language] in html
    assert "Remark 0." not in html


def test_other_words_stand_for_the_authors_everywhere_the_panel_reads(app, scan):
    (row,) = release(scan, CANARY)
    curating.reword_contribution(row, {"name": "Trust in government"}, scan.owner)
    for index in range(6):
        shown = as_expert(app, scan, index).get("answer.results", number=1)
        texts = [words(each) for each in shown.all("blockquote")]
        assert any("Trust in government" in text for text in texts)
        assert not any(CANARY in text for text in texts)


def test_files_that_leave_have_the_other_words_alone(app, scan):
    (row,) = release(scan, CANARY)
    curating.reword_contribution(row, {"name": "Trust in government"}, scan.owner)
    files = [write_archive(scan.study, with_reports=True)]
    for name in NAMES:
        files += unpack(name, make_bundle(scan.study, name)).values()
    told = [content.decode("utf-8", "replace") for content in files]
    assert "Trust in government" in told[0]
    assert "Sea level" not in told[0], "what waits stays here"
    assert not any(CANARY in each for each in told)


def test_texts_are_released_by_page_one_or_several(app, scan):
    owner = Visitor(app).sign_in(scan.owner)
    at = {"study_id": scan.study.id}
    one, two, three = (scan.find(f"Remark {index}.") for index in range(3))
    owner.post("reasons.moderate_texts", {"only": f"{one.id}:released", "shown": "held"}, **at)
    owner.post("reasons.moderate_texts", {"text": [two.id, three.id], "state": "hidden"}, **at)
    db.session.expire_all()
    assert [each.state for each in (one, two, three)] == ["released", "hidden", "hidden"]
    assert "Remark 1." in owner.get("reasons.read_texts", **at, state="hidden").text
    owner.post("reasons.moderate_texts", {"state": "hidden"}, **at)
    assert "Tick at least one text first." in owner.get("reasons.read_texts", **at).text
