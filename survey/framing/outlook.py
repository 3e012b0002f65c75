"""A study's outlook, read with tolerance: what makes no sense there reads as if it had not been said.

An outlook travels in archives and study files, so that anything may stand in it; pages must not stumble.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from survey.db import db
from survey.models import QUADRANTS, Driver, Study

NONE, TIME, SYSTEM, BOTH = "none", "time", "system", "both"
DIMENSIONS = (NONE, TIME, SYSTEM, BOTH)
"""What the scenarios are laid out along beside the two axes."""
UNIFORM, PLAUSIBILITY, GIVEN = "uniform", "plausibility", "given"
WEIGHTS = (UNIFORM, PLAUSIBILITY, GIVEN)

Text = dict[str, str]


@dataclass(frozen=True)
class StressFrame:
    """A second pair of axes, from the outside: two drivers with their poles, and the names of the corners.

    The corners are called like the scenarios, Q1 to Q4: Q1 is high on both drivers, Q2 low on the first.
    """

    drivers: tuple[str, str]
    names: Mapping[str, Text]


@dataclass(frozen=True)
class Weights:
    """How much each scenario counts: all the same, by plausibility, or as given."""

    kind: str = UNIFORM
    values: Mapping[str, float] | None = None


def lock_outlook(study: Study) -> None:
    """Take a study's outlook for changing it, so that nobody else's change to another part is lost."""
    db.session.refresh(study, attribute_names=["outlook"], with_for_update=True)


def find_fault(outlook: Mapping[str, Any]) -> str | None:
    """Return the first part of an outlook that has not the shape it needs; None where all of them have it."""
    shapes: Mapping[str, Callable[[Any], bool]] = {
        "third_dimension": lambda said: said in DIMENSIONS,
        "stress": is_frame,
        "asks": lambda said: _is_table_of(said, lambda codes: _is_list_of(codes, str)),
        "names": lambda said: _is_table_of(said, lambda names: _is_list_of(names, dict)),
        "weights": lambda said: isinstance(said, dict) and said.get("kind") in WEIGHTS,
        "conditions": _are_conditions,
        "backcast": lambda said: isinstance(said, dict) and said.get("quadrant", "Q1") in QUADRANTS,
        "worded_for": lambda said: _is_table_of(said, lambda code: isinstance(code, str)),
    }
    for key, fits in shapes.items():
        if key in outlook and not fits(outlook[key]):
            return key
    return None


def _is_list_of(said: Any, kind: type) -> bool:
    return isinstance(said, list) and all(isinstance(each, kind) for each in said)


def _is_table_of(said: Any, fits: Callable[[Any], bool]) -> bool:
    return isinstance(said, dict) and all(isinstance(key, str) and fits(each) for key, each in said.items())


def _are_conditions(said: Any) -> bool:
    return _is_list_of(said, dict) and all(
        isinstance(each.get("code"), str) and is_text(each.get("name")) for each in said
    )


def read_third_dimension(study: Study) -> str:
    """Return what the scenarios are laid out along: "none", "time", "system" or "both"."""
    said = study.outlook.get("third_dimension")
    return said if isinstance(said, str) and said in DIMENSIONS else NONE


def wants(study: Study, dimension: str) -> bool:
    """Say whether the scenarios are laid out along "time" or along "system"."""
    return read_third_dimension(study) in (dimension, BOTH)


def read_stress(study: Study) -> StressFrame | None:
    """Return the study's stress frame; None where none is defined, or not of two drivers of the study."""
    said = study.outlook.get("stress")
    if not is_frame(said):
        return None
    known = {driver.code for driver in study.drivers}
    if not set(said["drivers"]) <= known:
        return None
    return StressFrame(tuple(said["drivers"]), {q: dict(said["names"][q]) for q in QUADRANTS})


def is_frame(said: Any) -> bool:
    """Say whether this has the shape of a stress frame: two codes and a name for each of four corners."""
    if not isinstance(said, Mapping):
        return False
    codes, names = said.get("drivers"), said.get("names")
    has_codes = isinstance(codes, list) and len(codes) == 2 and all(isinstance(code, str) for code in codes)
    return has_codes and codes[0] != codes[1] and isinstance(names, Mapping) and _has_names(names)


def _has_names(names: Mapping[str, Any]) -> bool:
    return all(is_text(names.get(quadrant)) for quadrant in QUADRANTS)


def is_text(said: Any) -> bool:
    """Say whether this is a text by language, in one language at least."""
    return (
        isinstance(said, Mapping)
        and any(said.values())
        and all(isinstance(part, str) for pair in said.items() for part in pair)
    )


def read_chosen_parts(study: Study, kind: str) -> list[str] | None:
    """Return the codes of the parts that were chosen for a kind of round; None before anybody chose."""
    said = study.outlook.get("asks")
    codes = said.get(str(kind)) if isinstance(said, Mapping) else None
    return [code for code in codes if isinstance(code, str)] if isinstance(codes, list) else None


def read_weights(study: Study) -> Weights:
    """Return how much each scenario counts; uniform where nothing sensible is said."""
    said = study.outlook.get("weights")
    if not isinstance(said, Mapping) or said.get("kind") not in (PLAUSIBILITY, GIVEN):
        return Weights()
    if said["kind"] == PLAUSIBILITY:
        return Weights(PLAUSIBILITY)
    values = said.get("values")
    if not isinstance(values, Mapping) or not all(_is_share(values.get(q)) for q in QUADRANTS):
        return Weights()
    given = {q: float(values[q]) for q in QUADRANTS}
    return Weights(GIVEN, given) if sum(given.values()) > 0 else Weights()


def _is_share(value: Any) -> bool:
    return (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and math.isfinite(value)
        and 0 <= value <= 1e6
    )


def read_conditions(study: Study) -> list[dict[str, Any]]:
    """Return the conditions of the backcast that have a code of their own and a name."""
    said = study.outlook.get("conditions")
    found: dict[str, dict[str, Any]] = {}
    for each in said if isinstance(said, list) else ():
        if isinstance(each, Mapping) and isinstance(each.get("code"), str) and is_text(each.get("name")):
            found.setdefault(each["code"], dict(each))
    return list(found.values())


def list_years(study: Study) -> list[int]:
    """Return the years of a path behind today: the waypoints before the horizon, and the horizon itself."""
    base, horizon = study.base_year, study.horizon_year
    if base is None or horizon is None or horizon <= base:
        return []
    between = sorted({year for year in study.waypoints if base < year < horizon})
    return [*between, horizon] if between else []


def stress_drivers(study: Study) -> tuple[Driver, Driver] | None:
    """Return the two drivers of the stress frame, the horizontal one first."""
    frame = read_stress(study)
    if frame is None:
        return None
    by_code = {driver.code: driver for driver in study.drivers}
    first, second = (by_code[code] for code in frame.drivers)
    return first, second
