"""What the annotation of a field says about how it goes into tables."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import is_dataclass
from datetime import date
from functools import cache, reduce
from operator import or_
from typing import Any, Literal, NamedTuple, Union, get_args, get_origin, get_type_hints

SCALARS = (str, int, float, bool, date)
KEYS = ("code", "key", "quadrant", "number")
Form = Literal["scalar", "part", "parts", "texts", "series", "rows", "fixed", "mapping"]


class Shape(NamedTuple):
    """What a field holds: its form, and the annotation of what is in it."""

    form: Form
    inner: Any = None


@cache
def shapes_of(part: type) -> dict[str, Shape]:
    """Return the shape of every field of a part, in the order in which they stand there."""
    hints = get_type_hints(part)
    return {name: read_shape(hints[name]) for name in part.__dataclass_fields__}


@cache
def key_of(part: type) -> str | None:
    """Return the field that tells a part from its neighbours in a list, the first of `KEYS` that it has."""
    hints = get_type_hints(part)
    return next((name for name in KEYS if hints.get(name) in (str, int)), None)


def read_shape(hint: Any) -> Shape:
    """Return the shape that an annotation describes.

    Raises:
        TypeError: when tables cannot carry it: then the part needs another form, or this module a new one.
    """
    hint = _without_none(hint)
    if _is_scalar(hint):
        return Shape("scalar")
    if is_dataclass(hint):
        return Shape("part", hint)
    if get_origin(hint) is tuple:
        return _read_tuple(get_args(hint))
    if get_origin(hint) in (dict, Mapping):
        return Shape("mapping", get_args(hint)[1])
    raise TypeError(f"tables cannot carry {hint}")


def _read_tuple(inner: tuple[Any, ...]) -> Shape:
    if inner[-1] is not Ellipsis:
        first = _without_none(inner[0])
        return Shape("parts", first) if is_dataclass(first) else Shape("fixed", inner)
    each = _without_none(inner[0])
    if each is str:
        return Shape("texts")
    if _is_scalar(each):
        return Shape("series")
    if is_dataclass(each):
        return Shape("parts", each)
    if get_origin(each) in (tuple, dict, Mapping):
        return Shape("rows", each)
    raise TypeError(f"tables cannot carry a row of {each}")


def _without_none(hint: Any) -> Any:
    """Return an annotation without "or nothing"."""
    if get_origin(hint) not in (Union, types.UnionType):
        return hint
    left = tuple(each for each in get_args(hint) if each is not type(None))
    return reduce(or_, left)


def _is_scalar(hint: Any) -> bool:
    if get_origin(hint) in (Union, types.UnionType):
        return all(map(_is_scalar, get_args(hint)))
    return get_origin(hint) is Literal or (isinstance(hint, type) and issubclass(hint, SCALARS))
