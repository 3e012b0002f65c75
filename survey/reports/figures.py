"""From a report's values to its charts: picks rows, orders them, and words the finding of each title."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask_babel import gettext as _

from survey.charts import (
    Bar,
    Corner,
    Figure,
    GridDriver,
    GridTexts,
    MatrixTexts,
    ParticipationTexts,
    PlacedDriver,
    PlacementTexts,
    RangeRow,
    RangeTexts,
    RoundCount,
    drivers_grid,
    participation,
    placement,
    range_pages,
    scenario_matrix,
)
from survey.filters import number
from survey.reports.context import AxesPart, Driver, QuestionResult, ReportContext, Spread
from survey.reports.findings import AGREED, most_plausible, scenario_name


@dataclass(frozen=True)
class Figures:
    """Hold the charts of one report; what its values cannot carry is None or empty."""

    participation: Figure | None = None
    grid: Figure | None = None
    questions: Mapping[str, list[Figure]] = field(default_factory=dict)
    placement: Figure | None = None
    matrix: Figure | None = None
    preference: Figure | None = None


def build_figures(context: ReportContext) -> Figures:
    """Return all charts of a report in the current language."""
    axes = context.axes if context.axes and len(context.axes.axes) == 2 else None
    return Figures(
        _participation(context),
        _grid(context),
        {question.code: _question(question) for question in context.questions},
        _placement(axes) if axes and axes.placement else None,
        _matrix(context, axes) if axes and context.scenarios else None,
        _preference(context),
    )


def _participation(context: ReportContext) -> Figure | None:
    rounds = context.method.rounds
    if not rounds:
        return None
    last = rounds[-1]
    title = _(
        "%(answered)s of %(invited)s experts on the panel answered the last round",
        answered=last.answered,
        invited=last.invited,
    )
    rows = [
        RoundCount(
            _("Round %(number)s: %(name)s", number=r.number, name=r.name),
            r.invited,
            r.answered,
            _("%(answered)s of %(invited)s", answered=r.answered, invited=r.invited),
        )
        for r in rounds
    ]
    description = _(
        "One bar per round: its full length is the experts invited, the dark part those who answered."
    )
    return participation(rows, ParticipationTexts(title, description, description))


def _grid(context: ReportContext) -> Figure | None:
    part = context.drivers
    placed = (
        [d for d in part.drivers if d.impact is not None and d.uncertainty is not None and d.cell]
        if part
        else []
    )
    if not placed:
        return None
    critical = sum(d.cell == "critical" for d in placed)
    title = _(
        "%(critical)s of %(n)s drivers weigh heavily and are uncertain", critical=critical, n=len(placed)
    )
    texts = GridTexts(
        title,
        _(
            "Every driver by impact (to the right) and uncertainty (upwards), both from 0 to "
            "1. The table after it lists all values."
        ),
        _("Impact"),
        _("Uncertainty"),
        {
            "critical": _("Critical uncertainties"),
            "predetermined": _("Predetermined elements"),
            "watch": _("Watch list"),
            "background": _("Background"),
        },
        _(
            "n = %(n)s, round %(round)s. Thin lines: 80 %% interval over resampled panels. "
            "Filled circle: critical; square: predetermined; ring: watch list; small grey: "
            "background. Where there is no room for a name, the code stands.",
            n=part.n_experts,
            round=part.round_number,
        ),
    )
    return drivers_grid([_grid_driver(driver) for driver in placed], texts)


def _grid_driver(d: Driver) -> GridDriver:
    intervals = d.impact_interval, d.uncertainty_interval
    return GridDriver(d.code, d.name, d.impact, d.uncertainty, d.cell, *intervals)


def _question(question: QuestionResult) -> list[Figure]:
    numbers = sorted({r.number for item in question.items for r in item.rounds})[-3:]
    items = [item for item in question.items if item.last and item.last.median is not None]
    items.sort(key=lambda item: (-item.last.median, -(item.last.q1 or 0), item.code))
    rows = [
        RangeRow(item.name, tuple(_bar(item.rounds, number_) for number_ in numbers), str(item.last.n))
        for item in items
    ]
    agreed = sum(item.verdict in AGREED for item in question.items)
    title = _(
        "%(question)s: consensus on %(agreed)s of %(n)s items",
        question=question.name,
        agreed=agreed,
        n=len(question.items),
    )
    note = _(
        "Diamond: median of the last round; bar: middle half of the answers. Ordered by "
        "median; n at the right."
    )
    ends = (_end(question.low, question.low_label), _end(question.high, question.high_label))
    series = tuple(_("Round %(number)s", number=n) for n in numbers)
    return range_pages(rows, RangeTexts(title, note, series, ends, "n", note), question.low, question.high)


def _end(value: float, label: str) -> str:
    return f"{number(value)} {label}".strip()


def _bar(rounds: tuple, number_: int) -> Bar | None:
    for figures in rounds:
        if figures.number == number_ and figures.median is not None:
            low = figures.q1 if figures.q1 is not None else figures.median
            high = figures.q3 if figures.q3 is not None else figures.median
            return Bar(figures.median, low, high)
    return None


def _placement(axes: AxesPart) -> Figure:
    first, second = axes.axes
    counts = {key: sum(p.axis == key for p in axes.placement) for key in ("A", "B")}
    title = _("%(a)s drivers move with the first axis, %(b)s with the second", a=counts["A"], b=counts["B"])
    note = _(
        "Circle: first axis; square: second axis; ring: neither. Thin lines: 80-percent interval "
        "over resampled panels. n = %(n)s.",
        n=axes.n_experts,
    )
    texts = PlacementTexts(
        title,
        _(
            "Every driver by how closely it moves with the two axes. The tables in this "
            "section list the drivers of each axis."
        ),
        (first.low_pole, first.high_pole),
        (second.low_pole, second.high_pole),
        note,
    )
    drivers = [
        PlacedDriver(p.code, p.name, p.a, p.b, p.a_interval, p.b_interval, p.axis or "")
        for p in axes.placement
    ]
    return placement(drivers, texts)


def _matrix(context: ReportContext, axes: AxesPart) -> Figure:
    first, second = axes.axes
    preferred = context.preference.quadrant if context.preference else None
    title = _("Four futures from two uncertainties")
    if preferred:
        title = _("Four futures; the panel prefers “%(name)s”", name=scenario_name(context, preferred))
    note = (
        _(
            "Rings: where each of %(n)s experts expects the future to lie, in no order and "
            "without names. Shaded: the preferred future.",
            n=len(axes.experts),
        )
        if axes.experts
        else ""
    )
    corners = [
        Corner(
            s.quadrant,
            s.name,
            s.headline,
            _corner_figures(s.plausibility, s.desirability),
            s.quadrant == preferred,
        )
        for s in context.scenarios.scenarios
    ]
    texts = MatrixTexts(
        title,
        _describe_matrix(corners),
        (first.low_pole, first.high_pole),
        (second.low_pole, second.high_pole),
        note,
    )
    return scenario_matrix(corners, axes.experts, texts)


def _corner_figures(plausibility: Spread | None, desirability: Spread | None) -> str:
    if plausibility is None or desirability is None:
        return ""
    return _(
        "plausible %(p)s · wished for %(w)s", p=number(plausibility.median), w=number(desirability.median)
    )


def _describe_matrix(corners: list[Corner]) -> str:
    names = ", ".join(corner.name for corner in corners)
    return _("Two axes cross; the four corners are: %(names)s.", names=names)


def _preference(context: ReportContext) -> Figure | None:
    scenarios = context.scenarios.scenarios if context.scenarios else ()
    rated = [s for s in scenarios if s.plausibility or s.desirability]
    if not rated:
        return None
    rows = [
        RangeRow(s.name, (_spread_bar(s.plausibility), _spread_bar(s.desirability)), str(_count(s)))
        for s in rated
    ]
    likely, preferred = most_plausible(scenarios), context.preference.quadrant if context.preference else None
    title = _("How plausible the scenarios are, and how much they are wished for")
    if likely and preferred:
        title = _(
            "“%(wished)s” is wished for most; “%(likely)s” is held most plausible",
            wished=scenario_name(context, preferred),
            likely=likely.name,
        )
    note = _(
        "Marks: medians; bars: middle half of the answers. Upper bar: plausibility; lower bar "
        "with the diamond: desirability."
    )
    scale = context.preference or None
    low, high = (scale.low, scale.high) if scale else (1.0, 7.0)
    ends = (_("%(value)s not at all", value=number(low)), _("%(value)s very", value=number(high)))
    texts = RangeTexts(title, note, (_("Plausibility"), _("Desirability")), ends, "n", note)
    return range_pages(rows, texts, low, high)[0]


def _spread_bar(spread: Spread | None) -> Bar | None:
    if spread is None or spread.median is None:
        return None
    low = spread.q1 if spread.q1 is not None else spread.median
    return Bar(spread.median, low, spread.q3 if spread.q3 is not None else spread.median)


def _count(scenario: object) -> int:
    return max((s.n for s in (scenario.plausibility, scenario.desirability) if s), default=0)
