"""The third dimension as the workshop shows it: what is chosen, what it lacks, whether the round asks it.

Safe for coordinators and readers: the finding rests on a frozen round and holds no figure below the floors.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from survey.framing.outlook import (
    SYSTEM,
    TIME,
    list_years,
    read_chosen_parts,
    read_third_dimension,
    wants,
)
from survey.models import Finding, Round, RoundKind, Study
from survey.queries.boards import find_closed, find_draft
from survey.queries.studies import find_finding
from survey.questions.prompts import is_of_space


@dataclass(frozen=True)
class SpaceBoard:
    """The choice, what it lacks by dimension, the round that asks it, and what came of it."""

    dimension: str
    lacks: Mapping[str, Sequence[str]]
    draft: Round | None
    closed: Round | None
    finding: Finding | None
    years: Sequence[int] = ()
    asked: frozenset[str] = field(default_factory=frozenset)
    """Names of the questions about it that the round in preparation holds."""

    @property
    def is_due(self) -> bool:
        """Say whether answers wait to be read as the study stands now."""
        if self.dimension == "none" or self.closed is None:
            return False
        found = self.finding
        return found is None or found.data["z"] != self.dimension or found.computed_at < self.closed.closed_at


def get_space_board(study: Study) -> SpaceBoard:
    """Return what is known of a study's third dimension."""
    draft = find_draft(study, RoundKind.CONFIRM)
    questions = draft.questions if draft else []
    return SpaceBoard(
        dimension=read_third_dimension(study),
        lacks=find_lacks(study),
        draft=draft,
        closed=find_closed(study, RoundKind.CONFIRM),
        finding=find_finding(study, "space"),
        years=list_years(study),
        asked=frozenset(question.name for question in questions if is_of_space(question.name)),
    )


def find_lacks(study: Study) -> dict[str, list[str]]:
    """Return what the study lacks for each dimension that is chosen, as codes."""
    missing = {TIME: [] if list_years(study) else ["years"], SYSTEM: [] if study.systems else ["systems"]}
    axes = [] if len(study.axes) == 2 else ["axes"]
    parts = read_chosen_parts(study, RoundKind.CONFIRM)
    left_out = {kind: [] if parts is None or kind in parts else ["left_out"] for kind in missing}
    return {kind: [*axes, *codes, *left_out[kind]] for kind, codes in missing.items() if wants(study, kind)}
