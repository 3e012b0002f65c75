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
from survey.operations.passphrases import refuse_weak
from survey.operations.record import record_act
from survey.operations.storage_order import wait_for_others

_hasher = PasswordHasher()


@transaction
def create_account(
    email: str, name: str, password: str, language: str = "", actor: Account | None = None
) -> Account:
    """Create an account that can sign in; without a language it follows the browser.

    Nobody is the actor where a command on this machine does it, here and in what follows.
    """
    address = normalise_email(email)
    refuse_unreachable(address)
    password_hash = _hash_password(password, (address, name))
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
    account.password_hash = _hash_password(password, (account.email, account.name))
    record_act(actor, None, "password_set", whom=account.id)


@transaction
def change_password(account: Account, current: str, new: str) -> None:
    """Replace one's own password, which must be known; every other session ends."""
    if not knows_password(account, current):
        raise NotAllowed("This is not your passphrase. Check it and try again.")
    set_password(account, new, account)


@transaction
def end_other_sessions(account: Account, password: str) -> None:
    """End every session of an account; the one that asks is begun anew by the page."""
    if not knows_password(account, password):
        raise NotAllowed("This is not your passphrase. Check it and try again.")
    account.password_hash = _hasher.hash(password)  # the same passphrase under another salt
    record_act(account, None, "sessions_ended", whom=account.id)


@transaction
def change_profile(account: Account, name: str, language: str) -> Account:
    """Change one's own name and language."""
    before = {"name": account.name, "language": account.language}
    account.name, account.language = " ".join(name.split()), language
    after = {"name": account.name, "language": account.language}
    if before != after:
        record_act(account, None, "account_changed", whom=account.id, before=before, after=after)
    return account


@transaction
def set_enabled(account: Account, is_enabled: bool, actor: Account | None = None) -> Account:
    """Enable or disable an account; a disabled one cannot go on with its next request."""
    if not is_enabled:
        _refuse_last_admin(account)
    if account.is_enabled != is_enabled:
        account.is_enabled = is_enabled
        record_act(actor, None, "account_enabled" if is_enabled else "account_disabled", whom=account.id)
    return account


@transaction
def set_admin(account: Account, is_admin: bool, actor: Account | None = None) -> Account:
    """Let somebody run this server's accounts, or no longer."""
    if not is_admin:
        _refuse_last_admin(account)
    if account.is_admin != is_admin:
        account.is_admin = is_admin
        record_act(actor, None, "admin_granted" if is_admin else "admin_taken", whom=account.id)
    return account


def _refuse_last_admin(account: Account) -> None:
    wait_for_others("administrators")
    others = select(Account.id).filter(Account.is_admin, Account.is_enabled, Account.id != account.id)
    if account.is_admin and db.session.scalar(others.limit(1)) is None:
        raise NotAllowed("This is the last account that may run the accounts. Name another one first.")


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


def knows_password(account: Account, password: str) -> bool:
    """Say whether somebody knows the password of an account."""
    try:
        return _hasher.verify(account.password_hash, password)
    except VerificationError:
        return False


def find_account_by_password(email: str, password: str) -> Account | None:
    """Return the enabled account that this address and password open, if there is one."""
    account = db.session.scalar(select(Account).filter_by(email=normalise_email(email)))
    try:
        _hasher.verify(account.password_hash if account else _decoy_hash(), password)
    except VerificationError:
        return None
    return account if account and account.is_enabled else None


def _hash_password(password: str, own_words: tuple[str, str]) -> str:
    refuse_weak(password, own_words)
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
