"""What an answer holds in its author's own words, by the shape of its data alone."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

PROPOSAL_PARTS = ("name", "low", "high", "category", "evidence")
CODED_PARTS = ("category",)
"""Parts of a proposal that are chosen from a list, not written."""
_HANGUL = re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]")


@dataclass(frozen=True)
class Written:
    """What one expert wrote, in one part or several; `kind` says of which sort it is."""

    kind: str
    parts: Mapping[str, str]

    @property
    def key(self) -> str:
        """Return what tells this text from others, whoever wrote it; blanks tell nothing."""
        return "|".join(f"{name}={' '.join(text.split())}" for name, text in self.parts.items())


def read_written(cell: Any) -> Iterator[Written]:
    """Yield what an answer says in words: a text, another choice, names of piles, proposed drivers."""
    if not isinstance(cell, Mapping):
        return
    for part in ("text", "other"):
        if isinstance(cell.get(part), str):
            yield Written("text", {part: cell[part]})
    for name in cell.get("names", {}).values():
        yield Written("pile", {"pile": name})
    for proposal in cell.get("proposals", []):
        yield Written("proposal", {part: proposal[part] for part in PROPOSAL_PARTS if proposal.get(part)})


def guess_language(parts: Mapping[str, str], languages: Collection[str]) -> str:
    """Return the language of a study that a text seems to be written in, from its letters alone.

    >>> guess_language({"text": "항만 AI"}, ["en", "ko"]), guess_language({"text": "Ports"}, ["ko", "en"])
    ('ko', 'en')
    """
    text = " ".join(value for part, value in parts.items() if part not in CODED_PARTS)
    if "ko" in languages and _HANGUL.search(text):
        return "ko"
    return next((language for language in languages if language != "ko"), next(iter(languages), "en"))
