"""What the report counts from its tables and says in sentences, counted from the same values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from survey.reports import findings
from survey.reports.context import QuestionResult, ReportContext
from survey.tables.written import Sheet

HEAD = ("what", "of", "count", "total")
Row = tuple[str, str, float | int | None, int | None]


def count_sheet(context: ReportContext) -> Sheet:
    """Return one row for each count or share that a sentence or a title states."""
    return Sheet("counts", HEAD, tuple(_rows(context)))


def _rows(context: ReportContext) -> Iterator[Row]:
    yield from _verdicts("all", context.questions)
    for question in (*context.questions, *context.other_questions):
        yield from _verdicts(question.code, (question,))
    yield from _rounds(context)
    yield from _drivers(context)
    yield from _options(context)


def _verdicts(name: str, questions: tuple[QuestionResult, ...]) -> Iterator[Row]:
    """Count how ratings ended; the third row is what is neither agreed nor lasting dissent."""
    counts = findings.tally(questions)
    yield "ratings in consensus", name, counts.agreed, counts.n
    yield "share of ratings in consensus", name, counts.agreed / counts.n if counts.n else None, counts.n
    yield "ratings in stable dissent", name, counts.dissent, counts.n
    yield "ratings left open", name, counts.open, counts.n
    yield "ratings without consensus", name, counts.dissent + counts.open, counts.n
    yield "ratings with too few answers", name, counts.too_few, counts.n
    yield "ratings with lasting, different views", name, len(findings.dissenting_items(questions)), counts.n


def _rounds(context: ReportContext) -> Iterator[Row]:
    for each in context.method.rounds:
        share = each.answered / each.invited if each.invited else None
        yield "share of the panel that answered", each.name, share, each.invited


def _drivers(context: ReportContext) -> Iterator[Row]:
    drivers = context.drivers.drivers if context.drivers else ()
    placed = [each for each in drivers if each.cell]
    for cell, count in sorted(Counter(each.cell for each in placed).items()):
        yield "drivers in a cell", cell, count, len(placed)
    placement = context.axes.placement if context.axes else ()
    for axis, count in sorted(Counter(each.axis for each in placement if each.axis).items()):
        yield "drivers that move with an axis", axis, count, len(placement)


def _options(context: ReportContext) -> Iterator[Row]:
    options = context.strategy.options if context.strategy else ()
    for name, count in sorted(Counter(each.option_class for each in options if each.option_class).items()):
        yield "options in a class", name, count, len(options)
    for option in options:
        rated = [value for value in option.values.values() if value is not None]
        if rated:
            yield "scenarios served by an option", option.code, len(findings.served(option)), len(rated)
