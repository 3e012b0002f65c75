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


def make_stop_token(panel_key: str, link_key: str, invitation_id: str) -> str:
    """Return the secret that stops a person's mail; of another purpose, it opens nothing else."""
    digest = _keyed_hash(panel_key, link_key, "stop", invitation_id)
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")


def make_account_token(panel_key: str, invitation_id: str) -> str:
    """Return the secret by which a colleague joins or sets a new passphrase; of no study's key."""
    digest = _keyed_hash(panel_key, "", "account", invitation_id)
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")


def make_report_token(panel_key: str, link_id: str) -> str:
    """Return the secret by which stakeholders read released reports; of no study's key."""
    digest = _keyed_hash(panel_key, "", "report", link_id)
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


def text_mark(text: str) -> str:
    """Return a short mark of a text, by which a page says which one it showed; none for no text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12] if text else ""


def device_mark(panelist_id: str) -> str:
    """Return what a page may keep on a device to know its owner again; it leads back to no pseudonym."""
    return hashlib.sha256(f"device|{panelist_id}".encode()).hexdigest()[:16]


def item_order_key(link_key: str, panelist_id: str, item: str) -> bytes:
    """Return where an item stands in the order that a panelist sees: the same each time, kept nowhere."""
    return _keyed_hash(link_key, panelist_id, "order", item)


def _keyed_hash(panel_key: str, link_key: str, purpose: str, message: str) -> bytes:
    key = hashlib.sha256(f"{panel_key}|{link_key}".encode()).digest()
    return hmac.new(key, f"{purpose}|{message}".encode(), hashlib.sha256).digest()
