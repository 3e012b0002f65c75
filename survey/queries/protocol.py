"""What must be known of a study to judge its protocol."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from survey.db import db
from survey.models import Account, Amendment, Study


@dataclass(frozen=True)
class Amended:
    """An amendment with the person who made it, as far as they are still known."""

    amendment: Amendment
    name: str


def count_repeats(study: Study) -> int:
    """Return how many rounds ask again what an earlier one asked."""
    return sum(round_.feedback_round_id is not None for round_ in study.rounds)


def list_amendments(study: Study) -> list[Amended]:
    """Return every amendment with the name of who made it, oldest first."""
    names = dict(
        db.session.execute(
            select(Account.id, Account.name).filter(
                Account.id.in_([each.made_by for each in study.amendments])
            )
        ).all()
    )
    return [Amended(each, names.get(each.made_by, "")) for each in study.amendments]


def find_change_of(study: Study, key: str) -> Amendment | None:
    """Return the first amendment that changed a setting."""
    return next((each for each in study.amendments if key in each.after), None)
