"""Agreement of a panel on the order of items, and the door to all measures of agreement."""

from analysis.agreement.concordance import (
    DEFAULT_PERMUTATIONS,
    LARGE_TABLE,
    MIN_ITEMS,
    MIN_RATERS,
    KendallW,
    SkillingsMack,
    concordance,
    fleiss_kappa,
    kendall_w,
    krippendorff_alpha,
    skillings_mack,
    weighted_kappa,
)

__all__ = [
    "DEFAULT_PERMUTATIONS",
    "LARGE_TABLE",
    "MIN_ITEMS",
    "MIN_RATERS",
    "KendallW",
    "SkillingsMack",
    "concordance",
    "fleiss_kappa",
    "kendall_w",
    "krippendorff_alpha",
    "skillings_mack",
    "weighted_kappa",
]
