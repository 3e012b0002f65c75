"""What the panel said in words, as far as it is released, and how the list of drivers came about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from survey.filters import localized
from survey.models import Question, ReasonState, Study
from survey.queries.curating import list_steps
from survey.queries.studies import list_reasons
from survey.queries.texts import list_released
from survey.reports.assembly.panel import closed_rounds
from survey.reports.context import DriverWording, HistoryStep, Reason, WrittenText
from survey.words import question_word
from survey.words.futures import scenario_name


def list_given_reasons(study: Study, language: str) -> Iterator[Reason]:
    """Yield the released reasons by round, item and text, an order that tells nothing of their authors."""
    for round_ in closed_rounds(study):
        for reason in sorted(
            list_reasons(round_), key=lambda reason: (reason.question.position, reason.reader_text)
        ):
            if reason.state != ReasonState.RELEASED:
                continue
            yield Reason(
                item_code=reason.question.item,
                item_name=_subject(reason.question, language),
                question=question_word(reason.question.name, reason.question.settings),
                side="general",
                text=reason.reader_text,
                round_number=round_.number,
            )


def list_written_texts(study: Study, language: str) -> Iterator[WrittenText]:
    """Yield the released proposals, texts and names of piles by round, question and text."""
    for round_ in closed_rounds(study):
        for group in list_released(round_):
            for row in sorted(group.texts, key=lambda row: sorted(row.parts.items())):
                yield WrittenText(
                    question=question_word(group.question.name, group.question.settings),
                    subject=_subject_of_text(study, group.question, language),
                    parts=tuple(row.parts.items()),
                    language=row.language,
                    round_number=round_.number,
                )


def list_history(study: Study, language: str) -> tuple[HistoryStep, ...]:
    """Return the steps in the history of the study's drivers, the first one first."""
    return tuple(
        HistoryStep(
            number=step.number,
            kind=step.kind,
            day=step.day,
            reason=step.reason,
            before=tuple(_wording(each, language) for each in step.before),
            after=tuple(_wording(each, language) for each in step.after),
            n_proposals=step.n_proposals,
        )
        for step in reversed(list_steps(study))
    )


def _wording(driver: Mapping[str, Any], language: str) -> DriverWording:
    texts = (localized(driver[name], language) or "" for name in ("name", "low_pole", "high_pole"))
    return DriverWording(driver["code"], driver["version"], *texts)


def _target(question: Question) -> Any:
    return question.driver or question.option


def _subject_of_text(study: Study, question: Question, language: str) -> str:
    if _target(question) or not question.quadrant:
        return _subject(question, language) if _target(question) else ""
    worded = {scenario.quadrant: scenario for scenario in study.scenarios}
    return scenario_name(worded.get(question.quadrant), study.axes, question.quadrant, language)


def _subject(question: Question, language: str) -> str:
    target = _target(question)
    return localized(target.name, language) if target else question_word(question.item, question.settings)
