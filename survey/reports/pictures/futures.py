"""The four scenarios: in their corners with the panel and today, and side by side as judged."""

from flask_babel import gettext as _

from survey.charts import (
    Bar,
    Cloud,
    CompareRow,
    CompareTexts,
    Corner,
    Figure,
    MatrixTexts,
    Standing,
    compare_scenarios,
    scenario_matrix,
)
from survey.filters import number, percent, signed
from survey.reports.context import AxesPart, ReportContext, Scenario, Spread
from survey.reports.findings import most_plausible, scenario_name


def draw_matrix(context: ReportContext, axes: AxesPart, *, is_brief: bool = False) -> Figure:
    """Return the four scenarios in their corners; a brief one leaves out what they say."""
    first, second = axes.axes
    preferred = context.preference.quadrant if context.preference else None
    corners = [
        Corner(
            s.quadrant,
            s.name,
            "" if is_brief else s.headline,
            _figures(s),
            _("★ preferred by the panel") if s.quadrant == preferred else "",
        )
        for s in context.scenarios.scenarios
    ]
    cloud, standings = _cloud(context), []
    texts = MatrixTexts(
        _matrix_title(context, preferred),
        _describe(corners),
        (first.low_pole, first.high_pole),
        (second.low_pole, second.high_pole),
        _reading(context, cloud, standings),
    )
    return scenario_matrix(corners, texts, cloud, standings)


def _matrix_title(context: ReportContext, preferred: str | None) -> str:
    if preferred is None:
        return _("Four futures from two uncertainties")
    likely = most_plausible(context.scenarios.scenarios)
    if likely is None or likely.quadrant == preferred:
        return _("Four futures; the panel prefers “%(name)s”", name=scenario_name(context, preferred))
    return _(
        "The panel prefers “%(name)s” and holds “%(likely)s” to be most plausible",
        name=scenario_name(context, preferred),
        likely=likely.name,
    )


def _figures(s: Scenario) -> tuple[str, ...]:
    lines = []
    if s.plausibility and s.desirability:
        values = {"p": number(s.plausibility.median), "w": number(s.desirability.median)}
        lines.append(_("plausible %(p)s · wished for %(w)s", **values))
    if s.share_expecting is not None:
        lines.append(_("expected by %(share)s", share=percent(s.share_expecting)))
    return tuple(lines)


def _describe(corners: list[Corner]) -> str:
    told = "; ".join(", ".join([corner.name, *corner.figures]) for corner in corners)
    return _("Two axes cross; the four corners are: %(names)s.", names=told)


def _cloud(context: ReportContext) -> Cloud | None:
    found = context.scenarios.cloud
    if found is None:
        return None
    wide_first = sorted(found.outlines, key=lambda outline: -outline[0])
    return Cloud(
        tuple((percent(share), points) for share, points in wide_first), found.centre, _("The panel expects")
    )


def _reading(context: ReportContext, cloud: Cloud | None, standings: list[Standing]) -> str:
    sentences = []
    if cloud:
        sentences.append(
            _(
                "Dark and pale cloud: within them lie the expectations of half and of four fifths of the "
                "%(n)s experts, each the mean over the drivers of an axis; dot: their centre. The cloud "
                "shows no single person.",
                n=context.scenarios.cloud.n,
            )
        )
    if standings:
        sentences.append(_("Amber: where things stand today, median and middle half."))
    if context.preference and context.preference.quadrant:
        sentences.append(_("Shaded corner: the preferred future."))
    return " ".join(sentences)


def draw_preference(context: ReportContext) -> Figure | None:
    """Return plausibility and desirability of the four scenarios; None while nobody rated them."""
    scenarios = context.scenarios.scenarios if context.scenarios else ()
    rated = [s for s in scenarios if s.plausibility or s.desirability]
    if not rated:
        return None
    part = context.preference
    low, high = (part.low, part.high) if part else (1.0, 7.0)
    rows = [_row(s, part.quadrant if part else None) for s in rated]
    texts = CompareTexts(
        _preference_title(context),
        " ".join(_told(s) for s in rated),
        _("plausible"),
        _("desirable"),
        _("gap"),
        _("expected by"),
        (_("%(value)s not at all", value=number(low)), _("%(value)s very", value=number(high))),
        _(
            "Ring: median plausibility; diamond: median desirability; bars: middle half of the answers. "
            "The line between them is the gap that strategy has to close or to keep open."
        ),
    )
    return compare_scenarios(rows, texts, low, high)


def _preference_title(context: ReportContext) -> str:
    likely = most_plausible(context.scenarios.scenarios)
    preferred = context.preference.quadrant if context.preference else None
    if not (likely and preferred):
        return _("How plausible the scenarios are, and how much they are wished for")
    if likely.quadrant == preferred:
        return _("“%(name)s” is wished for most and held most plausible", name=likely.name)
    return _(
        "“%(wished)s” is wished for most; “%(likely)s” is held most plausible",
        wished=scenario_name(context, preferred),
        likely=likely.name,
    )


def _row(s: Scenario, preferred: str | None) -> CompareRow:
    plausible, desirable = _bar(s.plausibility), _bar(s.desirability)
    has_gap = plausible is not None and desirable is not None
    return CompareRow(
        s.name,
        plausible,
        desirable,
        gap=signed(desirable.median - plausible.median) if has_gap else "",
        share=s.share_expecting,
        share_text=percent(s.share_expecting) if s.share_expecting is not None else "",
        n=str(_count(s)),
        mark=_("★ preferred") if s.quadrant == preferred else "",
    )


def _told(s: Scenario) -> str:
    values = [s.name]
    for spread, sentence in (
        (s.plausibility, _("plausibility")),
        (s.desirability, _("desirability")),
    ):
        if spread and spread.median is not None:
            values.append(
                _(
                    "%(what)s %(median)s, middle half %(q1)s to %(q3)s, n = %(n)s",
                    what=sentence,
                    median=number(spread.median),
                    q1=number(spread.q1),
                    q3=number(spread.q3),
                    n=spread.n,
                )
            )
    if s.share_expecting is not None:
        values.append(_("expected by %(share)s", share=percent(s.share_expecting)))
    return "; ".join(values) + "."


def _bar(spread: Spread | None) -> Bar | None:
    if spread is None or spread.median is None:
        return None
    low = spread.q1 if spread.q1 is not None else spread.median
    return Bar(spread.median, low, spread.q3 if spread.q3 is not None else spread.median)


def _count(s: Scenario) -> int:
    return max((each.n for each in (s.plausibility, s.desirability) if each), default=0)
