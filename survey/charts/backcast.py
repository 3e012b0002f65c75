"""The way back: what must have begun and ended by when, from the horizon to today; what is late is marked."""

from collections.abc import Sequence
from dataclasses import dataclass

from survey.charts.gantt import Row, Sheet, draw_narrow, draw_wide
from survey.charts.theme import Figure

ROWS_A_PAGE = 22


@dataclass(frozen=True)
class BackcastTexts:
    """Hold the ready strings: today and the horizon as words beside their lines."""

    title: str
    description: str
    today: str
    horizon: str
    note: str = ""


def backcast_pages(rows: Sequence[Row], years: tuple[float, float], texts: BackcastTexts) -> list[Figure]:
    """Return the chain, the steps nearest to the horizon first; `years` are today and the horizon."""
    marks = ((years[0], texts.today), (years[1], texts.horizon))
    pages = [rows[start : start + ROWS_A_PAGE] for start in range(0, len(rows), ROWS_A_PAGE)]
    sheets = [Sheet(tuple(page), (), marks, texts.title, texts.description) for page in pages]
    return [
        Figure(draw_wide(sheet), draw_narrow(sheet), texts.title, texts.description, texts.note)
        for sheet in sheets
    ]
