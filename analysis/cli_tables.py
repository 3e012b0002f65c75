"""Lay figures out as text for a terminal; the only place in the analysis that rounds."""

import unicodedata
from collections.abc import Sequence

NONE = "-"


def layout(header: Sequence[str], rows: Sequence[Sequence[str]], left: int = 1) -> str:
    """Align the cells of a table in columns: the first `left` and the last to the left, others right."""
    widths = [max(width(row[i]) for row in (header, *rows)) for i in range(len(header))]
    lines = []
    for row in (header, ["-" * w for w in widths], *rows):
        cells = [
            _pad(cell, w, i < left or i == len(header) - 1)
            for i, (cell, w) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def width(text: str) -> int:
    """Count the columns that a text takes in a terminal; Korean letters take two."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text
    )


def number(figure: float | None, places: int = 2) -> str:
    """Write a figure with so many places; a figure that is undefined is a dash."""
    return NONE if figure is None else f"{figure:.{places}f}"


def short(figure: float | None) -> str:
    """Write a point of a scale, or a mean of two, without needless places."""
    return NONE if figure is None else f"{figure:.4g}"


def percent(share: float | None) -> str:
    """Write a share as a percentage."""
    return NONE if share is None else f"{100 * share:.0f}%"


def p_value(p: float | None) -> str:
    """Write a p value; a very small one as an inequality."""
    if p is None:
        return NONE
    return "<0.001" if p < 0.001 else f"{p:.3f}"


def yes_no(flag: bool | None) -> str:
    """Write a flag as a word."""
    return NONE if flag is None else "yes" if flag else "no"


def _pad(text: str, columns: int, to_left: bool) -> str:
    blanks = " " * (columns - width(text))
    return text + blanks if to_left else blanks + text
