"""From the tree of a report's values to tables, field by field: what a part holds is in its table by itself.

One row is one part; a part inside a part gives columns with its name before theirs; a list of parts gives a
table of its own, whose rows name the part that they belong to. Parts that exist once go, figure by figure,
into the sheet "facts".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Any, NamedTuple

from survey.reports.annex.names import FACTS, JOINED, PAIR_COLUMNS, name_sheet, name_single
from survey.reports.annex.shapes import Shape, key_of, read_shape, shapes_of
from survey.tables.written import Value


class Figure(NamedTuple):
    """One cell: the column it stands in, the field that it comes from, what it holds."""

    column: str
    field: str
    value: Value | None


@dataclass
class Table:
    """Rows under a head that grows with them; every column knows the field that it comes from."""

    name: str
    columns: dict[str, str] = field(default_factory=dict)
    rows: list[dict[str, Value | None]] = field(default_factory=list)

    def add(self, figures: Sequence[Figure]) -> None:
        """Add one row."""
        self.columns |= {each.column: each.field for each in figures if each.column not in self.columns}
        self.rows.append({each.column: each.value for each in figures})


class Flattening:
    """Collect the tables of one tree."""

    def __init__(self) -> None:
        self.tables: dict[str, Table] = {}

    def read(self, context: Any) -> list[Table]:
        """Return the tables of a context, the facts first."""
        self._table(FACTS)
        self._read_single(context, ())
        return [table for table in self.tables.values() if table.rows]

    def _table(self, name: str) -> Table:
        return self.tables.setdefault(name, Table(name))

    def _read_single(self, part: Any, path: tuple[str, ...]) -> None:
        """Read a part that exists once: its figures are facts."""
        for name, shape in shapes_of(type(part)).items():
            value, here = getattr(part, name), (*path, name)
            if value is None:
                continue
            if shape.form == "part":
                self._read_single(value, here)
                continue
            for figure in self._figures(value, shape, here, ()):
                self._table(FACTS).add(
                    [
                        Figure("part", "part", ".".join(path) or "report"),
                        Figure("name", "name", figure.column),
                        Figure("value", "value", figure.value),
                    ]
                )

    def _figures(
        self, value: Any, shape: Shape, path: tuple[str, ...], keys: Sequence[Figure], prefix: str = ""
    ) -> Iterator[Figure]:
        """Yield what goes into the row at hand; lists of parts go into tables of their own."""
        column = prefix + path[-1]
        if shape.form in ("parts", "rows"):
            self._add_rows(value, shape, path, keys)
        elif shape.form == "part":
            yield from self._figures_of_part(value, shape.inner, path, keys, f"{column}_")
        elif shape.form == "texts":
            yield Figure(column, column, "; ".join(value or ()) or None)
        elif shape.form in ("series", "fixed"):
            yield from _series(column, column, value, shape)
        elif path[-1] in JOINED:
            yield Figure(column, column, "; ".join(f"{key}: {text}" for key, text in (value or {}).items()))
        elif shape.form == "mapping":
            yield from self._figures_of_mapping(value or {}, shape.inner, path, keys, column)
        else:
            yield Figure(column, column, as_cell(value))

    def _figures_of_part(
        self, part: Any, kind: type, path: tuple[str, ...], keys: Sequence[Figure], prefix: str
    ) -> Iterator[Figure]:
        for name, shape in shapes_of(kind).items():
            yield from self._figures(getattr(part, name, None), shape, (*path, name), keys, prefix)

    def _figures_of_mapping(
        self, values: Mapping[str, Any], hint: Any, path: tuple[str, ...], keys: Sequence[Figure], column: str
    ) -> Iterator[Figure]:
        shape = read_shape(hint)
        for key, value in values.items():
            name = f"{column}_{key}"
            if shape.form in ("part", "parts", "mapping"):
                self._add_keyed(value, shape, path, (*keys, Figure("of", "of", str(key))))
            elif shape.form in ("series", "fixed"):
                yield from _series(name, column, value, shape)
            else:
                text = "; ".join(value) if shape.form == "texts" else as_cell(value)
                yield Figure(name, column, text)

    def _add_keyed(self, value: Any, shape: Shape, path: tuple[str, ...], keys: Sequence[Figure]) -> None:
        """Add what stands under one key of a mapping to the table of that mapping."""
        if shape.form == "parts":
            self._add_rows(value, shape, path, keys)
        elif shape.form == "part":
            self._add_rows((value,), Shape("parts", shape.inner), path, keys)
        else:
            row = list(self._figures_of_mapping(value or {}, shape.inner, path, keys, path[-1]))
            self._table(name_sheet(path)).add([*keys, *row])

    def _add_rows(
        self, values: Sequence[Any] | None, shape: Shape, path: tuple[str, ...], keys: Sequence[Figure]
    ) -> None:
        table = self._table(name_sheet(path))
        for place, value in enumerate(values or (), start=1):
            if value is None:
                continue
            if shape.form == "rows":
                for row in _spread(value):
                    table.add([*keys, *_row(row, path)])
                continue
            key, name = key_of(shape.inner), name_single(path[-1])
            own = Figure(name, name, as_cell(getattr(value, key)) if key else place)
            row = list(self._figures_of_part(value, shape.inner, path, (*keys, own), ""))
            numbered = () if key else (Figure("place", "place", place),)
            table.add(_apart([*keys, *numbered], row))


def _apart(keys: Sequence[Figure], row: Sequence[Figure]) -> list[Figure]:
    """Return keys and row together; a column that a key has taken is called the part's own."""
    taken = {key.column for key in keys}
    return [
        *keys,
        *(each._replace(column=f"own_{each.column}") if each.column in taken else each for each in row),
    ]


def _spread(value: Sequence[Any] | Mapping[str, Any]) -> list[Any]:
    """Return a row as it is; one that holds a list, such as the points of a line, as one row for each."""
    if isinstance(value, Mapping) or not any(isinstance(each, tuple) for each in value):
        return [value]
    plain = [each for each in value if not isinstance(each, tuple)]
    held = [inner for each in value if isinstance(each, tuple) for inner in each]
    return [[*plain, *(inner if isinstance(inner, tuple) else (inner,))] for inner in held]


def _row(value: Sequence[Any] | Mapping[str, Any], path: tuple[str, ...]) -> list[Figure]:
    if isinstance(value, Mapping):
        return [Figure(key, f"{path[-1]}.{key}", as_cell(each)) for key, each in value.items()]
    names = PAIR_COLUMNS.get(path[-1]) or tuple(f"column_{place}" for place in range(1, len(value) + 1))
    return [
        Figure(name, f"{path[-1]}.{name}", as_cell(each)) for name, each in zip(names, value, strict=True)
    ]


def _series(column: str, source: str, value: Sequence[Any] | None, shape: Shape) -> Iterator[Figure]:
    """Yield one cell for each of several values; two numbers are the ends of an interval."""
    is_interval = shape.form == "fixed" and shape.inner == (float, float)
    n = len(value) if value is not None else 2 if is_interval else 0
    ends = ("low", "high") if is_interval else tuple(map(str, range(1, n + 1)))
    for end, each in zip(ends, value if value is not None else (None,) * n, strict=True):
        yield Figure(f"{column}_{end}", source, as_cell(each))


def as_cell(value: Any) -> Value | None:
    """Return a value as a cell holds it: numbers as they are, days and codes as text."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Enum):
        return str(value.value)
    return value.isoformat() if isinstance(value, date) else value
