"""Texts: how many were written. What they say is read by the organisers and never stands in a summary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def summarise(
    answers: Sequence[Mapping[str, Any]], settings: Mapping[str, Any], protocol: Mapping[str, Any]
) -> dict[str, Any]:
    """Return nothing beside the number of texts, which every summary has."""
    return {"reason": None}
