"""The settings of an assessment of consensus, checked once, and the answers laid out by them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.consensus.rule_choice import default_rule
from analysis.consensus.rule_texts import parse_rule
from analysis.consensus.rules import Rule
from analysis.consensus.tally import Answers, Tally
from analysis.errors import InvalidSetting
from analysis.quantiles import check_quantile_method
from analysis.ratings import Ratings, Scale

DENOMINATORS = ("valid", "answered")


@dataclass(frozen=True)
class Settings:
    """Hold the checked settings of an assessment."""

    rule: Rule
    quantile_method: str
    min_n: int
    denominator: str


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


def lay_out(
    counts: NDArray[np.int64], n_cannot_judge: list[int], scale: Scale, settings: Settings
) -> list[Answers]:
    """Return the answers to each item of one round from their counts and from who cannot judge."""
    wholes = None
    if settings.denominator == "answered":
        wholes = [n + extra for n, extra in zip(counts.sum(axis=1).tolist(), n_cannot_judge, strict=True)]
    tally = Tally(counts, scale, wholes)
    return [Answers(tally, item, settings.quantile_method) for item in range(len(counts))]
