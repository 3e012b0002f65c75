"""Readers of the files that a study is analysed from; every fault in them is one `BadFile`.

ratings       expert,round,item,question,value and optionally group
sorts         expert,item,pile
pairs         expert,item_a,item_b,value
allocations   expert,item,axis              A, B, both or neither
options       expert,option,scenario,value

A value is a number, empty (no answer) or `dk` (cannot judge).
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analysis._tables import MAX_CELLS, Row, quote, read_table
from analysis.errors import BadFile, InvalidScale, UnknownQuestion
from analysis.ratings import Ratings, Scale

CANNOT_JUDGE = "dk"
PAIR_SCALE = Scale(-2, 2)
AXES = {"a": "A", "b": "B", "both": "both", "neither": "neither"}
_LARGEST = 1_000_000_000
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


def read_ratings(
    source: Source, scale: Scale | None = None, questions: Collection[str] | None = None
) -> dict[str, Ratings]:
    """Read a ratings file into one `Ratings` per question, in the order of the file.

    Without a scale each question gets the range of its own answers, smallest to largest. All
    questions share the list of experts; items and rounds are those of the question. `questions`
    keeps those of them that the file holds; if it holds none of them, that is `UnknownQuestion`.
    The whole file is checked all the same.
    """
    rows = read_table(source, ("expert", "round", "item", "question", "value"), ("group",))
    answers: dict[str, dict[tuple, _Answer]] = {}
    for row in rows:
        key = (row.whole_number("round"), row.name("expert"), row.name("item"))
        of_question = answers.setdefault(row.name("question"), {})
        _add(of_question, key, _read_answer(row, scale), f"{key[1]}, round {key[0]}, {key[2]}")
    groups = _read_groups(rows)
    chosen = [question for question in answers if questions is None or question in questions]
    if not chosen:
        raise UnknownQuestion(", ".join(questions or ()), answers)
    return {
        question: _make_ratings(
            question, answers[question], scale or _infer_scale(answers[question].values()), groups
        )
        for question in chosen
    }


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
    scale = scale or _infer_scale(answers.values())
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
    text = row.cells["value"]
    if text == "":
        return _Answer(row, np.nan, False)
    if text.lower() == CANNOT_JUDGE:
        return _Answer(row, np.nan, True)
    reach = "" if scale is None else f" from {scale.low} to {scale.high}"
    wanted = f"a whole number{reach}, an empty cell or dk"
    number = row.number_in("value", wanted)
    low, high = (-_LARGEST, _LARGEST) if scale is None else (scale.low, scale.high)
    if number != int(number) or not low <= number <= high:
        raise row.fault(f"the value {quote(text)} is off the scale", wanted)
    return _Answer(row, number, False)


def _add(answers: dict[tuple, _Answer], key: tuple, answer: _Answer, label: str) -> None:
    if key in answers:
        raise _twice(answer.row, label, answers[key].row)
    answers[key] = answer


def _twice(row: Row, label: str, first: Row) -> BadFile:
    return row.fault(f"a second answer of {label} (the first is in row {first.number})", "one answer each")


def _read_groups(rows: Iterable[Row]) -> dict[str, tuple[str | None, Row]]:
    """Return the group of every expert, in the order in which the experts appear."""
    groups: dict[str, tuple[str | None, Row]] = {}
    for row in rows:
        expert = row.cells["expert"]
        group = row.name("group") if row.cells.get("group") else None
        known, first = groups.setdefault(expert, (group, row))
        if known is None:
            groups[expert] = (group, row)
        elif group not in (known, None):
            raise row.fault(
                f"the group of {quote(expert)} differs from the one in row {first.number}",
                "one group per expert",
            )
    return groups


def _infer_scale(answers: Iterable[_Answer]) -> Scale:
    answers = list(answers)
    numbers = [answer for answer in answers if not np.isnan(answer.value)]
    row = numbers[0].row if numbers else answers[0].row
    if not numbers:
        raise BadFile(row.path, None, "there is no number to infer the scale from", "a scale such as 1-7")
    low, high = (int(pick(answer.value for answer in numbers)) for pick in (min, max))
    try:
        return Scale(low, high)
    except InvalidScale as fault:
        # The limits may be long: a message names them only as far as a person would read.
        problem = f"the answers run from {quote(str(low))} to {quote(str(high))}, which makes no scale"
        raise BadFile(row.path, None, problem, "a scale such as 1-7") from fault


def _make_ratings(
    question: str,
    answers: Mapping[tuple, _Answer],
    scale: Scale,
    groups: Mapping[str, tuple[str | None, Row]],
) -> Ratings:
    rounds = tuple(sorted({key[0] for key in answers}))
    names = [rounds, tuple(groups), tuple(dict.fromkeys(key[2] for key in answers))]
    values, cannot_judge = _fill(answers, names)
    of_experts = tuple(group for group, _ in groups.values())
    known = of_experts if any(group is not None for group in of_experts) else None
    return Ratings(values, cannot_judge, names[1], names[2], rounds, scale, question, known)


def _fill(
    answers: Mapping[tuple, _Answer], names: list[tuple]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Lay answers out in arrays with one axis per part of their key."""
    shape = tuple(len(axis) for axis in names)
    if np.prod(shape, dtype=float) > MAX_CELLS:
        row = next(iter(answers.values())).row
        raise BadFile(
            row.path, None, f"the table would have {shape} cells", f"at most {MAX_CELLS} cells in all"
        )
    places = [{name: i for i, name in enumerate(axis)} for axis in names]
    values, cannot_judge = np.full(shape, np.nan), np.zeros(shape, dtype=bool)
    for key, answer in answers.items():
        index = tuple(place[name] for place, name in zip(places, key, strict=True))
        values[index] = answer.value
        cannot_judge[index] = answer.cannot_judge
    values.setflags(write=False)
    cannot_judge.setflags(write=False)
    return values, cannot_judge
