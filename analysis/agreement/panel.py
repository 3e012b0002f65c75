"""All measures of agreement of one question in one round, under the names that the command line writes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from analysis.agreement import kendall_w, skillings_mack
from analysis.agreement.reliability import ALPHA_METRICS, krippendorff_alpha
from analysis.ranks import complete_rankings
from analysis.ratings import Ratings

UNRANKED = ("missing", "last")


@dataclass(frozen=True)
class PanelAgreement:
    """Hold the agreement of a panel; None is explained in `undefined`.

    `m` raters with an answer to each of the `n` items enter W and its tests, `n_dropped` had gaps.
    `unranked` says how a gap was read: "missing", or "last" in a ranking of the first few.
    """

    question: str
    round: int
    m: int
    n: int
    n_dropped: int
    unranked: str
    kendall_w: float | None
    kendall_w_uncorrected: float | None
    mean_spearman: float | None
    chi2: float | None
    df: int | None
    p_chi2: float | None
    f: float | None
    p_f: float | None
    p_permutation: float | None
    skillings_mack: dict[str, Any]
    krippendorff_alpha: dict[str, float | None]
    undefined: dict[str, str]

    def as_dict(self) -> dict[str, Any]:
        """Return the figures as plain values that JSON can hold."""
        plain = {name: dict(value) for name, value in self.__dict__.items() if isinstance(value, dict)}
        return self.__dict__ | plain


def assess_agreement(
    ratings: Ratings,
    round_: int,
    rng: np.random.Generator,
    *,
    n_permutations: int | None = None,
    unranked: str = "missing",
    progress: Callable[[float], None] | None = None,
) -> PanelAgreement:
    """Measure how far the panel agrees on the order of the items and beyond chance.

    `unranked="last"` reads the answers as ranks, 1 the first, in which the items that a rater left out
    share the mean of the remaining ranks (`analysis.ranks.complete_rankings`); who cannot judge an item
    has no rank for it. Alpha is computed from what the raters gave.
    """
    given, cannot_judge = ratings.at(round_)
    values = complete_rankings(given, cannot_judge) if unranked == "last" else given
    found = kendall_w(values, rng, n_permutations, progress).as_dict()
    mack = skillings_mack(values).as_dict()
    alphas = {metric: krippendorff_alpha(given, metric) for metric in ALPHA_METRICS}
    reasons = {_NAMES.get(name, name): why for name, why in found["undefined"].items()}
    reasons |= {f"skillings_mack.{name}": why for name, why in mack.pop("undefined").items()}
    none = "fewer than two different answers among the items with two or more"
    reasons |= {f"krippendorff_alpha.{metric}": none for metric, alpha in alphas.items() if alpha is None}
    return PanelAgreement(
        question=ratings.question,
        round=round_,
        m=found["n_raters"],
        n=found["n_items"],
        n_dropped=found["n_dropped"],
        unranked=unranked,
        kendall_w=found["w"],
        kendall_w_uncorrected=found["w_uncorrected"],
        **{
            name: found[name]
            for name in ("mean_spearman", "chi2", "df", "p_chi2", "f", "p_f", "p_permutation")
        },
        skillings_mack=mack,
        krippendorff_alpha=alphas,
        undefined=reasons,
    )


_NAMES = {"w": "kendall_w", "w_uncorrected": "kendall_w_uncorrected"}
