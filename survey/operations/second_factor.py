"""The second factor of an account: one-time codes by RFC 6238, and recovery codes for a lost device."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from datetime import datetime

import pyotp

from survey.db import db, transaction
from survey.errors import NotAllowed
from survey.models import Account
from survey.operations.record import record_act

PERIOD = 30
STEPS_AROUND = 1
"""How many steps a device's clock may be early or late."""
N_RECOVERY_CODES = 10
RECOVERY_BYTES = 10
ISSUER = "Tholos"


@transaction
def begin_totp(account: Account) -> str:
    """Make a new secret for an account's device; it is in force once a code made with it was given."""
    db.session.refresh(account, with_for_update=True)
    if account.totp_since is not None:
        raise NotAllowed("A second factor is in force already. Take it away before you set up another.")
    account.totp_secret = pyotp.random_base32()
    account.totp_counter = None
    return account.totp_secret


@transaction
def confirm_totp(account: Account, code: str, now: datetime) -> list[str]:
    """Put the second factor in force by a first code; return the recovery codes, which are kept as hashes."""
    db.session.refresh(account, with_for_update=True)
    if account.totp_since is not None or account.totp_secret is None:
        raise NotAllowed("There is no second factor that waits for its first code.")
    if not _take_counter(account, code, now):
        raise NotAllowed(
            "This code does not fit. Wait for the next one; the clock of the device must be right."
        )
    account.totp_since = now
    record_act(account, None, "second_factor_set", whom=account.id)
    return _renew_recovery_codes(account)


@transaction
def check_second_factor(account: Account, code: str, now: datetime) -> bool:
    """Say whether a code opens the account's second door; each code, of either kind, does so once."""
    db.session.refresh(account, with_for_update=True)
    if account.totp_since is None:
        return False
    return _take_counter(account, code, now) or _take_recovery_code(account, code)


@transaction
def make_recovery_codes(account: Account, code: str, now: datetime) -> list[str]:
    """Make ten new recovery codes in place of the old ones, against a code of the device."""
    db.session.refresh(account, with_for_update=True)
    if account.totp_since is None or not _take_counter(account, code, now):
        raise NotAllowed(
            "This code does not fit. Wait for the next one; the clock of the device must be right."
        )
    record_act(account, None, "recovery_codes_made", whom=account.id)
    return _renew_recovery_codes(account)


@transaction
def remove_totp(account: Account, actor: Account | None = None) -> None:
    """Take the second factor away; the caller has made sure that its owner wants it."""
    account.totp_secret = account.totp_since = account.totp_counter = None
    account.recovery_hashes = []
    record_act(actor, None, "second_factor_removed", whom=account.id)


def totp_address(account: Account) -> str:
    """Return the address that a device reads from the picture: whose secret it is, and the secret."""
    return pyotp.TOTP(account.totp_secret).provisioning_uri(name=account.email, issuer_name=ISSUER)


def _take_counter(account: Account, code: str, now: datetime) -> bool:
    """Accept a code of the device and remember its counter, so that it and earlier ones open nothing more."""
    given = "".join(code.split())
    if len(given) != 6 or not (given.isascii() and given.isdigit()):
        return False
    maker = pyotp.TOTP(account.totp_secret, interval=PERIOD)
    current = int(now.timestamp()) // PERIOD
    for counter in range(current - STEPS_AROUND, current + STEPS_AROUND + 1):
        is_new = account.totp_counter is None or counter > account.totp_counter
        if is_new and hmac.compare_digest(maker.generate_otp(counter), given):
            account.totp_counter = counter
            return True
    return False


def _take_recovery_code(account: Account, code: str) -> bool:
    hashed = _hash_code(account, code)
    if not any(hmac.compare_digest(hashed, each) for each in account.recovery_hashes):
        return False
    account.recovery_hashes = [each for each in account.recovery_hashes if each != hashed]
    record_act(account, None, "recovery_code_used", whom=account.id, left=len(account.recovery_hashes))
    return True


def _renew_recovery_codes(account: Account) -> list[str]:
    codes = [_make_code() for _ in range(N_RECOVERY_CODES)]
    account.recovery_hashes = [_hash_code(account, code) for code in codes]
    return codes


def _make_code() -> str:
    """Return 80 random bits in groups that can be read from paper."""
    text = base64.b32encode(secrets.token_bytes(RECOVERY_BYTES)).decode("ascii").lower()
    return "-".join(text[place : place + 4] for place in range(0, len(text), 4))


def _hash_code(account: Account, code: str) -> str:
    """Return what is kept of a recovery code; 80 random bits need no slow hash."""
    plain = "".join(each for each in code.lower() if each.isalnum())
    return hashlib.sha256(f"recovery|{account.id}|{plain}".encode()).hexdigest()
