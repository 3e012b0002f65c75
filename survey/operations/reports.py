"""Keeping the reports that were made."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import func, select

from survey.db import db, transaction
from survey.models import Account, Finding, Report, Round, Snapshot, Study
from survey.operations.record import record_act
from survey.operations.storage_order import wait_for_others


@transaction
def store_report(
    study: Study, *, language: str, html: str, pdf: bytes, pdf_hash: str, account: Account | None = None
) -> Report:
    """Keep a report as the next version of this study's report in its language."""
    wait_for_others(f"{study.id}|report")  # two at once are two versions
    made = select(func.max(Report.number)).filter_by(study_id=study.id, language=language)
    report = Report(
        study_id=study.id,
        number=(db.session.scalar(made) or 0) + 1,
        language=language,
        made_on=datetime.now(UTC).date(),
        made_by=account.id if account else None,
        html=html,
        pdf=pdf,
        pdf_hash=pdf_hash,
        input_hash=_input_hash(study),
    )
    db.session.add(report)
    db.session.flush()
    record_act(account, study.id, "report_made", language=language, number=report.number, pdf_hash=pdf_hash)
    return report


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
