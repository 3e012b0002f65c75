"""What stands in the tables of a study's frame: their rows, the cells of a row, what each may hold."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from survey.db import Base
from survey.errors import BadCell
from survey.models import STEEPV, ComparedSystem, Criterion, Driver, Evidence, Group, Study

CODE = re.compile(r"[\w.\-]{1,40}")
LINE, PARAGRAPH = 300, 20_000
EVIDENCE_KINDS = ("paper", "workshop", "forum", "public_hearing", "interview", "website", "statistics")


@dataclass(frozen=True)
class Field:
    """A column of a table: how it is typed and what it may hold."""

    name: str
    type: str = "line"
    by_language: bool = False
    is_required: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Family:
    """A table: whose rows it has, and under which attribute of the study these stand."""

    code: str
    model: type[Base]
    fields: tuple[Field, ...]
    prefix: str = ""
    """What a code begins with when none is typed."""


CODE_FIELD = Field("code", "code", is_required=True)
NAME_FIELD = Field("name", by_language=True, is_required=True)
FAMILIES: Mapping[str, Family] = {
    family.code: family
    for family in (
        Family("groups", Group, (CODE_FIELD, NAME_FIELD), "G"),
        Family("systems", ComparedSystem, (CODE_FIELD, NAME_FIELD, Field("place", by_language=True)), "S"),
        Family("criteria", Criterion, (CODE_FIELD, NAME_FIELD), "C"),
        Family(
            "evidence",
            Evidence,
            (
                CODE_FIELD,
                Field("kind", "choice", is_required=True, choices=EVIDENCE_KINDS),
                Field("citation", "long", is_required=True),
                Field("note", "long", by_language=True),
            ),
            "E",
        ),
        Family(
            "drivers",
            Driver,
            (
                CODE_FIELD,
                NAME_FIELD,
                Field("statement", "long", by_language=True),
                Field("category", "choice", choices=STEEPV),
                Field("low_pole", by_language=True),
                Field("high_pole", by_language=True),
                Field("evidence_codes", "codes"),
            ),
            "D",
        ),
    )
}
CELLS = Family(
    "cells",
    Criterion,
    (Field("text", "long", by_language=True), Field("source"), Field("number", "number"), Field("unit")),
)


@dataclass(frozen=True)
class Control:
    """One cell of a row: a field in one language, or a field that has none."""

    field: Field
    language: str = ""

    @property
    def name(self) -> str:
        """Return the name under which a form sends it."""
        return f"{self.field.name}_{self.language}" if self.language else self.field.name


def list_controls(family: Family, languages: Sequence[str]) -> list[Control]:
    """Return the cells of a row, in the order in which they stand."""
    return [
        Control(field, language)
        for field in family.fields
        for language in (languages if field.by_language else ("",))
    ]


def write_value(facts: Mapping[str, Any], control: Control) -> str:
    """Return what a cell says as a person would type it."""
    value = facts.get(control.field.name)
    if control.language:
        return (value or {}).get(control.language, "")
    if value is None:
        return ""
    if control.field.type == "codes":
        return ", ".join(value)
    if control.field.type == "number":
        return f"{value:.15g}"
    return str(value)


def tidy(control: Control, typed: str) -> str:
    """Return what was typed without stray blanks: two of the same are the same."""
    if control.field.type == "long":
        return typed.replace("\r\n", "\n").strip()
    if control.field.type == "codes":
        return ", ".join(re.split(r"[\s,;]+", typed.strip(" ,;\t\n"))) if typed.strip() else ""
    return " ".join(typed.split())


def read_value(study: Study, control: Control, typed: str) -> Any:
    """Return what a cell holds when this is typed into it, tidied.

    Raises:
        BadCell: with what the cell may hold.
    """
    limit = PARAGRAPH if control.field.type == "long" else LINE
    if len(typed) > limit:
        raise BadCell("This is too long: at most %(limit)s characters.", limit=limit)
    if control.field.is_required and not typed and not control.language:
        raise BadCell("This cell must not be empty.")
    return _READERS.get(control.field.type, _read_text)(study, control.field, typed)


def _read_text(_study: Study, _field: Field, typed: str) -> str:
    return typed


def _read_code(_study: Study, _field: Field, typed: str) -> str:
    check_code(typed)
    return typed


def check_code(code: str) -> None:
    """Refuse a code that pages, files and tables could read as more than one.

    Raises:
        BadCell: with the form of a code.
    """
    if not CODE.fullmatch(code):
        raise BadCell(
            "A code has at most 40 characters: letters, digits, dots, hyphens and underscores, no blanks."
        )


def _read_choice(_study: Study, field: Field, typed: str) -> str | None:
    if typed and typed not in field.choices:
        raise BadCell("Choose one of the list.")
    return typed or None


def _read_codes(study: Study, _field: Field, typed: str) -> list[str]:
    codes = list(dict.fromkeys(typed.split(", "))) if typed else []
    known = {evidence.code for evidence in study.evidence}
    unknown = [code for code in codes if code not in known]
    if unknown:
        raise BadCell("The evidence register has no entry %(code)s.", code=unknown[0])
    return codes


def _read_number(_study: Study, _field: Field, typed: str) -> float | None:
    if not typed:
        return None
    try:
        value = float(typed.replace(" ", "").replace("−", "-").replace(",", "."))
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise BadCell("Enter a number, such as 12.5, or leave the cell empty.")
    return int(value) if value.is_integer() and abs(value) < 1e15 else value


_READERS: Mapping[str, Callable[[Study, Field, str], Any]] = {
    "code": _read_code,
    "choice": _read_choice,
    "codes": _read_codes,
    "number": _read_number,
}


def free_row_code(rows: Sequence[Any], prefix: str) -> str:
    """Return the next code of a table that no row bears: D01, D02 and so on."""
    taken = {row.code.casefold() for row in rows}
    numbers = range(1, len(rows) + len(taken) + 2)
    return next(code for number in numbers if (code := f"{prefix}{number:02d}").casefold() not in taken)
