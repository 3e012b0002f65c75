"""What is counted once a day of an open round, and the figures that a coordinator may see of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import func, select

from survey.db import db, transaction
from survey.errors import IllegalTransition
from survey.models import Interim, Round, Study, Submission
from survey.operations.rounds import lock_course

NOTHING: Mapping[str, Any] = {"questions": {}, "computed_on": None, "counted_on": None, "n_needed": None}


class View(Protocol):
    """What `survey.results.interim.compute_interim` returns."""

    questions: dict[str, Any]
    marks: dict[str, dict[str, str]]
    has_moved: bool
    n_needed: int


Compute = Callable[[Round, Mapping[str, Any], dict[str, dict[str, str]]], View]


@transaction
def renew_interim(round_: Round, compute: Compute, now: datetime) -> bool:
    """Let the figures of an open round move, where enough experts have answered since; say if any did.

    Nothing is stored of a view that did not move: who looks before and after an answer sees the same.
    """
    round_ = lock_course(round_.id)
    if not round_.is_open:
        raise IllegalTransition("Round %(number)s is not open.", number=round_.number)
    return _renew(round_, compute, now)


def _renew(round_: Round, compute: Compute, now: datetime) -> bool:
    if round_.is_reopened:
        return False  # the figures of the earlier close stand until the next one
    kept = _kept(round_)
    view = compute(round_, kept.findings["questions"], kept.marks)
    if view.has_moved:
        day = round_.study.day_of(now).isoformat()
        # What was needed is known for the view before only; the next count, tomorrow, tells it anew.
        kept.findings = {
            **kept.findings,
            "questions": view.questions,
            "computed_on": day,
            "n_needed": None,
        }
        kept.marks = view.marks
    return view.has_moved


@transaction
def count_day(round_: Round, compute: Compute, now: datetime) -> bool:
    """Once a day, count who has started and how many answers are missing; say whether it was time."""
    round_ = lock_course(round_.id)
    kept, day = _kept(round_), round_.study.day_of(now)
    if not round_.is_open or kept.findings["counted_on"] == day.isoformat():
        return False
    _renew(round_, compute, now)
    started = select(func.count()).select_from(Submission).filter_by(round_id=round_.id)
    n_needed = None
    if not round_.is_reopened:
        n_needed = compute(round_, kept.findings["questions"], kept.marks).n_needed
    counted = {"counted_on": day.isoformat(), "n_started": db.session.scalar(started), "n_needed": n_needed}
    kept.findings = {**kept.findings, **counted}
    return True


def count_what_is_due(compute: Compute, now: datetime) -> int:
    """Count every open round that was not counted today; return how many those were."""
    running = select(Round.id).join(Study, Study.id == Round.study_id)
    running = running.filter(Round.opened_at.is_not(None), Round.closed_at.is_(None))
    ids = db.session.scalars(running.filter(Study.binned_at.is_(None))).all()
    return sum(
        _is_due(round_id, now) and count_day(db.session.get_one(Round, round_id), compute, now)
        for round_id in ids
    )


def _is_due(round_id: str, now: datetime) -> bool:
    """Say so by a look that takes no lock: most minutes there is nothing to do."""
    kept, round_ = db.session.get(Interim, round_id), db.session.get_one(Round, round_id)
    today = round_.study.day_of(now)
    is_first_day = round_.study.day_of(round_.opened_at) == today
    return not is_first_day and (kept is None or kept.findings["counted_on"] != today.isoformat())


def forget_interim(round_: Round) -> None:
    """Delete what was counted while a round was open; its snapshot takes its place."""
    kept = db.session.get(Interim, round_.id)
    if kept is not None:
        db.session.delete(kept)


def _kept(round_: Round) -> Interim:
    kept = db.session.get(Interim, round_.id)
    if kept is None:
        kept = Interim(round_id=round_.id, findings=dict(NOTHING), marks={})
        db.session.add(kept)
    return kept
