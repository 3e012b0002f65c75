"""Pile sorts: which items the panel put together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def summarise(
    answers: Sequence[Mapping[str, Any]], settings: Mapping[str, Any], protocol: Mapping[str, Any]
) -> dict[str, Any]:
    """Return nothing beside the number of sorts; what they say of the drivers is told by the axes."""
    return {}
