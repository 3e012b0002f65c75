"""Rounds, their sections and questions, and what is frozen when a round closes."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey.db import Base, id_column

if TYPE_CHECKING:
    from survey.models.driver import Driver
    from survey.models.strategy import Option
    from survey.models.study import Study

FLOOR = 5
"""Fewest experts of whom anything is shown to anybody."""


class RoundKind(StrEnum):
    """What a round asks of the panel."""

    SCAN = "scan"
    RATE = "rate"
    RERATE = "rerate"
    CONFIRM = "confirm"
    STRATEGY = "strategy"
    FREE = "free"


class RoundState(StrEnum):
    """Where a round stands; derived from its timestamps, never stored."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    RELEASED = "released"


class Round(Base):
    """One round of a study."""

    __tablename__ = "round"
    __table_args__ = (
        UniqueConstraint("study_id", "number"),
        CheckConstraint(
            "kind IN ('scan', 'rate', 'rerate', 'confirm', 'strategy', 'free')", name="known_kind"
        ),
        CheckConstraint("closed_at IS NULL OR opened_at IS NOT NULL", name="closed_after_opening"),
        CheckConstraint("released_at IS NULL OR closed_at IS NOT NULL", name="released_after_closing"),
    )

    id: Mapped[str] = id_column()
    study_id: Mapped[str] = mapped_column(ForeignKey("study.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(String(16))
    title: Mapped[dict[str, str]]
    intro: Mapped[dict[str, str]]
    # The round that this one feeds back and asks again, if any.
    feedback_round_id: Mapped[str | None] = mapped_column(ForeignKey("round.id", ondelete="SET NULL"))
    closes_on: Mapped[date | None]
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    released_at: Mapped[datetime | None]
    # While paused an open round takes no answers and nothing scheduled happens to it.
    paused_at: Mapped[datetime | None]

    study: Mapped[Study] = relationship(back_populates="rounds")
    feedback_round: Mapped[Round | None] = relationship(remote_side="Round.id")
    sections: Mapped[list[Section]] = relationship(
        back_populates="round", order_by="Section.position", cascade="all, delete-orphan"
    )
    snapshot: Mapped[Snapshot | None] = relationship(back_populates="round", cascade="all, delete-orphan")
    superseded: Mapped[list[SupersededSnapshot]] = relationship(
        order_by="SupersededSnapshot.number", cascade="all, delete-orphan"
    )

    @property
    def state(self) -> RoundState:
        """Return where the round stands."""
        if self.released_at:
            return RoundState.RELEASED
        if self.closed_at:
            return RoundState.CLOSED
        return RoundState.OPEN if self.opened_at else RoundState.DRAFT

    @property
    def is_draft(self) -> bool:
        """Say whether the round has not opened yet."""
        return self.opened_at is None

    @property
    def is_open(self) -> bool:
        """Say whether the round runs; it takes answers unless it is paused."""
        return self.state is RoundState.OPEN

    @property
    def is_paused(self) -> bool:
        """Say whether the open round takes no answers for a while."""
        return self.is_open and self.paused_at is not None

    @property
    def is_reopened(self) -> bool:
        """Say whether the round was closed before and is open again."""
        return self.is_open and bool(self.superseded)

    @property
    def is_closed(self) -> bool:
        """Say whether the round's answers are final."""
        return self.closed_at is not None

    @property
    def is_showable(self) -> bool:
        """Say whether so many answered that something of the closed round may be shown to anybody."""
        return self.snapshot is not None and self.snapshot.n_answering >= FLOOR

    @property
    def questions(self) -> list[Question]:
        """Return every question in the order in which it is asked."""
        return [question for section in self.sections for question in section.questions]


class Section(Base):
    """A page of a round: five to ten items that are answered together."""

    __tablename__ = "section"
    __table_args__ = (UniqueConstraint("round_id", "position"),)

    id: Mapped[str] = id_column()
    round_id: Mapped[str] = mapped_column(ForeignKey("round.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    title: Mapped[dict[str, str]]

    round: Mapped[Round] = relationship(back_populates="sections")
    questions: Mapped[list[Question]] = relationship(
        back_populates="section", order_by="Question.position", cascade="all, delete-orphan"
    )


class Question(Base):
    """One thing asked: a kind, a name in the method, a target and settings."""

    __tablename__ = "question"
    __table_args__ = (
        # Answers name their round too; this pair lets the database hold the two together.
        UniqueConstraint("id", "round_id"),
        UniqueConstraint("round_id", "position"),
        CheckConstraint("quadrant IS NULL OR quadrant IN ('Q1', 'Q2', 'Q3', 'Q4')", name="known_quadrant"),
    )

    id: Mapped[str] = id_column()
    round_id: Mapped[str] = mapped_column(ForeignKey("round.id", ondelete="CASCADE"), index=True)
    section_id: Mapped[str] = mapped_column(ForeignKey("section.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(24))
    name: Mapped[str] = mapped_column(String(120))
    driver_id: Mapped[str | None] = mapped_column(ForeignKey("driver.id", ondelete="CASCADE"))
    option_id: Mapped[str | None] = mapped_column(ForeignKey("strategy_option.id", ondelete="CASCADE"))
    quadrant: Mapped[str | None] = mapped_column(String(2))
    # Which wording of the driver was asked; set when the round opens.
    driver_version: Mapped[int | None]
    settings: Mapped[dict[str, Any]]

    section: Mapped[Section] = relationship(back_populates="questions")
    driver: Mapped[Driver | None] = relationship()
    option: Mapped[Option | None] = relationship()

    @property
    def item(self) -> str:
        """Return the code of what is judged, as analysis and exports name it."""
        target = self.driver or self.option
        return target.code if target else (self.quadrant or self.name)


class QuestionBlock(Base):
    """Which part of a question that is shared out among the panel a panelist is asked."""

    __tablename__ = "question_block"
    __table_args__: ClassVar = {"sqlite_with_rowid": False}

    question_id: Mapped[str] = mapped_column(ForeignKey("question.id", ondelete="CASCADE"), primary_key=True)
    panelist_id: Mapped[str] = mapped_column(ForeignKey("panelist.id", ondelete="CASCADE"), primary_key=True)
    block: Mapped[int]


class Snapshot(Base):
    """What a round held when it closed, and the statistics computed from it. Never changed afterwards."""

    __tablename__ = "snapshot"

    id: Mapped[str] = id_column()
    round_id: Mapped[str] = mapped_column(ForeignKey("round.id", ondelete="CASCADE"), unique=True)
    # Pages read findings; the answers are much longer and loaded only for what computes from them.
    answers: Mapped[dict[str, Any]] = mapped_column(deferred=True)
    findings: Mapped[dict[str, Any]]
    input_hash: Mapped[str] = mapped_column(String(64))
    software: Mapped[dict[str, str]]
    taken_at: Mapped[datetime]

    round: Mapped[Round] = relationship(back_populates="snapshot")

    @property
    def n_answering(self) -> int:
        """Return how many experts the round holds answers of."""
        return self.findings.get("n_answering", 0)

    @property
    def rated(self) -> dict[str, Any]:
        """Return what was found of each rated question, by its id."""
        found = self.findings.get("questions", {})
        return {key: entry for key, entry in found.items() if "consensus" in entry}

    @property
    def summarised(self) -> dict[str, Any]:
        """Return what was found of each question that is no rating, by its id."""
        found = self.findings.get("questions", {})
        return {key: entry for key, entry in found.items() if "summary" in entry}


class SupersededSnapshot(Base):
    """What a round held at an earlier close, kept when the round was opened again, with who and why."""

    __tablename__ = "superseded_snapshot"
    __table_args__ = (
        UniqueConstraint("round_id", "number"),
        CheckConstraint("length(reason) > 0", name="reopening_has_reason"),
    )

    id: Mapped[str] = id_column()
    round_id: Mapped[str] = mapped_column(ForeignKey("round.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    answers: Mapped[dict[str, Any]] = mapped_column(deferred=True)
    findings: Mapped[dict[str, Any]]
    input_hash: Mapped[str] = mapped_column(String(64))
    software: Mapped[dict[str, str]]
    taken_at: Mapped[datetime]
    reopened_at: Mapped[datetime]
    reopened_by: Mapped[str | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    reason: Mapped[str] = mapped_column(Text)


class Interim(Base):
    """What a coordinator may see of an open round; renewed only when five more experts changed something."""

    __tablename__ = "interim"

    round_id: Mapped[str] = mapped_column(ForeignKey("round.id", ondelete="CASCADE"), primary_key=True)
    # The figures by question, the day they were computed on, and what is counted once a day.
    findings: Mapped[dict[str, Any]]
    # By question, what each expert's answer amounted to then, as keyed hashes (survey/results/interim.py).
    marks: Mapped[dict[str, Any]]


class Finding(Base):
    """The result of a longer computation on frozen rounds, kept with all that is needed to repeat it."""

    __tablename__ = "finding"
    __table_args__ = (
        ForeignKeyConstraint(["study_id"], ["study.id"], ondelete="CASCADE"),
        CheckConstraint(
            "kind IN ('axes', 'confirmation', 'scenarios', 'strategy', 'camps', 'cross_impact', "
            "'space', 'signposts', 'stress', 'backcast')",
            name="known_kind",
        ),
        UniqueConstraint("study_id", "kind", "input_hash"),
    )

    id: Mapped[str] = id_column()
    study_id: Mapped[str] = mapped_column(String(32), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    data: Mapped[dict[str, Any]]
    seed: Mapped[int]
    input_hash: Mapped[str] = mapped_column(String(64))
    software: Mapped[dict[str, str]]
    computed_at: Mapped[datetime]
