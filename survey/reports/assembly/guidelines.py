"""From a study and its report to the reporting guidelines, item by item."""

from __future__ import annotations

from survey.models import Study
from survey.queries.conduct import count_organisers, count_reminders
from survey.reports.assembly.asked import list_asked
from survey.reports.assembly.panel import closed_rounds, is_imported
from survey.reports.context import ReportContext
from survey.reports.guidelines import Facts, answer_guidelines, list_further
from survey.reports.parts.conduct import GuidelinesPart


def build_guidelines(study: Study, report: ReportContext) -> GuidelinesPart:
    """Return the guidelines as a report answers them that stands complete but for this part."""
    facts = Facts(
        study=study,
        report=report,
        rounds=tuple(closed_rounds(study)),
        reminders=count_reminders(study),
        organisers=count_organisers(study),
        is_imported=is_imported(study),
    )
    return GuidelinesPart(
        tables=answer_guidelines(facts, report.language),
        further=tuple(list_further(study, report.language)),
        asked=list_asked(study),
    )
