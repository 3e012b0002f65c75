"""What the panel wrote as material for the study: proposals and texts, and where each driver comes from."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from survey.db import Base, id_column

SET_ASIDE = "set aside"
"""Under which key of `shown`, beside the parts, stands why a contribution was set aside."""


class ContributionState(StrEnum):
    """What became of something that an expert wrote."""

    HELD = "held"
    RELEASED = "released"
    USED = "used"
    MERGED = "merged"
    HIDDEN = "hidden"


class Contribution(Base):
    """A proposal, a text or the name of a pile, taken out of a closed round without its author."""

    __tablename__ = "contribution"
    __table_args__ = (
        CheckConstraint("kind IN ('proposal', 'text', 'pile')", name="known_kind"),
        CheckConstraint("state IN ('held', 'released', 'used', 'merged', 'hidden')", name="known_state"),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[str] = id_column()
    study_id: Mapped[str] = mapped_column(ForeignKey("study.id", ondelete="CASCADE"), index=True)
    round_id: Mapped[str] = mapped_column(ForeignKey("round.id", ondelete="CASCADE"), index=True)
    question_id: Mapped[str] = mapped_column(ForeignKey("question.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    language: Mapped[str] = mapped_column(String(8))
    # As it was written, word for word, by part; sealed where a moderator put it in other words.
    written: Mapped[dict[str, Any]]
    # As readers see it, in a moderator's words where there are any; and why it was set aside.
    shown: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(String(16), default=ContributionState.HELD)
    merged_into_id: Mapped[str | None] = mapped_column(ForeignKey("contribution.id", ondelete="SET NULL"))

    @property
    def parts(self) -> dict[str, str]:
        """Return what readers see, part by part: the moderator's words where there are any."""
        return {part: self.shown.get(part, text) for part, text in self.written.items()}

    @property
    def is_reworded(self) -> bool:
        """Say whether a moderator put it in other words."""
        return self.parts != self.written

    @property
    def set_aside_reason(self) -> str:
        """Return why it was set aside, where that was said."""
        return self.shown.get(SET_ASIDE, "")


class LineageStep(Base):
    """One step in the history of a study's drivers: proposed, merged, split, reworded, retired, restored."""

    __tablename__ = "lineage_step"
    __table_args__ = (
        UniqueConstraint("study_id", "number"),
        CheckConstraint(
            "kind IN ('added', 'proposed', 'merged', 'split', 'reworded', 'retired', 'restored')",
            name="known_kind",
        ),
    )

    id: Mapped[str] = id_column()
    study_id: Mapped[str] = mapped_column(ForeignKey("study.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(String(16))
    made_at: Mapped[datetime]
    made_by: Mapped[str | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    reason: Mapped[str] = mapped_column(Text, default="")
    # Drivers as {code, version, name, low_pole, high_pole}; what was written by experts by contribution id.
    before: Mapped[list[dict[str, Any]]]
    after: Mapped[list[dict[str, Any]]]
    contribution_ids: Mapped[list[str]]
