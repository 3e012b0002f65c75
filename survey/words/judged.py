"""What the panel makes of the four futures, in sentences that pages and the report share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from survey.filters import localized, number, percent
from survey.models import QUADRANTS, Driver, Study
from survey.models.adoption import SIGNS
from survey.queries.futures_judged import Expectation, Judged, Place
from survey.queries.futures_names import NameOrigin

Data = Mapping[str, Any]
Names = Mapping[str, str]
FULL = 1.0
"""From this many points on, a gap of wish and plausibility is work for a strategy."""


def name_origin_words(origin: NameOrigin) -> str:
    """Return where a scenario's name comes from, as a sentence."""
    plain = {
        "computed": _("The name is made from the axes; nobody has named this scenario yet."),
        "author": _("Named by the study’s author."),
        "panel": _("Named by the panel: one of its proposals, taken over by the study’s author."),
    }
    if origin.kind in plain:
        return plain[origin.kind]
    told = {"n": origin.n, "count": origin.count, "round": origin.round_number}
    if origin.kind == "kept":
        if origin.count is None:
            return _("The panel kept this name by vote in round %(round)s (%(n)s votes).", **told)
        return _("The panel kept this name by vote in round %(round)s: %(count)s of %(n)s.", **told)
    if origin.count is None:
        said = _("Named by the panel’s vote in round %(round)s (%(n)s votes).", **told)
    else:
        said = _("Named by the panel’s vote in round %(round)s: %(count)s of %(n)s.", **told)
    proposed = {"panel": _("Proposed by the panel."), "author": _("Proposed by the study’s author.")}
    return f"{said} {proposed.get(origin.proposed_by, '')}".strip()


def gap_sentences(gap: Mapping[str, Data] | None, names: Names) -> list[str]:
    """Return what is wished for and not thought plausible, and what is plausible and not wished for."""
    known = {q: each for q, each in (gap or {}).items() if each["gap"] is not None}
    if not known:
        return []
    wanted = max(known, key=lambda q: known[q]["gap"])
    feared = min(known, key=lambda q: known[q]["gap"])
    said = []
    if known[wanted]["gap"] >= FULL:
        said.append(
            _(
                "More wished for than believed in: “%(name)s” (desirability %(wish)s, plausibility "
                "%(belief)s). That gap is the work list of the strategy.",
                **_told(known[wanted], names[wanted]),
            )
        )
    if known[feared]["gap"] <= -FULL:
        said.append(
            _(
                "More plausible than wished for: “%(name)s” (plausibility %(belief)s, desirability "
                "%(wish)s).",
                **_told(known[feared], names[feared]),
            )
        )
    return said or [_("What the panel wishes for and what it thinks plausible lie close together.")]


def _told(found: Data, name: str) -> dict[str, str]:
    return {"name": name, "wish": number(found["desirability"]), "belief": number(found["plausibility"])}


def expected_sentence(expected: Expectation | None, names: Names) -> str:
    """Return which future the panel expects; empty where it was not asked."""
    if expected is None:
        return ""
    if not expected.is_shown:
        return _("Which future the experts expect is not shown: it could tell what single experts answered.")
    most = expected.most
    if most is None:
        return _("No future is expected by clearly more experts than another (n = %(n)s).", n=expected.n)
    share = percent(expected.shares[most])
    return _("%(share)s expect “%(name)s” (n = %(n)s).", share=share, name=names[most], n=expected.n)


def today_sentence(place: Place, grid: tuple[int, int], names: Names) -> str:
    """Return where a compared system, or the present, stands today and which scenario it is closest to."""
    name = localized(place.name) if place.name else _("The present")
    if place.x["median"] is None or place.y["median"] is None:
        return _("%(name)s: fewer than five experts placed it.", name=name)
    told = {"name": name, "a": number(place.x["median"]), "b": number(place.y["median"])}
    told |= {"a_last": grid[0], "b_last": grid[1], "n": place.figures["n"]}
    near = corner_of(place, grid)
    if near is None:
        return _(
            "%(name)s: A %(a)s of %(a_last)s, B %(b)s of %(b_last)s (n = %(n)s), between corners.", **told
        )
    return _(
        "%(name)s: A %(a)s of %(a_last)s, B %(b)s of %(b_last)s (n = %(n)s), in the corner of “%(corner)s”.",
        **told,
        corner=names[near],
    )


def corner_of(place: Place, grid: tuple[int, int]) -> str | None:
    """Return the scenario in whose quarter a place lies; None on a middle line or where it is unknown."""
    if place.x["median"] is None or place.y["median"] is None:
        return None
    sides = tuple(
        (found["median"] > (steps + 1) / 2) - (found["median"] < (steps + 1) / 2)
        for found, steps in zip((place.x, place.y), grid, strict=True)
    )
    return next((quadrant for quadrant, signs in SIGNS.items() if signs == sides), None)


def consistency_sentences(found: Data | None, study: Study, states: Mapping[str, str]) -> list[str]:
    """Return whether the drivers of a scenario go together, and what would have to flip where not."""
    if not found:
        return []
    if found["consistent"] is None:
        return [_("No pair of its drivers was judged by five experts.")]
    drivers = {driver.code: driver for driver in study.drivers}
    said = [_("Its %(n)s judged drivers support each other.", n=found["n_drivers"])]
    if not found["consistent"]:
        pulled = ", ".join(_driver(drivers, code) for code in found["short"])
        said = [
            _("Pulled the other way by the rest: %(drivers)s.", drivers=pulled),
            _neighbour(found, drivers, states),
        ]
    if found.get("total") is not None:
        said.append(
            _(
                "Pairs judged: %(n)s, sum %(total)s, lowest %(least)s (−2 excludes, +2 demands).",
                n=found["n_pairs"],
                total=number(found["total"]),
                least=number(found["least"]),
            )
        )
    return said


def _neighbour(found: Data, drivers: Mapping[str, Driver], states: Mapping[str, str]) -> str:
    if not found["flips"]:
        if found["complete"]:
            return _("No combination of these drivers is consistent.")
        return _("The search for a consistent neighbour was given up.")
    ends = "; ".join(_flipped(drivers, code, states.get(code)) for code in found["flips"][0])
    return ngettext(
        "It would be consistent if one driver ended otherwise: %(ends)s.",
        "It would be consistent if %(num)s drivers ended otherwise: %(ends)s.",
        len(found["flips"][0]),
        ends=ends,
    )


def _driver(drivers: Mapping[str, Driver], code: str) -> str:
    return localized(drivers[code].name) if code in drivers else code


def _flipped(drivers: Mapping[str, Driver], code: str, state: str | None) -> str:
    if code not in drivers:
        return code
    driver = drivers[code]
    other = driver.low_pole if state == "high" else driver.high_pole
    pole = localized(other)
    return f"{localized(driver.name)} ({pole})" if pole else localized(driver.name)


def alike_sentences(data: Data, names: Names) -> list[str]:
    """Return which scenarios share more than three quarters of their outcomes."""
    return [
        _(
            "“%(one)s” and “%(other)s” are nearly alike: they share %(share)s of the outcomes that could "
            "differ.",
            one=names[one],
            other=names[other],
            share=percent(data["shared"][one][other]),
        )
        for one, other in data.get("too_alike", ())
    ]


def not_asked(judged: Judged, wanted: Sequence[str]) -> list[str]:
    """Return which of these questions no closed round asked, by their names."""
    return [name for name in wanted if name not in judged.was_asked]


def vote_words(summary: Data | None) -> str:
    """Return how the panel voted on where a driver ends; empty where no count may be shown."""
    counts = {each["code"]: each["count"] for each in (summary or {}).get("choices", [])}
    words = {"high": "▲ {}", "low": "▼ {}", "open": "○ {}"}
    said = [words[code].format(counts[code]) for code in words if counts.get(code)]
    return f"{' · '.join(said)} (n = {summary['n']})" if summary and said else ""


def corner_names(named: Mapping[str, str]) -> Names:
    """Return the names of all four scenarios; what has none is called by its code."""
    return {quadrant: named.get(quadrant) or quadrant for quadrant in QUADRANTS}
