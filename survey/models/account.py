"""Accounts of coordinators and readers, and what each may do in a study."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey.db import Base, id_column


class Role(StrEnum):
    """What an account may do in one study."""

    OWNER = "owner"
    """Everything, with people, colleagues and deleting."""
    EDITOR = "editor"
    """Frame, run and read the study; no colleagues, no deleting."""
    MODERATOR = "moderator"
    """Read what experts wrote and decide what the panel sees of it; no people."""
    ANALYST = "analyst"
    """Results, axes, scenarios, options and exports; no people."""
    MAILER = "mailer"
    """The list of people and their mail; no results."""
    VIEWER = "viewer"
    """Look at boards and reports; no people, nothing to change."""


class Account(Base):
    """A person who runs or reads studies; experts have no account."""

    __tablename__ = "account"

    id: Mapped[str] = id_column()
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    password_hash: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(8), default="")
    is_enabled: Mapped[bool] = mapped_column(default=True)
    # May make accounts and new studies for others; sees no study by that alone.
    is_admin: Mapped[bool] = mapped_column(default=False, server_default=false())
    # The shared secret of the one-time codes; in force once a first code was given.
    totp_secret: Mapped[str | None] = mapped_column(String(64))
    totp_since: Mapped[datetime | None]
    # The last counter that was accepted: no code opens the door twice.
    totp_counter: Mapped[int | None]
    recovery_hashes: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    created_at: Mapped[datetime]

    roles: Mapped[list[StudyRole]] = relationship(back_populates="account", cascade="all, delete-orphan")

    # What Flask-Login asks of a user; the rules live here so that models need no web library.
    is_authenticated = True
    is_anonymous = False

    @property
    def is_active(self) -> bool:
        """Say whether the account may use its session at all."""
        return self.is_enabled

    def get_id(self) -> str:
        """Return the session's identifier; a new password or second factor makes old sessions void."""
        since = f"{self.totp_since.timestamp():.0f}" if self.totp_since else ""
        return f"{self.id}:{self.password_hash[-12:]}{since}"

    @property
    def has_second_factor(self) -> bool:
        """Say whether signing in takes a code of a device as well."""
        return self.totp_since is not None


class StudyRole(Base):
    """One account's role in one study."""

    __tablename__ = "study_role"
    __table_args__ = (
        UniqueConstraint("account_id", "study_id"),
        CheckConstraint(
            "role IN ('owner', 'editor', 'moderator', 'analyst', 'mailer', 'viewer')", name="known_role"
        ),
    )

    id: Mapped[str] = id_column()
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    study_id: Mapped[str] = mapped_column(ForeignKey("study.id", ondelete="CASCADE"), index=True)
    role: Mapped[str] = mapped_column(String(16))

    account: Mapped[Account] = relationship(back_populates="roles")


class ColleagueInvitation(Base):
    """That somebody was asked to join a study with a role, or to set a new password (without a study).

    The link is derived from the row's id (survey/tokens.py), so that no usable link lies here.
    """

    __tablename__ = "colleague_invitation"
    __table_args__ = (
        CheckConstraint(
            "role IS NULL OR role IN ('owner', 'editor', 'moderator', 'analyst', 'mailer', 'viewer')",
            name="known_role",
        ),
        CheckConstraint("(study_id IS NULL) = (role IS NULL)", name="role_in_a_study"),
    )

    id: Mapped[str] = id_column()
    study_id: Mapped[str | None] = mapped_column(ForeignKey("study.id", ondelete="CASCADE"), index=True)
    role: Mapped[str | None] = mapped_column(String(16))
    email: Mapped[str] = mapped_column(String(254))
    name: Mapped[str] = mapped_column(String(200), default="")
    language: Mapped[str] = mapped_column(String(8), default="")
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    invited_by: Mapped[str | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class AccountMessage(Base):
    """A message to somebody who runs studies; written and sent like those to experts."""

    __tablename__ = "account_message"

    id: Mapped[str] = id_column()
    invitation_id: Mapped[str] = mapped_column(
        ForeignKey("colleague_invitation.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[str] = mapped_column(String(16))
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(String(200), default="")
    not_before: Mapped[datetime]
    sent_at: Mapped[datetime | None]
