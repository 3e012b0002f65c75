"""Choices: how many of the panel chose each, as far as the floors allow.

A count is shown when at least five chose it and the others are none or at least five. Counts that
may not be shown stand together; where subtraction would still give one of them away, none is shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from survey.results.floors import BELOW_FLOOR, FEW_DIFFER, FLOOR

OTHER = "other"


def summarise(
    answers: Sequence[Mapping[str, Any]], settings: Mapping[str, Any], protocol: Mapping[str, Any]
) -> dict[str, Any]:
    """Return how many chose each of the choices.

    ``choices`` has an entry for each: its code, ``count`` and ``share`` of those who answered. Both are None
    for a choice that too few made, or that too few did not make.
    """
    n = len(answers)
    counts = Counter(code for answer in answers for code in chosen(answer))
    codes = [code for code in choice_codes(settings, counts) if n >= FLOOR]
    several = bool(settings.get("several"))
    shown = {code for code in codes if is_shown(counts[code], n)}
    if not several:
        shown = _without_remainders(shown, codes, counts, n)
    return {
        "choices": [
            {
                "code": code,
                "count": counts[code] if code in shown else None,
                "share": counts[code] / n if code in shown else None,
            }
            for code in codes
        ],
        "several": several,
        "reason": BELOW_FLOOR if n < FLOOR else None,
    }


def narrow(summary: Mapping[str, Any], moves_median: bool) -> dict[str, Any]:
    """Keep no count: beside those of an earlier round each would tell what one who joined or left chose."""
    return {**summary, "choices": [], "reason": summary["reason"] or FEW_DIFFER}


def chosen(answer: Mapping[str, Any]) -> list[str]:
    """Return the codes that an answer holds."""
    return list(answer["choices"]) if "choices" in answer else [answer["choice"]]


def choice_codes(settings: Mapping[str, Any], counts: Iterable[str]) -> list[str]:
    """Return the codes that could be chosen in the order of the settings, or else those that were."""
    listed = [choice["code"] for choice in settings.get("choices", [])]
    if settings.get("other"):
        listed.append(OTHER)
    return listed + sorted(set(counts) - set(listed))


def is_shown(count: int, n: int) -> bool:
    """Say whether a count may be shown: nobody singled out among those who chose, nor among the others."""
    return (count == 0 or count >= FLOOR) and (n == count or n - count >= FLOOR)


def _without_remainders(shown: set[str], codes: list[str], counts: Mapping[str, int], n: int) -> set[str]:
    """Drop counts until those left out are none or stand for at least five people, in two places at least."""
    hidden = n - sum(counts[code] for code in shown)
    n_hidden_cells = len(codes) - len(shown)
    while shown and (0 < hidden < FLOOR or n_hidden_cells == 1):
        smallest = min(shown, key=lambda code: (counts[code] == 0, counts[code], code))
        shown = shown - {smallest}
        hidden += counts[smallest]
        n_hidden_cells += 1
    return shown
