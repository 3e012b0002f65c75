"""Readers of the files that a study is analysed from; every fault in them is one `BadFile`.

ratings       expert,round,item,question,value and optionally group
sorts         expert,item,pile
pairs         expert,item_a,item_b,value
allocations   expert,item,axis              A, B, both or neither
options       expert,option,scenario,value

A value is a number, empty (no answer) or `dk` (cannot judge).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analysis.errors import BadFile
from analysis.files.ratings import (
    CANNOT_JUDGE,
    CANNOT_JUDGE_VALUE,
    check_size,
    infer_scale,
    read_ratings,
    read_value,
)
from analysis.files.tables import Row, quote, read_table
from analysis.ratings import Scale

__all__ = [
    "OptionRatings",
    "read_allocations",
    "read_options",
    "read_pairs",
    "read_ratings",
    "read_sorts",
]

PAIR_SCALE = Scale(-2, 2)
AXES = {"a": "A", "b": "B", "both": "both", "neither": "neither"}
Source = str | bytes | Path


@dataclass(frozen=True, eq=False)
class OptionRatings:
    """Hold what each expert thinks of each option in each scenario; arrays are read-only.

    `values` and `cannot_judge` have the shape experts x options x scenarios.
    """

    values: NDArray[np.float64]
    cannot_judge: NDArray[np.bool_]
    experts: tuple[str, ...]
    options: tuple[str, ...]
    scenarios: tuple[str, ...]
    scale: Scale


@dataclass(frozen=True)
class _Answer:
    row: Row
    value: float
    cannot_judge: bool


def read_sorts(source: Source) -> dict[str, dict[str, str]]:
    """Read pile sorts: for each expert the pile of each item."""
    return _read_placements(source, "pile", lambda row: row.name("pile"))


def read_allocations(source: Source) -> dict[str, dict[str, str]]:
    """Read allocations: for each expert the axis of each item, `A`, `B`, `both` or `neither`."""
    return _read_placements(source, "axis", _read_axis)


def read_pairs(source: Source, scale: Scale = PAIR_SCALE) -> list[tuple[str, str, str, float]]:
    """Read pair judgements as (expert, item, other item, value); pairs without a value are left out."""
    pairs: dict[tuple, tuple[Row, float | None]] = {}
    for row in read_table(source, ("expert", "item_a", "item_b", "value")):
        expert, first, second = row.name("expert"), row.name("item_a"), row.name("item_b")
        if first == second:
            raise row.fault(f"the pair names {quote(first)} twice", "two different items")
        key = (expert, *sorted((first, second)))
        if key in pairs:
            raise _twice(row, f"{expert}, {first} and {second}", pairs[key][0])
        pairs[key] = (row, _read_pair_value(row, scale))
    return [
        (row.cells["expert"], row.cells["item_a"], row.cells["item_b"], value)
        for row, value in pairs.values()
        if value is not None
    ]


def read_options(source: Source, scale: Scale | None = None) -> OptionRatings:
    """Read what each expert thinks of each option in each scenario."""
    answers: dict[tuple, _Answer] = {}
    for row in read_table(source, ("expert", "option", "scenario", "value")):
        key = (row.name("expert"), row.name("option"), row.name("scenario"))
        _add(answers, key, _read_answer(row, scale), ", ".join(key))
    first = next(iter(answers.values())).row
    numbers = np.array([answer.value for answer in answers.values()])
    scale = scale or infer_scale(first.path, first.number, numbers)
    names = [tuple(dict.fromkeys(key[axis] for key in answers)) for axis in range(3)]
    values, cannot_judge = _fill(answers, names)
    return OptionRatings(values, cannot_judge, *names, scale)


def _read_placements(source: Source, column: str, read: Callable[[Row], str]) -> dict[str, dict[str, str]]:
    places: dict[str, dict[str, str]] = {}
    seen: dict[tuple, Row] = {}
    for row in read_table(source, ("expert", "item", column)):
        key = (row.name("expert"), row.name("item"))
        if key in seen:
            raise _twice(row, ", ".join(key), seen[key])
        seen[key] = row
        places.setdefault(key[0], {})[key[1]] = read(row)
    return places


def _read_axis(row: Row) -> str:
    axis = AXES.get(row.cells["axis"].lower())
    if axis is None:
        raise row.fault(f"the axis is {quote(row.cells['axis'])}", "A, B, both or neither")
    return axis


def _read_pair_value(row: Row, scale: Scale) -> float | None:
    text = row.cells["value"]
    if text.lower() in ("", CANNOT_JUDGE):
        return None
    wanted = f"a number from {scale.low} to {scale.high}, an empty cell or dk"
    number = row.number_in("value", wanted)
    if not scale.low <= number <= scale.high:
        raise row.fault(f"the value {quote(text)} is off the scale", wanted)
    return number


def _read_answer(row: Row, scale: Scale | None) -> _Answer:
    value = read_value(row, scale)
    return _Answer(row, np.nan if value == CANNOT_JUDGE_VALUE else value, value == CANNOT_JUDGE_VALUE)


def _add(answers: dict[tuple, _Answer], key: tuple, answer: _Answer, label: str) -> None:
    if key in answers:
        raise _twice(answer.row, label, answers[key].row)
    answers[key] = answer


def _twice(row: Row, label: str, first: Row) -> BadFile:
    return row.fault(f"a second answer of {label} (the first is in row {first.number})", "one answer each")


def _fill(
    answers: Mapping[tuple, _Answer], names: list[tuple]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Lay answers out in arrays with one axis per part of their key."""
    shape = tuple(len(axis) for axis in names)
    check_size(next(iter(answers.values())).row.path, shape)
    places = [{name: i for i, name in enumerate(axis)} for axis in names]
    values, cannot_judge = np.full(shape, np.nan), np.zeros(shape, dtype=bool)
    for key, answer in answers.items():
        index = tuple(place[name] for place, name in zip(places, key, strict=True))
        values[index] = answer.value
        cannot_judge[index] = answer.cannot_judge
    values.setflags(write=False)
    cannot_judge.setflags(write=False)
    return values, cannot_judge
