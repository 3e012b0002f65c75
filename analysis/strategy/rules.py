"""Rank options by each decision rule and measure how far the rules agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.stats import rankdata

from analysis.agreement import kendall_w

# The rules that order options: larger is better, except the regrets.
RULES = {
    "laplace": 1,
    "maximin": 1,
    "maximax": 1,
    "hurwicz_0.5": 1,
    "regret_do": -1,
    "regret_dont": 1,
    "domain_1": 1,
}
_MIN_OPTIONS = 3


@dataclass(frozen=True)
class RuleRanks:
    """Hold each option's rank under every rule (1 = best, ties share ranks) and Kendall's W."""

    ranks: dict[str, dict[str, float]]
    w: float | None
    undefined: dict[str, str] = field(default_factory=dict)


def rank_by_rules(options: Sequence) -> RuleRanks:
    """Rank the rated options by Laplace, maximin, maximax, Hurwicz .5, both regrets and the domain criterion.

    W is Kendall's coefficient with the rules as raters, corrected for ties; None below three rated
    options, or if no rule tells them apart. A large regret of leaving an option speaks for it. Source:
    docs/methods.md; Kendall & Babington Smith 1939.
    """
    rated = [option for option in options if option.laplace is not None]
    if len(rated) < _MIN_OPTIONS:
        return RuleRanks({}, None, {"rules_w": "fewer than three options are rated in every scenario"})
    scores = np.array([[_score(option, rule) for option in rated] for rule in RULES])
    ranks = rankdata(-scores, axis=1)
    named = {
        rule: {option.option: float(rank) for option, rank in zip(rated, row, strict=True)}
        for rule, row in zip(RULES, ranks, strict=True)
    }
    w = kendall_w(scores).w
    return RuleRanks(named, w, {} if w is not None else {"rules_w": "no rule tells the options apart"})


def _score(option: object, rule: str) -> float:
    if rule == "hurwicz_0.5":
        return option.hurwicz[0.5]
    if rule == "domain_1":
        return option.domain[1]
    return RULES[rule] * getattr(option, rule)
