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
    # Drivers that it moves, what may break it in which scenario, how easily it is undone; what is known.
    details: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")

    direction: Mapped[Direction] = relationship()


class Recommendation(Base):
    """What the study advises about an option, as its author words it; its figures are never stored here."""

    __tablename__ = "recommendation"
    __table_args__ = (UniqueConstraint("study_id", "option_id"),)

    id: Mapped[str] = id_column()
    study_id: Mapped[str] = mapped_column(ForeignKey("study.id", ondelete="CASCADE"), index=True)
    option_id: Mapped[str] = mapped_column(ForeignKey("strategy_option.id", ondelete="CASCADE"))
    position: Mapped[int]
    sentence: Mapped[dict[str, str]]
    changes_mind: Mapped[dict[str, str]]
    is_left_out: Mapped[bool] = mapped_column(default=False)

    option: Mapped[Option] = relationship()


class WildCard(Base):
    """A surprise, unlikely and heavy, that could overturn one or several scenarios."""

    __tablename__ = "wild_card"
    __table_args__ = (
        UniqueConstraint("study_id", "code"),
        CheckConstraint("origin IN ('panel', 'author')", name="known_origin"),
    )

    id: Mapped[str] = id_column()
    study_id: Mapped[str] = mapped_column(ForeignKey("study.id", ondelete="CASCADE"), index=True)
    code: Mapped[str] = mapped_column(String(40))
    position: Mapped[int]
    name: Mapped[dict[str, str]]
    description: Mapped[dict[str, str]]
    # The scenarios that it would overturn, as quadrants.
    quadrants: Mapped[list[str]]
    origin: Mapped[str] = mapped_column(String(16))


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
