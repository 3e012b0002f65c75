"""Coordinators' accounts."""

from __future__ import annotations

import secrets
from contextlib import suppress
from datetime import UTC, datetime
from email.errors import HeaderParseError
from email.headerregistry import Address
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import select

from survey.db import db, transaction
from survey.errors import NotAllowed
from survey.models import Account, Role, Study, StudyRole
from survey.operations.record import record_act

_hasher = PasswordHasher()
MIN_PASSWORD_LENGTH = 12


@transaction
def create_account(
    email: str, name: str, password: str, language: str = "", actor: Account | None = None
) -> Account:
    """Create an account that can sign in; without a language it follows the browser.

    Nobody is the actor where a command on this machine does it, here and in what follows.
    """
    password_hash = _hash_password(password)
    address = normalise_email(email)
    refuse_unreachable(address)
    if db.session.scalar(select(Account.id).filter_by(email=address)):
        raise NotAllowed("There is an account with the address %(email)s already.", email=address)
    account = Account(
        email=address,
        name=name.strip(),
        password_hash=password_hash,
        language=language,
        created_at=datetime.now(UTC),
    )
    db.session.add(account)
    db.session.flush()
    record_act(actor, None, "account_created", whom=account.id)
    return account


@transaction
def set_password(account: Account, password: str, actor: Account | None = None) -> None:
    """Replace a password; every session that was opened with the old one ends."""
    account.password_hash = _hash_password(password)
    record_act(actor, None, "password_set", whom=account.id)


@transaction
def grant_role(account: Account, study: Study, role: Role, actor: Account | None = None) -> StudyRole:
    """Let an account run or read a study."""
    granted = db.session.scalar(select(StudyRole).filter_by(account_id=account.id, study_id=study.id))
    if granted is None:
        granted = StudyRole(account_id=account.id, study_id=study.id, role=role)
        db.session.add(granted)
    granted.role = role
    record_act(actor, study.id, "role_granted", whom=account.id, role=str(role))
    return granted


def find_account_by_password(email: str, password: str) -> Account | None:
    """Return the enabled account that this address and password open, if there is one."""
    account = db.session.scalar(select(Account).filter_by(email=normalise_email(email)))
    try:
        _hasher.verify(account.password_hash if account else _decoy_hash(), password)
    except VerificationError:
        return None
    return account if account and account.is_enabled else None


def _hash_password(password: str) -> str:
    if len(password) < MIN_PASSWORD_LENGTH:
        raise NotAllowed("A password needs at least %(length)s characters.", length=MIN_PASSWORD_LENGTH)
    return _hasher.hash(password)


@cache
def _decoy_hash() -> str:
    """Return what is verified when no account matches, so that timing does not tell which addresses exist."""
    return _hasher.hash(secrets.token_urlsafe(16))


def normalise_email(email: str) -> str:
    """Return an address in the one spelling under which it is stored, and which every mail server takes."""
    local, at, domain = email.strip().casefold().rpartition("@")
    with suppress(UnicodeError):
        domain = domain.encode("idna").decode("ascii")
    return f"{local}{at}{domain}"


def refuse_unreachable(address: str) -> None:
    """Raise when no mail can be written to an address."""
    try:
        is_address = address.isascii() and "@" in Address(addr_spec=address).addr_spec
    except (ValueError, IndexError, HeaderParseError):
        is_address = False
    if not is_address:
        raise NotAllowed("No mail reaches “%(email)s”: an address is like name@example.org.", email=address)
