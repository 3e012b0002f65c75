"""Lay figures out as text for a terminal; the only place in the analysis that rounds."""

import unicodedata
from collections.abc import Sequence

NONE = "-"
STYLES = {"bold": "1", "good": "32", "warn": "33", "bad": "31", "dim": "2"}
VERDICT_STYLES = {
    "consensus": "good",
    "provisional consensus": "warn",
    "no consensus": "warn",
    "open": "warn",
    "polarised": "bad",
    "stable dissent": "bad",
    "too few answers": "dim",
}


class Sheet:
    """Lay tables out, in colour if the terminal takes it."""

    def __init__(self, colour: bool = False) -> None:
        self.colour = colour

    def table(
        self,
        header: Sequence[str],
        rows: Sequence[Sequence[str]],
        styles: Sequence[str | None] = (),
        left: int = 1,
    ) -> str:
        """Align the cells as `layout` does; `styles` are those of the last column, row by row."""
        lines = layout(header, rows, left).splitlines()
        lines[0] = self.paint(lines[0], "bold")
        for i, (row, style) in enumerate(zip(rows, styles, strict=False), start=2):
            if style and row[-1]:
                lines[i] = lines[i].removesuffix(row[-1]) + self.paint(row[-1], style)
        return "\n".join(lines)

    def paint(self, text: str, style: str) -> str:
        """Wrap a text in the codes of a style, where colour is wanted."""
        return f"\x1b[{STYLES[style]}m{text}\x1b[0m" if self.colour else text


def style_of(verdict: str) -> str | None:
    """Choose the colour of a verdict; words alone carry it too."""
    return VERDICT_STYLES.get(verdict.removesuffix(" *"))


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
    if figure is None:
        return NONE
    # Adding 0 to what was rounded keeps a minus from standing before a zero.
    return f"{round(figure, places) + 0.0:.{places}f}"


def short(figure: float | None) -> str:
    """Write a point of a scale, or a mean of two, without needless places."""
    return NONE if figure is None else f"{figure:.4g}"


def percent(share: float | None) -> str:
    """Write a share as a percentage; what is not quite nothing, or not quite all, is not rounded to it."""
    if share is None:
        return NONE
    if 0 < share < 0.005:
        return "<1%"
    return ">99%" if 0.995 <= share < 1 else f"{100 * share:.0f}%"


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
