"""The parts of a round as a coordinator chooses among them: how much each of them asks."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from survey.models import Driver, RoundKind, Study
from survey.operations.asks import asks_of, chosen_asks
from survey.questions import get_kind


@dataclass(frozen=True)
class Part:
    """A part of a round: whether it is asked, and what it costs an expert."""

    code: str
    is_fixed: bool
    is_chosen: bool
    n_questions: int | None = None
    """None before there are two axes to be asked about."""
    seconds: int = 0

    @property
    def minutes(self) -> int:
        """Return about how many minutes the part takes."""
        return math.ceil(self.seconds / 60)


def list_parts(study: Study, kind: RoundKind, drivers: Sequence[Driver] = ()) -> list[Part]:
    """Return the parts that a round of this kind can have, with what each of them would ask now.

    Args:
        study: whose axes, scenarios and options are asked about.
        kind: of the round.
        drivers: those that the panel is asked to allocate.
    """
    chosen = {ask.code for ask in chosen_asks(study, kind)}
    parts = []
    for ask in asks_of(kind):
        n_questions, seconds = None, 0
        if len(study.axes) == 2:
            asked = [spec for _title, questions in ask.plan(study, drivers) for spec in questions]
            n_questions = len(asked)
            seconds = sum(get_kind(spec.kind).seconds_for(spec.settings) for spec in asked)
        parts.append(Part(ask.code, ask.is_fixed, ask.code in chosen, n_questions, seconds))
    return parts


def total_minutes(parts: Sequence[Part]) -> int:
    """Return about how many minutes the chosen parts take together."""
    return math.ceil(sum(part.seconds for part in parts if part.is_chosen) / 60)
