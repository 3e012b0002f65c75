"""What the panel said to each question, round by round."""

from flask_babel import gettext as _
from flask_babel import ngettext

from survey.charts import Bar, Figure, RangeRow, RangeTexts, range_pages
from survey.filters import number
from survey.reports.context import ItemResult, QuestionResult, RoundFigures
from survey.reports.findings import AGREED

N_SERIES = 3
_N_TOLD = 8


def draw_question(question: QuestionResult) -> list[Figure]:
    """Return the items of one question by median, in as many pictures as fill pages."""
    numbers = sorted({r.number for item in question.items for r in item.rounds})[-N_SERIES:]
    items = sorted(_rated(question), key=_by_median)
    rows = [_row(item, numbers) for item in items]
    texts = RangeTexts(
        question_title(question, items),
        _values(items),
        tuple(_("Round %(number)s", number=n) for n in numbers),
        (_end(question.low, question.low_label), _end(question.high, question.high_label)),
        "n",
        f"{reading_words(rows, n_rounds=len(numbers))} {_('Ordered by median.')}",
    )
    return range_pages(rows, texts, question.low, question.high)


def question_title(question: QuestionResult, items: list[ItemResult]) -> str:
    """Return the finding: on how many items the panel agrees, and what it rates highest."""
    agreed = sum(item.verdict in AGREED for item in question.items)
    top = [item for item in items if items and item.last.median == items[0].last.median]
    if len(items) < 3 or len(top) > 2:
        return _(
            "%(question)s: consensus on %(agreed)s of %(n)s items",
            question=question.name,
            agreed=agreed,
            n=len(question.items),
        )
    names = [_("“%(name)s”", name=item.name) for item in top]
    return _(
        "%(question)s: consensus on %(agreed)s of %(n)s items; highest stands %(names)s",
        question=question.name,
        agreed=agreed,
        n=len(question.items),
        names=", ".join(names),
    )


def _rated(question: QuestionResult) -> list[ItemResult]:
    return [item for item in question.items if item.last and item.last.median is not None]


def _by_median(item: ItemResult) -> tuple[float, float, str]:
    return -item.last.median, -(item.last.q1 or 0), item.code


def _row(item: ItemResult, numbers: list[int]) -> RangeRow:
    mark = "agreed" if item.verdict in AGREED else "dissent" if item.verdict == "stable dissent" else ""
    return RangeRow(item.name, tuple(_bar(item.rounds, n) for n in numbers), str(item.last.n), mark)


def _bar(rounds: tuple[RoundFigures, ...], number_: int) -> Bar | None:
    for figures in rounds:
        if figures.number == number_ and figures.median is not None:
            low = figures.q1 if figures.q1 is not None else figures.median
            high = figures.q3 if figures.q3 is not None else figures.median
            return Bar(figures.median, low, high, figures.lowest, figures.highest)
    return None


def reading_words(rows: list[RangeRow], *, n_rounds: int) -> str:
    """Say how the marks of this picture are read; nothing is explained that does not occur."""
    bars = [bar for row in rows for bar in row.bars if bar]
    marks = {row.mark for row in rows}
    sentences = [_("Diamond: median of the last round; bar: middle half of the answers.")]
    if any(bar.low is not None for bar in bars):
        sentences.append(_("Thin line: from the lowest to the highest answer."))
    if n_rounds > 1:
        sentences.append(_("Ring: median of the round before; the line between them shows a move."))
    if "agreed" in marks:
        sentences.append(_("✓ consensus."))
    if "dissent" in marks:
        sentences.append(_("≠ stable dissent."))
    return " ".join([*sentences, _("Number of answers at the right.")])


def _values(items: list[ItemResult]) -> str:
    """Return the highest rated items in words; the annex holds all of them."""
    told = "; ".join(
        _(
            "%(name)s: median %(median)s, middle half %(q1)s to %(q3)s, n = %(n)s",
            name=item.name,
            median=number(item.last.median),
            q1=number(item.last.q1),
            q3=number(item.last.q3),
            n=item.last.n,
        )
        for item in items[:_N_TOLD]
    )
    n_left = len(items) - _N_TOLD
    if n_left <= 0:
        return f"{told}."
    more = ngettext(
        "%(num)s more item is in the table of all items.",
        "%(num)s more items are in the table of all items.",
        n_left,
    )
    return f"{told}. {more}"


def _end(value: float, label: str) -> str:
    return f"{number(value)} {label}".strip()
