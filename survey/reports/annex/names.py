"""How the sheets and columns of the annex are called, and which mappings share a cell."""

from __future__ import annotations

FACTS = "facts"

SHEETS = {
    "method.rounds": "rounds",
    "method.groups": "panel_groups",
    "method.protocol": "protocol",
    "method.changes": "protocol_changes",
    "method.reopenings": "reopenings",
    "systems.systems": "systems",
    "systems.criteria": "criteria",
    "systems.criteria.cells": "system_cells",
    "drivers.drivers": "drivers",
    "questions": "questions",
    "other_questions": "questions",
    "questions.items": "items",
    "other_questions.items": "items",
    "questions.items.rounds": "items_by_round",
    "other_questions.items.rounds": "items_by_round",
    "axes.gates": "gates",
    "axes.axes": "axes",
    "axes.axes.drivers": "loadings",
    "axes.pairs": "axis_pairs",
    "axes.alternatives": "axis_alternatives",
    "axes.placement": "placement",
    "axes.confirmation.gates": "confirmation",
    "axes.overrides": "overrides",
    "scenarios.scenarios": "scenarios",
    "scenarios.scenarios.events": "scenario_events",
    "scenarios.scenarios.parts": "scenario_texts",
    "scenarios.outcomes": "outcomes",
    "scenarios.cloud.outlines": "panel_cloud",
    "scenarios.outcomes.given": "outcomes_set",
    "preference.groups": "preference_groups",
    "strategy.directions": "directions",
    "strategy.options": "options",
    "strategy.phases": "phases",
    "strategy.signposts": "signposts",
    "annex.parameters": "parameters",
    "annex.versions": "versions",
    "annex.hashes": "fingerprints",
    "annex.texts.parts": "text_parts",
    "annex.history": "history",
    "annex.history.before": "history_before",
    "annex.history.after": "history_after",
}
"""The sheet that a list fills, by its place in the report's tree; others are called by that place."""

SINGLE = {
    "axes": "axis",
    "criteria": "criterion",
    "history": "step",
    "hashes": "hash",
    "other_questions": "question",
}

PAIR_COLUMNS = {
    "protocol": ("label", "text"),
    "parameters": ("label", "text"),
    "versions": ("label", "text"),
    "hashes": ("label", "text"),
    "alternatives": ("method", "agreement"),
    "events": ("year", "text"),
    "parts": ("label", "words"),
    "outlines": ("share", "a", "b"),
}
"""The columns of lists of pairs, by the field that holds them."""

JOINED = ("undefined",)
"""Mappings that go into one cell: the figures that are undefined, each with its reason."""

MOST_LETTERS = 31
"""The longest name that a workbook gives a sheet."""


def name_sheet(path: tuple[str, ...]) -> str:
    """Return the name of the sheet that the list at this place fills."""
    place = ".".join(path)
    return SHEETS.get(place) or "_".join(path)[-MOST_LETTERS:].strip("_")


def name_single(plural: str) -> str:
    """Return what one part of a list is called.

    >>> name_single("items"), name_single("axes")
    ('item', 'axis')
    """
    return SINGLE.get(plural) or plural.removesuffix("s")
