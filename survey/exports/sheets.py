"""The sheets of an export: answers long and wide, codebook, results, reasons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from survey.config import LANGUAGES
from survey.exports.answers import AnswerTable, Column, closed_rounds
from survey.models import Question, ReasonState, Round, Study
from survey.queries.studies import list_reasons
from survey.results.floors import FLOOR
from survey.tables.written import Sheet, Value

FIGURES = (
    "n",
    "n_missing",
    "n_cannot_judge",
    "median",
    "q1",
    "q3",
    "iqr",
    "share_top",
    "share_bottom",
    "van_der_eijk_a",
    "rule",
    "verdict",
)
CHANGES = ("n_paired", "share_changed", "net_change", "weighted_kappa", "wilcoxon_p_holm", "verdict")
Row = Sequence[Value | None]


def make_sheets(study: Study, table: AnswerTable) -> list[Sheet]:
    """Return every sheet of a study's export, in the order in which they are read."""
    return [
        wide_sheet(table),
        ratings_sheet(table),
        other_answers_sheet(table),
        codebook_sheet(study, table),
        results_sheet(study),
        reasons_sheet(study),
    ]


def wide_sheet(table: AnswerTable) -> Sheet:
    """Return one row per respondent and one column per question and round."""
    head = ("respondent", *(("group",) if table.groups else ()), *(each.name for each in table.columns))
    groups = table.groups or (None,) * len(table.respondents)
    rows = zip(table.respondents, groups, table.rows(), strict=True) if table.columns else ()
    return _sheet(
        "answers_wide", head, ((name, *((group,) if table.groups else ()), *row) for name, group, row in rows)
    )


def long_sheet(table: AnswerTable) -> Sheet:
    """Return one row per answer, or part of one, of whatever kind; nothing stands for no answer."""
    group = ("group",) if table.groups else ()
    head = ("respondent", *group, "round", "question", "item", "part", "kind", "value")
    rows = (
        (*_who(table, place), column.round, question.name, question.key, column.part, question.kind, cell)
        for column, cells in zip(table.columns, table.cells, strict=True)
        for question in (column.question,)
        for place, cell in enumerate(cells)
        if cell is not None
    )
    return _sheet("answers_long", head, rows)


def _who(table: AnswerTable, place: int) -> Row:
    return table.respondents[place], *((table.groups[place],) if table.groups else ())


def ratings_sheet(table: AnswerTable) -> Sheet:
    """Return one row per rating, in the form that ``python -m analysis`` and the import of ratings read."""
    head = ("expert", "round", "item", "question", "value", *(("group",) if table.groups else ()))
    return _sheet("ratings", head, (_without_part(row) for row in _answers(table, rated=True)))


def other_answers_sheet(table: AnswerTable) -> Sheet:
    """Return one row per answer, or part of one, to every question that is no rating."""
    group = ("group",) if table.groups else ()
    head = ("expert", "round", "item", "question", "value", *group, "part")
    return _sheet("other_answers", head, _answers(table, rated=False))


def _answers(table: AnswerTable, rated: bool) -> Iterator[Row]:
    for column, cells in zip(table.columns, table.cells, strict=True):
        question = column.question
        if (question.scale is not None) != rated:
            continue
        for place, cell in enumerate(cells):
            group = (table.groups[place],) if table.groups else ()
            expert = table.respondents[place]
            if rated or cell is not None:
                yield expert, column.round, question.key, question.name, cell, *group, column.part


def _without_part(row: Row) -> Row:
    return row[:-1]


def codebook_sheet(study: Study, table: AnswerTable) -> Sheet:
    """Return what each column of the wide sheet means, in every language of the study."""
    asked = {question.id: question for round_ in closed_rounds(study) for question in round_.questions}
    languages = [language for language in LANGUAGES if language in study.languages]
    head = (
        *("column", "round", "question", "item", "part", "kind", "lowest", "highest"),
        *(f"item_{language}" for language in languages),
        *(f"low_pole_{language}" for language in languages),
        *(f"high_pole_{language}" for language in languages),
    )
    return _sheet(
        "codebook",
        head,
        (_describe(column, asked[column.question.id], languages) for column in table.columns),
    )


def _describe(column: Column, asked: Question, languages: Sequence[str]) -> Row:
    question = column.question
    subject = asked.driver or asked.option
    texts: list[Mapping[str, str]] = [subject.name if subject else asked.settings.get("label", {})]
    texts += [asked.driver.low_pole, asked.driver.high_pole] if asked.driver else [{}, {}]
    return (
        column.name,
        column.round,
        question.name,
        question.key,
        column.part,
        question.kind,
        *(question.scale or (None, None)),
        *(text.get(language) for text in texts for language in languages),
    )


def results_sheet(study: Study) -> Sheet:
    """Return the frozen figures of every rated item and round, floors applied: what pages and report show."""
    head = (
        *("round", "question", "item", "quadrant"),
        *FIGURES,
        *(f"change_{name}" for name in CHANGES),
    )
    return _sheet(
        "results",
        head,
        (row for round_ in closed_rounds(study) for row in _results(round_)),
    )


def _results(round_: Round) -> Iterator[Row]:
    for found in round_.snapshot.findings["questions"].values():
        figures: Mapping[str, Any] = found.get("consensus") or {}
        if not figures:
            continue
        changes: Mapping[str, Any] = found.get("stability") or {}
        yield (
            round_.number,
            found["name"],
            found["item"],
            found["quadrant"],
            *(figures.get(name) for name in FIGURES),
            *(changes.get(name) for name in CHANGES),
        )


def reasons_sheet(study: Study) -> Sheet:
    """Return the reasons that the panel may read, by item and then by their own text: no order tells."""
    rows = [
        (round_.number, reason.question.name, reason.question.item, reason.language, reason.reader_text)
        for round_ in closed_rounds(study)
        if len(round_.snapshot.answers["panelists"]) >= FLOOR
        for reason in list_reasons(round_)
        if reason.state == ReasonState.RELEASED
    ]
    return _sheet("reasons", ("round", "question", "item", "language", "reason"), sorted(rows))


def _sheet(name: str, head: Iterable[str], rows: Iterable[Row]) -> Sheet:
    return Sheet(name, tuple(head), tuple(tuple(row) for row in rows))
