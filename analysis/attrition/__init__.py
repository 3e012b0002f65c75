"""Who stayed and who left between two rounds, and whether leaving could fake a consensus."""

from analysis.attrition.assess import (
    Attrition,
    MinorityDropout,
    assess_attrition,
    fisher_exact,
    risk_ratio,
)

__all__ = [
    "Attrition",
    "MinorityDropout",
    "assess_attrition",
    "fisher_exact",
    "risk_ratio",
]
