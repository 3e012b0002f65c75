"""Reading the bin; for those who edit a study, and for owners of studies that lie there as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from survey.db import db
from survey.errors import NotFound
from survey.models import Account, BinEntry, Role, Study, StudyRole
from survey.models.work import BIN_DAYS


@dataclass(frozen=True)
class BinRow:
    """A thing in the bin: who deleted it, and for how long it stays."""

    entry: BinEntry
    by: Account | None
    days_left: int


@dataclass(frozen=True)
class BinnedStudy:
    """A whole study in the bin, and for how long it stays there."""

    study: Study
    days_left: int


def list_bin(study: Study, now: datetime) -> list[BinRow]:
    """Return what lies in a study's bin, the latest first."""
    found = db.session.execute(
        select(BinEntry, Account)
        .outerjoin(Account, Account.id == BinEntry.deleted_by)
        .filter(BinEntry.study_id == study.id)
        .order_by(BinEntry.deleted_at.desc(), BinEntry.id)
    ).all()
    return [BinRow(entry, account, _days_left(entry.deleted_at, now)) for entry, account in found]


def get_bin_entry(study: Study, entry_id: str) -> BinEntry:
    """Return one thing in a study's bin."""
    entry = db.session.scalar(select(BinEntry).filter_by(id=entry_id, study_id=study.id))
    if entry is None:
        raise NotFound("This was put back already, or its thirty days are over.")
    return entry


def list_binned_studies(account: Account, now: datetime) -> list[BinnedStudy]:
    """Return the whole studies in the bin that an account owns."""
    return [BinnedStudy(study, _days_left(study.binned_at, now)) for study in _binned(account)]


def get_binned_study(account: Account, study_id: str) -> Study:
    """Return a study in the bin that an account owns; not theirs and not there look alike."""
    study = next((each for each in _binned(account) if each.id == study_id), None)
    if study is None:
        raise NotFound("There is no such study in your bin.")
    return study


def _binned(account: Account) -> Sequence[Study]:
    return db.session.scalars(
        select(Study)
        .join(StudyRole, StudyRole.study_id == Study.id)
        .filter(StudyRole.account_id == account.id, StudyRole.role == Role.OWNER)
        .filter(Study.binned_at.is_not(None))
        .order_by(Study.binned_at.desc(), Study.code)
    ).all()


def _days_left(since: datetime, now: datetime) -> int:
    return max(1, BIN_DAYS - (now - since).days)
