"""From a study's snapshots, findings and decisions to the values that its report shows."""

from survey.reports.assembly.report import build_report

__all__ = ["build_report"]
