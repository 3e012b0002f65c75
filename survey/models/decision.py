"""What people decided on the ground of what was computed: axes and scenarios, with who and why."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey.db import Base, id_column
from survey.models.account import Account
from survey.models.driver import Driver

QUADRANTS = ("Q1", "Q2", "Q3", "Q4")


class Origin(StrEnum):
    """Whether an axis carries the drivers that were computed, or a person put others in their place."""

    COMPUTED = "computed"
    OVERRIDE = "override"


class Axis(Base):
    """A scenario axis as the study uses it."""

    __tablename__ = "axis"
    __table_args__ = (
        UniqueConstraint("study_id", "letter"),
        CheckConstraint("letter IN ('A', 'B')", name="two_axes"),
        CheckConstraint("origin IN ('computed', 'override')", name="known_origin"),
        CheckConstraint("origin = 'computed' OR length(reason) > 0", name="override_has_reason"),
    )

    id: Mapped[str] = id_column()
    study_id: Mapped[str] = mapped_column(ForeignKey("study.id", ondelete="CASCADE"), index=True)
    finding_id: Mapped[str | None] = mapped_column(ForeignKey("finding.id", ondelete="SET NULL"))
    decided_by: Mapped[str | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    letter: Mapped[str] = mapped_column(String(1))
    name: Mapped[dict[str, str]]
    low_pole: Mapped[dict[str, str]]
    high_pole: Mapped[dict[str, str]]
    origin: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(Text, default="")
    decided_at: Mapped[datetime]

    members: Mapped[list[AxisDriver]] = relationship(cascade="all, delete-orphan")
    decider: Mapped[Account | None] = relationship()


class AxisDriver(Base):
    """A driver on an axis; the sign says whether its high pole lies at the axis's high end."""

    __tablename__ = "axis_driver"
    __table_args__ = (
        UniqueConstraint("axis_id", "driver_id"),
        CheckConstraint("sign IN (-1, 1)", name="sign_is_plus_or_minus_one"),
    )

    id: Mapped[str] = id_column()
    axis_id: Mapped[str] = mapped_column(ForeignKey("axis.id", ondelete="CASCADE"), index=True)
    driver_id: Mapped[str] = mapped_column(ForeignKey("driver.id", ondelete="CASCADE"))
    sign: Mapped[int]

    driver: Mapped[Driver] = relationship()


class Scenario(Base):
    """One of the four futures that the axes span; name and text are an author's."""

    __tablename__ = "scenario"
    __table_args__ = (
        UniqueConstraint("study_id", "quadrant"),
        CheckConstraint("quadrant IN ('Q1', 'Q2', 'Q3', 'Q4')", name="known_quadrant"),
    )

    id: Mapped[str] = id_column()
    study_id: Mapped[str] = mapped_column(ForeignKey("study.id", ondelete="CASCADE"), index=True)
    quadrant: Mapped[str] = mapped_column(String(2))
    name: Mapped[dict[str, str]]
    headline: Mapped[dict[str, str]]
    narrative: Mapped[dict[str, str]]
    # The further parts of the story by name (state, chain, winners, tensions, conditions, wild card).
    parts: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    # Outcomes that a person set against those computed: driver code to pole and reason.
    outcomes: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
