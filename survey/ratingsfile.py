"""Ratings files: a panel that answered elsewhere becomes a consensus study."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from survey.db import transaction
from survey.errors import BadStudyFile
from survey.models import Driver, Group, Question, Round, RoundKind, Study, Template
from survey.operations.imports import ImportedAnswer, add_panelists, store_answers
from survey.operations.rounds import QuestionSpec, add_section, close_round, create_round, open_round
from survey.operations.studies import add_driver, add_group, create_study
from survey.results import freeze_round
from survey.results.panelfile import RatedQuestion, read_panel_file


@transaction
def import_ratings(
    path: Path,
    *,
    code: str,
    title: str,
    language: str = "en",
    scale: str | None = None,
    rule: str | None = None,
    **facts: Any,
) -> Study:
    """Make a consensus study of a ratings CSV, round by round; all of it or nothing.

    Args:
        path: the file, with the header ``expert,round,item,question,value`` and optionally ``group``.
        code: the study's short name.
        title: its title.
        language: the language of title, items and questions.
        scale: such as "1-5"; without it each question takes the range of its answers.
        rule: consensus rule; without it the default.
        facts: other columns of the study.

    Raises:
        BadStudyFile: with what is wrong and what was expected; nothing is stored.
    """
    questions = read_panel_file(path, scale)
    if not questions:
        raise BadStudyFile("%(path)s holds no answers.", path=path.name)
    protocol: dict[str, Any] = {"scale": list(questions[0].scale)}
    if rule:
        protocol["consensus_rule"] = rule
    study = create_study(
        code=code,
        title={language: title},
        template=Template.CONSENSUS,
        languages=[language],
        protocol=protocol,
        source={"is_imported": True},
        **facts,
    )
    items = list(dict.fromkeys(item for question in questions for item in question.items))
    drivers = {item: add_driver(study, item, {language: item}) for item in items}
    panelists = _add_panel(study, questions[0], language)
    previous = None
    for number in sorted({number for question in questions for number in question.rounds}):
        previous = _import_round(study, number, questions, drivers, panelists, previous, language)
    return study


def _add_panel(study: Study, question: RatedQuestion, language: str) -> dict[str, str]:
    groups: dict[str, Group] = {
        name: add_group(study, name, {language: name}) for name in sorted({g for g in question.groups if g})
    }
    ids = add_panelists(study, [groups.get(group) if group else None for group in question.groups])
    return dict(zip(question.experts, ids, strict=True))


def _import_round(
    study: Study,
    number: int,
    questions: Sequence[RatedQuestion],
    drivers: dict[str, Driver],
    panelists: dict[str, str],
    previous: Round | None,
    language: str,
) -> Round:
    kind = RoundKind.RERATE if previous else RoundKind.RATE
    title = {"en": f"Round {number}", "ko": f"{number}라운드"}
    round_ = create_round(study, kind, {language: title[language]}, {}, feedback_round=previous)
    asked: dict[tuple[str, str], Question] = {}
    for question in questions:
        if number not in question.rounds:
            continue
        specs = [
            QuestionSpec(
                "rating", question.name, driver=drivers[item], settings={"scale": list(question.scale)}
            )
            for item in question.items_of(number)
        ]
        section = add_section(round_, {language: question.name}, specs)
        asked |= {(question.name, row.driver.code): row for row in section.questions}
    open_round(round_)
    store_answers(
        round_,
        [
            ImportedAnswer(panelists[expert], asked[question.name, item].id, value)
            for question in questions
            if number in question.rounds
            for expert, item, value in question.answers_of(number)
        ],
    )
    close_round(round_, freeze_round)
    return round_
