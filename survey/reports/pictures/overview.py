"""All questions about the same items on one page: where the panel agrees, where it is apart, what moved."""

from collections.abc import Sequence

from flask_babel import gettext as _

from survey.charts import Bar, Column, Figure, MultipleRow, MultipleTexts, multiples
from survey.charts.multiples import MOST_COLUMNS
from survey.reports.context import ItemResult, QuestionResult
from survey.reports.findings import AGREED

N_ROUNDS = 2
# Beyond so many items the pictures of single questions fill chapters; the overview says the same.
MOST_ALONE = 60


def draw_overview(questions: Sequence[QuestionResult]) -> list[Figure]:
    """Return the items against the questions that judge them; nothing for a single question."""
    if len(questions) < 2:
        return []
    figures = []
    for start in range(0, len(questions), MOST_COLUMNS):
        part = questions[start : start + MOST_COLUMNS]
        columns = [Column(question.name, question.low, question.high) for question in part]
        rows = [_row(name, code, part) for code, name in _items(part)]
        figures += multiples(rows, columns, _texts(part))
    return figures


def _items(questions: Sequence[QuestionResult]) -> list[tuple[str, str]]:
    """Return code and name of every item, by what the first question says of it, the highest first."""
    names: dict[str, str] = {}
    for question in questions:
        for item in question.items:
            names.setdefault(item.code, item.name)
    first = {item.code: item.last for item in questions[0].items}

    def key(code: str) -> tuple[float, float, str]:
        last = first.get(code)
        known = last is not None and last.median is not None
        return (-last.median, -(last.q1 or 0.0), code) if known else (float("inf"), 0.0, code)

    return [(code, names[code]) for code in sorted(names, key=key)]


def _row(name: str, code: str, questions: Sequence[QuestionResult]) -> MultipleRow:
    found = [next((item for item in q.items if item.code == code), None) for q in questions]
    return MultipleRow(
        name,
        tuple(_bars(item) for item in found),
        tuple(item is not None and item.verdict in AGREED for item in found),
    )


def _bars(item: ItemResult | None) -> tuple[Bar | None, ...]:
    rounds = item.rounds[-N_ROUNDS:] if item else ()
    return tuple(
        Bar(r.median, r.q1 if r.q1 is not None else r.median, r.q3 if r.q3 is not None else r.median)
        for r in rounds
        if r.median is not None
    )


def _texts(questions: Sequence[QuestionResult]) -> MultipleTexts:
    counts = [
        (sum(item.verdict in AGREED for item in question.items), len(question.items), question.name)
        for question in questions
    ]
    told = "; ".join(
        _("%(question)s: consensus on %(agreed)s of %(n)s items", question=name, agreed=agreed, n=n)
        for agreed, n, name in counts
    )
    return MultipleTexts(
        _title(counts),
        f"{told}. " + _("The table of all items in the annex lists every value."),
        _(
            "Diamond: median of the last round, filled where there is consensus; bar: middle half of the "
            "answers; ring: median of the round before, where it moved. Each column runs from the low to the "
            "high end of its scale. n of every item in the annex."
        ),
    )


def _title(counts: list[tuple[int, int, str]]) -> str:
    """Return on which question the panel agrees most and on which least, where these differ."""
    ranked = sorted((each for each in counts if each[1]), key=lambda each: -each[0] / each[1])
    if not ranked or ranked[0][0] / ranked[0][1] == ranked[-1][0] / ranked[-1][1]:
        return _("What the panel says to every question, side by side")
    (most, n_most, first), (least, n_least, last) = ranked[0], ranked[-1]
    return _(
        "The panel agrees most on “%(first)s” (%(most)s of %(n_most)s items), least on “%(last)s” "
        "(%(least)s of %(n_least)s)",
        first=first,
        most=most,
        n_most=n_most,
        last=last,
        least=least,
        n_least=n_least,
    )
