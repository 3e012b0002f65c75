"""Rows as plain data and back: only named columns travel, and each is checked against its type."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Date, Float, Integer, String

from survey.db import Base, UtcDateTime
from survey.errors import BadStudyFile

LONGEST_TEXT = 100_000
LARGEST = 2**31 - 1
DEEPEST = 40
Data = Mapping[str, Any]
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def pack(row: Base, names: Iterable[str]) -> dict[str, Any]:
    """Return some columns of a row as JSON can hold them."""
    return {name: _plain(getattr(row, name)) for name in names}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, (date, datetime)) else value


def unpack(model: type[Base], data: Any, names: Iterable[str], place: str) -> dict[str, Any]:
    """Return the values of some columns, each as its column takes it.

    Raises:
        BadStudyFile: naming the place where something else stands.
    """
    if not isinstance(data, Mapping):
        raise damaged(place)
    return {
        name: _read(model, name, data.get(name), f"{place}, {name}")
        for name in names
        if name in data or not _is_younger(model, name)
    }


def _is_younger(model: type[Base], name: str) -> bool:
    """Say whether a column has a value of its own for rows that were written before it was there."""
    return model.__table__.c[name].server_default is not None


def damaged(place: str) -> BadStudyFile:
    """Return the error that names the place where an archive is damaged."""
    return BadStudyFile(
        "This archive is damaged, or was made by something else: %(place)s.", place=place[:120]
    )


def _read(model: type[Base], name: str, value: Any, place: str) -> Any:
    column = model.__table__.c[name]
    if value is None:
        if not column.nullable:
            raise damaged(place)
        return None
    try:
        read = _as_time(column.type, value)
    except (TypeError, ValueError):
        raise damaged(place) from None
    if not _fits(column.type, read, model.__annotations__.get(name, "")):
        raise damaged(place)
    return read


def _as_time(kind: Any, value: Any) -> Any:
    if isinstance(kind, UtcDateTime):
        read = datetime.fromisoformat(value)
        if read.tzinfo is None:
            raise ValueError("a time without its zone")
        return read
    return date.fromisoformat(value) if isinstance(kind, Date) else value


def _fits(kind: Any, value: Any, annotation: str) -> bool:
    if isinstance(kind, JSON):
        holder = dict if "dict[" in annotation and not annotation.startswith("Mapped[list") else list
        check_content(value, annotation)
        texts = "dict[str, str]" not in annotation or all(isinstance(each, str) for each in _values(value))
        return isinstance(value, holder) and texts
    if isinstance(kind, String):
        longest = kind.length or LONGEST_TEXT * 100
        return isinstance(value, str) and len(value) <= longest and not UNSTORABLE.search(value)
    if isinstance(kind, Boolean):
        return isinstance(value, bool)
    if isinstance(kind, (Integer, Float)):
        is_number = isinstance(value, int if isinstance(kind, Integer) else (int, float))
        return is_number and not isinstance(value, bool) and abs(value) <= LARGEST
    return isinstance(value, (date, datetime))


def _values(value: Any) -> Iterable[Any]:
    return value.values() if isinstance(value, dict) else value


def check_content(value: Any, place: str, depth: int = 0) -> None:
    """Raise for content that no database stores: torn characters, endless texts, depth without end."""
    if depth > DEEPEST:
        raise damaged(place)
    if isinstance(value, str) and (len(value) > LONGEST_TEXT or UNSTORABLE.search(value)):
        raise damaged(place)
    if isinstance(value, float) and (value != value or abs(value) == float("inf")):
        raise damaged(place)
    if isinstance(value, dict):
        for key, each in value.items():
            check_content(key, place, depth + 1)
            check_content(each, place, depth + 1)
    elif isinstance(value, list):
        for each in value:
            check_content(each, place, depth + 1)
