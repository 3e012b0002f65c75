"""What an assessment of consensus finds for one item."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Interval = tuple[float, float]


@dataclass(frozen=True)
class ItemConsensus:
    """Hold every figure of one item in one round.

    A figure that cannot be computed is None, and `undefined` names the figure and the reason.
    Shares are 0-1; the boxes are the outer thirds of the scale; intervals are Wilson 95 %. `share_interval`
    is that of the share the rule counts or, where the rule counts none, that of the top box, and
    `share_interval_of` says which. `both_ends`: a third of the answers or more in each of the two boxes.
    """

    item: str
    question: str
    round: int
    n: int
    n_missing: int
    n_cannot_judge: int
    counts: Mapping[str, int]
    median: float | None
    q1: float | None
    q3: float | None
    iqr: float | None
    relative_iqr: float | None
    modes: tuple[int, ...]
    mode_share: float | None
    share_top: float | None
    share_top_interval: Interval | None
    share_bottom: float | None
    share_bottom_interval: Interval | None
    share_near_median: float | None
    share_near_median_interval: Interval | None
    share_in_rule: float | None
    share_interval: Interval | None
    share_interval_of: str | None
    van_der_eijk_a: float | None
    tastle_wierman: float | None
    leik_d: float | None
    disagreement_index: float | None
    rand_class: str | None
    rand_classic: str | None
    rule: str
    quantile_method: str
    denominator: str
    met: bool | None
    depends_on_quantile_method: bool | None
    polarised: bool | None
    both_ends: bool | None
    verdict: str
    sensitivity: Mapping[str, bool | None]
    undefined: Mapping[str, str]

    def as_dict(self) -> dict[str, Any]:
        """Return the figures as plain values that JSON can hold."""
        plain = {tuple: list, dict: dict}
        return {key: plain.get(type(value), _same)(value) for key, value in self.__dict__.items()}


def _same(value: Any) -> Any:
    return value


@dataclass(frozen=True)
class Verdict:
    """Hold what the rule says about one item; `undefined` gives the reason of a None."""

    n: int
    met: bool | None
    polarised: bool | None
    undefined: Mapping[str, str]

    @property
    def verdict(self) -> str:
        """Say in words what the rule and van der Eijk's A say."""
        return verdict_of(self.met, self.polarised)


def verdict_of(met: bool | None, polarised: bool | None) -> str:
    """Return "consensus", "polarised" (not met, and A < 0), "no consensus" or "too few answers"."""
    if met is None:
        return "too few answers"
    if met:
        return "consensus"
    return "polarised" if polarised else "no consensus"
