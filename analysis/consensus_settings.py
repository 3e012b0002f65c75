"""The settings of an assessment of consensus, checked once, and the answers laid out by them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.dispersion import check_quantile_method
from analysis.errors import InvalidSetting
from analysis.ratings import Ratings, Scale
from analysis.rule_texts import parse_rule
from analysis.rules import Rule, default_rule
from analysis.tally import Answers, Tally

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
    values: NDArray[np.float64], cannot_judge: NDArray[np.bool_], scale: Scale, settings: Settings
) -> list[tuple[Answers, int]]:
    """Return the answers to each item of one round, with the number of experts who cannot judge it."""
    tally, unjudged = Tally(values, scale), cannot_judge.sum(axis=0).tolist()
    counted = settings.denominator == "answered"
    wholes = [n + extra if counted else n for n, extra in zip(tally.n, unjudged, strict=True)]
    return [
        (Answers(tally, item, whole, settings.quantile_method), unjudged[item])
        for item, whole in enumerate(wholes)
    ]
