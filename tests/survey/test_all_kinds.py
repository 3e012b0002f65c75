"""A study that asks every kind of question, from its file to its report."""

import json
import re
from copy import deepcopy

import pytest
from markupsafe import escape

from survey.config import ROOT
from survey.filters import localized
from survey.models import Role
from survey.operations import accounts, rounds
from survey.questions import get_kind
from survey.reports.assembly import build_report
from survey.reports.make import make_pdf
from survey.reports.render import render_report_html
from survey.studyfile import import_study
from tests import factories
from tests.pages import words

PAGE = (ROOT / "docs/study-files.md").read_text(encoding="utf-8")
EXAMPLE = json.loads(re.search(r"```json\n(.*?)```", PAGE, flags=re.DOTALL)[1])
N_EXPERTS = 12
TYPED = {"number", "quantiles", "choice", "text", "driver_proposal"}


class Course:
    """The example of the documentation with a panel, its first round answered and closed."""

    def __init__(self, content=EXAMPLE):
        self.owner = factories.make_account("Ada Organiser")
        self.study = import_study(content, account=self.owner)
        accounts.grant_role(self.owner, self.study, Role.OWNER)
        self.panel = factories.make_panel(self.study, N_EXPERTS)
        rounds.open_round(self.first)

    @property
    def first(self):
        return self.study.rounds[0]

    def close_first(self):
        factories.answer_round(self.first, self.panel)
        return factories.close_round(self.first)

    def question(self, name, number=1):
        asked = self.study.rounds[number - 1].questions
        return next(question for question in asked if question.name == name)


@pytest.fixture
def course(app):
    return Course()


@pytest.fixture
def expert(course, visitor):
    return visitor.come_as(course.panel[0])


def test_every_section_is_asked_answered_and_shown_again(course, expert):
    factories.answer_round(course.first, course.panel[:1], submit=False)
    for position in (1, 2, 3):
        page = expert.get("answer.show_section", number=1, position=position)
        data = page.form_data(class_="answer-form")
        expert.post("answer.save_section", data, number=1, position=position)
        again = expert.get("answer.show_section", number=1, position=position)
        assert again.form_data(class_="answer-form").keys() == data.keys()
        questions = course.first.sections[position - 1].questions
        # Which pairs an expert is asked is settled by their block; the answers made up here know none.
        questions = [question for question in questions if question.name != "pairs"]
        versions = {q.name: again.one("input", name=f"v-{q.id}").get("value") for q in questions}
        assert versions == dict.fromkeys(versions, "1")
    receipt = expert.get("answer.receipt", number=1)
    assert receipt.text.count("Not answered") <= 1  # the pairs
    assert "Written text" in receipt.text


@pytest.mark.parametrize("language", ["en", "ko"])
def test_what_the_panel_answered_is_summarised_on_every_page(course, expert, visitor, language):
    snapshot = course.close_first()
    others = [q for q in course.first.questions if not get_kind(q.kind).is_numeric]
    assert snapshot.summarised.keys() == {question.id for question in others}
    assert all(entry["summary"]["n"] == N_EXPERTS for entry in snapshot.summarised.values())
    assert "Canary" not in json.dumps(snapshot.findings, ensure_ascii=False)
    rounds.release_round(course.first)
    page = expert.speak(language).get("answer.results", number=1)
    for question in course.first.questions:
        assert question.settings.get("label", {}).get(language, "") in page.text
    own = {factories.pick(0, course.question(name)).data["text"] for name in ("remark",)}
    assert set(re.findall(r"Written text \d+\.", page.text)) == own


def test_second_round_shows_middle_half_and_own_number(course, expert):
    course.close_first()
    rounds.open_round(course.study.rounds[1])
    page = expert.get("answer.show_section", number=2, position=1)
    question = course.question("first-ship", 2)
    asked = words(page.one("fieldset", id=f"q-{question.id}"))
    assert "Half of the panel answered 20" in asked
    assert "You, round 1:" in asked
    assert "Keep 20" in asked
    expert.post("answer.save_section", {"keep": question.id}, number=2, position=1)
    receipt = expert.get("answer.receipt", number=2)
    assert "20" in receipt.text


@pytest.mark.parametrize("language", ["en", "ko"])
def test_coordinators_read_every_page_and_the_report(course, visitor, language):
    coordinator = visitor.sign_in(course.owner).speak(language)
    course.close_first()
    here = {"study_id": course.study.id}
    coordinator.get("studies.board", **here)
    coordinator.get("studies.frame", **here)
    coordinator.get("reasons.list_reasons", **here)
    coordinator.get("consensus.show_consensus", **here)
    page = coordinator.get("rounds.show_round", number=1, **here)
    report = render_report_html(build_report(course.study, language), language)
    for question in course.first.questions[1:]:
        title = localized(question.settings.get("label"), language)
        assert title in page.text
        assert escape(title) in report
    assert "Canary" not in page.html + report


def only_others():
    """Return the example without its ratings and drivers."""
    content = deepcopy(EXAMPLE)
    for round_ in content["rounds"]:
        for section in round_["sections"]:
            kept = [q for q in section["questions"] if q["kind"] in TYPED]
            section["questions"] = kept
        round_["sections"] = [section for section in round_["sections"] if section["questions"]]
    del content["drivers"]
    content["rounds"][0]["kind"] = "scan"
    return content


@pytest.mark.parametrize("template", ["consensus", "scenario"])
def test_a_study_without_any_rating_has_pages_and_a_report(app, visitor, template):
    course = Course(only_others() | {"template": template})
    coordinator = visitor.sign_in(course.owner)
    course.close_first()
    here = {"study_id": course.study.id}
    for endpoint in ("studies.board", "studies.frame", "panel.show_panel", "reports.list_reports"):
        coordinator.get(endpoint, **here)
    assert "asked no ratings" in coordinator.get("consensus.show_consensus", **here).text
    assert "Half of the panel answered" in coordinator.get("rounds.show_round", number=1, **here).text
    if template == "scenario":
        for endpoint in ("axes.show_axes", "scenarios.show_scenarios", "strategy.show_strategy"):
            coordinator.get(endpoint, **here)
    assert make_pdf(course.study, "ko").startswith(b"%PDF")
    assert "Half of the panel answered" in render_report_html(build_report(course.study, "en"), "en")


def test_a_required_question_is_needed_to_submit_and_not_to_save(course, expert):
    impact, ship = course.question("impact"), course.question("first-ship")
    data = {f"q-{ship.id}-value": "2031"}
    expert.post("answer.save_section", data, number=1, position=1)
    page = expert.get("answer.review", number=1)
    assert page.all("a", href=f"/s/rounds/1/sections/1#q-{impact.id}")
    page = expert.post("answer.submit_round", status=422, number=1)
    assert "need an answer before the round can be submitted" in page.text
    expert.post("answer.save_section", {f"q-{impact.id}": "outside"}, number=1, position=1)
    assert expert.post("answer.submit_round", number=1).location == "/s/rounds/1/receipt"
    assert "2031" in expert.get("answer.receipt", number=1).text


def test_a_round_that_closed_meanwhile_lists_what_was_typed_and_nothing_else(course, expert):
    page = expert.get("answer.show_section", number=1, position=2)
    data = page.form_data(class_="answer-form")
    remark, use = course.question("remark"), course.question("use")
    course.close_first()
    typed = {f"q-{remark.id}-text": "Written with care.", f"q-{use.id}": "heat"}
    page = expert.post("answer.save_section", data | typed, status=409, number=1, position=2)
    listed = words(page.one("dl", class_="facts-tight"))
    assert "Written with care." in listed
    assert "Heating" in listed
    assert "What else will decide it?" not in listed
    assert "Questions:" not in listed


def test_an_older_window_does_not_lose_a_text(course, expert):
    remark = course.question("remark")
    name = f"q-{remark.id}-text"
    expert.post("answer.save_section", {name: "First."}, number=1, position=2)
    stale = {name: "Second.", f"v-{remark.id}": "0"}
    page = expert.post("answer.save_section", stale, status=409, number=1, position=2)
    asked = words(page.one("fieldset", id=f"q-{remark.id}"))
    assert "Second." in asked
    assert page.form_data(class_="answer-form")[name] == "First."
