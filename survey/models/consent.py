"""What experts were told before they took part, and that they agreed; kept with people, not with answers."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey.db import Base, id_column


class Notice(Base):
    """A study's notice to its experts, word for word as it was shown in one language."""

    __tablename__ = "notice"
    __table_args__ = (UniqueConstraint("study_id", "language", "hash"),)

    id: Mapped[str] = id_column()
    study_id: Mapped[str] = mapped_column(ForeignKey("study.id", ondelete="CASCADE"), index=True)
    version: Mapped[int]
    language: Mapped[str] = mapped_column(String(8))
    text: Mapped[str] = mapped_column(Text)
    hash: Mapped[str] = mapped_column(String(64))
    first_shown_on: Mapped[date]


class Consent(Base):
    """That an invited person agreed to a notice: the day, and what they allowed beyond taking part."""

    __tablename__ = "consent"
    __table_args__: ClassVar = {"sqlite_with_rowid": False}

    invitation_id: Mapped[str] = mapped_column(
        ForeignKey("invitation.id", ondelete="CASCADE"), primary_key=True
    )
    notice_id: Mapped[str] = mapped_column(ForeignKey("notice.id", ondelete="CASCADE"), primary_key=True)
    given_on: Mapped[date]
    may_quote: Mapped[bool] = mapped_column(default=False)
    may_thank: Mapped[bool] = mapped_column(default=False)

    notice: Mapped[Notice] = relationship()
