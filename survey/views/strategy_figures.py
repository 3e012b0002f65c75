"""The pictures of the strategy pages: the wind tunnel, the roadmap, the way back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from survey.charts import Figure
from survey.filters import localized
from survey.models import Study
from survey.operations.backcasting import list_conditions
from survey.queries.futures import StrategyBoard
from survey.reports.pictures.strategy import (
    Planned,
    Step,
    Tested,
    backcast_figures,
    roadmap_figures,
    tunnel_figures,
)
from survey.words.strategy import StrategyWords

Found = Mapping[str, Any]


def draw_tunnel(study: Study, board: StrategyBoard, words: StrategyWords) -> list[Figure]:
    """Return the wind tunnel of the options that a board shows; nothing before they are rated."""
    rows = [
        Tested(
            row.option.code,
            localized(row.option.name),
            row.figures["values"],
            row.figures["iqr"],
            row.figures["class"],
            (row.figures["class_probability"] or {}).get(row.figures["top_class"]),
            bool(row.figures["shaping"]),
        )
        for row in board.rows
        if row.figures
    ]
    return tunnel_figures(rows, words.scenarios) if rows else []


def draw_roadmap(study: Study, placed: Mapping[str, Found]) -> list[Figure]:
    """Return the roadmap as it is laid out."""
    directions = [(direction.code, localized(direction.name)) for direction in study.directions]
    rows = [
        Planned(
            option.code,
            localized(option.name),
            option.direction.code,
            placed[option.code]["reason_code"],
            placed[option.code]["start_year"],
            placed[option.code]["ready_year"],
            tuple(option.prerequisites),
            localized(option.trigger),
        )
        for option in study.options
        if option.code in placed
    ]
    phases = [
        (localized(phase["name"]), phase["from_year"], phase["to_year"])
        for phase in study.phases.get("list", [])
    ]
    return roadmap_figures(directions, rows, phases) if rows and phases else []


def draw_backcast(study: Study, data: Found, words: StrategyWords) -> list[Figure]:
    """Return the chain from the horizon back to today; nothing where no link leads anywhere."""
    names = {option.code: localized(option.name) for option in study.options}
    needs = {option.code: tuple(option.prerequisites) for option in study.options}
    for condition in list_conditions(study):
        names.setdefault(condition["code"], localized(condition["name"]))
        needs.setdefault(condition["code"], tuple(condition["needs"]))
    steps = [
        Step(
            step["name"],
            names.get(step["name"], ""),
            step["kind"],
            step["latest_start"],
            step["latest_end"],
            step["late"],
            tuple(step["drivers"]),
            needs.get(step["name"], ()),
        )
        for step in data.get("steps", [])
    ]
    wanted = words.scenarios[data["quadrant"]] if data else ""
    return backcast_figures(steps, (data["today"], data["horizon"]), wanted) if steps else []
