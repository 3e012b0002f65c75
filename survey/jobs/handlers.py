"""What each kind of job does."""

from __future__ import annotations

from typing import Any

from survey import results
from survey.jobs.registry import JobContext, Result, handles
from survey.models import Study
from survey.reports.make import make_report


@handles("axes")
def look_for_axes(context: JobContext, study: Study) -> Result:
    """Look for two axes in the answers of the first round."""
    context.progress(0.05, "resampling")
    finding = results.propose_axes(study)
    return _to("axes.show_axes", declared=bool(finding.data["declared"]))


@handles("report")
def make_one_report(context: JobContext, study: Study, language: str) -> Result:
    """Make the report in one language, page and PDF."""
    context.progress(0.05, "assembling")
    report = make_report(study, language, context.account, tell=context.progress)
    return _to("reports.list_reports", number=report.number)


def _to(endpoint: str, /, **told: Any) -> Result:
    return {"endpoint": endpoint, "values": {}, "told": told}
