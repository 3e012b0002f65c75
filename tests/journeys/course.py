"""A small study taken through its four rounds, kept as it stood in each round and at the end."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
from flask import current_app
from flask_babel import force_locale
from sqlalchemy import select

from survey import results
from survey.db import db
from survey.models import QUADRANTS, Account, Invitation, Question, Reason, Round, Study
from survey.operations import decisions, moderation, plans, responses, rounds
from survey.operations.report_links import make_link
from survey.operations.reports import Files, Version, release_report, store_report
from survey.questions import Value
from survey.reports.assembly import build_report
from survey.reports.content import describe, hash_report
from survey.reports.edition import Edition
from survey.reports.render import render_report_html
from survey.tokens import make_report_token
from tests import factories

N_EXPERTS, N_DRIVERS, N_OPTIONS, N_ROUNDS = 16, 10, 3, 4
LANGUAGES = ("en", "ko")
FINISHED = 0
SERVED = {"Q1": (2, 3, -2), "Q2": (2, -1, -1), "Q3": (1, -2, -2), "Q4": (2, -1, 1)}
"""How well the three options do in each scenario."""


@dataclass(frozen=True)
class Course:
    """A database for each open round, one for the finished study (0), and who looks at them."""

    databases: dict[int, Path]
    sections: dict[int, list[int]]
    """The sections of each round that ask something no section before them asks."""
    study_id: str
    owner_email: str
    token: str
    report_ids: dict[str, str]
    reader_token: str
    """Of the link to released reports."""


def run_course(database: Path) -> Course:
    """Run the course in an app whose database is this empty file, and keep a copy at each stop."""
    owner = factories.make_account()
    study = factories.make_study(n_drivers=N_DRIVERS, n_options=N_OPTIONS, owner=owner, seed=11)
    experts = factories.make_panel(study, N_EXPERTS)
    factories.make_rounds(study, with_sort=True)
    copies = {}
    for round_ in study.rounds:
        _prepare(study, round_, owner)
        rounds.open_round(round_)
        copies[round_.number] = _copy(database, round_.number)
        _finish(round_, experts)
    results.assess_strategy(study)
    report_ids = {language: _make_report(study, language) for language in LANGUAGES}
    reader_token = _release_reports(study)
    copies[FINISHED] = _copy(database, FINISHED)
    sections = {round_.number: _list_different_sections(round_) for round_ in study.rounds}
    token = factories.link_token(study, experts[0])
    return Course(copies, sections, study.id, owner.email, token, report_ids, reader_token)


def _copy(database: Path, number: int) -> Path:
    """Copy a database that is in use."""
    copy = database.with_name(f"round{number}.sqlite")
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    return copy


def _prepare(study: Study, round_: Round, owner: Account) -> None:
    if round_.number == 3:
        _adopt_axes(study, owner)
        plans.compose_confirmation(study, round_, study.drivers)
    if round_.number == N_ROUNDS:
        results.confirm_axes(study)
        results.build_scenarios(study)
        for quadrant in QUADRANTS:
            texts = [factories.text(f"{quadrant} {part}") for part in ("name", "headline", "story")]
            decisions.word_scenario(study, quadrant, *texts, owner)
        plans.compose_strategy(study, round_)


def _adopt_axes(study: Study, owner: Account) -> None:
    found = results.propose_axes(study)
    assert found.data["declared"], found.data["reason"]
    wordings = [
        decisions.AxisWording(
            axis["name"],
            *(factories.text(f"{part} {axis['name']}") for part in ("Axis", "Low", "High")),
            {driver["item"]: driver["sign"] for driver in axis["drivers"]},
        )
        for axis in found.data["axes"]
    ]
    decisions.adopt_axes(study, found, wordings, "", owner)


def _finish(round_: Round, experts: list[Invitation]) -> None:
    factories.answer_round(round_, experts, answer)
    for number, expert in enumerate(experts[:3]):
        pseudonym = factories.panelist_id(round_.study, expert)
        responses.save_reason(pseudonym, round_.questions[0], f"Reason {number}.", "en")
    factories.close_round(round_)
    for reason in db.session.scalars(select(Reason).filter_by(round_id=round_.id)).all()[1:]:
        moderation.moderate_reason(reason, "released")
    rounds.release_round(round_)


def _list_different_sections(round_: Round) -> list[int]:
    first = {
        frozenset(question.name for question in section.questions): section
        for section in round_.sections[::-1]
    }
    return sorted(section.position for section in first.values())


def _make_report(study: Study, language: str) -> str:
    context = build_report(study, language)
    html = render_report_html(context, language)
    version = Version(content_hash=hash_report(context))
    files = {"html": html, "pdf": b"%PDF-1.7", "pdf_hash": "0" * 64}
    return store_report(study, language=language, version=version, **files).id


def _release_reports(study: Study) -> str:
    """Release the four pages in each language, as they are read by a link; return its secret."""
    for language in LANGUAGES:
        context = build_report(study, language)
        html = render_report_html(context, language, edition=Edition.of(language, "executive"))
        with force_locale(language):
            version = Version(profile="executive", changes=[describe(context), {"code": "first"}])
        files = {"html": html, "pdf": b"%PDF-1.7", "pdf_hash": "0" * 64}
        report = store_report(study, language=language, version=version, **files)
        release_report(report, Files(**files), "", None)
    key, day = current_app.config["PANEL_KEY"], datetime.now(UTC).date() + timedelta(days=90)
    return make_report_token(key, make_link(study, "Steering group", day, key).id)


def answer(index: int, question: Question) -> float | Value | str | None:
    """Answer as a panel whose expectations lie along two independent directions."""
    noise = np.random.default_rng([index, question.position]).integers(-1, 2)
    if question.position % 7 == 0 and index % 11 == 3:
        return factories.OUTSIDE
    if question.kind == "pile_sort":
        return Value(data={"piles": {code: str(1 + _axis(code)) for code in question.settings["items"]}})
    if question.kind == "allocation":
        return Value(data={"choice": "AB"[_axis(question.driver.code)]})
    if question.name not in ANSWERS:  # asked about what this course does not turn on
        return factories.pick(index, question)
    return float(ANSWERS[question.name](index, question, noise))


def _axis(code: str) -> int:
    return int(int(code[1:]) > N_DRIVERS // 2)


def _expectation(index: int, question: Question, noise: int) -> int:
    sides = (index % 2, index // 2 % 2)
    return 2 + 4 * sides[_axis(question.driver.code)] + noise


def _desirability(index: int, question: Question, noise: int) -> int:
    return {"Q1": 6, "Q2": 4, "Q3": 2, "Q4": 4}[question.quadrant] + noise


def _performance(index: int, question: Question, noise: int) -> int:
    served = SERVED[question.quadrant][question.option.position - 1]
    return max(-3, min(3, served + noise * (index % 2)))


ANSWERS = {
    "impact": lambda index, question, noise: 6 + noise,
    "uncertainty": lambda index, question, noise: 5 + noise * (1 + index % 2),
    "expectation": _expectation,
    "control": lambda index, question, noise: 3 + noise,
    "dependence_ab": lambda index, question, noise: 0,
    "dependence_ba": lambda index, question, noise: noise * (index % 2),
    "plausibility": lambda index, question, noise: 5 + noise,
    "desirability": _desirability,
    "performance": _performance,
}
