"""Reading the panel. What joins people to answers is computed here, for the person concerned alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from survey.db import db
from survey.models import Group, Invitation, Link, Panelist, Participation, Round, Study, Submission
from survey.tokens import hash_token, make_panelist_id


@dataclass(frozen=True)
class Member:
    """A person on the panel and whether they finished a round: a day, never a time or an order."""

    invitation: Invitation
    finished_on: date | None


@dataclass(frozen=True)
class Progress:
    """How far a round is, in counts."""

    n_invited: int
    n_started: int
    n_finished: int


@dataclass(frozen=True)
class LinkOwner:
    """Whose link a token is, and whether it is still the valid one."""

    invitation: Invitation
    study: Study
    is_current: bool
    is_revoked: bool

    @property
    def is_valid(self) -> bool:
        """Say whether the link opens a session."""
        return self.is_current and not self.is_revoked


def find_link(token: str) -> LinkOwner | None:
    """Return whose personal link this is; replaced and revoked links are recognised too."""
    link = db.session.get(Link, hash_token(token))
    if link is None:
        return None
    invitation = link.invitation
    return LinkOwner(
        invitation=invitation,
        study=db.session.get(Study, invitation.study_id),
        is_current=link.serial == invitation.link_serial,
        is_revoked=invitation.revoked_at is not None,
    )


def find_invitation(invitation_id: str, serial: int) -> Invitation | None:
    """Return the invitation of a session, unless its link was replaced or revoked since."""
    invitation = db.session.get(Invitation, invitation_id)
    if invitation is None or invitation.revoked_at or invitation.link_serial != serial:
        return None
    return invitation


def find_participation(invitation_id: str, serial: int) -> tuple[Invitation, Study] | None:
    """Return the invitation of a session with its study and rounds, all in one question to the database."""
    found = db.session.execute(
        select(Invitation, Study)
        .join(Study, Study.id == Invitation.study_id)
        .filter(Invitation.id == invitation_id, Invitation.revoked_at.is_(None))
        .filter(Invitation.link_serial == serial)
        .options(joinedload(Study.rounds))
    )
    row = found.unique().first()
    return (row[0], row[1]) if row else None


def panelist_id_of(study: Study, invitation: Invitation, panel_key: str) -> str:
    """Return the pseudonym of the person who is here now; never call it for anybody else."""
    return make_panelist_id(panel_key, study.link_key, invitation.id)


def list_members(study: Study, round_: Round | None) -> Sequence[Member]:
    """Return the people on the panel by name, with the day they finished a round; safe for coordinators."""
    finished: dict[str, date] = {}
    if round_ is not None:
        rows = db.session.execute(
            select(Participation.invitation_id, Participation.finished_on).filter_by(round_id=round_.id)
        )
        finished = dict(rows.all())
    invitations = db.session.scalars(
        select(Invitation).filter_by(study_id=study.id).order_by(Invitation.name, Invitation.id)
    )
    return [Member(invitation, finished.get(invitation.id)) for invitation in invitations]


def count_progress(round_: Round) -> Progress:
    """Return how many were invited, have started and have finished at this moment.

    Of an open round no page shows it: `survey.queries.boards_counts` tells it by days.
    """
    n_invited = count_asked(round_)
    n_started, n_finished = db.session.execute(
        select(func.count(), func.count().filter(Submission.is_submitted)).where(
            Submission.round_id == round_.id
        )
    ).one()
    return Progress(n_invited, n_started, n_finished)


def count_asked(round_: Round) -> int:
    """Return how many people a round was for; an imported panel has panelists but no invitations."""
    return _count_invited(round_) or count_panelists(db.session.get(Study, round_.study_id))


def _count_invited(round_: Round) -> int:
    """Count who left while the round ran as asked, and who left before as not."""
    opened = round_.opened_at
    took_part = select(Invitation.revoked_at, Invitation.withdrawn_on).filter_by(study_id=round_.study_id)
    return sum(
        (revoked is None or (opened is not None and revoked >= opened))
        and (withdrawn is None or (opened is not None and withdrawn >= opened.date()))
        for revoked, withdrawn in db.session.execute(took_part)
    )


def count_withdrawn(study: Study) -> int:
    """Return how many people have left by their own choice; safe for coordinators."""
    left = select(func.count()).select_from(Invitation).filter_by(study_id=study.id)
    return db.session.scalar(left.filter(Invitation.withdrawn_on.is_not(None)))


def count_address_problems(study: Study) -> int:
    """Return how many people on the panel cannot be reached at their address; safe for coordinators."""
    lost = select(func.count()).select_from(Invitation).filter_by(study_id=study.id, revoked_at=None)
    return db.session.scalar(lost.filter(Invitation.address_problem != "", Invitation.withdrawn_on.is_(None)))


def find_stop_link(token: str) -> Invitation | None:
    """Return whose mail this secret stops."""
    return db.session.scalar(select(Invitation).filter_by(stop_hash=hash_token(token)))


def study_of(invitation: Invitation) -> Study:
    """Return the study that a person was invited to."""
    return db.session.get_one(Study, invitation.study_id)


def count_invited(study: Study) -> int:
    """Return how many people are asked to answer; imported panels have panelists but no invitations."""
    invited = select(func.count()).select_from(Invitation).filter_by(study_id=study.id, revoked_at=None)
    return db.session.scalar(invited) or count_panelists(study)


def count_panelists(study: Study) -> int:
    """Return how many pseudonyms the panel has, with a group or without."""
    return db.session.scalar(select(func.count()).select_from(Panelist).filter_by(study_id=study.id))


def count_groups(study: Study) -> list[tuple[Group, int]]:
    """Return each stakeholder group with the number of its panelists."""
    rows = db.session.execute(
        select(Panelist.group_id, func.count()).filter_by(study_id=study.id).group_by(Panelist.group_id)
    )
    counts = dict(rows.all())
    return [(group, counts.get(group.id, 0)) for group in study.groups]
