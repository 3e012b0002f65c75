"""What panelists answered. Nothing here carries a time, a name or an order."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey.db import Base, id_column
from survey.models.round import Question


class AnswerState(StrEnum):
    """Whether the expert gave a value or said that the question lies outside their field."""

    ANSWERED = "answered"
    OUTSIDE_FIELD = "outside_field"


class Submission(Base):
    """That a panelist declared a round finished; reversible until the round closes."""

    __tablename__ = "submission"
    __table_args__: ClassVar = {"sqlite_with_rowid": False}

    round_id: Mapped[str] = mapped_column(ForeignKey("round.id", ondelete="CASCADE"), primary_key=True)
    panelist_id: Mapped[str] = mapped_column(ForeignKey("panelist.id", ondelete="CASCADE"), primary_key=True)
    is_submitted: Mapped[bool] = mapped_column(default=False)


class Answer(Base):
    """One panelist's current answer to one question of one round."""

    __tablename__ = "answer"
    __table_args__ = (
        ForeignKeyConstraint(
            ["question_id", "round_id"], ["question.id", "question.round_id"], ondelete="CASCADE"
        ),
        CheckConstraint("state IN ('answered', 'outside_field')", name="known_state"),
        # "Outside my field" is a state of its own and never a number.
        CheckConstraint(
            "(state = 'answered' AND (number IS NOT NULL OR data IS NOT NULL)) OR "
            "(state = 'outside_field' AND number IS NULL AND data IS NULL)",
            name="value_fits_state",
        ),
        CheckConstraint("version >= 1", name="version_counts_from_one"),
        {"sqlite_with_rowid": False},
    )

    round_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    question_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    panelist_id: Mapped[str] = mapped_column(ForeignKey("panelist.id", ondelete="CASCADE"), primary_key=True)
    state: Mapped[str] = mapped_column(String(16))
    number: Mapped[float | None]
    data: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    version: Mapped[int] = mapped_column(default=1)

    question: Mapped[Question] = relationship(overlaps="round")


class ReasonState(StrEnum):
    """Whether a reason waits for a moderator, is shown to the panel, or is kept back."""

    HELD = "held"
    RELEASED = "released"
    HIDDEN = "hidden"
    MERGED = "merged"


class Reason(Base):
    """Why a panelist answered as they did: moderated, shown after the close, never with an author."""

    __tablename__ = "reason"
    __table_args__ = (
        UniqueConstraint("question_id", "panelist_id"),
        ForeignKeyConstraint(
            ["question_id", "round_id"], ["question.id", "question.round_id"], ondelete="CASCADE"
        ),
        CheckConstraint("state IN ('held', 'released', 'hidden', 'merged')", name="known_state"),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[str] = id_column()
    round_id: Mapped[str] = mapped_column(String(32), index=True)
    question_id: Mapped[str] = mapped_column(String(32))
    panelist_id: Mapped[str] = mapped_column(ForeignKey("panelist.id", ondelete="CASCADE"), index=True)
    text: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(8))
    state: Mapped[str] = mapped_column(String(16), default=ReasonState.HELD)
    # What readers see instead of the text, where a moderator put it in other words; the text stays sealed.
    shown_text: Mapped[str | None] = mapped_column(Text)
    merged_into_id: Mapped[str | None] = mapped_column(ForeignKey("reason.id", ondelete="SET NULL"))

    question: Mapped[Question] = relationship()

    @property
    def reader_text(self) -> str:
        """Return what readers see: the moderator's words where there are any, else the author's."""
        return self.text if self.shown_text is None else self.shown_text
