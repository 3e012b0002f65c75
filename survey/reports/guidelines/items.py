"""The items of the reporting guidelines as data: code, section, title in our own words, topic."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

CONTENT = Path(__file__).parent / "items.json"


@dataclass(frozen=True)
class Item:
    """One item of a guideline and the topic that answers it."""

    code: str
    section: str
    title: Mapping[str, str]
    topic: str


@dataclass(frozen=True)
class Guideline:
    """A reporting guideline with its source and licence; the titles of its items are ours."""

    code: str
    name: str
    citation: str
    url: str
    licence: str
    items: tuple[Item, ...]


@cache
def load_guidelines() -> tuple[Guideline, ...]:
    """Return the guidelines in the order in which they are printed."""
    found = json.loads(CONTENT.read_text(encoding="utf-8"))
    return tuple(
        Guideline(**{**each, "items": tuple(Item(**item) for item in each["items"])}) for each in found
    )
