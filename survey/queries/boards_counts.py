"""How far a round is, as it may be watched: counted by days, so that nobody sees one more come in.

Safe for coordinators and readers. Finished is who had when the day began in the study's zone; started is
counted once a day (`survey.operations.interim`). A closed round is told exactly: nobody answers it any more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import exists, func, or_, select

from survey.db import db
from survey.models import Consent, Interim, Invitation, Participation, Round, Study
from survey.queries.panel import Member, count_asked, count_progress, list_members


@dataclass(frozen=True)
class Counts:
    """A round in counts; what is not known yet is None."""

    n_invited: int
    n_started: int | None
    n_finished: int
    counted_on: date | None
    """The day at whose beginning it was counted; None for a closed round, whose counts are final."""

    @property
    def n_unfinished(self) -> int | None:
        """Return how many have started and not finished."""
        return None if self.n_started is None else self.n_started - self.n_finished

    @property
    def n_not_started(self) -> int | None:
        """Return how many have not started."""
        return None if self.n_started is None else max(self.n_invited - self.n_started, 0)


@dataclass(frozen=True)
class PanelCounts:
    """The panel in counts: each person stands in at most one of them."""

    n_bounced: int = 0
    """Mail to them was refused."""
    n_declined: int = 0
    """Withdrew, or said that it is not them, without having answered."""
    n_left: int = 0
    """Withdrew after having answered."""
    n_stopped: int = 0
    """Take part and want no messages."""


def count_round(round_: Round, now: datetime) -> Counts:
    """Return how far a round is, as of this morning while it is open."""
    if not round_.is_open:
        exact = count_progress(round_)
        return Counts(exact.n_invited, exact.n_started, exact.n_finished, None)
    today = round_.study.day_of(now)
    finished = select(func.count()).select_from(Participation).filter_by(round_id=round_.id)
    n_finished = db.session.scalar(finished.filter(Participation.finished_on < today))
    kept = db.session.get(Interim, round_.id)
    n_started = kept.findings.get("n_started") if kept else None
    if n_started is not None:
        n_started = max(n_started, n_finished)
    return Counts(count_asked(round_), n_started, n_finished, today)


def count_panel(study: Study) -> PanelCounts:
    """Return how many cannot be reached, declined, left, or want no messages."""
    has_answered = or_(
        *(exists().where(each.invitation_id == Invitation.id) for each in (Consent, Participation))
    )
    people = select(Invitation, has_answered).filter_by(study_id=study.id, revoked_at=None)
    counts = [_standing(person, answered) for person, answered in db.session.execute(people)]
    return PanelCounts(*(counts.count(name) for name in ("bounced", "declined", "left", "stopped")))


def _standing(person: Invitation, has_answered: bool) -> str:
    said_no = person.withdrawn_on is not None or person.address_problem == "misdirected"
    if said_no and not has_answered:
        return "declined"
    if person.withdrawn_on is not None:
        return "left"
    if person.address_problem:
        return "bounced"
    return "stopped" if person.mail_stopped_on else ""


def list_members_by_day(study: Study, round_: Round | None, now: datetime) -> list[Member]:
    """Return the people on the panel with the day they finished a round, of an open one until yesterday."""
    members = list_members(study, round_)
    if round_ is None or not round_.is_open:
        return list(members)
    today = study.day_of(now)
    return [Member(each.invitation, _if_before(each.finished_on, today)) for each in members]


def _if_before(finished_on: date | None, today: date) -> date | None:
    return finished_on if finished_on is not None and finished_on < today else None
