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

from analysis.dispersion import (
    MIN_FOR_QUARTILES,
    QUANTILE_METHODS,
    RAND_SCALE,
    check_quantile_method,
    count_answers,
    disagreement_index,
    leik_d,
    quartiles,
    tastle_wierman,
    van_der_eijk_a,
    wilson_interval,
)
from analysis.errors import InvalidSetting
from analysis.ratings import Ratings
from analysis.rule_texts import parse_rule
from analysis.rules import (
    Answers,
    Rule,
    box_size,
    count_near_median,
    default_rule,
    sensitivity_rules,
)

__all__ = [
    "DENOMINATORS",
    "ItemConsensus",
    "Rule",
    "Settings",
    "assess_consensus",
    "default_rule",
    "parse_rule",
]

DENOMINATORS = ("valid", "answered")
_BELOW_ZERO = -1e-9
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
class Settings:
    """Hold the checked settings of an assessment."""

    rule: Rule
    quantile_method: str
    min_n: int
    denominator: str


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
    values, cannot_judge = ratings.at(round_)
    return tuple(
        _assess_item(ratings, round_, item, values[:, j], int(cannot_judge[:, j].sum()), settings)
        for j, item in enumerate(ratings.items)
    )


def check_settings(
    ratings: Ratings, rule: Rule | str | None, quantile_method: str, min_n: int, denominator: str
) -> Settings:
    """Check the settings of an assessment once and return them together."""
    check_quantile_method(quantile_method)
    if denominator not in DENOMINATORS:
        raise InvalidSetting("denominator", denominator, DENOMINATORS)
    if min_n < 1:
        raise InvalidSetting("min_n", min_n, "1 or more")
    rule = (
        default_rule(ratings.scale) if rule is None else parse_rule(rule) if isinstance(rule, str) else rule
    )
    rule.check(ratings.scale)
    return Settings(rule, quantile_method, min_n, denominator)


def _assess_item(
    ratings: Ratings,
    round_: int,
    item: str,
    column: NDArray[np.float64],
    n_cannot_judge: int,
    settings: Settings,
) -> ItemConsensus:
    values = column[~np.isnan(column)]
    counts = count_answers(values, ratings.scale)
    whole = values.size + (n_cannot_judge if settings.denominator == "answered" else 0)
    answers = Answers(values, whole, ratings.scale, settings.quantile_method)
    figures: dict[str, Any] = dict.fromkeys(_FIGURES)
    figures["median"] = float(np.median(values)) if values.size else None
    undefined: dict[str, str] = {}
    if values.size >= settings.min_n:
        figures |= _measure(answers, counts) | _judge(answers, settings.rule, undefined)
    else:
        few = f"{values.size} answers; at least {settings.min_n} are needed"
        undefined = {name: few for name, figure in figures.items() if figure is None}
    figures["polarised"] = None if (a := figures["van_der_eijk_a"]) is None else a < _BELOW_ZERO
    _explain(figures, undefined)
    return ItemConsensus(
        item=item,
        question=ratings.question,
        round=round_,
        n=int(values.size),
        n_missing=ratings.n_experts - int(values.size) - n_cannot_judge,
        n_cannot_judge=n_cannot_judge,
        counts={str(point): int(count) for point, count in zip(ratings.scale.points, counts, strict=True)},
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


def _measure(answers: Answers, counts: NDArray[np.int64]) -> dict[str, Any]:
    size, whole = box_size(answers.scale), answers.denominator
    hits = {
        "share_top": int(counts[-size:].sum()),
        "share_bottom": int(counts[:size].sum()),
        "share_near_median": count_near_median(answers.values),
    }
    figures: dict[str, Any] = {name: hit / whole for name, hit in hits.items()}
    figures |= {f"{name}_interval": wilson_interval(hit, whole) for name, hit in hits.items()}
    found = quartiles(answers.values, answers.quantile_method)
    if found is not None:
        figures |= {"q1": found[0], "q3": found[2], "iqr": found[2] - found[0]}
    index = disagreement_index(answers.values, answers.scale, answers.quantile_method)
    return figures | {
        "van_der_eijk_a": van_der_eijk_a(counts),
        "tastle_wierman": tastle_wierman(counts),
        "leik_d": leik_d(counts),
        "disagreement_index": index,
        "rand_class": None if index is None else _rand_class(float(np.median(answers.values)), index),
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
        "van_der_eijk_a": "defined on three points or more",
        "polarised": "defined on three points or more",
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
