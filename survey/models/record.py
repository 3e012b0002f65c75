"""What is sent and what happened: mail, the audit log."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from survey.db import Base, id_column


class OutboxMessage(Base):
    """A message written in the transaction that causes it and sent after the commit.

    It names what to say and to whom; text and link are made when it is sent, so that no link lies here.
    """

    __tablename__ = "outbox_message"
    __table_args__ = (
        UniqueConstraint("invitation_id", "round_id", "kind", "sequence"),
        CheckConstraint(
            "kind IN ('invitation', 'round_open', 'reminder', 'thanks', 'new_link', 'receipt', 'withdrawal')",
            name="known_kind",
        ),
        {"sqlite_with_rowid": False},
    )

    SET_ASIDE: ClassVar = "set aside"
    """The last error of a message that nobody needs any more and that is never sent."""

    id: Mapped[str] = id_column()
    invitation_id: Mapped[str] = mapped_column(ForeignKey("invitation.id", ondelete="CASCADE"), index=True)
    round_id: Mapped[str] = mapped_column(ForeignKey("round.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(16))
    sequence: Mapped[int] = mapped_column(default=1)
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(String(200), default="")
    not_before: Mapped[datetime]
    sent_at: Mapped[datetime | None]

    @property
    def is_set_aside(self) -> bool:
        """Say whether the message is never sent, because nobody needs it any more."""
        return self.last_error == self.SET_ASIDE


class AuditEntry(Base):
    """One act of a person, chained to the one before by hash; the table is only ever added to."""

    __tablename__ = "audit_entry"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[datetime]
    # Names, not foreign keys: the log must outlive what it speaks of.
    account_id: Mapped[str | None] = mapped_column(String(32))
    study_id: Mapped[str | None] = mapped_column(String(32), index=True)
    action: Mapped[str] = mapped_column(String(40))
    details: Mapped[dict[str, Any]]
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)


EXPERTS_ACTS = ("expert_withdrew", "link_requested", "link_misdirected")
"""What experts do; of it the log knows the day alone, and no page lists it."""
GENESIS = "0" * 64
"""What the first entry of the log follows."""


def hash_entry(entry: AuditEntry) -> str:
    """Return the hash that binds an entry to its content and its predecessor."""
    content = json.dumps(
        [
            entry.at.isoformat(),
            entry.account_id,
            entry.study_id,
            entry.action,
            entry.details,
            entry.previous_hash,
        ],
        sort_keys=True,
        ensure_ascii=False,
    )
    return hashlib.sha256(content.encode()).hexdigest()
