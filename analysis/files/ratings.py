"""The reader of ratings files: every text is checked once, and a row keeps a few numbers in memory."""

from array import array
from collections.abc import Collection
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analysis.errors import BadFile, InvalidScale, UnknownQuestion
from analysis.files.clean import Column, number_names, take_apart
from analysis.files.tables import MAX_CELLS, Row, Table, load, open_content, quote
from analysis.ratings import Ratings, Scale

CANNOT_JUDGE = "dk"
# Stands for "cannot judge" among the values while a file is read; no cell can hold it as a number.
CANNOT_JUDGE_VALUE = np.inf
COLUMNS = ("expert", "round", "item", "question", "value")
# A row is checked in this order, so that the first fault in it is the one that is named.
_ORDER = ("round", "expert", "item", "question", "value")
_LARGEST = 1_000_000_000


def read_ratings(
    source: str | bytes | Path, scale: Scale | None = None, questions: Collection[str] | None = None
) -> dict[str, Ratings]:
    """Read a ratings file into one `Ratings` per question, in the order of the file.

    Without a scale each question gets the range of its own answers, smallest to largest. All
    questions share the list of experts; items and rounds are those of the question. `questions`
    keeps those of them that the file holds; if it holds none of them, that is `UnknownQuestion`.
    The whole file is checked all the same. What is kept of a row does not grow with its texts.
    """
    reader = _read(source, scale)
    found = {name: answers.find_twice() for name, answers in reader.answers.items()}
    chosen = [name for name in found if questions is None or name in questions]
    if not chosen:
        raise UnknownQuestion(", ".join(questions or ()), found)
    return {name: reader.make_ratings(name) for name in chosen}


def _read(source: str | bytes | Path, scale: Scale | None) -> "_Reader":
    """Take a clean file by columns; row by row whatever is not clean, or holds a fault to be named."""
    path, content = load(source)
    columns = take_apart(content, COLUMNS, ("group",))
    if columns is not None:
        reader = _Reader(Table(path, list(columns), iter(())), scale)
        try:
            reader.take_columns(columns)
        except BadFile:
            columns = None
        else:
            return reader
    table = open_content(path, content, COLUMNS, ("group",))
    del content
    reader = _Reader(table, scale)
    for number, cells in table.records:
        reader.take(number, cells)
    return reader


def read_value(row: Row, scale: Scale | None) -> float:
    """Read the value of a row: a point of the scale, NaN if it is empty, `CANNOT_JUDGE_VALUE` for dk."""
    text = row.cells["value"]
    if text == "":
        return np.nan
    if text.lower() == CANNOT_JUDGE:
        return CANNOT_JUDGE_VALUE
    reach = "" if scale is None else f" from {scale.low} to {scale.high}"
    wanted = f"a whole number{reach}, an empty cell or dk"
    number = row.number_in("value", wanted)
    low, high = (-_LARGEST, _LARGEST) if scale is None else (scale.low, scale.high)
    if number != int(number) or not low <= number <= high:
        raise row.fault(f"the value {quote(text)} is off the scale", wanted)
    return number


def infer_scale(path: str, row: int | None, values: NDArray[np.float64]) -> Scale:
    """Take the range of the numbers among the values for the scale; `row` is the first row with one."""
    numbers = values[np.isfinite(values)]
    if not numbers.size:
        raise BadFile(path, row, "there is no number to infer the scale from", "a scale such as 1-7")
    low, high = int(numbers.min()), int(numbers.max())
    try:
        return Scale(low, high)
    except InvalidScale as fault:
        # The limits may be long: a message names them only as far as a person would read.
        problem = f"the answers run from {quote(str(low))} to {quote(str(high))}, which makes no scale"
        raise BadFile(path, row, problem, "a scale such as 1-7") from fault


def check_size(path: str, shape: tuple[int, ...]) -> None:
    """Refuse a table that would not fit into memory."""
    if np.prod(shape, dtype=float) > MAX_CELLS:
        raise BadFile(path, None, f"the table would have {shape} cells", f"at most {MAX_CELLS} cells in all")


class _Answers:
    """Collect the answers to one question: places of round, expert and item, value and row number."""

    def __init__(self, path: str, experts: dict[str, int]) -> None:
        self.path = path
        self.experts = experts
        self.rounds: dict[int, int] = {}
        self.items: dict[str, int] = {}
        self.places: array | NDArray[np.int64] = array("q")
        self.values: array | NDArray[np.float64] = array("d")
        self.rows: array | NDArray[np.int64] = array("q")

    def add(self, round_: int, expert: int, item: str, value: float, row: int) -> None:
        """Add one answer."""
        place = self.rounds.setdefault(round_, len(self.rounds))
        self.places.extend((place, expert, self.items.setdefault(item, len(self.items))))
        self.values.append(value)
        self.rows.append(row)

    @classmethod
    def of_columns(
        cls,
        path: str,
        experts: dict[str, int],
        places: NDArray[np.int64],
        names: tuple[list[int], list[str]],
        rest: tuple[NDArray[np.float64], NDArray[np.int64]],
    ) -> "_Answers":
        """Hold answers in arrays: codes of round, expert, item; names of rounds and items; values, rows."""
        answers = cls(path, experts)
        answers.rounds, places[:, 0] = number_names(names[0], places[:, 0])
        answers.items, places[:, 2] = number_names(names[1], places[:, 2])
        answers.places, (answers.values, answers.rows) = places.reshape(-1), rest
        return answers

    @property
    def shape(self) -> tuple[int, int, int]:
        """Count rounds, experts and items."""
        return len(self.rounds), len(self.experts), len(self.items)

    def flat_places(self) -> NDArray[np.int64]:
        """Return the place of every answer in a table of rounds x experts x items."""
        check_size(self.path, self.shape)
        _, n_experts, n_items = self.shape
        places = np.frombuffer(self.places, dtype=np.int64).reshape(-1, 3)
        return (places[:, 0] * n_experts + places[:, 1]) * n_items + places[:, 2]

    def find_twice(self) -> None:
        """Refuse a second answer of one expert to one item in one round, the first such in the file."""
        flat = self.flat_places()
        seen = np.zeros(np.prod(self.shape), dtype=bool)
        seen[flat] = True
        if np.count_nonzero(seen) == len(flat):
            return
        order = np.argsort(flat, kind="stable")
        again = np.flatnonzero(flat[order][1:] == flat[order][:-1])
        if again.size == 0:
            return
        first = again[np.argmin(order[again + 1])]
        before, after = int(order[first]), int(order[first + 1])
        round_, expert, item = self.places[3 * after : 3 * after + 3]
        names = (list(self.rounds)[round_], list(self.experts)[expert], list(self.items)[item])
        raise BadFile(
            self.path,
            int(self.rows[after]),
            f"a second answer of {names[1]}, round {names[0]}, {names[2]} "
            f"(the first is in row {self.rows[before]})",
            "one answer each",
        )

    def first_number(self) -> int:
        """Find the row of the first number, or the first row if there is none."""
        known = np.flatnonzero(np.isfinite(np.frombuffer(self.values)))
        return int(self.rows[int(known[0]) if known.size else 0])

    def tables(self) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """Lay the answers out as rounds x experts x items, rounds ascending: values, cannot-judge marks."""
        values, marks = np.full(self.shape, np.nan), np.zeros(self.shape, dtype=bool)
        flat, given = self.flat_places(), np.frombuffer(self.values)
        unjudged = given == CANNOT_JUDGE_VALUE
        values.reshape(-1)[flat[~unjudged]] = given[~unjudged]
        marks.reshape(-1)[flat[unjudged]] = True
        order = [place for _, place in sorted(self.rounds.items())]
        if order == sorted(order):
            return values, marks
        return values[order], marks[order]


class _Reader:
    """Take rows one by one; a text that was seen and found good is not looked at again."""

    def __init__(self, table: Table, scale: Scale | None) -> None:
        self.table = table
        self.scale = scale
        self.at = {name: place for place, name in enumerate(table.header)}
        self.experts: dict[str, int] = {}
        self.answers: dict[str, _Answers] = {}
        self.groups: dict[str, tuple[str, int]] = {}
        self.expert_rows: dict[str, int] = {}
        self.known: dict[str, dict[str, object]] = {name: {} for name in (*COLUMNS, "group")}
        self.columns = [(self.at[name], self.known[name]) for name in _ORDER]

    def take(self, number: int, cells: list[str]) -> None:
        """Take one row."""
        try:
            round_, expert, item, question, value = [known[cells[at]] for at, known in self.columns]
        except KeyError:
            round_, expert, item, question, value = (
                self._look_up(column, number, cells) for column in _ORDER
            )
        place = self.experts.setdefault(expert, len(self.experts))
        if "group" in self.at:
            self._take_group(expert, number, cells)
        answers = self.answers.get(question)
        if answers is None:
            answers = self.answers[question] = _Answers(self.table.path, self.experts)
        answers.add(round_, place, item, value, number)

    def _look_up(self, column: str, number: int, cells: list[str]) -> object:
        text, known = cells[self.at[column]], self.known[column]
        if text not in known:
            known[text] = self._check(column, self.table.row(number, cells))
        return known[text]

    def _check(self, column: str, row: Row) -> object:
        if column == "round":
            return row.whole_number("round")
        if column == "value":
            return read_value(row, self.scale)
        if column == "group":
            return row.name("group") if row.cells["group"] else None
        return row.name(column)

    def _take_group(self, expert: str, number: int, cells: list[str]) -> None:
        group = self._look_up("group", number, cells)
        if group is None:
            return
        known, first = self.groups.setdefault(expert, (group, number))
        if known != group:
            raise self.table.row(number, cells).fault(
                f"the group of {quote(expert)} differs from the one in row {first}", "one group per expert"
            )

    def take_columns(self, columns: dict[str, Column]) -> None:
        """Take all rows of a clean table at once; a fault is only that there is one."""
        texts = {name: self._check_texts(name, column) for name, column in columns.items()}
        codes = {name: column.codes for name, column in columns.items()}
        self.experts, codes["expert"] = number_names(texts["expert"], codes["expert"])
        questions, codes["question"] = number_names(texts["question"], codes["question"])
        self._take_groups(texts.get("group", []), codes)
        values = np.array(texts["value"])
        for question, at in questions.items():
            rows = (
                np.flatnonzero(codes["question"] == at)
                if len(questions) > 1
                else np.arange(len(codes["value"]))
            )
            places = np.stack([codes[name][rows] for name in ("round", "expert", "item")], axis=1)
            self.answers[question] = _Answers.of_columns(
                self.table.path,
                self.experts,
                places,
                (texts["round"], texts["item"]),
                (values[codes["value"][rows]], rows + 2),
            )

    def _check_texts(self, name: str, column: Column) -> list:
        return [
            self._check(name, Row(self.table.path, row + 2, {name: text.strip()}))
            for text, row in zip(column.texts, column.first, strict=True)
        ]

    def _take_groups(self, groups: list[str | None], codes: dict[str, NDArray[np.int64]]) -> None:
        if not groups:
            return
        pairs = np.unique(codes["expert"] * len(groups) + codes["group"])
        names = list(self.experts)
        for expert, group in zip(*(part.tolist() for part in np.divmod(pairs, len(groups))), strict=True):
            if groups[group] is None:
                continue
            if self.groups.setdefault(names[expert], (groups[group], 0))[0] != groups[group]:
                raise BadFile(self.table.path, None, "an expert has two groups", "one group per expert")

    def make_ratings(self, question: str) -> Ratings:
        """Lay out the answers to one question."""
        answers = self.answers[question]
        given = np.frombuffer(answers.values)
        scale = self.scale or infer_scale(self.table.path, answers.first_number(), given)
        values, marks = answers.tables()
        groups = [self.groups.get(expert, (None, 0))[0] for expert in self.experts] if self.groups else None
        rounds = sorted(answers.rounds)
        return Ratings(values, marks, self.experts, answers.items, rounds, scale, question, groups)
