"""What each kind of job does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from survey import results
from survey.jobs.registry import HANDLERS, JobContext, Result, handles
from survey.models import Study
from survey.queries.reports import get_report
from survey.reports.edition import Edition
from survey.reports.make import make_final, make_report

__all__ = ["HANDLERS"]


@handles("axes")
def look_for_axes(context: JobContext, study: Study) -> Result:
    """Look for two axes in the answers of the first round."""
    context.progress(0.05, "resampling")
    finding = results.propose_axes(study)
    return _to("axes.show_axes", declared=bool(finding.data["declared"]))


@handles("camps")
def look_for_camps(context: JobContext, study: Study) -> Result:
    """Look for schools of thought in the first answers that experts gave on their own."""
    told = 0.0

    def tell(share: float) -> None:
        nonlocal told
        if share >= told:
            told = share + 0.05
            context.progress(min(share, 0.95), "resampling")

    finding = results.look_for_camps(study, tell)
    return _to("camps.show", found=finding.data["k"] is not None)


@handles("report")
def make_one_report(
    context: JobContext,
    study: Study,
    language: str,
    profile: str = "full",
    paper: str = "a4",
    sections: tuple[str, ...] = (),
    note: str = "",
) -> Result:
    """Make a version of the report in one language: page, PDF and data."""
    context.progress(0.05, "assembling")
    edition = Edition.of(language, profile, paper, sections)
    report = make_report(study, language, context.account, context.progress, edition=edition, note=note)
    return _to("reports.show_version", {"report_id": report.id}, number=report.number)


@handles("release")
def release_one_report(context: JobContext, study: Study, report_id: str) -> Result:
    """Make the final files of a version that was looked at, and release it."""
    context.progress(0.05, "assembling")
    report = make_final(study, get_report(study, report_id), context.account, context.progress)
    return _to("reports.show_version", {"report_id": report.id}, number=report.number)


def _to(endpoint: str, values: Mapping[str, str] | None = None, /, **told: Any) -> Result:
    return {"endpoint": endpoint, "values": dict(values or {}), "told": told}
