"""The four scenarios: in their corners with the panel and today, and side by side as judged."""

from flask_babel import gettext as _

from survey.charts import Cloud, Corner, Figure, MatrixTexts, Standing, scenario_matrix
from survey.filters import number, percent
from survey.reports.context import AxesPart, ReportContext, Scenario, Spread
from survey.reports.findings import most_plausible, scenario_name
from survey.reports.parts.judged import JudgedPart, JudgedScenario, Rated
from survey.reports.pictures.judged import draw_gap


def draw_matrix(context: ReportContext, axes: AxesPart) -> Figure:
    """Return the four scenarios in their corners, with the panel as a cloud and where things stand today."""
    first, second = axes.axes
    preferred = context.preference.quadrant if context.preference else None
    corners = [
        Corner(
            s.quadrant,
            s.name,
            s.headline,
            _figures(s),
            _("★ preferred by the panel") if s.quadrant == preferred else "",
        )
        for s in context.scenarios.scenarios
    ]
    cloud, standings = _cloud(context), _standings(context)
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
    return (" · ".join(lines),) if lines else ()


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


def _standings(context: ReportContext) -> list[Standing]:
    """Return where the panel sees each compared system today, on the axes' own scale."""
    part = context.judged
    return [
        Standing(
            _("%(name)s today", name=each.name) if each.name else _("Today"),
            _on_axis(each.a.median, part.steps[0]),
            _on_axis(each.b.median, part.steps[1]),
            _half(each.a, part.steps[0]),
            _half(each.b, part.steps[1]),
        )
        for each in (part.places if part else ())
        if None not in (each.a.median, each.b.median)
    ]


def _on_axis(step: float, steps: int) -> float:
    return 2 * (step - 1) / (steps - 1) - 1


def _half(spread: Spread, steps: int) -> tuple[float, float] | None:
    if spread.q1 is None or spread.q3 is None:
        return None
    return _on_axis(spread.q1, steps), _on_axis(spread.q3, steps)


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
    if context.scenarios is None:
        return None
    preferred = context.preference.quadrant if context.preference else None
    return draw_gap(context.judged or _judged(context), _preference_title(context), preferred)


def _judged(context: ReportContext) -> JudgedPart:
    """Return what the scenarios themselves say of their judgement, where nothing else was asked."""
    scenarios = tuple(
        JudgedScenario(
            s.quadrant,
            s.name,
            Rated(s.plausibility) if s.plausibility else None,
            Rated(s.desirability) if s.desirability else None,
            gap=_gap(s),
            share_expecting=s.share_expecting,
        )
        for s in context.scenarios.scenarios
    )
    part = context.preference
    return JudgedPart(scenarios, low=int(part.low) if part else 1, high=int(part.high) if part else 7)


def _gap(s: Scenario) -> float | None:
    spreads = [each for each in (s.desirability, s.plausibility) if each and each.median is not None]
    return spreads[0].median - spreads[1].median if len(spreads) == 2 else None


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
