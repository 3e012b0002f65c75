"""Reading accounts; for commands on this machine and for those who run the accounts."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from survey.db import db
from survey.errors import NotFound
from survey.models import Account


def find_account(email: str) -> Account:
    """Return the account with this address.

    Raises:
        NotFound: when there is none.
    """
    account = db.session.scalar(select(Account).filter_by(email=email.strip().casefold()))
    if account is None:
        raise NotFound("There is no account %(email)s.", email=email)
    return account


def get_account(account_id: str) -> Account:
    """Return an account by its id."""
    account = db.session.get(Account, account_id)
    if account is None:
        raise NotFound("There is no such account.")
    return account


def list_accounts() -> Sequence[Account]:
    """Return every account by address."""
    return db.session.scalars(select(Account).order_by(Account.email)).all()


def find_by_session_id(session_id: str) -> Account | None:
    """Return the enabled account of a session's mark, while passphrase and second factor are the same."""
    account = db.session.get(Account, session_id.partition(":")[0])
    if account is None or not account.is_enabled or account.get_id() != session_id:
        return None
    return account
