"""Collect what a careful reader would object to: a general factor, themes, reversed poles, control."""

from __future__ import annotations

import numpy as np

from analysis.axes.clusters import Labels, adjusted_rand
from analysis.axes.input import Panel
from analysis.axes.result import Axis, Note

_STRICT_P = 0.01
_THEME_ARI = 0.5


def collect_notes(
    panel: Panel, labels: Labels, axes: tuple[Axis, ...], general_factor: float, *, is_grid: bool | None
) -> tuple[Note, ...]:
    """Return the notes that hold for this proposal, in a fixed order.

    `general_factor` is the p of the spread of the experts' mean answers.
    """
    notes = []
    if general_factor < _STRICT_P:
        notes.append(
            Note(
                "general_factor",
                {"p": general_factor},
                f"Experts differ in how high they answer overall (p = {general_factor:.3f}); "
                "part of the common movement may be optimists against pessimists.",
            )
        )
    notes += _theme_note(panel, labels)
    reversed_items = [driver.item for axis in axes for driver in axis.drivers if driver.sign < 0]
    if reversed_items:
        notes.append(
            Note(
                "reversed_drivers",
                {"items": reversed_items, "n": len(reversed_items)},
                f"{len(reversed_items)} drivers run against their axis; their poles are printed reversed.",
            )
        )
    if is_grid:
        notes.append(
            Note(
                "transformation_grid",
                {"control": [axis.control for axis in axes]},
                "Both axes are largely in the hands of those who decide: read the grid as a choice, "
                "not as an environment.",
            )
        )
    return tuple(notes)


def _theme_note(panel: Panel, labels: Labels) -> list[Note]:
    ari = compare_with_themes(panel, labels)
    if ari is None:
        return []
    text = f"The groups of drivers agree with the themes to {ari:.2f} (adjusted Rand index)."
    return [Note("themes", {"ari": ari, "high": ari >= _THEME_ARI}, text)]


def compare_with_themes(panel: Panel, labels: Labels) -> float | None:
    """Return the ARI of the clusters with the given categories of the drivers, None without categories."""
    if not panel.categories:
        return None
    themes = [panel.categories.get(item) for item in panel.usable_items]
    names = sorted({theme for theme in themes if theme is not None})
    known = np.array([theme is not None for theme in themes])
    if len(names) < 2 or known.sum() < 2:
        return None
    codes = np.array([names.index(theme) if theme is not None else -1 for theme in themes])
    return float(adjusted_rand(labels[known][None], codes[known])[0])
