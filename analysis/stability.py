"""Stability of a panel between two rounds, beside consensus and never in its place.

Only experts who gave a number in both rounds are compared, so that those who left cannot look like
convergence. Consensus and stability together give one of four verdicts, once for all answers of the
later round and once for the constant panel.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.change import holm, net_change, wilcoxon_signed_rank
from analysis.consensus import Settings, Verdict, check_settings, judge_items
from analysis.errors import InvalidSetting
from analysis.ratings import Ratings
from analysis.reliability import weighted_kappa
from analysis.rules import Rule
from analysis.stability_rules import DEFAULT_STABILITY_RULE, StabilityRule, parse_stability_rule
from analysis.stopping import Advice, advise
from analysis.tally import Tally

__all__ = ["Advice", "ItemStability", "StabilityResult", "advise", "assess_stability", "parse_stability_rule"]

TOO_FEW = "too few answers"
VERDICTS = {
    (True, True): "consensus",
    (False, True): "provisional consensus",
    (True, False): "stable dissent",
    (False, False): "open",
}


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
        return asdict(self)


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


def assess_stability(
    ratings: Ratings,
    first: int,
    second: int,
    rule: Rule | str | None = None,
    *,
    stability_rule: StabilityRule | str = DEFAULT_STABILITY_RULE,
    quantile_method: str = "linear",
    min_n: int = 5,
    denominator: str = "valid",
    stop_share: float = 0.8,
    min_rounds: int = 2,
    max_rounds: int = 3,
) -> StabilityResult:
    """Compare two rounds item by item and advise whether to ask again.

    `rule` to `denominator` are those of `analysis.consensus.assess_consensus`, `stability_rule` is read
    by `analysis.stability_rules`, the last three are those of `analysis.stopping.advise`.

    The verdict of an item is "consensus" (rule met, stable), "provisional consensus"
    (met, not stable), "stable dissent" (stable, not met), "open" (neither), or "too few answers"
    (fewer than `min_n` pairs, or a verdict is undefined). `share_towards_median` is the share of
    the paired experts who ended nearer to the median of all answers of the first round, which is
    what the panel was shown; `…_movable` leaves out those who stood on it. An item that is constant
    in both rounds has no kappa and is stable.
    """
    if isinstance(stability_rule, str):
        stability_rule = parse_stability_rule(stability_rule)
    if ratings.index_of(first) >= ratings.index_of(second):
        raise InvalidSetting("rounds", f"{first},{second}", "an earlier and a later round")
    settings = check_settings(ratings, rule, quantile_method, min_n, denominator)
    items = _assess_items(ratings, (first, second), settings, stability_rule)
    n_rounds = ratings.index_of(second) + 1
    advice = advise([item.stable for item in items], n_rounds, stop_share, min_rounds, max_rounds)
    return StabilityResult(first, second, settings.rule.text, stability_rule.text, items, advice)


def _assess_items(
    ratings: Ratings, rounds: tuple[int, int], settings: Settings, stability_rule: StabilityRule
) -> tuple[ItemStability, ...]:
    first, second = (ratings.at(round_)[0] for round_ in rounds)
    verdicts, constants = (
        judge_items(*panel, ratings.scale, settings)
        for panel in (ratings.at(rounds[1]), _constant_panel(ratings, rounds[1]))
    )
    figures = _measure_items(first, second, ratings, settings)
    for found, p in zip(figures, holm([found["wilcoxon_p"] for found in figures]), strict=True):
        found["wilcoxon_p_holm"] = p
    return tuple(
        _conclude(item, ratings.question, found, stability_rule, *both, settings.min_n)
        for item, found, *both in zip(ratings.items, figures, verdicts, constants, strict=True)
    )


def _constant_panel(ratings: Ratings, last: int) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Keep the answers of the last round by experts who answered the item whenever it was asked."""
    upto = ratings.index_of(last) + 1
    answered = ~np.isnan(ratings.values[:upto]) | ratings.cannot_judge[:upto]
    asked = answered.any(axis=1, keepdims=True)
    stayed = (answered | ~asked).all(axis=0)
    values, cannot_judge = ratings.at(last)
    return np.where(stayed, values, np.nan), cannot_judge & stayed


def _measure_items(
    first: NDArray[np.float64], second: NDArray[np.float64], ratings: Ratings, settings: Settings
) -> list[dict[str, Any]]:
    scale, method = ratings.scale, settings.quantile_method
    paired = ~np.isnan(first) & ~np.isnan(second)
    rounds = {"first": Tally(first, scale), "second": Tally(second, scale)}
    before, after = (Tally(np.where(paired, table, np.nan), scale) for table in (first, second))
    moved = _count_moves(first, second, rounds["first"].medians, paired)
    items = []
    for j, n_paired in enumerate(before.n):
        found: dict[str, Any] = dict.fromkeys(_FIGURES)
        for suffix, tally in rounds.items():
            spread = tally.quartiles(j, method)
            found[f"n_{suffix}"] = tally.n[j]
            found[f"median_{suffix}"] = float(tally.medians[j]) if tally.n[j] else None
            found[f"iqr_{suffix}"] = None if spread is None else spread[2] - spread[0]
        found["n_paired"] = n_paired
        if n_paired >= settings.min_n:
            pairs = first[paired[:, j], j], second[paired[:, j], j]
            found |= {name: counts[j] / n_paired for name, counts in moved.items() if name in found}
            if moved["movable"][j]:
                found["share_towards_median_movable"] = moved["share_towards_median"][j] / moved["movable"][j]
            test = wilcoxon_signed_rank(pairs[1] - pairs[0])
            found["wilcoxon_p"] = None if test is None else test[1]
            found["weighted_kappa"] = weighted_kappa(*pairs, scale)
            found["net_change"] = net_change(before.counts[j], after.counts[j])
            found["median_change"] = float(after.medians[j] - before.medians[j])
            spreads = [tally.quartiles(j, method) for tally in (before, after)]
            if None not in spreads:
                found["iqr_change"] = (spreads[1][2] - spreads[1][0]) - (spreads[0][2] - spreads[0][0])
        items.append(found)
    return items


_FIGURES = (
    "share_changed", "share_towards_median", "share_towards_median_movable", "net_change", "median_change",
    "iqr_change", "weighted_kappa", "wilcoxon_p",
)  # fmt: skip


def _count_moves(
    first: NDArray[np.float64],
    second: NDArray[np.float64],
    shown_medians: NDArray[np.float64],
    paired: NDArray[np.bool_],
) -> dict[str, list[int]]:
    """Count, item by item, who changed, who came nearer to the median shown, and who could."""
    before, after = np.abs(first - shown_medians), np.abs(second - shown_medians)
    counted = {
        "share_changed": first != second,
        "share_towards_median": after < before,
        "movable": before > 0,
    }
    return {name: (mask & paired).sum(axis=0).tolist() for name, mask in counted.items()}


def _conclude(
    item: str,
    question: str,
    found: dict[str, Any],
    rule: StabilityRule,
    verdict: Verdict,
    constant: Verdict,
    min_n: int,
) -> ItemStability:
    enough = found["n_paired"] >= min_n
    stable = rule.judge(found) if enough else None
    return ItemStability(
        item=item,
        question=question,
        met=verdict.met,
        stable=stable,
        verdict=VERDICTS.get((stable, verdict.met), TOO_FEW),
        polarised=verdict.polarised,
        met_constant_panel=constant.met,
        verdict_constant_panel=VERDICTS.get((stable, constant.met), TOO_FEW),
        n_constant_panel=constant.n,
        undefined=_explain(found | {"stable": stable}, verdict, constant, min_n),
        **found,
    )


def _explain(found: Mapping[str, Any], verdict: Verdict, constant: Verdict, min_n: int) -> dict[str, str]:
    few = f"{found['n_paired']} experts answered in both rounds; at least {min_n} are needed"
    special = {
        "weighted_kappa": "everybody gave the same answer in both rounds",
        "share_towards_median_movable": "everybody stood on the median",
        "iqr_change": "quartiles need at least four answers",
        "median_first": "nobody answered in the first round",
        "median_second": "nobody answered in the second round",
        "iqr_first": "quartiles need at least four answers",
        "iqr_second": "quartiles need at least four answers",
        "stable": "a figure of the stability rule is undefined",
    }
    of_all = ("median_first", "median_second", "iqr_first", "iqr_second")
    enough = found["n_paired"] >= min_n
    reasons = {
        name: special[name] if enough or name in of_all else few
        for name, figure in found.items()
        if figure is None
    }
    for name, other, key in (
        ("met", verdict, "met"),
        ("met_constant_panel", constant, "met"),
        ("polarised", verdict, "polarised"),
    ):
        if getattr(other, key) is None:
            reasons[name] = other.undefined[key]
    return reasons
