"""The data annex: every figure of a report as tables, unrounded, as one workbook and as CSV files."""

from survey.reports.annex.build import Annex, build_annex

__all__ = ["Annex", "build_annex"]
