"""All parts of a study that an archive holds and that no relation of the study leads to."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from survey.db import db
from survey.models import (
    Contribution,
    ContributionState,
    Finding,
    Invitation,
    LineageStep,
    Reason,
    ReasonState,
    Round,
    Study,
    SupersededSnapshot,
)

SETTLED = (ContributionState.RELEASED, ContributionState.USED, ContributionState.MERGED)


def list_findings(study: Study) -> Sequence[Finding]:
    """Return everything that was computed for a study, in the order in which it was."""
    wanted = select(Finding).filter_by(study_id=study.id)
    return db.session.scalars(wanted.order_by(Finding.computed_at, Finding.kind, Finding.input_hash)).all()


def list_lineage(study: Study) -> Sequence[LineageStep]:
    """Return the history of a study's drivers."""
    return db.session.scalars(
        select(LineageStep).filter_by(study_id=study.id).order_by(LineageStep.number)
    ).all()


def list_superseded(round_: Round) -> Sequence[SupersededSnapshot]:
    """Return what a round held at its earlier closes."""
    wanted = select(SupersededSnapshot).filter_by(round_id=round_.id)
    return db.session.scalars(wanted.order_by(SupersededSnapshot.number)).all()


def list_settled_contributions(study: Study) -> Sequence[Contribution]:
    """Return what experts wrote and somebody decided to use or to show."""
    wanted = select(Contribution).filter(Contribution.study_id == study.id, Contribution.state.in_(SETTLED))
    return db.session.scalars(wanted).all()


def list_released_reasons(round_: Round) -> Sequence[Reason]:
    """Return the reasons of a round that the panel may read."""
    wanted = select(Reason).filter_by(round_id=round_.id, state=ReasonState.RELEASED)
    return db.session.scalars(wanted).all()


def list_people(study: Study) -> Sequence[Invitation]:
    """Return everybody on a study's panel by address; only commands on the server's machine ask for it."""
    return db.session.scalars(
        select(Invitation).filter_by(study_id=study.id).order_by(Invitation.email)
    ).all()
