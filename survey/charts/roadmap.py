"""The roadmap: options from start to effect under the phases, by direction; triggers instead of dates."""

from collections.abc import Sequence
from dataclasses import dataclass

from survey.charts.gantt import Band, Row, Sheet, draw_narrow, draw_wide
from survey.charts.theme import Figure

ROWS_A_PAGE = 22


@dataclass(frozen=True)
class RoadmapTexts:
    """Hold the ready strings of a roadmap."""

    title: str
    description: str
    note: str = ""


def roadmap_pages(
    groups: Sequence[tuple[str, Sequence[Row]]], bands: Sequence[Band], texts: RoadmapTexts
) -> list[Figure]:
    """Return the roadmap, each direction under its title; long ones in several pictures.

    `groups` are (name of a direction, its rows).
    """
    rows = [
        row
        for number, (name, own) in enumerate(groups)
        if own
        for row in (Row(f"·{number}", name, heading=True), *own)
    ]
    pages = [rows[start : start + ROWS_A_PAGE] for start in range(0, len(rows), ROWS_A_PAGE)]
    sheets = [Sheet(tuple(page), tuple(bands), (), texts.title, texts.description) for page in pages]
    return [
        Figure(draw_wide(sheet), draw_narrow(sheet), texts.title, texts.description, texts.note)
        for sheet in sheets
    ]
