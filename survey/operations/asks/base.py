"""The shape of a part of a round."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from survey.models import Driver, RoundKind, Study
from survey.operations.rounds import QuestionSpec

Text = dict[str, str]
Page = tuple[Text, list[QuestionSpec]]
Plan = Callable[[Study, Sequence[Driver]], Iterable[Page]]


@dataclass(frozen=True)
class Ask:
    """A part of a round: its code, the kind of round that can have it, and what it asks of a study.

    `is_fixed`: the method needs it; `is_usual`: asked unless somebody leaves it out.
    """

    code: str
    kind: RoundKind
    plan: Plan
    is_usual: bool = True
    is_fixed: bool = False


def chunks(items: Sequence[Driver], size: int) -> Iterable[Sequence[Driver]]:
    """Yield so many items at a time."""
    for start in range(0, len(items), size):
        yield items[start : start + size]
