"""The key of the drivers' map: every code with its name, under the name of its cell, sorted as drawn."""

from collections.abc import Sequence
from dataclasses import dataclass

from survey.charts.frame import Frame
from survey.charts.labels import wrap
from survey.charts.theme import INK, MUTED, SMALL, Layer, point_layer, spot, text_layer

LEADING = 12.6
HEAD = 21.0
_GAP = 3.2
_NAME_AT = 44.0


@dataclass(frozen=True)
class KeyEntry:
    """Hold one driver of the key: its code, its name and its cell."""

    code: str
    name: str
    cell: str


@dataclass(frozen=True)
class _Line:
    """Hold one entry or heading of the key with the height that it takes."""

    entry: KeyEntry | None
    lines: tuple[str, ...]
    height: float


class Key:
    """Lay out the key in columns of one width; `height` is that of the tallest column."""

    def __init__(
        self, entries: Sequence[KeyEntry], cells: dict[str, str], width: float, n_columns: int = 1
    ) -> None:
        """Break names to the width, and share entries out among the columns in their order."""
        self.width = width
        rows = _rows(entries, cells, width - _NAME_AT - 4)
        self.columns = _columns(rows, n_columns)
        self.height = max((sum(row.height for row in column) for column in self.columns), default=0.0)

    def layers(self, frame: Frame, left: float, top: float, marks: dict[str, dict]) -> list[Layer]:
        """Return the key as layers, its upper left corner at a place from the plot's corner."""
        heads, codes, names, points = [], [], [], {cell: [] for cell in marks}
        for number, column in enumerate(self.columns):
            x, y = left + number * (self.width + 14), top
            for row in column:
                if row.entry is None:
                    heads += [
                        spot(frame, line, x, y + HEAD - 9 + LEADING * n) for n, line in enumerate(row.lines)
                    ]
                else:
                    points[row.entry.cell].append(spot(frame, "", x + 6, y + 6))
                    codes.append(spot(frame, row.entry.code, x + 16, y + 6))
                    names += [
                        spot(frame, line, x + _NAME_AT, y + 6 + LEADING * n)
                        for n, line in enumerate(row.lines)
                    ]
                y += row.height
        return [
            text_layer(heads, frame, align="left", color=MUTED),
            *(point_layer(points[cell], frame, **_smaller(mark)) for cell, mark in marks.items()),
            text_layer(codes, frame, align="left", color=INK, fontWeight=600),
            text_layer(names, frame, align="left", color=INK),
        ]


def _smaller(mark: dict) -> dict:
    return {**mark, "size": mark["size"] * 0.6}


def _rows(entries: Sequence[KeyEntry], cells: dict[str, str], room: float) -> list[_Line]:
    rows: list[_Line] = []
    before = None
    for entry in entries:
        if entry.cell != before:
            heads = wrap(cells[entry.cell], room + _NAME_AT, SMALL, 2)
            rows.append(_Line(None, heads, HEAD + LEADING * (len(heads) - 1)))
            before = entry.cell
        lines = wrap(entry.name, room, SMALL, 2)
        rows.append(_Line(entry, lines, LEADING * len(lines) + _GAP))
    return rows


def _columns(rows: Sequence[_Line], n_columns: int) -> list[list[_Line]]:
    """Fill the columns one after the other to about the same height; no heading ends a column."""
    goal = sum(row.height for row in rows) / n_columns
    columns: list[list[_Line]] = [[]]
    filled = 0.0
    for row in rows:
        is_full = filled >= goal - 1 or (row.entry is None and filled >= goal - HEAD)
        if columns[-1] and is_full and len(columns) < n_columns:
            columns.append([])
            filled = 0.0
        columns[-1].append(row)
        filled += row.height
    return columns
