"""Trying a round oneself: the expert's own pages, in each language, and nothing of it is ever stored."""

import pytest
from sqlalchemy import select

from survey.db import Base, db
from survey.models import RoundKind, Study
from survey.operations import rounds
from tests.factories import (
    answer_round,
    close_round,
    make_expert,
    make_panel,
    make_rounds,
    make_study,
    text,
)
from tests.kinds import SETTINGS
from tests.pages import Visitor, words


@pytest.fixture
def study(owner):
    """A study whose first round asks a question of every kind, one of them needed."""
    study = make_study(owner=owner, n_drivers=3)
    round_ = rounds.create_round(study, RoundKind.FREE, text("All kinds", "모든 종류"), text("Try me."))
    for kind, settings in SETTINGS.items():
        if kind == "pile_sort":
            settings = {"items": ["D01", "D02", "D03"]}
        needed = settings | {"label": text(f"Asked {kind}"), "required": kind == "text"}
        rounds.add_section(
            round_, text(f"Page {kind}"), [rounds.QuestionSpec(kind, f"my_{kind}", settings=needed)]
        )
    make_panel(study, 5)
    return study


def every_row():
    """Return every row of every table, as the database holds it."""
    db.session.rollback()
    return {
        table.name: sorted(map(repr, db.session.execute(select(table)).all()))
        for table in Base.metadata.sorted_tables
    }


def at(study, **more):
    return {"study_id": study.id, "number": 1, **more}


def test_walking_the_whole_round_in_both_languages_stores_nothing(coordinator, study):
    before = every_row()
    for language in ("en", "ko"):
        page = coordinator.get("preview.show", **at(study, language=language))
        assert page.root.get("lang") == language
        n_sections = len(study.rounds[0].sections)
        for position in range(1, n_sections + 1):
            page = coordinator.get("preview.show_section", **at(study, position=position, language=language))
            form = page.form_data(class_="answer-form")
            filled = {
                name: "1"
                if name.startswith("q-")
                else "Because of canary 31."
                if name.startswith("r-")
                else value
                for name, value in form.items()
            }
            sent = filled | dict.fromkeys(fields_of(page), "outside")
            page = coordinator.client.post(
                coordinator.url("preview.try_section", **at(study, position=position, language=language)),
                data={**sent, "csrf_token": coordinator.csrf_token()},
            )
            assert page.status_code in {303, 422}
        coordinator.get("preview.review", **at(study, language=language))
        coordinator.get("preview.phone", **at(study, language=language))
    assert every_row() == before


def fields_of(page):
    return {each.get("id") for each in page.all("fieldset", class_="question")}


def test_banner_stands_on_every_page(coordinator, study):
    for endpoint, more in (("show", {}), ("show_section", {"position": 1}), ("review", {}), ("phone", {})):
        page = coordinator.get(f"preview.{endpoint}", **at(study, **more))
        assert "Preview: nothing is stored." in page.text


def test_section_asks_what_an_expert_is_asked(app, coordinator, study):
    """Word for word: what stands in the form is the same but for where it is sent."""
    expert = make_expert(study)
    rounds.open_round(study.rounds[0])
    visitor = Visitor(app).come_as(expert)
    for position in (1, 2, 4, 9):
        tried = coordinator.get("preview.show_section", **at(study, position=position)).one(
            "form", class_="answer-form"
        )
        real = visitor.get("answer.show_section", number=1, position=position).one(
            "form", class_="answer-form"
        )
        assert words(tried) == words(real)


def test_answer_that_would_be_refused_is_refused_with_what_was_typed(coordinator, study):
    round_ = study.rounds[0]
    number = next(each for each in round_.questions if each.kind == "number")
    position = number.section.position
    typed = {f"q-{number.id}-value": "next spring"}
    page = coordinator.post("preview.try_section", typed, status=422, **at(study, position=position))
    assert "There is a problem" in page.text
    assert page.form_data(class_="answer-form")[f"q-{number.id}-value"] == "next spring"


def test_right_answer_leads_on_and_the_last_one_to_the_review(coordinator, study):
    n = len(study.rounds[0].sections)
    page = coordinator.post("preview.try_section", {}, **at(study, position=1, language="ko"))
    assert "/sections/2" in page.location
    assert "language=ko" in page.location
    page = coordinator.post("preview.try_section", {}, **at(study, position=n))
    assert "/review" in page.location


def test_review_names_what_cannot_be_left_open(coordinator, study):
    page = coordinator.get("preview.review", **at(study))
    assert "Asked text" in page.text
    assert "Asked rating" not in page.text


def test_nothing_sends_or_keeps_answers(coordinator, study):
    page = coordinator.get("preview.show_section", **at(study, position=1))
    scripts = [each.get("src").rsplit("/", 1)[1] for each in page.all("script")]
    assert not {"answer.js", "drafts.js"} & set(scripts)
    assert not page.all("meta", name="device-mark")


def test_round_that_asks_again_shows_the_panel_and_no_own_answer(coordinator, owner):
    study = make_study(owner=owner, n_drivers=3)
    people = make_panel(study, 8)
    make_rounds(study)
    answer_round(rounds.open_round(study.rounds[0]), people)
    close_round(study.rounds[0])
    before = every_row()
    page = coordinator.get("preview.show_section", study_id=study.id, number=2, position=1)
    assert page.all("p", class_="panel-line")
    assert every_row() == before
    assert study.rounds[0].released_at is None
    assert not page.all("div", class_="earlier-line")


def test_only_the_preview_may_be_framed_and_only_by_this_site(coordinator, study):
    page = coordinator.get("preview.show", **at(study))
    assert "frame-ancestors 'self'" in page.headers["Content-Security-Policy"]
    page = coordinator.get("studies.board", study_id=study.id)
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]


def test_language_that_the_study_does_not_have_is_its_first(coordinator, owner):
    study = make_study(owner=owner, languages=["ko"])
    rounds.create_round(db.session.get(Study, study.id), RoundKind.FREE, text("One"), {})
    page = coordinator.get("preview.show", **at(study, language="en"))
    assert page.root.get("lang") == "ko"
