"""Personal links and panel pseudonyms, derived from secrets and never stored.

Nothing in the database joins a name to an answer. The pseudonym under which a person's answers are kept
is a keyed hash of the invitation, the server's panel key and the study's own link key. Who holds only the
database cannot compute it, and deleting the study's link key breaks the join for ever, for us too.
"""

from __future__ import annotations

import base64
import hashlib
import hmac


def make_link_token(panel_key: str, link_key: str, invitation_id: str, serial: int) -> str:
    """Return the secret of a personal link: 256 bits, the same each time it is asked for."""
    digest = _keyed_hash(panel_key, link_key, "link", f"{invitation_id}:{serial}")
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")


def hash_token(token: str) -> str:
    """Return what the database keeps of a token: enough to recognise it, useless to use it."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def make_panelist_id(panel_key: str, link_key: str, invitation_id: str) -> str:
    """Return the pseudonym under which this invitation's answers are kept."""
    return _keyed_hash(panel_key, link_key, "panelist", invitation_id).hex()[:32]


def shuffle_key(viewer: str, item: str) -> bytes:
    """Return a seed for an order that differs from viewer to viewer and item to item, yet stays put."""
    return hashlib.sha256(f"{viewer}|{item}".encode()).digest()


def _keyed_hash(panel_key: str, link_key: str, purpose: str, message: str) -> bytes:
    key = hashlib.sha256(f"{panel_key}|{link_key}".encode()).digest()
    return hmac.new(key, f"{purpose}|{message}".encode(), hashlib.sha256).digest()
