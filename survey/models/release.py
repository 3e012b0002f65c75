"""What leaves the study: reports in their versions, the links by which they are read, and who read them."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, deferred, mapped_column

from survey.db import Base, id_column


class Profile(StrEnum):
    """For whom a report is made: four pages to decide on, the whole, or the methods alone."""

    EXECUTIVE = "executive"
    FULL = "full"
    METHODS = "methods"


class Paper(StrEnum):
    """The sheet that a report is set for."""

    A4 = "a4"
    LETTER = "letter"


class ReportState(StrEnum):
    """Whether a report is a draft for the study's own people, or may be read by stakeholders."""

    DRAFT = "draft"
    RELEASED = "released"


class Report(Base):
    """A version of a report as it was made: page, PDF, data annex, and the hashes of what it rests on."""

    __tablename__ = "report"
    __table_args__ = (
        UniqueConstraint("study_id", "profile", "language", "number"),
        CheckConstraint("profile IN ('executive', 'full', 'methods')", name="known_profile"),
        CheckConstraint("paper IN ('a4', 'letter')", name="known_paper"),
        CheckConstraint("state IN ('draft', 'released')", name="known_state"),
        CheckConstraint("(state = 'released') = (released_on IS NOT NULL)", name="released_on_a_day"),
    )

    id: Mapped[str] = id_column()
    study_id: Mapped[str] = mapped_column(ForeignKey("study.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    language: Mapped[str] = mapped_column(String(8))
    profile: Mapped[str] = mapped_column(String(16), default=Profile.FULL, server_default="full")
    paper: Mapped[str] = mapped_column(String(8), default=Paper.A4, server_default="a4")
    # The sections that were chosen, by their anchors; none named means all of the profile.
    sections: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    state: Mapped[str] = mapped_column(String(16), default=ReportState.DRAFT, server_default="draft")
    made_on: Mapped[date]
    made_by: Mapped[str | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    released_on: Mapped[date | None]
    released_by: Mapped[str | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    # What is new against the version before, as codes with their figures; the entry "basis" holds what the
    # next version is compared with, "withdrawn" when and why the version was taken back.
    changes: Mapped[list[dict[str, Any]]] = mapped_column(default=list, server_default="[]")
    note: Mapped[str] = mapped_column(Text, default="", server_default="")
    html: Mapped[str] = deferred(mapped_column(Text))
    pdf: Mapped[bytes] = deferred(mapped_column(LargeBinary))
    # The data annex: one ZIP with the workbook and its tables as CSV.
    annex: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))
    pdf_hash: Mapped[str] = mapped_column(String(64))
    input_hash: Mapped[str] = mapped_column(String(64))
    # The hash of everything the report says, whatever its sheet or watermark.
    content_hash: Mapped[str] = mapped_column(String(64), default="", server_default="")

    @property
    def is_released(self) -> bool:
        """Say whether stakeholders may read it."""
        return self.state == ReportState.RELEASED

    @property
    def news(self) -> list[dict[str, Any]]:
        """Return what is new against the version before."""
        return [each for each in self.changes if each["code"] not in {"basis", "withdrawn"}]

    @property
    def basis(self) -> dict[str, Any] | None:
        """Return what the version said, in brief; versions from before this was kept have none."""
        return next((each for each in self.changes if each["code"] == "basis"), None)

    @property
    def withdrawal(self) -> dict[str, Any] | None:
        """Return when and why a released version was taken back, if it was."""
        return next((each for each in self.changes if each["code"] == "withdrawn"), None)


class ReportLink(Base):
    """A link by which stakeholders read released reports; the database keeps only the hash of its secret."""

    __tablename__ = "report_link"

    id: Mapped[str] = id_column()
    study_id: Mapped[str] = mapped_column(ForeignKey("study.id", ondelete="CASCADE"), index=True)
    # For whom it was made, as the coordinator says.
    name: Mapped[str] = mapped_column(String(200))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    # Reports that it opens; none named means the newest released ones.
    report_ids: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    with_data: Mapped[bool] = mapped_column(default=False)
    made_at: Mapped[datetime]
    made_by: Mapped[str | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    expires_on: Mapped[date]
    revoked_at: Mapped[datetime | None]

    def is_valid_on(self, today: date) -> bool:
        """Say whether it opens anything on a day; the last one is its day of expiry."""
        return self.revoked_at is None and today <= self.expires_on


class ReportAccess(Base):
    """How often something was opened by a link on one day; no hour, no address, no browser."""

    __tablename__ = "report_access"
    __table_args__ = (
        UniqueConstraint("link_id", "day", "what", "report_id"),
        CheckConstraint("what IN ('opened', 'page', 'pdf', 'data')", name="known_act"),
    )

    id: Mapped[str] = id_column()
    link_id: Mapped[str] = mapped_column(ForeignKey("report_link.id", ondelete="CASCADE"), index=True)
    day: Mapped[date]
    what: Mapped[str] = mapped_column(String(8))
    # Not a foreign key: the log outlives the report; "" where no report was chosen yet.
    report_id: Mapped[str] = mapped_column(String(32), default="")
    times: Mapped[int] = mapped_column(default=1)
