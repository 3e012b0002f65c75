"""Proposals and the history of drivers, as those who curate them read it; nothing here has an author."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select

from survey.db import db
from survey.models import STEEPV, Account, Contribution, ContributionState, Driver, LineageStep, Round, Study
from survey.queries.texts import find_contributions, list_written


@dataclass(frozen=True)
class Domain:
    """A domain of STEEPV (None: no domain) with how many drivers and waiting proposals name it."""

    category: str | None
    n_drivers: int
    n_waiting: int


@dataclass(frozen=True)
class Step:
    """A step in the history of drivers, as pages and the report tell it."""

    number: int
    kind: str
    day: date
    by: str | None
    reason: str
    before: Sequence[Mapping[str, Any]]
    after: Sequence[Mapping[str, Any]]
    n_proposals: int
    proposals: Sequence[Contribution] = field(default_factory=tuple)
    """What experts proposed; only for those who may read it."""


def list_proposals(study: Study, state: str) -> list[Contribution]:
    """Return the proposals of closed rounds in one state, ordered by what they say; safe for moderators."""
    groups = list_written(study, ("proposal",), state)
    return [row for group in groups for row in group.texts]


def count_domains(study: Study) -> list[Domain]:
    """Return how many drivers and waiting proposals there are in each domain, those without any too."""
    drivers = Counter(driver.category for driver in study.drivers if not driver.is_retired)
    waiting = Counter(row.parts.get("category") for row in list_proposals(study, ContributionState.HELD))
    without = [None] if drivers[None] or waiting[None] else []
    return [Domain(each, drivers[each], waiting[each]) for each in (*STEEPV, *without)]


def list_steps(study: Study, code: str | None = None, *, with_words: bool = False) -> list[Step]:
    """Return the history of a study's drivers, or of one of them, the latest step first.

    Args:
        study: the study.
        code: a driver's code, for its history alone.
        with_words: whether to read what experts proposed; safe for moderators only.
    """
    rows = db.session.execute(
        select(LineageStep, Account.name)
        .outerjoin(Account, Account.id == LineageStep.made_by)
        .where(LineageStep.study_id == study.id)
        .order_by(LineageStep.number.desc())
    )
    return [
        Step(
            step.number,
            step.kind,
            step.made_at.date(),
            name,
            step.reason,
            step.before,
            step.after,
            len(step.contribution_ids),
            find_contributions(study, step.contribution_ids) if with_words and step.contribution_ids else (),
        )
        for step, name in rows
        if code is None or any(each["code"] == code for each in (*step.before, *step.after))
    ]


def list_rounds_asking(driver: Driver) -> list[tuple[Round, int | None]]:
    """Return the rounds that asked about a driver by itself, with the wording that each one asked."""
    found = []
    for round_ in driver.study.rounds:
        versions = [each.driver_version for each in round_.questions if each.driver_id == driver.id]
        if versions and not round_.is_draft:
            found.append((round_, versions[0] or 1))
    return found


def list_choices(study: Study, besides: Driver | None = None) -> list[Driver]:
    """Return the drivers in force that others can be merged into."""
    return [each for each in study.drivers if not each.is_retired and each is not besides]
