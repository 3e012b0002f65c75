"""The map of drivers by impact and uncertainty: the report's picture, and where drivers stand in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from survey.charts import Figure, GridDriver, GridTexts, Sheet, drivers_grid, drivers_spots
from survey.filters import localized
from survey.models import Driver, Study
from survey.reports.pictures.drivers import grid_texts

CELLS = ("critical", "predetermined", "watch", "background")


@dataclass(frozen=True)
class MappedDriver:
    """A driver, and what the panel's answers say of its place."""

    driver: Driver
    found: Mapping[str, Any]


@dataclass(frozen=True)
class DriversMap:
    """The picture, wide and narrow, its places, and the drivers in it."""

    figure: Figure | None
    sheets: tuple[Sheet, Sheet] | None
    drivers: tuple[MappedDriver, ...]
    categories: tuple[str, ...]
    category: str
    n_all: int


def draw_drivers_map(study: Study, data: Mapping[str, Any], category: str = "") -> DriversMap:
    """Draw the drivers of a domain, or all; the axes of the picture stay those of all drivers."""
    found = data.get("criticality", {})
    placed = [
        MappedDriver(driver, found[driver.code])
        for driver in study.drivers
        if found.get(driver.code, {}).get("cell")
    ]
    categories = tuple(dict.fromkeys(each.driver.category for each in placed if each.driver.category))
    category = category if category in categories else ""
    shown = [each for each in placed if category in ("", each.driver.category)]
    points, among = [grid_driver(each) for each in shown], [grid_driver(each) for each in placed]
    return DriversMap(
        figure=drivers_grid(points, map_texts(shown, data), among) if points else None,
        sheets=drivers_spots(points, among) if points else None,
        drivers=tuple(sorted(shown, key=_by_criticality)),
        categories=categories,
        category=category,
        n_all=len(placed),
    )


def _by_criticality(each: MappedDriver) -> tuple[int, float, str]:
    return CELLS.index(each.found["cell"]), -each.found["value"], each.driver.code


def grid_driver(each: MappedDriver) -> GridDriver:
    """Return a driver as the picture takes it."""
    return GridDriver(
        each.driver.code,
        localized(each.driver.name),
        each.found["impact"],
        each.found["uncertainty"],
        each.found["cell"],
        _interval(each.found.get("impact_interval")),
        _interval(each.found.get("uncertainty_interval")),
    )


def map_texts(drivers: Sequence[MappedDriver], data: Mapping[str, Any]) -> GridTexts:
    """Return the strings of the picture: those of the report, with the panel's size."""
    return grid_texts([grid_driver(each) for each in drivers], _("n = %(n)s.", n=data["n_experts"]))


def _interval(ends: Sequence[float] | None) -> tuple[float, float] | None:
    return (ends[0], ends[1]) if ends else None
