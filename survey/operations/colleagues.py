"""Colleagues of a study: inviting them, their roles, and that a study always keeps an owner."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from survey.db import db, random_id, transaction
from survey.errors import IllegalTransition, NotAllowed, NotFound
from survey.models import Account, ColleagueInvitation, Role, Study, StudyRole
from survey.operations.account_mail import queue_account_message
from survey.operations.accounts import (
    create_account,
    grant_role,
    normalise_email,
    refuse_unreachable,
)
from survey.operations.identifiers import refuse_registration_numbers
from survey.operations.record import record_act
from survey.operations.storage_order import wait_for_others
from survey.tokens import hash_token, make_account_token

VALID_DAYS = 14


@dataclass(frozen=True)
class NewColleague:
    """Who is asked to join, with which role, and in which language."""

    email: str
    name: str
    role: Role
    language: str


@transaction
def invite_colleague(
    study: Study, person: NewColleague, panel_key: str, account: Account, now: datetime
) -> ColleagueInvitation:
    """Ask somebody to join a study with a role; they join by the link that goes to their address."""
    address = normalise_email(person.email)
    refuse_unreachable(address)
    refuse_registration_numbers(person.name, person.email)
    wait_for_others(f"{study.id}|colleague|{address}")
    _refuse_known(study, address, now)
    invitation_id = random_id()
    invitation = ColleagueInvitation(
        id=invitation_id,
        study_id=study.id,
        role=person.role,
        email=address,
        name=" ".join(person.name.split()),
        language=person.language,
        token_hash=hash_token(make_account_token(panel_key, invitation_id)),
        invited_by=account.id,
        made_at=now,
        expires_at=now + timedelta(days=VALID_DAYS),
    )
    db.session.add(invitation)
    db.session.flush()
    queue_account_message(invitation, "colleague", now)
    record_act(account, study.id, "colleague_invited", email=address, role=str(person.role))
    return invitation


def _refuse_known(study: Study, address: str, now: datetime) -> None:
    colleagues = select(StudyRole.id).join(Account).filter(StudyRole.study_id == study.id)
    if db.session.scalar(colleagues.filter(Account.email == address)):
        raise NotAllowed("%(email)s has a role in this study already; change it in the list.", email=address)
    pending = select(ColleagueInvitation).filter_by(study_id=study.id, email=address, used_at=None)
    for earlier in db.session.scalars(pending).all():
        if earlier.expires_at > now:
            raise NotAllowed("%(email)s is invited already; send that invitation again.", email=address)
        db.session.delete(earlier)


@transaction
def invite_again(study: Study, invitation: ColleagueInvitation, account: Account, now: datetime) -> None:
    """Send an invitation once more; it is valid for its full time from now on."""
    _refuse_used(invitation)
    queue_account_message(invitation, "colleague", now)
    invitation.expires_at = now + timedelta(days=VALID_DAYS)
    record_act(account, study.id, "colleague_reinvited", email=invitation.email, role=invitation.role)


@transaction
def uninvite(study: Study, invitation: ColleagueInvitation, account: Account) -> None:
    """Take an invitation back: its link opens nothing any more."""
    _refuse_used(invitation)
    record_act(account, study.id, "colleague_uninvited", email=invitation.email, role=invitation.role)
    db.session.delete(invitation)


@transaction
def join_with_account(invitation: ColleagueInvitation, account: Account, now: datetime) -> Study:
    """Take up the role with the account of the invited address."""
    check_can_join(invitation, account)
    return _join(_lock_valid(invitation, now), account, now)


def check_can_join(invitation: ColleagueInvitation, account: Account) -> None:
    """Raise when the invitation is for another address than the account's; return quietly otherwise."""
    if account.email != invitation.email:
        raise NotAllowed(
            "This invitation is for %(email)s, and you are signed in with another address. Sign out first.",
            email=invitation.email,
        )


@transaction
def join_anew(
    invitation: ColleagueInvitation, name: str, password: str, language: str, now: datetime
) -> Account:
    """Make an account for the invited address and take up the role with it."""
    invitation = _lock_valid(invitation, now)
    account = create_account(invitation.email, name, password, language)
    _join(invitation, account, now)
    return account


def _join(invitation: ColleagueInvitation, account: Account, now: datetime) -> Study:
    study = db.session.get(Study, invitation.study_id)
    invitation.used_at = now
    held = db.session.scalar(select(StudyRole).filter_by(account_id=account.id, study_id=study.id))
    if held is None:  # who was given a role meanwhile keeps it
        grant_role(account, study, Role(invitation.role), account)
    record_act(account, study.id, "colleague_joined", whom=account.id, role=invitation.role)
    return study


@transaction
def change_role(study: Study, whom: Account, role: Role, account: Account) -> None:
    """Give a colleague another role; the last owner stays an owner."""
    held = _lock_role(study, whom)
    before = held.role
    if role != before:
        _refuse_last_owner(study, held, role)
        held.role = role
        change = {"before": {"role": before}, "after": {"role": str(role)}}
        record_act(account, study.id, "role_changed", whom=whom.id, **change)


@transaction
def remove_colleague(study: Study, whom: Account, account: Account) -> None:
    """Take a colleague's role away; it bites on their next request. The last owner stays."""
    held = _lock_role(study, whom)
    _refuse_last_owner(study, held, None)
    record_act(account, study.id, "role_taken", whom=whom.id, before={"role": held.role}, after=None)
    db.session.delete(held)


def _lock_role(study: Study, whom: Account) -> StudyRole:
    # One after the other: two owners who make each other viewers at once must not both succeed.
    db.session.refresh(study, with_for_update=True)
    held = db.session.scalar(
        select(StudyRole)
        .filter_by(account_id=whom.id, study_id=study.id)
        .execution_options(populate_existing=True)
    )
    if held is None:
        raise NotFound("This person has no role in the study any more.")
    return held


def _refuse_last_owner(study: Study, held: StudyRole, role: Role | None) -> None:
    if held.role != Role.OWNER or role == Role.OWNER:
        return
    others = (
        select(func.count())
        .select_from(StudyRole)
        .join(Account, Account.id == StudyRole.account_id)
        .filter(StudyRole.study_id == study.id, StudyRole.role == Role.OWNER, Account.is_enabled)
        .filter(StudyRole.id != held.id)
    )
    if not db.session.scalar(others):
        raise IllegalTransition("A study keeps at least one owner. Make somebody else an owner first.")


def _refuse_used(invitation: ColleagueInvitation) -> None:
    db.session.refresh(invitation, with_for_update=True)
    if invitation.used_at is not None:
        raise IllegalTransition("This invitation was accepted already.")


def _lock_valid(invitation: ColleagueInvitation, now: datetime) -> ColleagueInvitation:
    """Take an invitation for this transaction, so that it is used once."""
    found = db.session.get(ColleagueInvitation, invitation.id, with_for_update=True, populate_existing=True)
    if found is None or found.used_at is not None or found.expires_at <= now or found.study_id is None:
        raise NotFound("This invitation is not valid any more. Ask whoever sent it for a new one.")
    study = db.session.get(Study, found.study_id)
    if study is None or study.binned_at is not None:
        raise NotFound("This invitation is not valid any more. Ask whoever sent it for a new one.")
    return found
