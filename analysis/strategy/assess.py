"""Test options against the four scenarios: measures, classes with probabilities, ranks of the rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.errors import InvalidRatings, InvalidSetting
from analysis.ratings import Scale
from analysis.strategy.classes import CLASSES, CODE_OF, classify
from analysis.strategy.exclusive import ExclusiveSet, compare_exclusive
from analysis.strategy.phasing import Phase, phases
from analysis.strategy.rules import RuleRanks, rank_by_rules
from analysis.strategy.weights import WeightSensitivity, move_weights, read_weights

__all__ = ["CLASSES", "Option", "Phase", "Strategy", "assess_options", "phases"]

Array = NDArray[np.float64]

TAUS = (0, 1, 2)
HURWICZ = (0.3, 0.5, 0.7)
MIN_RATERS = 5
MIN_PROBABILITY = 0.6
SHAPING = 2.0
_INTERVAL = (0.1, 0.9)
_TOO_FEW = "fewer than five experts rated this option in every scenario"


@dataclass(frozen=True)
class Option:
    """Hold how one option does in the scenarios; None where too few experts rated it, with the reason.

    `values`, `iqr`, `n`, `intervals` by scenario; `domain[tau]` is the weighted share of scenarios with
    v >= tau; `regret_do` and `regret_dont` are the worst loss by taking and by leaving the option;
    `regret_exclusive` the classical minimax regret within its set.
    """

    option: str
    values: dict[str, float | None]
    iqr: dict[str, float | None]
    intervals: dict[str, tuple[float, float] | None]
    n: dict[str, int]
    laplace: float | None
    maximin: float | None
    maximax: float | None
    hurwicz: dict[float, float] | None
    regret_do: float | None
    regret_dont: float | None
    regret_exclusive: float | None
    domain: dict[int, float] | None
    class_: str | None
    top_class: str | None
    class_probability: dict[str, float]
    shaping: bool | None
    contribution: float | None
    undefined: dict[str, str]

    def as_dict(self) -> dict:
        """Return the JSON-ready form."""
        plain = (
            "option", "values", "iqr", "n", "laplace", "maximin", "maximax", "regret_do", "regret_dont",
            "regret_exclusive",
            "top_class", "class_probability", "shaping", "contribution", "undefined",
        )  # fmt: skip
        return {name: getattr(self, name) for name in plain} | {
            "class": self.class_,
            "intervals": {q: None if ends is None else list(ends) for q, ends in self.intervals.items()},
            "hurwicz": None if self.hurwicz is None else {str(a): v for a, v in self.hurwicz.items()},
            "domain": None
            if self.domain is None
            else {str(tau): share for tau, share in self.domain.items()},
        }


@dataclass(frozen=True)
class Strategy:
    """Hold all options, and how far the decision rules agree on their order."""

    options: tuple[Option, ...]
    scenarios: tuple[str, ...]
    weights: tuple[float, ...]
    rules: RuleRanks
    sensitivity: WeightSensitivity
    sets: tuple[ExclusiveSet, ...] = ()

    def as_dict(self) -> dict:
        """Return the JSON-ready form."""
        return {
            "options": [option.as_dict() for option in self.options],
            "scenarios": list(self.scenarios),
            "weights": list(self.weights),
            "rules_w": self.rules.w,
            "rule_ranks": self.rules.ranks,
            "weight_sensitivity": self.sensitivity.as_dict(),
            "exclusive_sets": [one.as_dict() for one in self.sets],
            "undefined": self.rules.undefined,
        }


def assess_options(
    values: ArrayLike,
    options: Sequence[str],
    scenarios: Sequence[str],
    scale: Scale,
    rng: np.random.Generator,
    resamples: int = 1000,
    exclusive_groups: Mapping[str, str | None] | None = None,
    *,
    weights: Sequence[float] | Mapping[str, float] | None = None,
    contribution: ArrayLike | None = None,
) -> Strategy:
    """Test every option in every scenario and class it, with the probability of its class.

    v_os = median over experts. Laplace sum_s w_s v_os; maximin, maximax; Hurwicz a max + (1 - a) min for
    a = .3, .5, .7; R_do = max_s max(0, -v_os), R_dont = max_s max(0, v_os); D(tau) = sum_s w_s [v_os >=
    tau] for tau = 0, 1, 2. Classical regret max_s (max_o' v_o's - v_os) only among options of one
    exclusive group. Classes by the first rule that fits, see `analysis.strategy.classes`; experts are
    redrawn `resamples` times and everything, hedges included, is classed anew: the class is the most
    probable one, or `undetermined` below a probability of .6. With `resamples` 0 it is that of the medians,
    without probabilities and intervals.

    `values`: experts x options x scenarios, points of `scale` (such as -3..+3, 0 = no effect), NaN for
    missing. An option with fewer than five answers in some scenario has None and no class. `weights`
    (uniform if None; in the order of the scenarios, or by name) are scaled to sum 1; `sensitivity` says
    how far one may move until the first rank by the weighted mean changes. `contribution`: experts x
    options, how far the option moves the world to the preferred scenario, on the same scale; `shaping`
    if the median is at least 2. `exclusive_groups`: {option: name or None}. Source: docs/methods.md.
    """
    values = _checked(values, options, scenarios, scale)
    if resamples < 0:
        raise InvalidSetting("resamples", resamples, "0 or more")
    weight = read_weights(weights, scenarios)
    counts = (~np.isnan(values)).sum(axis=0)
    rated = (counts >= MIN_RATERS).all(axis=1)
    medians = np.where(rated[:, None], _medians(values), np.nan)
    drawn = _draw_medians(values, rated, rng, resamples)
    probability = _class_probabilities(drawn, len(options))
    classes = classify(medians[None])[0] if len(options) else []
    sets = compare_exclusive(medians, options, scenarios, exclusive_groups)
    regret = {option: figure for one in sets for option, figure in one.largest.items()}
    moved = _contributions(contribution, len(options))
    facts = [_facts(medians[o], weight) if rated[o] else None for o in range(len(options))]
    found = [
        _option(option, scenarios, values[:, o], drawn[:, o], facts[o], probability[o], CLASSES[classes[o]],
                regret.get(option), moved[o])
        for o, option in enumerate(options)
    ]  # fmt: skip
    sensitivity = move_weights(medians, options, scenarios, weight)
    rules, weights = rank_by_rules(found), tuple(map(float, weight))
    return Strategy(tuple(found), tuple(scenarios), weights, rules, sensitivity, tuple(sets))


def _checked(values: ArrayLike, options: Sequence[str], scenarios: Sequence[str], scale: Scale) -> Array:
    values = np.array(values, dtype=float)
    if values.ndim != 3 or values.shape[1:] != (len(options), len(scenarios)):
        raise InvalidRatings(
            f"option ratings have the shape {values.shape}; "
            f"expected experts x {len(options)} options x {len(scenarios)} scenarios"
        )
    numbers = values[~np.isnan(values)]
    if numbers.size and (numbers.min() < scale.low or numbers.max() > scale.high):
        raise InvalidRatings(f"an option rating lies outside {scale.low} to {scale.high}")
    return values


def _medians(values: Array) -> Array:
    """Return the median over experts; NaN where a redrawn panel has no answer at all."""
    ordered = np.sort(values, axis=0)
    count = (~np.isnan(values)).sum(axis=0)
    low = np.take_along_axis(ordered, np.maximum((count - 1) // 2, 0)[None], axis=0)[0]
    high = np.take_along_axis(ordered, np.maximum(count // 2, 0)[None], axis=0)[0] if len(values) else low
    return np.where(count > 0, (low + high) / 2, np.nan)


def _draw_medians(values: Array, rated: NDArray[np.bool_], rng: np.random.Generator, resamples: int) -> Array:
    rows = rng.integers(0, max(len(values), 1), (resamples, len(values)))
    if not rated.any() or not resamples:
        return np.zeros((0, *values.shape[1:]))
    drawn = np.stack([_medians(values[row]) for row in rows])
    drawn[:, ~rated] = np.nan
    return drawn


def _class_probabilities(drawn: Array, n_options: int) -> list[dict[str, float]]:
    if not len(drawn):
        return [{} for _ in range(n_options)]
    classes = classify(drawn)
    known = ~np.isnan(drawn).any(axis=2)
    answer = []
    for o in range(n_options):
        kept = classes[known[:, o], o]
        shares = {code: float((kept == CODE_OF[code]).mean()) for code in CLASSES} if kept.size else {}
        answer.append({code: share for code, share in shares.items() if share > 0})
    return answer


def _contributions(contribution: ArrayLike | None, count: int) -> list[float | None]:
    if contribution is None:
        return [None] * count
    values = np.array(contribution, dtype=float)
    if values.ndim != 2 or values.shape[1] != count:
        raise InvalidRatings(f"contribution has the shape {values.shape}; expected experts x {count} options")
    enough = (~np.isnan(values)).sum(axis=0) >= MIN_RATERS
    return [float(np.nanmedian(values[:, o])) if enough[o] else None for o in range(count)]


def _facts(median: Array, weight: Array) -> dict:
    low, high = float(median.min()), float(median.max())
    return {
        "laplace": float(weight @ median),
        "maximin": low,
        "maximax": high,
        "hurwicz": {a: a * high + (1 - a) * low for a in HURWICZ},
        "regret_do": max(0.0, -low),
        "regret_dont": max(0.0, high),
        "domain": {tau: float(weight[median >= tau].sum()) for tau in TAUS},
    }


def _option(
    option: str,
    scenarios: Sequence[str],
    values: Array,
    drawn: Array,
    facts: dict | None,
    probability: dict[str, float],
    of_medians: str,
    regret: float | None,
    contribution: float | None,
) -> Option:
    counts = (~np.isnan(values)).sum(axis=0)
    figures = {q: _scenario_figures(values[:, s], drawn[:, s], counts[s]) for s, q in enumerate(scenarios)}
    undefined = {} if facts else dict.fromkeys(("laplace", "maximin", "class", "domain"), _TOO_FEW)
    undefined |= {
        f"values.{q}": "fewer than five experts rated it" for q in scenarios if figures[q][0] is None
    }
    if facts and not probability:
        undefined["class_probability"] = "no panel was redrawn"
    top, class_ = _choose_class(probability, of_medians) if facts else (None, None)
    return Option(
        option=option,
        values={q: figures[q][0] for q in scenarios},
        iqr={q: figures[q][1] for q in scenarios},
        intervals={q: figures[q][2] for q in scenarios},
        n={q: int(counts[s]) for s, q in enumerate(scenarios)},
        regret_exclusive=regret,
        class_=class_,
        top_class=top,
        class_probability=probability,
        shaping=None if contribution is None else contribution >= SHAPING,
        contribution=contribution,
        undefined=undefined,
        **(facts or dict.fromkeys(_facts(np.zeros(1), np.ones(1)))),
    )


def _choose_class(probability: dict[str, float], of_medians: str) -> tuple[str, str]:
    """Return the most probable class, and the class that is said: that of the medians if none was drawn."""
    if not probability:
        return of_medians, of_medians
    top = max(probability, key=lambda code: (probability[code], -CODE_OF[code]))
    return top, top if probability[top] >= MIN_PROBABILITY else "undetermined"


def _scenario_figures(values: Array, drawn: Array, count: int) -> tuple:
    if count < MIN_RATERS:
        return None, None, None
    q1, median, q3 = np.nanquantile(values, (0.25, 0.5, 0.75))
    known = drawn[~np.isnan(drawn)]
    interval = tuple(float(end) for end in np.quantile(known, _INTERVAL)) if known.size else None
    return float(median), float(q3 - q1), interval
