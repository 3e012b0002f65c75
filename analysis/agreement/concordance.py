"""Agreement of a panel on the order of items, and the door to all measures of agreement.

W speaks of the order of items within one question and not of consensus on any item: raters who
differ by a constant offset agree perfectly.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.agreement.reliability import fleiss_kappa, krippendorff_alpha, weighted_kappa
from analysis.consensus.tails import chi2_tail
from analysis.errors import InvalidRatings
from analysis.ranks import midranks
from analysis.resampling import permutation_p

__all__ = [
    "KendallW",
    "SkillingsMack",
    "fleiss_kappa",
    "kendall_w",
    "krippendorff_alpha",
    "skillings_mack",
    "weighted_kappa",
]

MIN_RATERS = 2
MIN_ITEMS = 3
LARGE_TABLE = 50_000
DEFAULT_PERMUTATIONS = 999


@dataclass(frozen=True)
class KendallW:
    """Hold Kendall's W with what is needed to read it: raters, items and p.

    Without any agreement W is 1/m on average, so it is never shown without m and p.
    """

    w: float | None
    w_uncorrected: float | None
    mean_spearman: float | None
    n_raters: int
    n_dropped: int
    n_items: int
    chi2: float | None
    df: int | None
    p_chi2: float | None
    f: float | None
    p_f: float | None
    p_permutation: float | None
    undefined: Mapping[str, str]

    def as_dict(self) -> dict[str, Any]:
        """Return the figures as plain values that JSON can hold."""
        return asdict(self)


@dataclass(frozen=True)
class SkillingsMack:
    """Hold the Skillings-Mack statistic of a table with gaps."""

    statistic: float | None
    df: int | None
    p: float | None
    n_blocks: int
    undefined: Mapping[str, str]

    def as_dict(self) -> dict[str, Any]:
        """Return the figures as plain values that JSON can hold."""
        return asdict(self)


def kendall_w(
    values: ArrayLike,
    rng: np.random.Generator | None = None,
    n_permutations: int | None = None,
    progress: Callable[[float], None] | None = None,
) -> KendallW:
    """Return Kendall's coefficient of concordance, corrected for ties, of raters x items.

    W = 12 S / (m² (n³-n) - m ΣT) with S = Σ_j (R_j - m(n+1)/2)² over the sums of midranks and T = Σ(t³-t)
    over the ties of each rater. Tests: χ² = m(n-1)W with n-1 degrees of freedom; F = (m-1)W / (1-W)
    with ν1 = n-1-2/m and ν2 = ν1(m-1), better for small panels; and, where `rng` is given, a
    permutation within raters: `n_permutations`, or 999 up to 50,000 cells and none beyond, where F is
    as good. `progress` is told the share done. Mean Spearman correlation: (mW-1)/(m-1).

    A rater with a gap is left out and counted in `n_dropped`; `skillings_mack` uses them all. Fewer
    than two raters, fewer than three items, or raters who all rate everything alike: undefined.

    Source: Kendall & Babington Smith (1939); Legendre (2005) JABES 10:226.

    >>> round(kendall_w([[1, 6, 3, 2, 5, 4], [1, 5, 6, 4, 2, 3], [6, 3, 2, 5, 4, 1]]).w, 4)
    0.1619
    """
    table = _as_raters(values)
    complete = table[~np.isnan(table).any(axis=1)]
    m, n = complete.shape
    counts = {"n_raters": m, "n_dropped": len(table) - m, "n_items": n}
    reason = _why_no_w(complete)
    if reason is not None:
        return _undefined_w(counts, reason)
    ranks = midranks(complete)
    w, w_uncorrected = _concordance(ranks), _concordance(ranks, corrected=False)
    figures: dict[str, Any] = {"w": w, "w_uncorrected": w_uncorrected, "mean_spearman": (m * w - 1) / (m - 1)}
    figures |= _test_by_chi2(w, m, n)
    undefined: dict[str, str] = {}
    figures |= _test_by_f(w, m, n, undefined)
    if rng is None:
        undefined["p_permutation"] = "no random generator was given"
    elif n_permutations is None and ranks.size > LARGE_TABLE:
        undefined["p_permutation"] = "the table is large: F is as good, unless permutations are asked for"
    else:
        figures["p_permutation"] = permutation_p(
            ranks, rng, DEFAULT_PERMUTATIONS if n_permutations is None else n_permutations, progress
        )
    return KendallW(**{**dict.fromkeys(_TESTS), **figures, **counts}, undefined=undefined)


_TESTS = ("w", "w_uncorrected", "mean_spearman", "chi2", "df", "p_chi2", "f", "p_f", "p_permutation")


def skillings_mack(values: ArrayLike) -> SkillingsMack:
    """Return the Skillings-Mack statistic: Friedman's test for raters (blocks) x items with gaps.

    Within each block of k ≥ 2 answers the midranks r are weighted, A_j = Σ √(12/(k+1)) (r - (k+1)/2);
    T = A' Σ⁻ A with Σ_jl = -#{blocks with j and l}, and χ² with n-1 degrees of freedom. Blocks with
    fewer than two answers drop out. Undefined where no block is left, an item has no answer, or
    the items fall apart into groups that no block joins.

    Source: Skillings & Mack (1981) Technometrics 23:171.
    """
    table = _as_raters(values)
    table = table[(~np.isnan(table)).sum(axis=1) >= 2]
    n = table.shape[1]
    present = (~np.isnan(table)).astype(float)
    together = present.T @ present
    covariance = -together
    np.fill_diagonal(covariance, 0)
    np.fill_diagonal(covariance, -covariance.sum(axis=1))
    if n < 2 or not _are_joined(together > 0):
        reason = "the raters do not join the items by pairs rated together"
        return SkillingsMack(None, None, None, len(table), dict.fromkeys(("statistic", "df", "p"), reason))
    sizes = present.sum(axis=1, keepdims=True)
    weighted = np.sqrt(12 / (sizes + 1)) * (midranks(table) - (sizes + 1) / 2)
    scores = np.where(present > 0, weighted, 0).sum(axis=0)
    # The rows of the covariance sum to 0 and it has the rank n - 1: one item is left out, whichever.
    statistic = max(0.0, float(scores[1:] @ np.linalg.solve(covariance[1:, 1:], scores[1:])))
    return SkillingsMack(statistic, n - 1, chi2_tail(statistic, n - 1), len(table), {})


def _are_joined(together: NDArray[np.bool_]) -> bool:
    """Say whether every item is joined to the first by a chain of pairs that a rater answered together."""
    reached = np.zeros(len(together), dtype=bool)
    new = np.arange(len(together)) == 0
    while new.any():
        reached |= new
        new = together[new].any(axis=0) & ~reached
    return bool(reached.all())


def _as_raters(values: ArrayLike) -> NDArray[np.float64]:
    table = np.asarray(values, dtype=float)
    if table.ndim != 2 or np.isinf(table).any():
        raise InvalidRatings(f"values has the shape {table.shape}; expected finite raters x items")
    return table


def _why_no_w(complete: NDArray[np.float64]) -> str | None:
    m, n = complete.shape
    if m < MIN_RATERS:
        return f"{m} raters rated every item; at least {MIN_RATERS} are needed"
    if n < MIN_ITEMS:
        return f"there are {n} items; at least {MIN_ITEMS} are needed"
    if (complete == complete[:, :1]).all():
        return "every rater rates all items alike"
    return None


def _undefined_w(counts: Mapping[str, int], reason: str) -> KendallW:
    return KendallW(**dict.fromkeys(_TESTS), **counts, undefined=dict.fromkeys(_TESTS, reason))


def concordance(values: ArrayLike) -> tuple[float | None, str | None]:
    """Return `kendall_w(values).w` alone, without its tests, or None and the reason."""
    table = _as_raters(values)
    complete = table[~np.isnan(table).any(axis=1)]
    reason = _why_no_w(complete)
    return (None, reason) if reason else (_concordance(midranks(complete)), None)


def _concordance(ranks: NDArray[np.float64], corrected: bool = True) -> float:
    """Compute W from midranks; validity is assumed."""
    m, n = ranks.shape
    s = float(((ranks.sum(axis=0) - m * (n + 1) / 2) ** 2).sum())
    # A rater's ties reduce the squared deviations of their midranks by T / 12.
    spread = float(((ranks - (n + 1) / 2) ** 2).sum()) if corrected else m * (n**3 - n) / 12
    return min(1.0, s / (m * spread))


def _test_by_chi2(w: float, m: int, n: int) -> dict[str, Any]:
    chi2 = m * (n - 1) * w
    return {"chi2": chi2, "df": n - 1, "p_chi2": chi2_tail(chi2, n - 1)}


def _test_by_f(w: float, m: int, n: int, undefined: dict[str, str]) -> dict[str, Any]:
    if w >= 1:
        undefined |= dict.fromkeys(("f", "p_f"), "all raters agree perfectly, so F is infinite")
        return {}
    from scipy.special import fdtrc

    f = (m - 1) * w / (1 - w)
    df = n - 1 - 2 / m
    return {"f": f, "p_f": float(fdtrc(df, df * (m - 1), f))}
