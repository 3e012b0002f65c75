"""Rows of drivers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from survey.errors import BadRow, TholosError
from survey.tables.columns import TEXTS, Columns
from survey.tables.plan import BAD, CHANGED, NEW, SAME, Plan, PlannedRow, quote, read_cells
from survey.tables.table import Row

CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]*")
LONGEST_CODE = 40
LONGEST = {"name": 300, "statement": 20_000, "low_pole": 300, "high_pole": 300}
SEPARATORS = re.compile(r"[;,\n]")
CATEGORIES: Mapping[str, tuple[str, ...]] = {
    "social": ("social", "society", "s", "사회", "사회적"),
    "technological": ("technological", "technology", "technical", "tech", "t", "기술", "기술적"),
    "economic": ("economic", "economy", "economical", "경제", "경제적"),
    "environmental": ("environmental", "environment", "ecological", "ecology", "환경", "환경적", "생태"),
    "political": ("political", "politics", "policy", "legal", "p", "정치", "정치적", "정책", "제도"),
    "values": ("values", "value", "v", "가치", "가치관", "가치적"),
}
_CATEGORIES = {word: category for category, words in CATEGORIES.items() for word in words}


@dataclass(frozen=True)
class Frame:
    """What is known of a study: its drivers by code, which of them were asked, its evidence by code."""

    drivers: Mapping[str, Mapping[str, Any]]
    asked: frozenset[str]
    evidence: Mapping[str, str]

    @cached_property
    def codes(self) -> Mapping[str, str]:
        """Return the drivers' codes by what they are in small letters."""
        return {code.casefold(): code for code in self.drivers}


def plan_drivers(rows: Sequence[Row], columns: Columns, frame: Frame) -> Plan:
    """Return what each row would do to the drivers."""
    place = columns.fields.index("code") if "code" in columns.fields else None
    taken = set(frame.codes)
    if place is not None:
        taken |= {row.cells[place].casefold() for row in rows}
    fresh = _fresh_codes(taken)
    met: dict[str, int] = {}
    return Plan(tuple(_plan(row, columns, frame, fresh, met) for row in rows))


def _plan(row: Row, columns: Columns, frame: Frame, fresh: Iterable[str], met: dict[str, int]) -> PlannedRow:
    shown: dict[str, Any] = {}
    try:
        cells = read_cells(row, columns)
        shown = {key: quote(cell) for key, cell in cells.items()}
        facts = _read(cells, frame)
        if not facts["code"]:
            facts["code"] = next(iter(fresh))
        code = facts["code"]
        if code.casefold() in met:
            raise BadRow(
                "The code %(code)s stands in row %(row)s already.", code=code, row=met[code.casefold()]
            )
        met[code.casefold()] = row.number
        return _compare(row, facts, frame)
    except TholosError as error:
        return PlannedRow(row.number, BAD, shown, error)


def _compare(row: Row, facts: dict[str, Any], frame: Frame) -> PlannedRow:
    code = frame.codes.get(facts["code"].casefold())
    if code is None:
        if not facts.get("name"):
            raise BadRow("The name is missing.")
        return PlannedRow(row.number, NEW, facts)
    stands = frame.drivers[code]
    merged = {**facts, "code": code}
    for text in TEXTS:  # a language that the row says nothing in stays as it is
        merged[text] = {**stands[text], **facts.get(text, {})}
    if all(merged[key] == stands.get(key) for key in merged if key != "code"):
        return PlannedRow(
            row.number, SAME, merged, BadRow("This driver is in the study already, word for word.")
        )
    if code in frame.asked:
        raise BadRow("The panel has been asked about %(code)s; a file cannot reword it.", code=code)
    return PlannedRow(row.number, CHANGED, merged)


def _read(cells: Mapping[str, str], frame: Frame) -> dict[str, Any]:
    facts: dict[str, Any] = {"code": _code(cells.get("code", ""))}
    for field, cell in cells.items():
        text, _, language = field.rpartition("_")
        if text in TEXTS and cell:
            facts.setdefault(text, {})[language] = _text(text, cell)
    if cells.get("category"):
        facts["category"] = _category(cells["category"])
    if cells.get("evidence"):
        facts["evidence_codes"] = _evidence(cells["evidence"], frame)
    if not facts["code"] and not facts.get("name"):
        raise BadRow("The name is missing.")
    return facts


def _code(text: str) -> str:
    if text and (not CODE.fullmatch(text) or len(text) > LONGEST_CODE):
        raise BadRow(
            "“%(cell)s” is no code: letters, digits, dots, hyphens and underscores, at most %(n)s of them.",
            cell=quote(text),
            n=LONGEST_CODE,
        )
    return text


def _text(name: str, text: str) -> str:
    if name != "statement":
        text = " ".join(text.split())
    if len(text) > LONGEST[name]:
        raise BadRow("“%(cell)s” has more than %(n)s characters.", cell=quote(text), n=LONGEST[name])
    return text


def _category(text: str) -> str:
    category = _CATEGORIES.get(" ".join(text.casefold().split()))
    if category is None:
        raise BadRow(
            "“%(cell)s” is no category: social, technological, economic, environmental, political, values.",
            cell=quote(text),
        )
    return category


def _evidence(text: str, frame: Frame) -> list[str]:
    codes = []
    for part in filter(None, (each.strip() for each in SEPARATORS.split(text))):
        if part.casefold() not in frame.evidence:
            raise BadRow("The evidence register has no entry “%(cell)s”.", cell=quote(part))
        codes.append(frame.evidence[part.casefold()])
    return list(dict.fromkeys(codes))


def _fresh_codes(taken: set[str]) -> Iterable[str]:
    number = 0
    while True:
        number += 1
        code = f"D{number:02d}"
        if code.casefold() not in taken:
            taken.add(code.casefold())
            yield code
