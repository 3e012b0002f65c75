"""Test data: a report's context with something in every field, made from the annotations alone."""

import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from itertools import count
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from survey.reports.context import QUADRANTS, ReportContext


class Filler:
    """Make parts in which no number stands twice; `numbers` says where each of them was put."""

    def __init__(self) -> None:
        self.numbers: dict[float, str] = {}
        self._next = count(1)

    def make_context(self) -> ReportContext:
        """Return a context that is filled throughout."""
        return self.make(ReportContext, "", "en")

    def make(self, part: type, path: str, language: str = "") -> Any:
        """Return a part, every field of it filled."""
        hints = get_type_hints(part)
        values = {
            field.name: self.fill(hints[field.name], f"{path}.{field.name}".strip("."), field)
            for field in fields(part)
        }
        if language:
            values["language"] = language
        return part(**values)

    def fill(self, hint: Any, path: str, field: Any = None) -> Any:
        """Return a value that an annotation allows."""
        hint = self._first(hint)
        if is_dataclass(hint):
            return self.make(hint, path)
        if get_origin(hint) is tuple:
            return self._fill_tuple(get_args(hint), path)
        if get_origin(hint) in (dict, Mapping):
            return {key: self.fill(get_args(hint)[1], f"{path}.{key}") for key in QUADRANTS[:2]}
        if get_origin(hint) is Literal:
            return get_args(hint)[0]
        if hint in (str, bool, date):
            has_default = field is not None and isinstance(field.default, hint)
            return field.default if has_default else {str: path, bool: True, date: date(2026, 11, 20)}[hint]
        return self._number(hint, path)

    def _fill_tuple(self, inner: tuple, path: str) -> tuple:
        if inner[-1] is Ellipsis:
            return tuple(self.fill(inner[0], path) for _ in range(2))
        return tuple(self.fill(each, path) for each in inner)

    def _number(self, hint: type, path: str) -> float:
        value = next(self._next)
        number = 7_000_000 + value if hint is int else 1_000 + value + 0.123
        self.numbers[number] = path
        return number

    @staticmethod
    def _first(hint: Any) -> Any:
        """Return what an annotation allows that is a number, else what it allows first."""
        if get_origin(hint) not in (Union, types.UnionType):
            return hint
        allowed = [each for each in get_args(hint) if each is not type(None)]
        return next((each for each in allowed if each in (float, int)), allowed[0])
