"""Ratings files: a panel that answered elsewhere becomes a consensus study."""

from __future__ import annotations

import hashlib
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
from survey.results.panelfile import RatedQuestion, check_rule, read_panel_file

LONGEST_STUDY_CODE, LONGEST_CODE, LONGEST_GROUP_CODE, LONGEST_QUESTION = 80, 120, 40, 120


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
    _check_code(code)
    questions = read_panel_file(path, scale)
    numbers = _check_rounds(questions, path.name)
    protocol: dict[str, Any] = {"scale": list(questions[0].scale)}
    if rule:
        check_rule(rule, questions)
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
    drivers = {item: add_driver(study, _code(item, LONGEST_CODE), {language: item}) for item in items}
    panelists = _add_panel(study, questions[0], language)
    previous = None
    for number in numbers:
        previous = _import_round(study, number, questions, drivers, panelists, previous, language)
    return study


def _check_code(code: str) -> None:
    if not code.strip() or len(code) > LONGEST_STUDY_CODE or not code.isprintable():
        raise BadStudyFile(
            "A study’s code has 1 to %(limit)s printable characters.", limit=LONGEST_STUDY_CODE
        )


def _check_rounds(questions: Sequence[RatedQuestion], name: str) -> list[int]:
    """Return the numbers of the file's rounds, once each of them holds an answer."""
    for question in questions:
        if len(question.name) > LONGEST_QUESTION:
            raise BadStudyFile(
                "%(path)s: the question “%(question)s …” has more than %(limit)s characters.",
                path=name,
                question=question.name[:40],
                limit=LONGEST_QUESTION,
            )
    numbers = sorted({number for question in questions for number in question.rounds})
    for number in numbers:
        if not any(number in each.rounds and each.items_of(number) for each in questions):
            raise BadStudyFile(
                "%(path)s: nobody answered anything in round %(number)s; leave its rows out.",
                path=name,
                number=number,
            )
    return numbers


def _code(name: str, longest: int) -> str:
    """Return a name as a code: itself, or when it is too long its beginning with a mark of the whole."""
    if len(name) <= longest:
        return name
    mark = hashlib.sha256(name.encode()).hexdigest()[:8]
    return f"{name[: longest - len(mark) - 1]}…{mark}"


def _add_panel(study: Study, question: RatedQuestion, language: str) -> dict[str, str]:
    groups: dict[str, Group] = {
        name: add_group(study, _code(name, LONGEST_GROUP_CODE), {language: name})
        for name in sorted({g for g in question.groups if g})
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
                "rating",
                question.name,
                driver=drivers[item],
                settings={"scale": list(question.scale), "imported": True},
            )
            for item in question.items_of(number)
        ]
        section = add_section(round_, {language: question.name}, specs)
        asked |= {(question.name, row.driver.name[language]): row for row in section.questions}
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
