"""The charts of the third dimension: which values they take, and the finding that each title says."""

from __future__ import annotations

from math import hypot

from flask_babel import gettext as _

from survey.charts import Figure, paths, systems
from survey.filters import number
from survey.reports.parts.future import Spread
from survey.reports.parts.space import SpacePart, Stop, SystemsIn

Half = tuple[float, float]
MOST_SYSTEMS = 4
"""More marks than these cannot be told apart; the table lists all."""


def draw_paths(part: SpacePart) -> Figure | None:
    """Return the four paths; None while no future can be placed."""
    ways = [
        paths.Path(
            path.quadrant,
            path.name,
            tuple(stop for each in path.stops if (stop := _stop(each)) is not None),
            tuple(each.year for each in path.stops if _stop(each) is None),
        )
        for path in part.paths
    ]
    if not any(way.stops for way in ways):
        return None
    start = _stop(part.start) if part.start else None
    note = _(
        "Where the middle of the panel places each future, in steps from 1 to 7 on both axes; thin lines: "
        "the middle half of the answers. Circle, square, triangle and diamond: the futures 1 to 4. "
        "n = %(n)s.",
        n=part.n_experts,
    )
    texts = paths.PathTexts(
        paths_title(part),
        note,
        _poles(part, 0),
        _poles(part, 1),
        _("Today (%(year)s)", year=start.year) if start else "",
        note,
    )
    return paths.scenario_paths(start, ways, texts)


def paths_title(part: SpacePart) -> str:
    """Return which future the panel sees going farthest from today, if one does."""
    start = _stop(part.start) if part.start else None
    ends = [(path, _stop(path.stops[-1])) for path in part.paths if path.stops]
    if start is None or not ends or any(end is None for _path, end in ends):
        return _("Where the four futures go from today")
    ways = {path.name: round(hypot(end.a - start.a, end.b - start.b), 6) for path, end in ends}
    farthest = [name for name, way in ways.items() if way == max(ways.values())]
    if len(farthest) != 1:
        return _("Where the four futures go from today")
    year = ends[0][1].year
    return _("By %(year)s “%(name)s” lies farthest from today", year=year, name=farthest[0])


def draw_systems(part: SpacePart) -> Figure | None:
    """Return the systems in the four futures; None while too few rated them, or of too many systems."""
    futures = [
        systems.ScenarioSystems(
            each.quadrant,
            each.name,
            each.linkage.median,
            _half(each.linkage),
            tuple(
                systems.SystemMark(place, spread.median, _half(spread))
                for place, spread in enumerate(each.places)
                if spread.median is not None
            ),
        )
        for each in part.futures
        if each.linkage.median is not None and any(spread.median is not None for spread in each.places)
    ]
    if not futures or len(part.systems) > MOST_SYSTEMS:
        return None
    note = _(
        "To the right: where each system stands on the first axis; upwards: on the second, which all of them "
        "share in a future. Steps from 1 to 7; thin lines: the middle half of the answers. n = %(n)s.",
        n=part.n_experts,
    )
    texts = systems.SystemTexts(
        systems_title(part), note, _poles(part, 0), _poles(part, 1), part.systems, note
    )
    return systems.systems_chart(futures, texts)


def systems_title(part: SpacePart) -> str:
    """Return in which future the systems stand farthest apart, if they do in one."""
    gaps = {each.name: gap for each in part.futures if (gap := _gap(each)) is not None}
    widest = [name for name, gap in gaps.items() if gap == max(gaps.values())]
    if len(part.systems) < 2 or not gaps:
        return _("How the systems fare in the four futures")
    if max(gaps.values()) == 0:
        return _("The systems stand level in every future")
    if len(widest) != 1:
        return _("The systems stand at most %(gap)s of 7 steps apart", gap=number(max(gaps.values())))
    return _(
        "The systems stand farthest apart in “%(name)s”: by %(gap)s of 7 steps",
        name=widest[0],
        gap=number(gaps[widest[0]]),
    )


def _gap(future: SystemsIn) -> float | None:
    medians = [spread.median for spread in future.places]
    return None if None in medians or len(medians) < 2 else max(medians) - min(medians)


def _stop(stop: Stop) -> paths.Stop | None:
    if stop.a.median is None or stop.b.median is None:
        return None
    return paths.Stop(stop.year, stop.a.median, stop.b.median, _half(stop.a), _half(stop.b))


def _half(spread: Spread) -> Half | None:
    return None if spread.q1 is None or spread.q3 is None else (spread.q1, spread.q3)


def _poles(part: SpacePart, place: int) -> tuple[str, str]:
    return part.axes[place].low, part.axes[place].high
