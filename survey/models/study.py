"""A study: its question, its frame, its protocol."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey.db import Base, id_column

if TYPE_CHECKING:
    from survey.models.decision import Axis, Scenario
    from survey.models.driver import Driver
    from survey.models.panel import Group
    from survey.models.round import Round
    from survey.models.strategy import Direction, Option, Recommendation, Signpost, WildCard


class Template(StrEnum):
    """The course a study takes."""

    SCENARIO = "scenario"
    CONSENSUS = "consensus"
    RAND_UCLA = "rand_ucla"
    POLICY = "policy"
    EMPTY = "empty"


class PrivacyMode(StrEnum):
    """What the coordinator may ever learn about who answered what."""

    SEALED = "sealed"
    CONFIDENTIAL = "confidential"
    ATTRIBUTED = "attributed"


FEEDBACK_FORMS = ("distribution", "groups", "arguments")
"""What an expert who is asked again may see of the round before, in the order in which it is told."""


def read_feedback(protocol: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the forms of feedback that a protocol names; older ones name a pair of them in words."""
    named = protocol["feedback"]
    if isinstance(named, str):
        named = {"distribution and reasons": ("distribution", "arguments")}.get(named, (named,))
    return tuple(form for form in FEEDBACK_FORMS if form in named)


ITEM_ORDERS = ("fixed", "random")
"""Whether everybody meets a round's items in one order or each expert in their own."""

LATE_JOINERS = ("see the panel's result without an own answer", "not invited after round 1")
"""What becomes of people who are invited once round 1 is closed; the second is refused where one invites."""

MISSED_ROUNDS = ("invited again",)
"""What becomes of people who left out a round."""


class Study(Base):
    """One Delphi study, from its focal question to its report."""

    __tablename__ = "study"
    __table_args__ = (
        CheckConstraint(
            "template IN ('scenario', 'consensus', 'rand_ucla', 'policy', 'empty')", name="known_template"
        ),
        CheckConstraint(
            "privacy_mode IN ('sealed', 'confidential', 'attributed')", name="known_privacy_mode"
        ),
        CheckConstraint("horizon_year IS NULL OR horizon_year >= base_year", name="horizon_after_base"),
        CheckConstraint(
            "(protocol_hash IS NULL) = (protocol_locked_at IS NULL)", name="protocol_locked_with_hash"
        ),
    )

    id: Mapped[str] = id_column()
    code: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[dict[str, str]]
    focal_question: Mapped[dict[str, str]]
    summary: Mapped[dict[str, str]]
    source: Mapped[dict[str, Any]]
    template: Mapped[str] = mapped_column(String(16))
    privacy_mode: Mapped[str] = mapped_column(String(16), default=PrivacyMode.SEALED)
    languages: Mapped[list[str]]
    base_year: Mapped[int | None]
    horizon_year: Mapped[int | None]
    waypoints: Mapped[list[int]]
    phases: Mapped[dict[str, Any]]
    is_simulated: Mapped[bool] = mapped_column(default=False)
    seed: Mapped[int]
    # Deleting this key breaks the join between people and answers for ever (survey/tokens.py).
    link_key: Mapped[str] = mapped_column(String(64), default="")
    # What experts are told before they agree: who asks, why, what is kept, how long, whom to ask.
    notice: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    protocol: Mapped[dict[str, Any]]
    protocol_hash: Mapped[str | None] = mapped_column(String(64))
    protocol_locked_at: Mapped[datetime | None]
    # Days and hours of schedules are meant in this zone.
    time_zone: Mapped[str] = mapped_column(String(64), default="UTC", server_default="UTC")
    # What people confirmed before the launch, by the name of the check.
    checks: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    # How the chain goes on behind the axes: third dimension, what rounds ask, weights, stress frame.
    outlook: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    # What only its people can say for the methods annex (funding, ethics, recruitment …), by item.
    statements: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    # In the bin since then; gone for good thirty days later.
    binned_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    rounds: Mapped[list[Round]] = relationship(
        back_populates="study", order_by="Round.number", cascade="all, delete-orphan"
    )
    drivers: Mapped[list[Driver]] = relationship(
        back_populates="study", order_by="Driver.position", cascade="all, delete-orphan"
    )
    groups: Mapped[list[Group]] = relationship(order_by="Group.position", cascade="all, delete-orphan")
    systems: Mapped[list[ComparedSystem]] = relationship(
        order_by="ComparedSystem.position", cascade="all, delete-orphan"
    )
    criteria: Mapped[list[Criterion]] = relationship(
        order_by="Criterion.position", cascade="all, delete-orphan"
    )
    evidence: Mapped[list[Evidence]] = relationship(
        order_by="Evidence.position", cascade="all, delete-orphan"
    )
    directions: Mapped[list[Direction]] = relationship(
        order_by="Direction.position", cascade="all, delete-orphan"
    )
    options: Mapped[list[Option]] = relationship(order_by="Option.position", cascade="all, delete-orphan")
    signposts: Mapped[list[Signpost]] = relationship(
        order_by="Signpost.position", cascade="all, delete-orphan"
    )
    wild_cards: Mapped[list[WildCard]] = relationship(
        order_by="WildCard.position", cascade="all, delete-orphan"
    )
    recommendations: Mapped[list[Recommendation]] = relationship(
        order_by="Recommendation.position", cascade="all, delete-orphan"
    )
    axes: Mapped[list[Axis]] = relationship(order_by="Axis.letter", cascade="all, delete-orphan")
    scenarios: Mapped[list[Scenario]] = relationship(
        order_by="Scenario.quadrant", cascade="all, delete-orphan"
    )
    amendments: Mapped[list[Amendment]] = relationship(
        order_by="Amendment.number", cascade="all, delete-orphan"
    )

    @property
    def is_scenario_study(self) -> bool:
        """Say whether the study goes on from consensus to axes, scenarios and options."""
        return self.template == Template.SCENARIO

    @property
    def feedback(self) -> tuple[str, ...]:
        """Return what an expert who is asked again sees of the round before."""
        return read_feedback(self.protocol)

    @property
    def zone(self) -> ZoneInfo:
        """Return the zone in which the study's days and hours are meant."""
        return ZoneInfo(self.time_zone)

    def day_of(self, now: datetime) -> date:
        """Return which day it is in the study's zone."""
        return now.astimezone(self.zone).date()

    @property
    def is_protocol_locked(self) -> bool:
        """Say whether the protocol is fixed."""
        return self.protocol_locked_at is not None

    @property
    def open_round(self) -> Round | None:
        """Return the round that takes answers now, if there is one."""
        return next((round_ for round_ in self.rounds if round_.is_open), None)

    @property
    def started_on(self) -> date | None:
        """Return the day on which the first round opened."""
        days = [round_.opened_at.date() for round_ in self.rounds if round_.opened_at]
        return min(days, default=None)


class Amendment(Base):
    """A change to a protocol after it was locked; the report prints it."""

    __tablename__ = "amendment"
    __table_args__ = (
        UniqueConstraint("study_id", "number"),
        CheckConstraint("length(reason) > 0", name="amendment_has_reason"),
    )

    id: Mapped[str] = id_column()
    study_id: Mapped[str] = mapped_column(ForeignKey("study.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    made_at: Mapped[datetime]
    made_by: Mapped[str | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    reason: Mapped[str] = mapped_column(Text)
    # The settings that differ, with what they were and what they are.
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]
    protocol_hash: Mapped[str] = mapped_column(String(64))


class ComparedSystem(Base):
    """One of the systems that the study compares, such as an innovation cluster."""

    __tablename__ = "compared_system"
    __table_args__ = (UniqueConstraint("study_id", "code"),)

    id: Mapped[str] = id_column()
    study_id: Mapped[str] = mapped_column(ForeignKey("study.id", ondelete="CASCADE"), index=True)
    code: Mapped[str] = mapped_column(String(40))
    position: Mapped[int]
    name: Mapped[dict[str, str]]
    place: Mapped[dict[str, str]]


class Criterion(Base):
    """A row of the comparison framework; a cell per system with text, source and perhaps a figure."""

    __tablename__ = "criterion"
    __table_args__ = (UniqueConstraint("study_id", "code"),)

    id: Mapped[str] = id_column()
    study_id: Mapped[str] = mapped_column(ForeignKey("study.id", ondelete="CASCADE"), index=True)
    code: Mapped[str] = mapped_column(String(40))
    position: Mapped[int]
    name: Mapped[dict[str, str]]
    cells: Mapped[dict[str, Any]]


class Evidence(Base):
    """An entry of the evidence register."""

    __tablename__ = "evidence"
    __table_args__ = (
        UniqueConstraint("study_id", "code"),
        CheckConstraint(
            "kind IN ('paper', 'workshop', 'forum', 'public_hearing', 'interview', 'website', 'statistics')",
            name="known_kind",
        ),
    )

    id: Mapped[str] = id_column()
    study_id: Mapped[str] = mapped_column(ForeignKey("study.id", ondelete="CASCADE"), index=True)
    code: Mapped[str] = mapped_column(String(40))
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(16))
    citation: Mapped[str] = mapped_column(Text)
    note: Mapped[dict[str, str]]
