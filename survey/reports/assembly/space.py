"""From the finding on the third dimension to what pages and reports show of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from survey.filters import localized
from survey.framing.outlook import SYSTEM, TIME, wants
from survey.models import QUADRANTS, Finding, Study
from survey.reports.parts.future import Spread
from survey.reports.parts.space import Path, Pole, SpacePart, Stop, SystemsIn
from survey.words import reason_words
from survey.words.futures import scenario_name
from survey.words.space import missing_word

Found = Mapping[str, Any]
HALF_STEPS = 3.0
MIDDLE = 4.0


def build_space(study: Study, finding: Finding | None, language: str) -> SpacePart | None:
    """Return the third dimension as far as it is chosen and computed; None before either."""
    if finding is None or len(study.axes) != 2:
        return None
    found = {kind: finding.data.get(kind) for kind in (TIME, SYSTEM) if wants(study, kind)}
    told = {kind: part for kind, part in found.items() if part}
    if not told:
        return None
    written = {scenario.quadrant: scenario for scenario in study.scenarios}
    names = {q: scenario_name(written.get(q), study.axes, q, language) for q in QUADRANTS}
    first, second = (
        Pole(*(localized(text, language) for text in (axis.name, axis.low_pole, axis.high_pole)))
        for axis in study.axes
    )
    return SpacePart(
        axes=(first, second),
        round_number=finding.data["round"],
        n_experts=finding.data["n"],
        missing=tuple(
            missing_word(kind, part["missing"]) for kind, part in told.items() if "missing" in part
        ),
        **_paths(told.get(TIME), names),
        **_systems(study, told.get(SYSTEM), names, language),
    )


def _paths(found: Found | None, names: Mapping[str, str]) -> dict[str, Any]:
    if not found or "missing" in found:
        return {}
    undefined = found["undefined"]
    ways = {
        q: [_stop(point, undefined.get(f"{q}.{point['year']}")) for point in found["paths"][q]] for q in names
    }
    return {
        "start": ways[QUADRANTS[0]][0],
        "paths": tuple(Path(q, names[q], tuple(stops[1:])) for q, stops in ways.items()),
    }


def _stop(point: Found, reason: str | None) -> Stop:
    return Stop(
        point["year"], _spread(point["a"]), _spread(point["b"]), reason_words(reason) if reason else ""
    )


def _systems(study: Study, found: Found | None, names: Mapping[str, str], language: str) -> dict[str, Any]:
    if not found or "missing" in found:
        return {}
    called = {system.code: localized(system.name, language) for system in study.systems}
    shown = [code for code in found["systems"] if code in called]
    keys = (*shown, "linkage")
    return {
        "systems": tuple(called[code] for code in shown),
        "futures": tuple(
            SystemsIn(
                quadrant=q,
                name=names[q],
                places=tuple(_spread(found["points"][q][code]) for code in shown),
                linkage=_spread(found["points"][q]["linkage"]),
                reasons=tuple(
                    dict.fromkeys(
                        reason_words(found["undefined"][key])
                        for key in (f"{q}.{code}" for code in keys)
                        if key in found["undefined"]
                    )
                ),
            )
            for q in QUADRANTS
        ),
    }


def _spread(place: Found) -> Spread:
    """Return a place in the steps that experts chose on: the analysis keeps it from -1 to 1."""
    steps = (
        None if place[key] is None else MIDDLE + HALF_STEPS * place[key] for key in ("median", "q1", "q3")
    )
    return Spread(*(None if each is None else round(each, 9) for each in steps), n=place["n"])
