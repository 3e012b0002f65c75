"""Where axes and scenarios stand: drivers on the axes, the four corners, and how the panel judges them."""

from flask_babel import gettext as _

from survey.charts import (
    Bar,
    Corner,
    Figure,
    MatrixTexts,
    PlacedDriver,
    PlacementTexts,
    RangeRow,
    RangeTexts,
    placement,
    range_pages,
    scenario_matrix,
)
from survey.filters import number
from survey.reports.context import AxesPart, ReportContext, Spread
from survey.reports.findings import most_plausible, scenario_name


def draw_placement(axes: AxesPart) -> Figure:
    """Return every driver by how closely it moves with the two axes."""
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


def draw_matrix(context: ReportContext, axes: AxesPart) -> Figure:
    """Return the four scenarios in their corners."""
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


def draw_preference(context: ReportContext) -> Figure | None:
    """Return plausibility and desirability of the four scenarios; None while nobody rated them."""
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
    texts = RangeTexts(title, note, (_("Plausibility"), _("Desirability")), ends, "n", note, is_course=False)
    return range_pages(rows, texts, low, high)[0]


def _spread_bar(spread: Spread | None) -> Bar | None:
    if spread is None or spread.median is None:
        return None
    low = spread.q1 if spread.q1 is not None else spread.median
    return Bar(spread.median, low, spread.q3 if spread.q3 is not None else spread.median)


def _count(scenario: object) -> int:
    return max((s.n for s in (scenario.plausibility, scenario.desirability) if s), default=0)
