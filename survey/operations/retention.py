"""Keeping nothing longer than was promised: first the tie to the answers goes, then people; old links too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, delete, func, select

from survey.db import db, transaction
from survey.models import Invitation, ReportLink, Study
from survey.operations.record import record_act

KEY_DAYS, CONTACT_MONTHS = 90, 12
"""How long both are kept unless the study's notice says otherwise."""
LINK_DAYS = 365
"""So long after its end a link to reports is kept, with how often it was used."""


@dataclass(frozen=True)
class Due:
    """A study whose time is over, and what goes: the tie to the answers, names and addresses, or links."""

    study: Study
    what: str
    since: date


def list_due(today: date) -> list[Due]:
    """Return what is to be deleted on a day; a study with a round to come keeps everything."""
    studies = db.session.scalars(select(Study).filter_by(is_simulated=False).order_by(Study.code)).all()
    return [due for study in studies for due in (*_due(study, today), *_ended_links(study, today))]


@transaction
def end_retention(today: date) -> list[Due]:
    """Delete what is to be deleted on a day; each deletion stands in the audit log."""
    done = list_due(today)
    for due in done:
        if due.what == "key":
            due.study.link_key = ""
        elif due.what == "links":
            db.session.execute(delete(ReportLink).filter(*_is_over(due.study, today)))
        else:
            db.session.execute(delete(Invitation).filter_by(study_id=due.study.id))
        record_act(None, due.study.id, f"{due.what}_deleted")
    return done


def _due(study: Study, today: date) -> list[Due]:
    if not study.rounds or any(not round_.is_closed for round_ in study.rounds):
        return []
    last = max(round_.closed_at for round_ in study.rounds).date()
    key_ends = last + timedelta(days=study.notice.get("key_days") or KEY_DAYS)
    people_end = _months_later(last, study.notice.get("contact_months") or CONTACT_MONTHS)
    due = []
    if study.link_key and today > key_ends:
        due.append(Due(study, "key", key_ends))
    if today > people_end and db.session.scalar(select(Invitation.id).filter_by(study_id=study.id).limit(1)):
        due.append(Due(study, "contacts", people_end))
    return due


def _ended_links(study: Study, today: date) -> list[Due]:
    """Return whether links to a study's reports ended long ago, whatever its rounds."""
    last = db.session.scalar(select(func.max(ReportLink.expires_on)).filter(*_is_over(study, today)))
    return [Due(study, "links", last + timedelta(days=LINK_DAYS))] if last else []


def _is_over(study: Study, today: date) -> tuple[ColumnElement[bool], ...]:
    oldest = today - timedelta(days=LINK_DAYS)
    return ReportLink.study_id == study.id, ReportLink.expires_on < oldest


def _months_later(day: date, months: int) -> date:
    """Return the same day of a later month, or the first of the next where that month has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    try:
        return day.replace(year=day.year + years, month=month + 1)
    except ValueError:
        return date(day.year + years, month + 2, 1)
