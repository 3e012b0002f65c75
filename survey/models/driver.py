"""Uncertainty drivers: the items that a panel judges."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey.db import Base, id_column

if TYPE_CHECKING:
    from survey.models.study import Study

STEEPV = ("social", "technological", "economic", "environmental", "political", "values")


class Driver(Base):
    """A driver with two opposite poles; in a consensus study, an item without poles."""

    __tablename__ = "driver"
    __table_args__ = (
        UniqueConstraint("study_id", "code"),
        CheckConstraint(
            "category IS NULL OR category IN "
            "('social', 'technological', 'economic', 'environmental', 'political', 'values')",
            name="steepv_category",
        ),
    )

    id: Mapped[str] = id_column()
    study_id: Mapped[str] = mapped_column(ForeignKey("study.id", ondelete="CASCADE"), index=True)
    code: Mapped[str] = mapped_column(String(120))
    position: Mapped[int]
    name: Mapped[dict[str, str]]
    statement: Mapped[dict[str, str]]
    category: Mapped[str | None] = mapped_column(String(16))
    low_pole: Mapped[dict[str, str]]
    high_pole: Mapped[dict[str, str]]
    is_reversed: Mapped[bool] = mapped_column(default=False)
    passage: Mapped[str] = mapped_column(Text, default="")
    evidence_codes: Mapped[list[str]]
    # Counts the wordings that were asked; answers belong to one of them.
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    # Retired drivers are asked no more and stay where they were answered.
    retired_on: Mapped[date | None]

    study: Mapped[Study] = relationship(back_populates="drivers")

    @property
    def is_retired(self) -> bool:
        """Say whether the driver is asked no more."""
        return self.retired_on is not None

    @property
    def has_poles(self) -> bool:
        """Say whether both poles are worded, so that the driver's end state can be judged."""
        return bool(self.low_pole) and bool(self.high_pole)
