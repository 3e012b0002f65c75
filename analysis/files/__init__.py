"""Readers of the files that a study is analysed from; every fault in them is one `BadFile`."""

from analysis.files.read import (
    AXES,
    PAIR_SCALE,
    OptionRatings,
    Source,
    read_allocations,
    read_options,
    read_pairs,
    read_ratings,
    read_sorts,
)

__all__ = [
    "AXES",
    "PAIR_SCALE",
    "OptionRatings",
    "Source",
    "read_allocations",
    "read_options",
    "read_pairs",
    "read_ratings",
    "read_sorts",
]
