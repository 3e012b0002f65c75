"""Proposals that say nearly the same, among each other and beside the drivers that are there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from analysis.texts import MAX_TEXTS, group_texts

SUGGESTED_FROM = 0.3
"""From which similarity texts stand side by side; below where they count as the same: a person decides."""


@dataclass(frozen=True)
class Alike:
    """Proposals, and drivers, that a person may want to see side by side."""

    proposals: tuple[str, ...]
    drivers: tuple[str, ...]
    similarity: float


def find_alike(proposals: Mapping[str, str], drivers: Mapping[str, tuple[str, ...]]) -> list[Alike]:
    """Return groups of proposals that are nearly the same as each other or as a driver, the closest first.

    Args:
        proposals: what each proposal is called, by its id.
        drivers: what each driver is called in each language, by its code.
    """
    named = [(code, name) for code, names in drivers.items() for name in names]
    ids = list(proposals)[: max(MAX_TEXTS - len(named), 0)]
    keys = [(key, True) for key in ids] + [(code, False) for code, _ in named]
    texts = [proposals[key] for key in ids] + [name for _, name in named]
    if not ids:
        return []
    found = []
    for group in group_texts(texts, threshold=SUGGESTED_FROM).groups:
        members = [keys[member] for member in group.members]
        said = tuple(key for key, is_proposal in members if is_proposal)
        codes = tuple(dict.fromkeys(key for key, is_proposal in members if not is_proposal))
        if said and len(said) + len(codes) > 1:
            found.append(Alike(said, codes, group.similarity))
    return sorted(found, key=lambda each: -each.similarity)
