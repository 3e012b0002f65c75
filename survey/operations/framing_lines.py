"""Several drivers at once, typed or pasted one a line."""

from __future__ import annotations

import re

from survey.db import transaction
from survey.errors import BadCell, CellsRefused
from survey.framing.fields import FAMILIES
from survey.framing.rows import Row
from survey.models import Account, Study
from survey.operations.framing_tables import add_row

DRIVER_PARTS = ("name", "low_pole", "high_pole")
ITEM_PARTS = ("name", "statement")
SEPARATOR = re.compile(r"\t|\s*\|\s*")
MOST_LINES = 200


@transaction
def add_drivers_by_line(study: Study, text: str, language: str, account: Account) -> list[Row]:
    """Add a driver for each line: its name, and after tabs or upright strokes its poles, or its statement.

    Raises:
        BadCell: naming the first line that cannot be taken; then none is.
    """
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    if not lines:
        raise BadCell("Write at least one line.")
    if len(lines) > MOST_LINES:
        raise BadCell("At most %(most)s lines can be taken at once.", most=MOST_LINES)
    return [_add_line(study, number, line, language, account) for number, line in lines]


def _add_line(study: Study, number: int, line: str, language: str, account: Account) -> Row:
    parts = SEPARATOR.split(line)
    names = DRIVER_PARTS if study.is_scenario_study else ITEM_PARTS
    if len(parts) > len(names):
        if study.is_scenario_study:
            raise BadCell(
                "Line %(number)s has more than three parts: name, low pole, high pole.", number=number
            )
        raise BadCell("Line %(number)s has more than two parts: name, statement.", number=number)
    sent = {f"{name}_{language}": part for name, part in zip(names, parts, strict=False)}
    try:
        return add_row(study, FAMILIES["drivers"], sent, account)
    except CellsRefused as error:
        first = next(iter(error.cells.values()))
        raise BadCell("Line %(number)s: %(why)s", number=number, why=str(first)) from error
