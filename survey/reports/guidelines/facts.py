"""What the answers to the guidelines draw on: the report as it stands, and the study's own records."""

from __future__ import annotations

from dataclasses import dataclass

from survey.models import Round, Study
from survey.queries.conduct import Organisers
from survey.reports.context import ReportContext


@dataclass(frozen=True)
class Facts:
    """Hold the study with its report, its closed rounds, and what is counted for the guidelines alone."""

    study: Study
    report: ReportContext
    rounds: tuple[Round, ...]
    reminders: dict[int, int]
    organisers: Organisers
    is_imported: bool

    @property
    def repeats(self) -> list[Round]:
        """Return the closed rounds that asked again what an earlier one had asked."""
        return [round_ for round_ in self.rounds if round_.feedback_round_id is not None]
