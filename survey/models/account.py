"""Accounts of coordinators and readers, and what each may do in a study."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey.db import Base, id_column


class Role(StrEnum):
    """What an account may do in one study."""

    OWNER = "owner"
    VIEWER = "viewer"


class Account(Base):
    """A person who runs or reads studies; experts have no account."""

    __tablename__ = "account"

    id: Mapped[str] = id_column()
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    password_hash: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(8), default="")
    is_enabled: Mapped[bool] = mapped_column(default=True)
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
        """Return the session's identifier; a new password makes old sessions void."""
        return f"{self.id}:{self.password_hash[-12:]}"


class StudyRole(Base):
    """One account's role in one study."""

    __tablename__ = "study_role"
    __table_args__ = (
        UniqueConstraint("account_id", "study_id"),
        CheckConstraint("role IN ('owner', 'viewer')", name="known_role"),
    )

    id: Mapped[str] = id_column()
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    study_id: Mapped[str] = mapped_column(ForeignKey("study.id", ondelete="CASCADE"), index=True)
    role: Mapped[str] = mapped_column(String(16))

    account: Mapped[Account] = relationship(back_populates="roles")
