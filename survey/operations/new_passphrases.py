"""A forgotten passphrase: a link to set a new one, and the first passphrase of an account made by others."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from survey.db import db, random_id, transaction
from survey.errors import NotFound
from survey.models import Account, ColleagueInvitation
from survey.operations.account_mail import MOST_IN_AN_HOUR, count_recent, queue_account_message
from survey.operations.accounts import create_account, normalise_email, set_password
from survey.operations.record import record_act
from survey.operations.storage_order import wait_for_others
from survey.tokens import hash_token, make_account_token

VALID_HOURS = 2
FIRST_VALID_DAYS = 14


@transaction
def ask_new_passphrase(email: str, panel_key: str, now: datetime) -> ColleagueInvitation | None:
    """Send a link to set a new passphrase to an address, if an enabled account has it.

    The act is recorded whether or not the address is known, so that both cost the same.
    """
    address = normalise_email(email)
    record_act(None, None, "password_asked")
    wait_for_others(f"passphrase|{address}")
    account = db.session.scalar(select(Account).filter_by(email=address, is_enabled=True))
    if account is None or count_recent(address, now) >= MOST_IN_AN_HOUR:
        return None
    return _offer(account, "passphrase", panel_key, now, timedelta(hours=VALID_HOURS))


@transaction
def make_account(
    email: str, name: str, language: str, panel_key: str, actor: Account, now: datetime
) -> ColleagueInvitation:
    """Make an account for somebody else, who sets its first passphrase by the link sent to them."""
    account = create_account(email, name, secrets.token_urlsafe(32), language, actor)
    return _offer(account, "account", panel_key, now, timedelta(days=FIRST_VALID_DAYS))


@transaction
def set_new_passphrase(invitation: ColleagueInvitation, password: str, now: datetime) -> Account:
    """Set the passphrase that a link allows; all links and sessions of the account end."""
    found = db.session.get(ColleagueInvitation, invitation.id, with_for_update=True, populate_existing=True)
    is_valid = found is not None and found.study_id is None and found.used_at is None
    account = db.session.scalar(select(Account).filter_by(email=found.email)) if is_valid else None
    if account is None or not account.is_enabled or found.expires_at <= now:
        raise NotFound("This link is not valid any more. Ask for a new one.")
    set_password(account, password, account)
    db.session.execute(delete(ColleagueInvitation).filter_by(study_id=None, email=account.email))
    return account


def _offer(
    account: Account, kind: str, panel_key: str, now: datetime, valid_for: timedelta
) -> ColleagueInvitation:
    invitation_id = random_id()
    offer = ColleagueInvitation(
        id=invitation_id,
        email=account.email,
        name=account.name,
        language=account.language,
        token_hash=hash_token(make_account_token(panel_key, invitation_id)),
        made_at=now,
        expires_at=now + valid_for,
    )
    db.session.add(offer)
    db.session.flush()
    queue_account_message(offer, kind, now)
    return offer
