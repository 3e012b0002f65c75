"""What was typed into a row against what stands in it: what changes, and what somebody else changed first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from survey.errors import BadCell, TholosError
from survey.framing.fields import Control, tidy
from survey.framing.marks import mark_of


def sort_typed(
    controls: Iterable[Control], values: Mapping[str, str], mark: str, sent: Mapping[str, str]
) -> tuple[dict[Control, str], dict[str, TholosError]]:
    """Return the cells that change with what was typed, and the reasons of those that are refused.

    Args:
        controls: the cells of the row.
        values: what stands in them now.
        mark: the marks of what the form had seen, in the order of the values.
        sent: what was typed; a cell that was not sent stays.
    """
    seen = dict(zip(values, mark.split("."), strict=False))
    changed: dict[Control, str] = {}
    refused: dict[str, TholosError] = {}
    for control in controls:
        there = values[control.name]
        typed = tidy(control, sent.get(control.name, there))
        if typed == there:
            continue
        if seen.get(control.name) != mark_of(there):
            refused[control.name] = _stale(there)
        else:
            changed[control] = typed
    return changed, refused


def _stale(there: str) -> TholosError:
    if not there:
        return BadCell("Somebody else emptied this cell meanwhile. Save again to put your words in.")
    return BadCell(
        "Somebody else changed this cell meanwhile; it says “%(there)s”. Save again to replace that.",
        there=there,
    )
