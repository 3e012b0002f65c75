"""Reading who has a role in a study, and what the links of invitations lead to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from survey.db import db
from survey.errors import NotFound
from survey.models import Account, AccountMessage, ColleagueInvitation, Role, Study, StudyRole
from survey.tokens import hash_token


@dataclass(frozen=True)
class Colleague:
    """An account with its role in a study."""

    account: Account
    role: Role


@dataclass(frozen=True)
class Invited:
    """Somebody who was invited and has not joined; whether the time is over, and what became of the mail."""

    invitation: ColleagueInvitation
    is_over: bool
    message: AccountMessage | None


def list_colleagues(study: Study) -> list[Colleague]:
    """Return everybody with a role in a study, owners first."""
    found = db.session.execute(
        select(Account, StudyRole.role)
        .join(StudyRole, StudyRole.account_id == Account.id)
        .filter(StudyRole.study_id == study.id)
        .order_by(Account.name, Account.id)
    ).all()
    order = list(Role)
    return sorted(
        (Colleague(account, Role(role)) for account, role in found), key=lambda each: order.index(each.role)
    )


def list_invited(study: Study, now: datetime) -> list[Invited]:
    """Return who was invited and has not joined yet."""
    found = db.session.scalars(
        select(ColleagueInvitation)
        .filter_by(study_id=study.id, used_at=None)
        .order_by(ColleagueInvitation.made_at, ColleagueInvitation.id)
    ).all()
    return [Invited(each, each.expires_at <= now, _last_message(each)) for each in found]


def _last_message(invitation: ColleagueInvitation) -> AccountMessage | None:
    return db.session.scalar(
        select(AccountMessage)
        .filter_by(invitation_id=invitation.id)
        .order_by(AccountMessage.not_before.desc(), AccountMessage.id)
        .limit(1)
    )


def get_colleague(study: Study, account_id: str) -> Colleague:
    """Return one person with a role in a study."""
    found = next((each for each in list_colleagues(study) if each.account.id == account_id), None)
    if found is None:
        raise NotFound("This person has no role in the study any more.")
    return found


def get_invited(study: Study, invitation_id: str) -> ColleagueInvitation:
    """Return one invitation of a study."""
    found = db.session.scalar(
        select(ColleagueInvitation).filter_by(id=invitation_id, study_id=study.id, used_at=None)
    )
    if found is None:
        raise NotFound("There is no such invitation any more.")
    return found


def find_offer(token: str, now: datetime) -> ColleagueInvitation | None:
    """Return what a link leads to while it is valid: an invitation, or leave to set a passphrase."""
    offer = db.session.scalar(select(ColleagueInvitation).filter_by(token_hash=hash_token(token)))
    if offer is None or offer.used_at is not None or offer.expires_at <= now:
        return None
    study = db.session.get(Study, offer.study_id) if offer.study_id else None
    return None if study is not None and study.binned_at is not None else offer


def get_offer(message: AccountMessage) -> ColleagueInvitation:
    """Return what a message is about."""
    return db.session.get(ColleagueInvitation, message.invitation_id)


def get_offered_study(offer: ColleagueInvitation) -> Study:
    """Return the study that somebody is invited to."""
    return db.session.get(Study, offer.study_id)


def has_account(email: str) -> bool:
    """Say whether an address has an account."""
    return db.session.scalar(select(Account.id).filter_by(email=email)) is not None


def find_inviter(offer: ColleagueInvitation) -> Account | None:
    """Return who invited somebody."""
    return db.session.get(Account, offer.invited_by) if offer.invited_by else None
