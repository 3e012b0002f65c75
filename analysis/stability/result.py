"""What an assessment of stability finds."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from analysis.stability.stopping import Advice


@dataclass(frozen=True)
class ItemStability:
    """Hold every figure of the change of one item; None is explained in `undefined`.

    Figures without a suffix are of the paired experts; `_first` and `_second` of all who answered.
    """

    item: str
    question: str
    n_paired: int
    n_first: int
    n_second: int
    share_changed: float | None
    share_towards_median: float | None
    share_towards_median_movable: float | None
    net_change: float | None
    median_change: float | None
    iqr_change: float | None
    weighted_kappa: float | None
    wilcoxon_p: float | None
    wilcoxon_p_holm: float | None
    median_first: float | None
    median_second: float | None
    iqr_first: float | None
    iqr_second: float | None
    met: bool | None
    stable: bool | None
    verdict: str
    polarised: bool | None
    met_constant_panel: bool | None
    verdict_constant_panel: str
    n_constant_panel: int
    undefined: Mapping[str, str]

    def as_dict(self) -> dict[str, Any]:
        """Return the figures as plain values that JSON can hold."""
        return self.__dict__ | {"undefined": dict(self.undefined)}


@dataclass(frozen=True)
class StabilityResult:
    """Hold the stability of every item between two rounds, and the advice that follows."""

    first: int
    second: int
    rule: str
    stability_rule: str
    items: tuple[ItemStability, ...]
    advice: Advice

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain values that JSON can hold."""
        found = {"first": self.first, "second": self.second, "rule": self.rule}
        found["stability_rule"] = self.stability_rule
        return found | {"items": [item.as_dict() for item in self.items], "advice": self.advice.as_dict()}
