"""Simulate the ratings of Delphi panels whose true axes are known, over one or more rounds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.errors import InvalidSetting
from analysis.ratings import Scale
from analysis.simulate.drivers import SimulatedDriver, loadings_of, plant_drivers

Array = NDArray[np.float64]

SEVEN = Scale(1, 7)
QUESTIONS = ("expectation", "impact", "uncertainty", "control")
_REACH = 1.8  # the outer answer categories begin this many standard deviations from the middle
_ITEM_SD = 0.5
SCALE_USE_SD = 0.25


@dataclass(frozen=True)
class SimulatedPanel:
    """Hold the answers of a simulated panel and the truth behind them.

    Answers are experts x drivers, NaN for missing. `opinions` holds per question the unrounded stable
    opinion in scale points, from which a later round starts; `factors` are the experts' true positions,
    experts x axes.
    """

    drivers: tuple[SimulatedDriver, ...]
    scale: Scale
    factors: Array
    answers: dict[str, Array]
    opinions: dict[str, Array]
    noise: dict[str, Array]
    competence: NDArray[np.int64]
    groups: tuple[str, ...]
    present: NDArray[np.bool_] = field(repr=False)

    @property
    def items(self) -> tuple[str, ...]:
        """Return the driver names in column order."""
        return tuple(driver.name for driver in self.drivers)

    @property
    def truth(self) -> NDArray[np.int64]:
        """Return the true axis of every driver, -1 for none."""
        return np.array([-1 if driver.axis is None else driver.axis for driver in self.drivers])

    @property
    def expectation(self) -> Array:
        """Return the expected end states, experts x drivers."""
        return self.answers["expectation"]

    @property
    def impact(self) -> Array:
        """Return the impact ratings, experts x drivers."""
        return self.answers["impact"]

    @property
    def uncertainty(self) -> Array:
        """Return the uncertainty ratings, experts x drivers."""
        return self.answers["uncertainty"]

    @property
    def control(self) -> Array:
        """Return the controllability ratings, experts x drivers."""
        return self.answers["control"]


def simulate_panel(
    rng: np.random.Generator,
    *,
    n_experts: int = 30,
    drivers: Sequence[SimulatedDriver] | None = None,
    n_drivers: int = 24,
    n_axes: int = 2,
    loading: float | tuple[float, float] = 0.6,
    sizes: Sequence[float] | None = None,
    noise_share: float = 0.0,
    flipped: float = 0.0,
    phi: float = 0.0,
    scale: Scale = SEVEN,
    groups: Sequence[str] = (),
    group_means: ArrayLike | None = None,
    missing: float = 0.0,
    missing_by_competence: bool = False,
    missing_modules: float = 0.0,
    n_modules: int = 4,
    acquiescence: float = 0.0,
    acquiescent: float = 1.0,
    scale_use: float = SCALE_USE_SD,
    order_correlation: float = 0.0,
    response_share: float = 0.3,
) -> SimulatedPanel:
    """Simulate the first, independent round of a panel whose true axes are known.

    f_i ~ N(group mean, Phi); z_ij = sum_a l_ja s_j f_ia + sqrt(1 - sum l_ja l_jb Phi_ab) e_ij + b_i;
    y_ij = sigma_i z_ij + mu_j with sigma log-normal (sd `scale_use`) for scale use, mu_j ~ N(0, .5), b_i ~
    N(0, `acquiescence`) for a share `acquiescent` of the experts and 0 for the others; y is cut into equal
    steps between -1.8 and 1.8. A share `response_share` of the unique variance is noise that is drawn anew
    in each round, the rest is stable opinion; `order_correlation` makes that rest an AR(1) series along the
    order of the drivers, as where an answer leans on the one before it. Impact, uncertainty and control are
    driver mean + expert leniency + noise on the scale. `missing` is the share of missing answers per
    question, completely at random, or more from experts who rate their own competence low;
    `missing_modules` the chance that an expert skips a module, one of `n_modules` runs of neighbouring
    drivers, in all questions. `drivers` sets the drivers one by one, otherwise `plant_drivers` makes them
    from `n_drivers`, `n_axes`, `loading`, `sizes`, `noise_share` and `flipped`. `groups` names the group of
    each expert; `group_means` (groups x axes, in order of first mention) shifts their true positions.
    Source: docs/methods.md.
    """
    answering = _Answering(scale, acquiescence, acquiescent, scale_use, order_correlation, response_share)
    gaps = _Gaps(missing, missing_by_competence, missing_modules, n_modules)
    _check(answering, gaps)
    kinds = {"n_axes": n_axes, "loading": loading, "sizes": sizes, "noise_share": noise_share}
    drivers = tuple(drivers or plant_drivers(rng, n_drivers, flipped=flipped, **kinds))
    groups = tuple(groups) or ("panel",) * n_experts
    if len(groups) != n_experts:
        raise InvalidSetting("groups", len(groups), f"one name for each of the {n_experts} experts")
    n_axes = 1 + max([n_axes - 1, 0, *(one.axis for one in drivers if one.axis is not None)])
    factors = _draw_factors(rng, n_axes, phi, groups, group_means)
    return _ask(rng, drivers, groups, factors, (phi, answering, gaps))


@dataclass(frozen=True)
class _Answering:
    """Hold how the experts of a panel answer."""

    scale: Scale
    acquiescence: float
    acquiescent: float
    scale_use: float
    order_correlation: float
    response_share: float


@dataclass(frozen=True)
class _Gaps:
    """Hold which answers of a panel are missing."""

    missing: float
    by_competence: bool
    modules: float
    n_modules: int


def _check(answering: _Answering, gaps: _Gaps) -> None:
    """Refuse settings that describe no panel."""
    if not -1 < answering.order_correlation < 1:
        raise InvalidSetting(
            "order_correlation", answering.order_correlation, "a correlation between -1 and 1"
        )
    if gaps.n_modules < 1:
        raise InvalidSetting("n_modules", gaps.n_modules, "at least 1")
    shares = {
        "missing": gaps.missing,
        "missing_modules": gaps.modules,
        "acquiescent": answering.acquiescent,
        "response_share": answering.response_share,
    }
    for name, share in shares.items():
        if not 0 <= share <= 1:
            raise InvalidSetting(name, share, "a share from 0 to 1")
    for name in ("acquiescence", "scale_use"):
        if not 0 <= getattr(answering, name) < np.inf:
            raise InvalidSetting(name, getattr(answering, name), "a number from 0 up")


def _ask(
    rng: np.random.Generator,
    drivers: tuple[SimulatedDriver, ...],
    groups: tuple[str, ...],
    factors: Array,
    settings: tuple[float, _Answering, _Gaps],
) -> SimulatedPanel:
    phi, answering, gaps = settings
    shape = (len(factors), len(drivers))
    competence = rng.integers(1, 6, len(factors))
    opinions, noise = _draw_expectation(rng, drivers, factors, phi, answering)
    for question in QUESTIONS[1:]:
        means = np.array([getattr(driver, question) for driver in drivers])
        leniency = rng.normal(0, 0.5, (len(factors), 1))
        opinions[question] = means + leniency + rng.normal(0, 0.8, shape)
        noise[question] = np.full((len(factors), 1), 0.5)
    chance = _missing_chance(gaps.missing, competence if gaps.by_competence else None, len(factors))
    present = rng.random((len(QUESTIONS), *shape)) >= chance[:, None]
    if gaps.modules:
        module = np.arange(len(drivers)) * gaps.n_modules // len(drivers)
        present &= ~(rng.random((len(factors), gaps.n_modules)) < gaps.modules)[:, module]
    panel = SimulatedPanel(
        drivers, answering.scale, factors, {}, opinions, noise, competence, groups, present
    )
    return replace(panel, answers=_answer(panel, rng))


def _draw_factors(
    rng: np.random.Generator, n_axes: int, phi: float, groups: Sequence[str], group_means: ArrayLike | None
) -> Array:
    least = -1 / max(n_axes - 1, 1)
    if not least <= phi <= 1:
        raise InvalidSetting("phi", phi, f"a correlation of {n_axes} axes, from {least:.3g} to 1")
    spread = np.full((n_axes, n_axes), phi)
    np.fill_diagonal(spread, 1.0)
    factors = rng.multivariate_normal(np.zeros(n_axes), spread, size=len(groups))
    if group_means is None:
        return factors
    names = list(dict.fromkeys(groups))
    return factors + np.asarray(group_means, dtype=float)[[names.index(group) for group in groups]]


def _draw_expectation(
    rng: np.random.Generator,
    drivers: Sequence[SimulatedDriver],
    factors: Array,
    phi: float,
    answering: _Answering,
) -> tuple[dict[str, Array], dict[str, Array]]:
    scale, share = answering.scale, answering.response_share
    n, n_axes = factors.shape
    loadings = loadings_of(drivers, n_axes)
    spread = np.full((n_axes, n_axes), phi)
    np.fill_diagonal(spread, 1.0)
    unique = np.sqrt(np.maximum(1 - np.einsum("ja,ab,jb->j", loadings, spread, loadings), 0.0))
    stable = _along_the_order(rng.normal(size=(n, len(drivers))), answering.order_correlation)
    stable = stable * np.sqrt(1 - share)
    leaning = rng.normal(0, 1, (n, 1)) * answering.acquiescence
    use = np.exp(rng.normal(0, 1, (n, 1)) * answering.scale_use)
    if answering.acquiescent < 1:
        leaning *= rng.random((n, 1)) < answering.acquiescent
    z = factors @ loadings.T + unique * stable + leaning
    y = use * z + rng.normal(0, _ITEM_SD, len(drivers))
    step = 2 * _REACH / (scale.n_points - 2) if scale.n_points > 2 else 2 * _REACH
    middle = (scale.low + scale.high) / 2
    opinions = {"expectation": middle + y / step}
    return opinions, {"expectation": use * unique * np.sqrt(share) / step}


def _along_the_order(noise: Array, correlation: float) -> Array:
    """Turn independent columns into an AR(1) series of unit variance along the columns."""
    series = noise.copy()
    for j in range(1, noise.shape[1] if correlation else 0):
        series[:, j] = correlation * series[:, j - 1] + np.sqrt(1 - correlation**2) * noise[:, j]
    return series


def _missing_chance(missing: float, competence: NDArray | None, n: int) -> Array:
    if competence is None:
        return np.full(n, missing)
    weight = 6.0 - competence
    return np.clip(missing * weight / weight.mean(), 0.0, 0.9)


def _answer(panel: SimulatedPanel, rng: np.random.Generator) -> dict[str, Array]:
    answers = {}
    for index, question in enumerate(QUESTIONS):
        opinion = panel.opinions[question]
        spoken = opinion + rng.normal(size=opinion.shape) * panel.noise[question]
        rounded = np.clip(np.floor(spoken + 0.5), panel.scale.low, panel.scale.high)
        answers[question] = np.where(panel.present[index], rounded, np.nan)
    return answers


def rerate(
    panel: SimulatedPanel, rng: np.random.Generator, *, alpha: float = 0.2, attrition: float = 0.0
) -> SimulatedPanel:
    """Ask the same panel again after it saw the medians.

    Every stable opinion o moves to (1 - alpha) o + alpha median and is asked with fresh noise. Experts
    leave with a mean probability `attrition` that grows in proportion to their distance from the medians
    of the expected state; who left has NaN everywhere. Source: docs/methods.md.
    """
    for name, share in (("alpha", alpha), ("attrition", attrition)):
        if not 0 <= share <= 1:
            raise InvalidSetting(name, share, "a share from 0 to 1")
    opinions = {}
    for question, opinion in panel.opinions.items():
        median = _medians(panel.answers[question])
        opinions[question] = (1 - alpha) * opinion + alpha * np.where(np.isnan(median), opinion, median)
    medians = _medians(panel.answers["expectation"])
    known = ~np.isnan(medians)
    gaps = np.abs(panel.opinions["expectation"] - medians)[:, known].sum(axis=1)
    leaves = attrition * gaps / max(float(gaps.mean()), 1e-12)
    stays = rng.random(len(gaps)) >= np.clip(leaves, 0.0, 1.0)
    moved = replace(panel, opinions=opinions, present=panel.present & stays[None, :, None])
    return replace(moved, answers=_answer(moved, rng))


def _medians(answers: Array) -> Array:
    """Return the median of every driver, NaN where nobody answered."""
    known = ~np.isnan(answers).all(axis=0)
    medians = np.full(answers.shape[1], np.nan)
    medians[known] = np.nanmedian(answers[:, known], axis=0)
    return medians
