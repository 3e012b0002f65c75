"""Consensus of a panel on each item, within one round.

Consensus is a verdict by a rule that the study fixed beforehand; stability is another verdict
(`analysis.stability`) and neither stands for the other. Because the rule decides the verdict more
than the answers do, every item also carries what the other rules would have said.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.consensus_settings import DENOMINATORS, Settings, check_settings, lay_out
from analysis.dispersion import (
    MIN_FOR_QUARTILES,
    QUANTILE_METHODS,
    RAND_SCALE,
    leik_d,
    tastle_wierman,
    wilson_interval,
)
from analysis.ratings import Ratings, Scale
from analysis.rule_texts import parse_rule
from analysis.rules import Rule, box_size, default_rule, sensitivity_rules
from analysis.tally import Answers

__all__ = [
    "DENOMINATORS",
    "ItemConsensus",
    "Rule",
    "Settings",
    "Verdict",
    "assess_consensus",
    "check_settings",
    "default_rule",
    "judge_items",
    "parse_rule",
]

_BELOW_ZERO = -1e-9
_TWO_POINTS = "defined on three points or more"
Interval = tuple[float, float]


@dataclass(frozen=True)
class ItemConsensus:
    """Hold every figure of one item in one round.

    A figure that cannot be computed is None, and `undefined` names the figure and the reason.
    Shares are 0-1; the boxes are the outer thirds of the scale; intervals are Wilson 95 %.
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
    share_top: float | None
    share_top_interval: Interval | None
    share_bottom: float | None
    share_bottom_interval: Interval | None
    share_near_median: float | None
    share_near_median_interval: Interval | None
    share_in_rule: float | None
    share_interval: Interval | None
    van_der_eijk_a: float | None
    tastle_wierman: float | None
    leik_d: float | None
    disagreement_index: float | None
    rand_class: str | None
    rule: str
    quantile_method: str
    denominator: str
    met: bool | None
    depends_on_quantile_method: bool | None
    polarised: bool | None
    verdict: str
    sensitivity: Mapping[str, bool | None]
    undefined: Mapping[str, str]

    def as_dict(self) -> dict[str, Any]:
        """Return the figures as plain values that JSON can hold."""
        found = asdict(self)
        return {key: list(value) if isinstance(value, tuple) else value for key, value in found.items()}


@dataclass(frozen=True)
class Verdict:
    """Hold what the rule says about one item; `undefined` gives the reason of a None."""

    n: int
    met: bool | None
    polarised: bool | None
    undefined: Mapping[str, str]


def assess_consensus(
    ratings: Ratings,
    round_: int,
    rule: Rule | str | None = None,
    quantile_method: str = "linear",
    min_n: int = 5,
    denominator: str = "valid",
) -> tuple[ItemConsensus, ...]:
    """Assess the consensus on every item of one round.

    Parameters
    ----------
    ratings : Ratings
    round_ : int
    rule : Rule, its text, or None for the default rule of the scale (`analysis.rules.default_rule`)
    quantile_method : a name in `analysis.dispersion.QUANTILE_METHODS`
    min_n : below this number of answers only counts and the median are given, and no verdict
    denominator : "valid" divides shares by the answers that are numbers; "answered" also counts
        the experts who cannot judge, who then stand against every share

    Returns
    -------
    One `ItemConsensus` per item, in the order of `ratings.items`. Its verdict is "consensus" (the
    rule is met), "polarised" (not met, and A < 0), "no consensus", or "too few answers".

    Missing answers are left out of every figure and counted in `n_missing`: experts of the panel
    who neither gave a number nor said that they cannot judge. A constant item has IQR 0, A 1.
    """
    settings = check_settings(ratings, rule, quantile_method, min_n, denominator)
    return tuple(
        _assess_item(ratings, round_, answers, n_cannot_judge, settings)
        for answers, n_cannot_judge in lay_out(*ratings.at(round_), ratings.scale, settings)
    )


def judge_items(
    values: NDArray[np.float64], cannot_judge: NDArray[np.bool_], scale: Scale, settings: Settings
) -> tuple[Verdict, ...]:
    """Judge every item by the rule alone, without the other figures, as `assess_consensus` does."""
    return tuple(
        _judge_alone(answers, settings) for answers, _ in lay_out(values, cannot_judge, scale, settings)
    )


def _judge_alone(answers: Answers, settings: Settings) -> Verdict:
    if answers.n < settings.min_n:
        few = _too_few(answers, settings)
        return Verdict(answers.n, None, None, {"met": few, "polarised": few})
    outcome, polarised = settings.rule.judge(answers), _is_polarised(answers.agreement)
    reasons = {"met": outcome.reason, "polarised": _TWO_POINTS if polarised is None else None}
    return Verdict(answers.n, outcome.met, polarised, {name: why for name, why in reasons.items() if why})


def _too_few(answers: Answers, settings: Settings) -> str:
    return f"{answers.n} answers; at least {settings.min_n} are needed"


def _is_polarised(a: float | None) -> bool | None:
    return None if a is None else a < _BELOW_ZERO


def _assess_item(
    ratings: Ratings, round_: int, answers: Answers, n_cannot_judge: int, settings: Settings
) -> ItemConsensus:
    figures: dict[str, Any] = dict.fromkeys(_FIGURES)
    figures["median"] = answers.median
    undefined: dict[str, str] = {}
    if answers.n >= settings.min_n:
        figures |= _measure(answers) | _judge(answers, settings.rule, undefined)
    else:
        few = _too_few(answers, settings)
        undefined = {name: few for name, figure in figures.items() if figure is None}
    figures["polarised"] = _is_polarised(figures["van_der_eijk_a"])
    _explain(figures, undefined)
    return ItemConsensus(
        item=ratings.items[answers.item],
        question=ratings.question,
        round=round_,
        n=answers.n,
        n_missing=ratings.n_experts - answers.n - n_cannot_judge,
        n_cannot_judge=n_cannot_judge,
        counts=dict(zip(map(str, ratings.scale.points.tolist()), answers.counts.tolist(), strict=True)),
        rule=settings.rule.text,
        quantile_method=settings.quantile_method,
        denominator=settings.denominator,
        verdict=_verdict(figures),
        undefined=undefined,
        **figures,
    )


_FIGURES = (
    "median", "q1", "q3", "iqr", "share_top", "share_top_interval", "share_bottom", "share_bottom_interval",
    "share_near_median", "share_near_median_interval", "share_in_rule", "share_interval", "van_der_eijk_a",
    "tastle_wierman", "leik_d", "disagreement_index", "rand_class", "met", "depends_on_quantile_method",
    "polarised", "sensitivity",
)  # fmt: skip


def _measure(answers: Answers) -> dict[str, Any]:
    size, whole, counts = box_size(answers.scale), answers.denominator, answers.counts
    hits = {
        "share_top": int(counts[-size:].sum()),
        "share_bottom": int(counts[:size].sum()),
        "share_near_median": answers.count_near_median(),
    }
    figures: dict[str, Any] = {name: hit / whole for name, hit in hits.items()}
    figures |= {f"{name}_interval": wilson_interval(hit, whole) for name, hit in hits.items()}
    found = answers.quartiles
    if found is not None:
        figures |= {"q1": found[0], "q3": found[2], "iqr": found[2] - found[0]}
    index = answers.disagreement_index
    return figures | {
        "van_der_eijk_a": answers.agreement,
        "tastle_wierman": tastle_wierman(counts),
        "leik_d": leik_d(counts),
        "disagreement_index": index,
        "rand_class": None if index is None else _rand_class(answers.median, index),
    }


def _rand_class(median: float, index: float) -> str:
    # A median between two bands goes with the upper one (Fitch et al. 2001).
    if index > 1 or 3 < median < 6.5:
        return "uncertain"
    return "appropriate" if median >= 6.5 else "inappropriate"


def _judge(answers: Answers, rule: Rule, undefined: dict[str, str]) -> dict[str, Any]:
    outcome = rule.judge(answers)
    if outcome.reason is not None:
        undefined["met"] = outcome.reason
    figures: dict[str, Any] = {"met": outcome.met}
    if outcome.hits is None:
        undefined["share_in_rule"] = f"the rule {rule.text} counts no share of answers"
    else:
        figures["share_in_rule"] = outcome.hits / answers.denominator
        figures["share_interval"] = wilson_interval(outcome.hits, answers.denominator)
    if outcome.met is not None:
        figures["depends_on_quantile_method"] = rule.uses_quantiles and any(
            rule.judge(replace(answers, quantile_method=method)).met is not outcome.met
            for method in QUANTILE_METHODS
        )
    others = (other for other in sensitivity_rules(answers.scale) if other.text != rule.text)
    figures["sensitivity"] = {other.text: other.judge(answers).met for other in others}
    return figures


def _explain(figures: dict[str, Any], undefined: dict[str, str]) -> None:
    """Give every figure that is None a reason."""
    general = {
        "disagreement_index": f"defined on the scale {RAND_SCALE} only",
        "rand_class": f"defined on the scale {RAND_SCALE} only",
        "share_interval": undefined.get("share_in_rule", "no share is counted"),
        "van_der_eijk_a": _TWO_POINTS,
        "polarised": _TWO_POINTS,
    }
    for name, figure in figures.items():
        if figure is None and name not in undefined:
            undefined[name] = general.get(name, f"quartiles need at least {MIN_FOR_QUARTILES} answers")
    if figures["sensitivity"] is None:
        figures["sensitivity"] = {}


def _verdict(figures: Mapping[str, Any]) -> str:
    if figures["met"] is None:
        return "too few answers"
    if figures["met"]:
        return "consensus"
    return "polarised" if figures["polarised"] else "no consensus"
