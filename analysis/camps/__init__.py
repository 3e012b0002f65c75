"""Find schools of thought among experts, or say why there are none."""

from analysis.camps.find import (
    MOST_NEEDED,
    Array,
    Camp,
    CampGate,
    Camps,
    Labels,
    find_camps,
    group_informed_consensus,
)

__all__ = [
    "MOST_NEEDED",
    "Array",
    "Camp",
    "CampGate",
    "Camps",
    "Labels",
    "find_camps",
    "group_informed_consensus",
]
