"""Rows of people to be invited."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from email_validator import EmailNotValidError, validate_email

from survey.errors import BadRow, TholosError
from survey.operations.accounts import normalise_email, refuse_unreachable
from survey.tables.columns import LANGUAGE_WORDS, Columns
from survey.tables.plan import BAD, NEW, SAME, Plan, PlannedRow, quote, read_cells
from survey.tables.table import Row

LONGEST_NAME, LONGEST_ADDRESS = 200, 254
NAMED_ADDRESS = re.compile(r"<\s*([^<>\s]+@[^<>\s]+)\s*>\s*$")
_LANGUAGES = {word: code for code, words in LANGUAGE_WORDS.items() for word in words}


@dataclass(frozen=True)
class Panel:
    """What is known of a study's panel: languages, groups by whatever they may be called, addresses."""

    languages: tuple[str, ...]
    groups: Mapping[str, str]
    addresses: frozenset[str]


def plan_experts(rows: Iterable[Row], columns: Columns, panel: Panel) -> Plan:
    """Return what each row would do to the panel."""
    met: dict[str, PlannedRow] = {}
    return Plan(tuple(_plan(row, columns, panel, met) for row in rows))


def _plan(row: Row, columns: Columns, panel: Panel, met: dict[str, PlannedRow]) -> PlannedRow:
    facts: dict[str, Any] = {}
    try:
        cells = read_cells(row, columns)
        facts = {key: quote(cell) for key, cell in cells.items()}
        facts = _read(cells, panel)
        earlier = met.get(facts["email"])
        if earlier is not None:
            return _repeat(row, facts, earlier)
    except TholosError as error:
        return PlannedRow(row.number, BAD, facts, error)
    if facts["email"] in panel.addresses:
        remark = BadRow("This address is on the panel already; nothing is changed.")
        planned = PlannedRow(row.number, SAME, facts, remark)
    else:
        planned = PlannedRow(row.number, NEW, facts)
    met[facts["email"]] = planned
    return planned


def _repeat(row: Row, facts: Mapping[str, Any], earlier: PlannedRow) -> PlannedRow:
    if facts == earlier.facts:
        return PlannedRow(
            row.number, SAME, facts, BadRow("The same person stands in row %(row)s.", row=earlier.number)
        )
    raise BadRow("This address stands in row %(row)s already, with other facts.", row=earlier.number)


def _read(cells: Mapping[str, str], panel: Panel) -> dict[str, Any]:
    return {
        "name": _name(cells.get("name", "")),
        "email": _address(cells.get("email", "")),
        "language": _language(cells.get("language", ""), panel),
        "group": _group(cells.get("group", ""), panel),
    }


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not name:
        raise BadRow("The name is missing.")
    if len(name) > LONGEST_NAME:
        raise BadRow("The name has more than %(n)s characters.", n=LONGEST_NAME)
    if "@" in name:
        raise BadRow("“%(cell)s” stands where the name is meant. Are the columns right?", cell=quote(name))
    return name


def _address(text: str) -> str:
    if not text:
        raise BadRow("The e-mail address is missing.")
    found = NAMED_ADDRESS.search(text)
    plain = found[1] if found else text.strip().removeprefix("mailto:")
    address = normalise_email(plain)
    try:
        validate_email(address, check_deliverability=False, allow_smtputf8=False, test_environment=True)
    except EmailNotValidError:
        raise BadRow("“%(cell)s” is no complete e-mail address.", cell=quote(text)) from None
    refuse_unreachable(address)
    if len(address) > LONGEST_ADDRESS:
        raise BadRow("The e-mail address has more than %(n)s characters.", n=LONGEST_ADDRESS)
    return address


def _language(text: str, panel: Panel) -> str:
    if not text:
        return panel.languages[0]
    code = _LANGUAGES.get(text.casefold(), "")
    if code not in panel.languages:
        raise BadRow("“%(cell)s” is no language of this study.", cell=quote(text))
    return code


def _group(text: str, panel: Panel) -> str:
    if not text:
        return ""
    code = panel.groups.get(" ".join(text.casefold().split()))
    if code is None:
        raise BadRow("This study has no stakeholder group “%(cell)s”.", cell=quote(text))
    return code
