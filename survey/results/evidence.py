"""What a frozen round says of drivers beside ratings: piles and pairs, in the forms that `analysis` takes."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from survey.questions import get_kind
from survey.results.frozen import Cell, read_questions

Judgement = tuple[str, str, float]
PAIR_COLUMNS = ("expert", "item_a", "item_b", "value")


def sorts_of(answers: Mapping[str, Any]) -> list[Mapping[str, str] | None] | None:
    """Return {driver: pile} of every expert, None for who sorted nothing; None when nobody sorted."""
    sorts = [cell["piles"] or None if cell else None for cell in _first(answers, "piles")]
    return sorts if any(sorts) else None


def pairs_of(answers: Mapping[str, Any], turned: Collection[str] = ()) -> list[list[Judgement]] | None:
    """Return (driver, driver, value) of every expert, None when nobody judged a pair.

    Args:
        answers: a frozen round.
        turned: drivers whose poles analysis turns round; a judgement of one such driver changes its sign.
    """
    pairs = [
        [
            (first, second, -value if (first in turned) != (second in turned) else value)
            for first, second, value in (cell["pairs"] if cell else ())
        ]
        for cell in _first(answers, "pairs")
    ]
    return pairs if any(pairs) else None


def write_pairs(answers: Mapping[str, Any]) -> str:
    """Return the pair judgements as CSV, experts numbered in the order of what they answered."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(PAIR_COLUMNS)
    for number, judged in enumerate(pairs_of(answers) or (), start=1):
        writer.writerows((f"R{number:02d}", first, second, value) for first, second, value in judged)
    return file.getvalue()


def _first(answers: Mapping[str, Any], measure: str) -> Sequence[Mapping[str, Any] | None]:
    """Return the cells of the first question whose answers are summarised by a measure, none for no such."""
    for question, cells in zip(read_questions(answers), answers["values"], strict=True):
        if get_kind(question.kind).measure == measure:
            return [_data(cell) for cell in cells]
    return ()


def _data(cell: Cell) -> Mapping[str, Any] | None:
    return cell if isinstance(cell, Mapping) else None
