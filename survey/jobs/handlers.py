"""What each kind of job does."""

from __future__ import annotations

from typing import Any

from survey import results
from survey.jobs.registry import HANDLERS, JobContext, Result, handles
from survey.models import Study
from survey.reports.make import make_report

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
def make_one_report(context: JobContext, study: Study, language: str) -> Result:
    """Make the report in one language, page and PDF."""
    context.progress(0.05, "assembling")
    report = make_report(study, language, context.account, tell=context.progress)
    return _to("reports.list_reports", number=report.number)


def _to(endpoint: str, /, **told: Any) -> Result:
    return {"endpoint": endpoint, "values": {}, "told": told}
