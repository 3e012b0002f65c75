"""Keeping the versions of reports, releasing them to stakeholders, taking them back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import func, select

from survey.db import db, transaction
from survey.errors import NotAllowed
from survey.models import Account, Finding, Report, ReportState, Round, Snapshot, Study
from survey.operations.record import record_act
from survey.operations.storage_order import wait_for_others


@dataclass(frozen=True)
class Files:
    """What a version is read as: page, PDF, and the data annex where there is one."""

    html: str
    pdf: bytes
    pdf_hash: str
    annex: bytes | None = None


@dataclass(frozen=True)
class Version:
    """What is known of a version beside its page and PDF."""

    profile: str = "full"
    paper: str = "a4"
    sections: Sequence[str] = ()
    number: int | None = None
    content_hash: str = ""
    changes: Sequence[Mapping[str, Any]] = ()
    note: str = ""
    annex: bytes | None = None


def next_number(study: Study, profile: str, language: str) -> int:
    """Return the number of the next version of a report."""
    made = select(func.max(Report.number)).filter_by(study_id=study.id, profile=profile, language=language)
    return (db.session.scalar(made) or 0) + 1


@transaction
def store_report(
    study: Study,
    *,
    language: str,
    html: str,
    pdf: bytes,
    pdf_hash: str,
    version: Version | None = None,
    account: Account | None = None,
) -> Report:
    """Keep a draft as the next version of this report in its language.

    Raises:
        NotAllowed: when the number printed on it went to another version in the meantime.
    """
    wait_for_others(f"{study.id}|report")  # two at once are two versions
    version = version or Version()
    free = next_number(study, version.profile, language)
    if version.number not in (None, free):
        raise NotAllowed("Another version was made at the same moment. Look at it, or ask for yours again.")
    report = Report(
        study_id=study.id,
        number=free,
        language=language,
        profile=version.profile,
        paper=version.paper,
        sections=list(version.sections),
        made_on=datetime.now(UTC).date(),
        made_by=account.id if account else None,
        changes=[dict(each) for each in version.changes],
        note=version.note,
        content_hash=version.content_hash,
        html=html,
        pdf=pdf,
        pdf_hash=pdf_hash,
        annex=version.annex,
        input_hash=_input_hash(study),
    )
    db.session.add(report)
    db.session.flush()
    record_act(account, study.id, "report_made", **_name(report), pdf_hash=pdf_hash)
    return report


@transaction
def release_report(report: Report, files: Files, content_hash: str, account: Account | None) -> Report:
    """Release a draft to stakeholders with its final files, made of the content that was looked at.

    Raises:
        NotAllowed: when it is no draft any more, or the study says something else by now.
    """
    _lock(report)
    refuse_release(report, content_hash)
    report.html, report.pdf, report.pdf_hash, report.annex = (
        files.html,
        files.pdf,
        files.pdf_hash,
        files.annex,
    )
    report.state, report.released_on = ReportState.RELEASED, datetime.now(UTC).date()
    report.released_by = account.id if account else None
    after = {"state": report.state, "pdf_hash": files.pdf_hash, "content_hash": content_hash}
    record_act(
        account,
        report.study_id,
        "report_released",
        **_name(report),
        before={"state": ReportState.DRAFT},
        after=after,
    )
    return report


def refuse_release(report: Report, content_hash: str) -> None:
    """Raise when a version cannot be released as it was looked at."""
    if report.is_released:
        raise NotAllowed("This version has been released already.")
    if report.withdrawal:
        raise NotAllowed("This version was withdrawn. Make a new one and release that.")
    if report.content_hash != content_hash:
        raise NotAllowed(
            "Since this version was made, the study says something else. Make a new version, look at it and "
            "release that."
        )


@transaction
def withdraw_report(report: Report, reason: str, account: Account | None) -> Report:
    """Take a released version back: from now on no link opens it; why is told to whoever could read it.

    Raises:
        NotAllowed: when it is not released.
    """
    _lock(report)
    if not report.is_released:
        raise NotAllowed("This version is not released.")
    today = datetime.now(UTC).date()
    before = {"state": report.state, "released_on": _iso(report.released_on)}
    withdrawn = {
        "code": "withdrawn",
        "day": today.isoformat(),
        "reason": reason,
        "released_on": before["released_on"],
    }
    report.state, report.released_on = ReportState.DRAFT, None
    report.changes = [*report.changes, withdrawn]
    after = {"state": report.state, "reason": reason}
    record_act(account, report.study_id, "report_withdrawn", **_name(report), before=before, after=after)
    return report


def _lock(report: Report) -> None:
    """Wait for whoever changes a report of this study, and read anew what they left."""
    wait_for_others(f"{report.study_id}|report")
    db.session.refresh(report, attribute_names=["state", "released_on", "changes", "content_hash"])


def _name(report: Report) -> dict[str, Any]:
    return {"profile": report.profile, "language": report.language, "number": report.number}


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _input_hash(study: Study) -> str:
    """Return the hash of the newest thing that the report rests on: a finding, or else a snapshot."""
    finding = db.session.scalar(
        select(Finding.input_hash).filter_by(study_id=study.id).order_by(Finding.computed_at.desc()).limit(1)
    )
    snapshot = db.session.scalar(
        select(Snapshot.input_hash)
        .join(Round, Round.id == Snapshot.round_id)
        .filter(Round.study_id == study.id)
        .order_by(Round.number.desc())
        .limit(1)
    )
    return finding or snapshot or ""
