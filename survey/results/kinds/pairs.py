"""Pair judgements: what the panel said on average of each pair that enough of it judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from survey.results.floors import FEW_DIFFER, FLOOR


def summarise(
    answers: Sequence[Mapping[str, Any]], settings: Mapping[str, Any], protocol: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the mean judgement of each pair that at least five experts judged, the strongest first.

    A pair stands in the order of the items; which of the two was asked to end high does not matter here.
    ``n_held_back`` counts the judged pairs that are not shown.
    """
    place = {code: at for at, code in enumerate(settings["items"])}
    judged: dict[tuple[str, str], list[float]] = {}
    for answer in answers:
        for first, second, value in answer["pairs"]:
            low, high = sorted((first, second), key=place.__getitem__)
            judged.setdefault((low, high), []).append(value)
    shown = [
        {"items": list(pair), "n": len(values), "mean": sum(values) / len(values)}
        for pair, values in sorted(judged.items())
        if len(values) >= FLOOR
    ]
    shown.sort(key=lambda pair: -abs(pair["mean"]))
    return {"pairs": shown, "n_held_back": len(judged) - len(shown)}


def narrow(summary: Mapping[str, Any], moves_median: bool) -> dict[str, Any]:
    """Keep no mean: beside that of an earlier round it would tell what one who joined or left judged."""
    n_held_back = summary["n_held_back"] + len(summary["pairs"])
    return {**summary, "pairs": [], "n_held_back": n_held_back, "reason": FEW_DIFFER}
