"""The axes as data: which drivers were computed, which are adopted, under which words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from survey.models.study import Study

LETTERS = ("A", "B")
SIGNS = {"Q1": (1, 1), "Q2": (-1, 1), "Q3": (-1, -1), "Q4": (1, -1)}
"""At which ends of the axes A and B each scenario lies."""


def computed_drivers(proposal: Mapping[str, Any]) -> dict[str, dict[str, int]]:
    """Return the drivers of each computed axis with their signs; empty when none was declared."""
    return {
        letter: {driver["item"]: driver["sign"] for driver in axis["drivers"]}
        for letter, axis in zip(LETTERS, proposal["axes"], strict=False)
    }


def adopted_drivers(study: Study) -> dict[str, dict[str, int]]:
    """Return the drivers of each adopted axis with their signs."""
    return {axis.letter: {member.driver.code: member.sign for member in axis.members} for axis in study.axes}


def describe_axes(study: Study) -> dict[str, Any]:
    """Return the adopted axes as data: words and drivers by letter; empty before any were adopted."""
    drivers = adopted_drivers(study)
    return {
        axis.letter: {
            "name": axis.name,
            "low_pole": axis.low_pole,
            "high_pole": axis.high_pole,
            "drivers": drivers[axis.letter],
        }
        for axis in study.axes
    }


def mark_axes(study: Study) -> str:
    """Return what tells the adopted axes from any others."""
    return "-".join(axis.id for axis in study.axes)
