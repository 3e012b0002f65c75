"""Go back from the wanted future to today, and lay options out by strengths and opportunities."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from analysis.errors import InvalidSetting
from analysis.ratings import Scale

KINDS = ("option", "condition")
CELLS = ("SO", "ST", "WO", "WT")


@dataclass(frozen=True)
class Link:
    """Hold one link of a chain: an option or an outer condition, what it needs before, and its lead time.

    `years` pass between its start and its effect; a condition is watched by a `signpost`.
    """

    name: str
    kind: str = "option"
    needs: tuple[str, ...] = ()
    years: float = 0.0
    signpost: str | None = None


@dataclass(frozen=True)
class BackcastStep:
    """Hold when a link must have happened and begun at the latest, for which drivers, and what is amiss.

    `step` counts links from the horizon. `late` is true if the latest start is over already.
    """

    name: str
    kind: str
    step: int
    drivers: tuple[str, ...]
    latest_end: float
    latest_start: float
    late: bool
    watched: bool | None

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON-ready form."""
        return asdict(self) | {"drivers": list(self.drivers)}


@dataclass(frozen=True)
class Backcast:
    """Hold the chain from the horizon to today, and the drivers to whose state nothing leads."""

    steps: tuple[BackcastStep, ...]
    required: dict[str, str]
    without_link: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON-ready form."""
        return {
            "steps": [step.as_dict() for step in self.steps],
            "required": self.required,
            "without_link": list(self.without_link),
        }


def backcast(
    states: Mapping[str, str],
    supports: Mapping[str, Sequence[str]],
    links: Sequence[Link],
    today: float,
    horizon: float,
) -> Backcast:
    """Chain the links that the states of the wanted scenario need back to today.

    `states` are those of the drivers in the preferred scenario ("high", "low"; "open" requires nothing),
    `supports` the links that bring each driver there. A link must have taken effect before all that needs
    it begin: latest end = the smallest latest start of its successors, the horizon for those that support
    a driver; latest start = latest end - years. Steps are in the order of the latest start, the last first.
    A circle, an unknown link or a kind that is none is refused. Source: the backward pass of the critical
    path method (Kelley & Walker 1959); Robinson 1982 on backcasting.
    """
    by_name = {link.name: link for link in links}
    _check_links(by_name, links, supports)
    required = {driver: state for driver, state in states.items() if state in ("high", "low")}
    found: dict[str, BackcastStep] = {}
    for driver in required:
        for name in supports.get(driver, ()):
            _go_back(by_name, name, driver, (1, horizon, today), found, ())
    steps = sorted(found.values(), key=lambda step: (-step.latest_start, step.step, step.name))
    bare = tuple(driver for driver in required if not supports.get(driver))
    return Backcast(tuple(steps), required, bare)


def _check_links(by_name: Mapping[str, Link], links: Sequence[Link], supports: Mapping) -> None:
    if len(by_name) != len(links):
        raise InvalidSetting("links", [link.name for link in links], "every name once")
    for link in links:
        if link.kind not in KINDS or not 0 <= link.years < float("inf"):
            raise InvalidSetting(
                f"the link {link.name}", (link.kind, link.years), "a kind and years from 0 up"
            )
    for name in (name for names in (*supports.values(), *(link.needs for link in links)) for name in names):
        if name not in by_name:
            raise InvalidSetting("the link", name, by_name)


def _go_back(
    by_name: Mapping[str, Link],
    name: str,
    driver: str,
    place: tuple[int, float, float],
    found: dict[str, BackcastStep],
    behind: tuple[str, ...],
) -> None:
    """Place a link no later than asked, and all that it needs before it."""
    if name in behind:
        raise InvalidSetting("links", ", ".join((*behind, name)), "no circle of links that need each other")
    link, (step, end, today) = by_name[name], place
    known = found.get(name)
    drivers = (driver,) if known is None else tuple(dict.fromkeys((*known.drivers, driver)))
    if known is not None:
        step, end = max(step, known.step), min(end, known.latest_end)
    start = end - link.years
    watched = None if link.kind == "option" else link.signpost is not None
    found[name] = BackcastStep(name, link.kind, step, drivers, end, start, start < today, watched)
    for need in link.needs:
        _go_back(by_name, need, driver, (step + 1, start, today), found, (*behind, name))


def sort_inside(ratings: Mapping[str, float | None], scale: Scale) -> dict[str, str | None]:
    """Return "S" for drivers of capability rated above the middle of the scale, "W" below, else None."""
    middle = (scale.low + scale.high) / 2
    return {
        driver: None if value is None or value == middle else "S" if value > middle else "W"
        for driver, value in ratings.items()
    }


def sort_outside(states: Mapping[str, str], wanted: Mapping[str, str]) -> dict[str, str | None]:
    """Return "O" for outer drivers that end in their wanted state in a scenario, "T" in the other."""
    return {
        driver: None if state == "open" or driver not in wanted else "O" if state == wanted[driver] else "T"
        for driver, state in states.items()
    }


def tows(
    inside: Mapping[str, str | None], outside: Mapping[str, str | None], acts_on: Mapping[str, Sequence[str]]
) -> dict[str, list[str]]:
    """List the options of each cell SO, ST, WO, WT.

    An option stands in a cell if it acts on an inner driver of the first letter and an outer driver of the
    second, so it may stand in several. The lists check options; they do not find them. Source: Weihrich
    1982.
    """
    cells: dict[str, list[str]] = {cell: [] for cell in CELLS}
    for option, drivers in acts_on.items():
        own = {inside.get(driver) for driver in drivers} - {None}
        outer = {outside.get(driver) for driver in drivers} - {None}
        for cell in CELLS:
            if cell[0] in own and cell[1] in outer:
                cells[cell].append(option)
    return cells
