"""Directions, strategy options and signposts."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey.db import Base, id_column


class Direction(Base):
    """A strategic direction that options are gathered under."""

    __tablename__ = "direction"
    __table_args__ = (UniqueConstraint("study_id", "code"),)

    id: Mapped[str] = id_column()
    study_id: Mapped[str] = mapped_column(ForeignKey("study.id", ondelete="CASCADE"), index=True)
    code: Mapped[str] = mapped_column(String(40))
    position: Mapped[int]
    name: Mapped[dict[str, str]]


class Option(Base):
    """A strategy option: who does what, with which instrument, at which cost, after which others."""

    __tablename__ = "strategy_option"
    __table_args__ = (
        UniqueConstraint("study_id", "code"),
        CheckConstraint("cost_class IN ('low', 'medium', 'high')", name="known_cost_class"),
        CheckConstraint("lead_time_years >= 0", name="lead_time_not_negative"),
    )

    id: Mapped[str] = id_column()
    study_id: Mapped[str] = mapped_column(ForeignKey("study.id", ondelete="CASCADE"), index=True)
    direction_id: Mapped[str] = mapped_column(ForeignKey("direction.id", ondelete="CASCADE"))
    code: Mapped[str] = mapped_column(String(40))
    position: Mapped[int]
    name: Mapped[dict[str, str]]
    description: Mapped[dict[str, str]]
    actor: Mapped[dict[str, str]]
    instrument: Mapped[dict[str, str]]
    trigger: Mapped[dict[str, str]]
    phase: Mapped[int]
    lead_time_years: Mapped[float]
    cost_class: Mapped[str] = mapped_column(String(8))
    prerequisites: Mapped[list[str]]
    passage: Mapped[str] = mapped_column(String(200), default="")

    direction: Mapped[Direction] = relationship()


class Signpost(Base):
    """Something observable that tells which scenario is coming."""

    __tablename__ = "signpost"
    __table_args__ = (
        UniqueConstraint("study_id", "code"),
        CheckConstraint("quadrant IN ('Q1', 'Q2', 'Q3', 'Q4')", name="known_quadrant"),
    )

    id: Mapped[str] = id_column()
    study_id: Mapped[str] = mapped_column(ForeignKey("study.id", ondelete="CASCADE"), index=True)
    code: Mapped[str] = mapped_column(String(40))
    position: Mapped[int]
    quadrant: Mapped[str] = mapped_column(String(2))
    indicator: Mapped[dict[str, str]]
    source: Mapped[dict[str, str]]
    threshold: Mapped[dict[str, str]]
    # Direction, lead time in years, day of the next look, owner; whatever is known.
    details: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
