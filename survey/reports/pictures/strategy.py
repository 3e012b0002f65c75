"""The pictures of the strategy, for pages and reports alike: plain values in, titles that say the finding."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from survey.charts import Figure
from survey.charts.backcast import BackcastTexts, backcast_pages
from survey.charts.gantt import Band, Row
from survey.charts.roadmap import RoadmapTexts, roadmap_pages
from survey.charts.windtunnel import TunnelRow, TunnelTexts, windtunnel_pages
from survey.filters import number, percent
from survey.reports.context import QUADRANTS, ReportContext
from survey.reports.findings import recommended, scenario_name
from survey.words import class_word
from survey.words.strategy import placing_word, years_word

LOW, HIGH = -3.0, 3.0
DATED = ("placed", "ask_again")
MOST_DRIVERS = 4


@dataclass(frozen=True)
class Tested:
    """Hold an option in the wind tunnel."""

    code: str
    name: str
    values: Mapping[str, float | None]
    spreads: Mapping[str, float | None]
    option_class: str | None
    probability: float | None
    is_shaping: bool


@dataclass(frozen=True)
class Planned:
    """Hold an option of the roadmap: dated, or on its trigger, or with the reason why it has no date."""

    code: str
    name: str
    direction: str
    reason: str
    start: float | None
    ready: float | None
    needs: tuple[str, ...] = ()
    trigger: str = ""


@dataclass(frozen=True)
class Step:
    """Hold a link of the way back."""

    code: str
    name: str
    kind: str
    latest_start: float
    latest_end: float
    is_late: bool
    drivers: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


def tunnel_figures(
    options: Sequence[Tested], scenarios: Mapping[str, str], low: float = LOW, high: float = HIGH
) -> list[Figure]:
    """Return the wind tunnel; its title counts the options that serve the goal in every scenario."""
    robust = sum(option.option_class == "no_regret" for option in options)
    title = ngettext(
        "%(num)s of %(n)s options serves the goal in all four scenarios",
        "%(num)s of %(n)s options serve the goal in all four scenarios",
        robust,
        n=len(options),
    )
    note = _(
        "Medians of the panel from %(low)s to +%(high)s, in brackets the width of the middle half. Darker "
        "blue: serves better. Grey under a dark edge: harms. An empty place: fewer than five answers.",
        low=number(low),
        high=number(high),
    )
    texts = TunnelTexts(title, note, tuple(scenarios.values()), tuple(scenarios), _("Class"), note)
    rows = [
        TunnelRow(
            option.code,
            option.name,
            tuple(option.values.get(quadrant) for quadrant in scenarios),
            tuple(_spread(option.spreads.get(quadrant)) for quadrant in scenarios),
            _class_text(option),
            _("shaping") if option.is_shaping else "",
        )
        for option in options
    ]
    return windtunnel_pages(rows, texts, low, high)


def _spread(width: float | None) -> str:
    return "" if width is None else f"({number(width)})"


def _class_text(option: Tested) -> str:
    share = "" if option.probability is None else f" {percent(option.probability)}"
    return f"{class_word(option.option_class)}{share}"


def roadmap_figures(
    directions: Sequence[tuple[str, str]],
    options: Sequence[Planned],
    phases: Sequence[tuple[str, float, float]],
) -> list[Figure]:
    """Return the roadmap; its title counts what starts in the first phase and what waits for a trigger."""
    first = [o for o in options if o.start is not None and o.start < phases[0][2] + 1 and o.reason in DATED]
    waiting = [o for o in options if o.reason == "on_trigger"]
    title = ngettext(
        "%(num)s option starts by %(year)s; waiting for a trigger: %(k)s",
        "%(num)s options start by %(year)s; waiting for a trigger: %(k)s",
        len(first),
        year=f"{phases[0][2]:.0f}",
        k=len(waiting),
    )
    note = _(
        "A bar runs from the earliest start to the effect; a thin line leads to what needs it. A ring: no "
        "date, the trigger says when."
    )
    groups = [
        (name, [_planned(option) for option in options if option.direction == code])
        for code, name in directions
    ]
    bands = [Band(f"{name} {first:.0f}–{last:.0f}", first, last + 1) for name, first, last in phases]
    return roadmap_pages(groups, bands, RoadmapTexts(title, note, note))


def _planned(option: Planned) -> Row:
    if option.reason in DATED:
        note = placing_word(option.reason)
        return Row(option.code, option.name, option.start, option.ready, note, after=option.needs)
    said = placing_word(option.reason)
    if option.reason == "on_trigger" and option.trigger:
        said = option.trigger
    return Row(option.code, option.name, note=said)


def backcast_figures(steps: Sequence[Step], years: tuple[float, float], wanted: str) -> list[Figure]:
    """Return the way back; its title says what must begin first, or how much is late."""
    title = _backcast_title(steps, years, wanted)
    note = _(
        "A bar runs from the latest start to the latest end; hollow: an outer condition; a diamond: its "
        "latest start is over. Beside each stand the drivers that it leads to."
    )
    rows = [
        Row(
            step.code,
            step.name,
            step.latest_start,
            step.latest_end,
            _list_drivers(step.drivers),
            is_outer=step.kind == "condition",
            is_late=step.is_late,
            after=step.needs,
        )
        for step in steps
    ]
    texts = BackcastTexts(
        title,
        note,
        _("today, %(year)s", year=f"{years[0]:.0f}"),
        _("horizon, %(year)s", year=f"{years[1]:.0f}"),
        note,
    )
    return backcast_pages(rows, years, texts)


def _backcast_title(steps: Sequence[Step], years: tuple[float, float], wanted: str) -> str:
    late = sum(step.is_late for step in steps)
    first = min(steps, key=lambda step: (step.latest_start, step.code))
    usual = _(
        "To reach “%(wanted)s” in %(year)s, %(name)s must begin by %(start)s",
        wanted=wanted,
        year=f"{years[1]:.0f}",
        name=f"{first.code} {first.name}".strip(),
        start=years_word(first.latest_start),
    )
    if late:
        return ngettext(
            "For “%(wanted)s” %(num)s step should have begun before %(year)s",
            "For “%(wanted)s” %(num)s steps should have begun before %(year)s",
            late,
            wanted=wanted,
            year=f"{years[0]:.0f}",
        )
    return usual


def _list_drivers(codes: Sequence[str]) -> str:
    shown = ", ".join(codes[:MOST_DRIVERS])
    return f"{shown} …" if len(codes) > MOST_DRIVERS else shown


def draw_tunnel(context: ReportContext) -> list[Figure]:
    """Return the wind tunnel of a report, the options in the order in which they are recommended."""
    part = context.strategy
    if part is None or not part.is_rated:
        return []
    names = {quadrant: scenario_name(context, quadrant) for quadrant in QUADRANTS}
    rows = [
        Tested(
            option.code,
            option.name,
            option.values,
            option.iqr,
            option.option_class,
            option.class_probability.get(option.option_class or ""),
            option.is_shaping,
        )
        for option in recommended(part.options)
    ]
    return tunnel_figures(rows, names, part.low, part.high)


def draw_roadmap(context: ReportContext) -> list[Figure]:
    """Return the roadmap of a report."""
    part = context.strategy
    if part is None or not part.phases or not any(option.placing for option in part.options):
        return []
    rows = [
        Planned(
            option.code,
            option.name,
            option.direction,
            option.placing,
            option.start_year,
            option.ready_year,
            option.prerequisites,
            option.trigger,
        )
        for option in part.options
        if option.placing
    ]
    directions = [(direction.code, direction.name) for direction in part.directions]
    phases = [(phase.name, phase.from_year, phase.to_year) for phase in part.phases]
    return roadmap_figures(directions, rows, phases)


def draw_backcast(context: ReportContext) -> list[Figure]:
    """Return the way back of a report."""
    part = context.backcast
    if part is None or not part.steps:
        return []
    steps = [
        Step(
            step.code,
            step.name,
            step.kind,
            step.latest_start,
            step.latest_end,
            step.is_late,
            step.drivers,
            step.needs,
        )
        for step in part.steps
    ]
    return backcast_figures(steps, (part.today, part.horizon), part.name)
