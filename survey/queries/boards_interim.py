"""What may be seen of an open round: interim figures, or those of an earlier close. Safe for readers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from survey.db import db
from survey.models import FLOOR, Interim, Question, Round
from survey.queries.boards_counts import Counts, count_round


@dataclass(frozen=True)
class InterimRow:
    """A question with its figures as they may be seen; None where nothing may be."""

    question: Question
    consensus: Mapping[str, Any] | None
    summary: Mapping[str, Any] | None


@dataclass(frozen=True)
class InterimPage:
    """The page of an open round: its counts of this morning, its figures, and why they stand."""

    counts: Counts
    rows: Sequence[InterimRow]
    computed_on: date | None
    n_needed: int | None
    is_earlier_close: bool


def get_interim(round_: Round, now: datetime) -> InterimPage | None:
    """Return what may be seen of a round while it is open; None when it is not."""
    if not round_.is_open:
        return None
    counts = count_round(round_, now)
    if round_.superseded:
        last = round_.superseded[-1]
        found = last.findings.get("questions", {}) if last.findings.get("n_answering", 0) >= FLOOR else {}
        return InterimPage(counts, _rows(round_, found), last.taken_at.date(), None, is_earlier_close=True)
    kept = db.session.get(Interim, round_.id)
    findings = kept.findings if kept else {}
    day = findings.get("computed_on")
    return InterimPage(
        counts,
        _rows(round_, findings.get("questions", {})),
        date.fromisoformat(day) if day else None,
        findings.get("n_needed"),
        is_earlier_close=False,
    )


def _rows(round_: Round, found: Mapping[str, Any]) -> list[InterimRow]:
    rows = [(question, found.get(question.id, {})) for question in round_.questions]
    return [
        InterimRow(question, entry.get("consensus"), entry.get("summary"))
        for question, entry in rows
        if entry
    ]
