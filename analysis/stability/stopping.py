"""Advice on whether a study may stop asking."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Advice:
    """Say whether the study may stop asking, by which share of stable items, and why.

    `code` is one of "stable", "round limit", "too early", "open items", "too few answers".
    """

    stop: bool
    share_stable: float | None
    n_stable: int
    n_judged: int
    code: str
    reason: str

    def as_dict(self) -> dict[str, Any]:
        """Return the advice as plain values that JSON can hold."""
        return asdict(self)


def advise(
    stable: Sequence[bool | None],
    n_rounds: int,
    stop_share: float = 0.8,
    min_rounds: int = 2,
    max_rounds: int = 3,
) -> Advice:
    """Advise whether to stop: when enough items are stable, or at the last round agreed on.

    `stable` holds the verdict of each item, None where there were too few answers.

    Stop where at least `stop_share` of the items that can be judged are stable and `min_rounds`
    have been held, or where `max_rounds` have been held. Consensus is no reason to stop: a stable
    dissent is a result too (von der Gracht 2012).
    """
    judged = [one for one in stable if one is not None]
    n_stable = sum(judged)
    share = n_stable / len(judged) if judged else None
    told = f"{n_stable} of {len(judged)} items are stable"

    def conclude(stop: bool, code: str, reason: str) -> Advice:
        return Advice(stop, share, n_stable, len(judged), code, reason)

    if share is not None and share >= stop_share:
        if n_rounds < min_rounds:
            return conclude(False, "too early", f"{told}, after {n_rounds} of {min_rounds} rounds")
        return conclude(True, "stable", f"{told}; {stop_share:.0%} are needed")
    if n_rounds >= max_rounds:
        return conclude(True, "round limit", f"{told}; this was round {n_rounds}, the last one planned")
    if share is None:
        return conclude(False, "too few answers", "no item has enough paired answers")
    return conclude(False, "open items", f"{told}; {stop_share:.0%} are needed")
