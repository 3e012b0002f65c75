"""Work that outlives a request: jobs, what is scheduled, files on their way in, what lies in the bin."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from survey.db import Base, id_column

BIN_DAYS = 30
"""How long what was deleted lies in the bin."""


class JobState(StrEnum):
    """Where a job stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Job(Base):
    """A piece of long work: what is asked, how far it is, what came of it."""

    __tablename__ = "job"
    __table_args__ = (
        CheckConstraint("state IN ('queued', 'running', 'done', 'failed', 'cancelled')", name="known_state"),
        CheckConstraint("progress >= 0 AND progress <= 1", name="progress_is_a_share"),
    )

    id: Mapped[str] = id_column()
    study_id: Mapped[str | None] = mapped_column(ForeignKey("study.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(32))
    arguments: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(String(16), default=JobState.QUEUED, index=True)
    progress: Mapped[float] = mapped_column(default=0.0)
    # The code of the step it is at; survey/words says it.
    step: Mapped[str] = mapped_column(String(40), default="")
    attempts: Mapped[int] = mapped_column(default=0)
    is_stop_wanted: Mapped[bool] = mapped_column(default=False)
    asked_by: Mapped[str | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    asked_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    heartbeat_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    result: Mapped[dict[str, Any]] = mapped_column(default=dict)
    error: Mapped[str] = mapped_column(Text, default="")

    @property
    def is_ended(self) -> bool:
        """Say whether nothing more happens to the job."""
        return self.state in {JobState.DONE, JobState.FAILED, JobState.CANCELLED}


class PlannedAct(Base):
    """Something that the study does by itself at a given time: open, remind, close."""

    __tablename__ = "planned_act"
    __table_args__ = (
        CheckConstraint("kind IN ('open', 'remind', 'close')", name="known_kind"),
        CheckConstraint("state IN ('planned', 'done', 'cancelled', 'failed')", name="known_state"),
    )

    id: Mapped[str] = id_column()
    round_id: Mapped[str] = mapped_column(ForeignKey("round.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    due_at: Mapped[datetime] = mapped_column(index=True)
    state: Mapped[str] = mapped_column(String(16), default="planned")
    # Why it could not be done, as a code with its figures.
    note: Mapped[dict[str, Any]] = mapped_column(default=dict)
    planned_by: Mapped[str | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    ended_at: Mapped[datetime | None]


class ImportBatch(Base):
    """A file's rows: shown first, then taken in as a whole, and taken back as a whole."""

    __tablename__ = "import_batch"
    __table_args__ = (
        CheckConstraint("kind IN ('drivers', 'experts')", name="known_kind"),
        CheckConstraint("state IN ('shown', 'done', 'undone')", name="known_state"),
    )

    id: Mapped[str] = id_column()
    study_id: Mapped[str] = mapped_column(ForeignKey("study.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16), default="shown")
    file_name: Mapped[str] = mapped_column(String(200), default="")
    # What was read, until it is taken in; then only what it became.
    rows: Mapped[list[dict[str, Any]]]
    row_ids: Mapped[list[str]] = mapped_column(default=list)
    made_by: Mapped[str | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    made_at: Mapped[datetime]


class BinEntry(Base):
    """A deleted part of a study as data, to be put back for thirty days."""

    __tablename__ = "bin_entry"

    id: Mapped[str] = id_column()
    study_id: Mapped[str] = mapped_column(ForeignKey("study.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(32))
    name: Mapped[dict[str, str]]
    content: Mapped[dict[str, Any]]
    deleted_at: Mapped[datetime]
    deleted_by: Mapped[str | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
