"""The panel: pseudonymous panelists, and apart from them the people who were invited.

No column joins the two. The pseudonym is derived from the invitation with a secret (survey/tokens.py).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey.db import Base, id_column


class Group(Base):
    """A stakeholder group, the one grouping that results may be broken down by."""

    __tablename__ = "stakeholder_group"
    __table_args__ = (UniqueConstraint("study_id", "code"),)

    id: Mapped[str] = id_column()
    study_id: Mapped[str] = mapped_column(ForeignKey("study.id", ondelete="CASCADE"), index=True)
    code: Mapped[str] = mapped_column(String(40))
    position: Mapped[int]
    name: Mapped[dict[str, str]]


class Panelist(Base):
    """An expert as the answers know them: a pseudonym and a group."""

    __tablename__ = "panelist"
    # Rows are stored in the order of their random ids: no row number tells who came first.
    __table_args__: ClassVar = {"sqlite_with_rowid": False}

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    study_id: Mapped[str] = mapped_column(ForeignKey("study.id", ondelete="CASCADE"), index=True)
    group_id: Mapped[str | None] = mapped_column(ForeignKey("stakeholder_group.id", ondelete="SET NULL"))

    group: Mapped[Group | None] = relationship()


class Invitation(Base):
    """A person who was asked: name, address, group, and the hash of their personal link."""

    __tablename__ = "invitation"
    __table_args__ = (
        UniqueConstraint("study_id", "email"),
        CheckConstraint("link_serial >= 1", name="link_serial_counts_from_one"),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[str] = id_column()
    study_id: Mapped[str] = mapped_column(ForeignKey("study.id", ondelete="CASCADE"), index=True)
    group_id: Mapped[str | None] = mapped_column(ForeignKey("stakeholder_group.id", ondelete="SET NULL"))
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(254))
    language: Mapped[str] = mapped_column(String(8))
    link_serial: Mapped[int] = mapped_column(default=1)
    revoked_at: Mapped[datetime | None]
    # The hash of the secret in the foot of every mail that stops further ones; it opens nothing else.
    stop_hash: Mapped[str | None] = mapped_column(String(64), index=True, unique=True)
    mail_stopped_on: Mapped[date | None]
    withdrawn_on: Mapped[date | None]
    # "" while mail arrives; "refused" by the mail server, or "misdirected": somebody else got the link.
    address_problem: Mapped[str] = mapped_column(String(16), default="", server_default="")

    group: Mapped[Group | None] = relationship()
    links: Mapped[list[Link]] = relationship(back_populates="invitation", cascade="all, delete-orphan")
    participations: Mapped[list[Participation]] = relationship(cascade="all, delete-orphan")

    @property
    def has_left(self) -> bool:
        """Say whether the person takes part no longer: uninvited by the organisers, or gone by choice."""
        return self.revoked_at is not None or self.withdrawn_on is not None

    @property
    def wants_mail(self) -> bool:
        """Say whether messages about rounds may go to this person."""
        return not self.has_left and self.mail_stopped_on is None


class Link(Base):
    """The hash of one personal link; a replaced link stays known, so that it can explain itself."""

    __tablename__ = "link"
    __table_args__: ClassVar = {"sqlite_with_rowid": False}

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    invitation_id: Mapped[str] = mapped_column(ForeignKey("invitation.id", ondelete="CASCADE"), index=True)
    serial: Mapped[int]

    invitation: Mapped[Invitation] = relationship(back_populates="links")


class Participation(Base):
    """That an invited person finished a round: a day, no time, and nothing that leads to the answers."""

    __tablename__ = "participation"
    __table_args__: ClassVar = {"sqlite_with_rowid": False}

    invitation_id: Mapped[str] = mapped_column(
        ForeignKey("invitation.id", ondelete="CASCADE"), primary_key=True
    )
    round_id: Mapped[str] = mapped_column(ForeignKey("round.id", ondelete="CASCADE"), primary_key=True)
    finished_on: Mapped[date]
