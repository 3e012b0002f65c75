"""The axes as data: which drivers were computed, which are adopted, under which words."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from survey.models.decision import QUADRANTS, Scenario
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


def scenario_words(scenario: Scenario | None) -> dict[str, Any]:
    """Return what an author wrote of a scenario as data; empty before anybody wrote."""
    if scenario is None:
        return {}
    return {
        "name": scenario.name,
        "headline": scenario.headline,
        "narrative": scenario.narrative,
        "parts": scenario.parts,
    }


def mark_content(content: Any) -> str:
    """Return a mark of some content, by which a form knows whether it changed meanwhile."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def set_outcomes_of(study: Study) -> dict[str, dict[str, str]]:
    """Return where people set a driver's outcome against the computed one: scenario -> driver -> state."""
    found: dict[str, dict[str, str]] = {quadrant: {} for quadrant in QUADRANTS}
    for scenario in study.scenarios:
        found[scenario.quadrant] = {code: each["state"] for code, each in scenario.outcomes.items()}
    return found
