"""Reading accounts; for commands on this machine."""

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


def list_accounts() -> Sequence[Account]:
    """Return every account by address."""
    return db.session.scalars(select(Account).order_by(Account.email)).all()
