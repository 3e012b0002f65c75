"""Regret among options of which only one can be done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class ExclusiveSet:
    """Hold the regret of each rated option of a set by scenario, the largest of each, and the least of these.

    Options that are not rated in every scenario stand in `unrated`; with fewer than two rated ones there is
    nothing to compare, and the rest is empty.
    """

    name: str
    regret: dict[str, dict[str, float]]
    largest: dict[str, float]
    least: tuple[str, ...]
    unrated: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON-ready form."""
        return asdict(self) | {"least": list(self.least), "unrated": list(self.unrated)}


def compare_exclusive(
    medians: Array,
    options: Sequence[str],
    scenarios: Sequence[str],
    groups: Mapping[str, str | None] | None,
) -> list[ExclusiveSet]:
    """Return the classical regret r_os = max_o' v_o's - v_os within every exclusive set.

    The minimax choice has the smallest max_s r_os; ties stand side by side. `medians` is options x scenarios
    with NaN rows for options that are not rated. Between options that can be done together regret means
    nothing and is not computed. Source: Savage 1951; docs/methods.md.
    """
    groups = groups or {}
    found = []
    for name in sorted({group for group in groups.values() if group is not None}):
        members = [o for o, option in enumerate(options) if groups.get(option) == name]
        rated = [o for o in members if not np.isnan(medians[o]).any()]
        unrated = tuple(options[o] for o in members if o not in rated)
        if len(rated) < 2:
            found.append(ExclusiveSet(name, {}, {}, (), unrated))
            continue
        best = medians[rated].max(axis=0)
        regret = {options[o]: dict(zip(scenarios, (best - medians[o]).tolist(), strict=True)) for o in rated}
        largest = {option: max(own.values()) for option, own in regret.items()}
        least = tuple(option for option, figure in largest.items() if figure == min(largest.values()))
        found.append(ExclusiveSet(name, regret, largest, least, unrated))
    return found
