"""How a study was held, as its report tells it: reminders, proposals, late changes, who ran it.

Safe for readers of the report: counts and days of what organisers did, never who answered what.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from survey.db import db
from survey.models import (
    Account,
    AuditEntry,
    Contribution,
    Invitation,
    LineageStep,
    Study,
    StudyRole,
)

CHANGES_OF_QUESTIONS = (
    "questions_added",
    "question_changed",
    "question_moved",
    "section_added",
    "sections_exchanged",
    "settled_dropped",
    "asks_chosen",
)


@dataclass(frozen=True)
class LaterDeadline:
    """A deadline of an open round that was moved to a later day."""

    round_number: int
    before: date
    after: date
    moved_on: date


@dataclass(frozen=True)
class LateChanges:
    """What organisers changed after round 1 had opened."""

    deadlines: Sequence[LaterDeadline]
    n_rounds_added: int
    n_questions_changed: int


@dataclass(frozen=True)
class Organisers:
    """How many people run the study, and how many of their addresses are on the panel too."""

    n: int
    n_on_panel: int
    n_invited: int


def count_reminders(study: Study) -> dict[int, int]:
    """Return on how many days reminders went out in each round, by its number."""
    found = db.session.scalars(select(AuditEntry).filter_by(study_id=study.id, action="reminder_sent"))
    days = {(entry.details.get("round"), study.day_of(entry.at)) for entry in found}
    return dict(Counter(number for number, _day in days if number is not None))


def count_proposals(study: Study) -> dict[str, int]:
    """Return how many proposals the panel wrote in each round, by the round's id."""
    found = db.session.execute(
        select(Contribution.round_id, func.count())
        .filter_by(study_id=study.id, kind="proposal")
        .group_by(Contribution.round_id)
    )
    return dict(found.all())


def list_lineage(study: Study) -> Sequence[LineageStep]:
    """Return the steps in the history of the drivers, the first one first."""
    steps = select(LineageStep).filter_by(study_id=study.id).order_by(LineageStep.number)
    return db.session.scalars(steps).all()


def count_organisers(study: Study) -> Organisers:
    """Return how many people run the study, and whether any of them was asked to answer."""
    ran = set(
        db.session.scalars(
            select(func.lower(Account.email))
            .join(StudyRole, StudyRole.account_id == Account.id)
            .filter(StudyRole.study_id == study.id)
        )
    )
    asked = set(db.session.scalars(select(func.lower(Invitation.email)).filter_by(study_id=study.id)))
    return Organisers(len(ran), len(ran & asked), len(asked))


def find_late_changes(study: Study) -> LateChanges:
    """Return what was changed after the protocol was locked, from the log."""
    locked = study.protocol_locked_at
    if locked is None:
        return LateChanges((), 0, 0)
    entries = db.session.scalars(
        select(AuditEntry)
        .filter_by(study_id=study.id)
        .filter(AuditEntry.action.in_(["deadline_set", "round_added", *CHANGES_OF_QUESTIONS]))
        .order_by(AuditEntry.number)
    ).all()
    late = [entry for entry in entries if entry.at > locked]
    opened = {round_.number: round_.opened_at for round_ in study.rounds}
    moved = [_later(study, entry, opened) for entry in late if entry.action == "deadline_set"]
    return LateChanges(
        deadlines=[each for each in moved if each],
        n_rounds_added=sum(entry.action == "round_added" for entry in late),
        n_questions_changed=sum(entry.action in CHANGES_OF_QUESTIONS for entry in late),
    )


def _later(study: Study, entry: AuditEntry, opened: Mapping[int, datetime | None]) -> LaterDeadline | None:
    told = entry.details
    began = opened.get(told.get("round"))
    if not told.get("before") or not told.get("day") or began is None or entry.at < began:
        return None
    before, after = date.fromisoformat(told["before"]), date.fromisoformat(told["day"])
    return LaterDeadline(told["round"], before, after, study.day_of(entry.at)) if after > before else None
