"""Short marks of what was shown, by which a form tells what somebody else changed meanwhile."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

MARK_LENGTH = 8


def mark_of(value: Any) -> str:
    """Return the mark of a value that JSON can hold."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:MARK_LENGTH]


def mark_all(values: Iterable[Any]) -> str:
    """Return the marks of several values as one text."""
    return ".".join(mark_of(value) for value in values)
