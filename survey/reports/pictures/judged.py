"""How the panel judges the futures, for page and report: today and the expected, wish and plausibility."""

from flask_babel import gettext as _

from survey.charts import Bar, CompareRow, CompareTexts, Figure, compare_scenarios
from survey.charts.today import TodayMark, TodayTexts, today_chart
from survey.filters import number, percent, signed
from survey.reports.parts.future import Spread
from survey.reports.parts.judged import JudgedPart, JudgedScenario, Rated

MARK_STEPS = 7


def draw_today(part: JudgedPart | None) -> Figure | None:
    """Return where things stand today and which corner is expected; None where neither can be shown."""
    if part is None or not part.poles:
        return None
    placed = [place for place in part.places if None not in (place.a.median, place.b.median)]
    has_shares = any(each.share_expecting is not None for each in part.scenarios)
    if not placed and not has_shares:
        return None
    marks = [
        TodayMark(
            str(place),
            each.name or _("Today"),
            _step(each.a.median, part.steps[0]),
            _step(each.b.median, part.steps[1]),
            _half(each.a, part.steps[0]),
            _half(each.b, part.steps[1]),
        )
        for place, each in enumerate(placed, start=1)
    ]
    title = part.expected_sentence if has_shares else _("Where things stand today")
    note = _("Circle: median of where the panel places it today; grey lines: middle half of the answers.")
    described = " ".join(
        [*(place.sentence for place in part.places), *filter(None, [part.expected_sentence])]
    )
    corners = {each.quadrant: _corner(each) for each in part.scenarios}
    texts = TodayTexts(title, described, part.poles["A"], part.poles["B"], corners, note if placed else "")
    return today_chart(marks, texts)


def _step(value: float, steps: int) -> float:
    """Bring a step of any grid to a grid of seven."""
    return 1 + (value - 1) * (MARK_STEPS - 1) / (steps - 1)


def _half(spread: Spread, steps: int) -> tuple[float, float] | None:
    if spread.q1 is None or spread.q3 is None:
        return None
    return _step(spread.q1, steps), _step(spread.q3, steps)


def _corner(each: JudgedScenario) -> str:
    if each.share_expecting is None:
        return each.name
    return _("%(name)s: expected by %(share)s", name=each.name, share=percent(each.share_expecting))


def draw_gap(part: JudgedPart | None, title: str = "", preferred: str | None = None) -> Figure | None:
    """Return plausibility and desirability of each future side by side; None while nobody rated them.

    Args:
        part: what the panel makes of the futures.
        title: the finding; by default what the gaps say.
        preferred: the quadrant that the panel prefers.
    """
    rated = [each for each in (part.scenarios if part else ()) if each.plausibility or each.desirability]
    rows = [_compared(each, preferred) for each in rated]
    if not any(row.plausible or row.desirable for row in rows):
        return None
    told = part.gap_sentences[0] if part.gap_sentences else ""
    texts = CompareTexts(
        title or told or _("How plausible the scenarios are, and how much they are wished for"),
        " ".join(_told(each) for each in rated),
        _("plausible"),
        _("desirable"),
        _("gap"),
        _("expected by"),
        (
            _("%(value)s not at all", value=number(part.low)),
            _("%(value)s very", value=number(part.high)),
        ),
        _(
            "Ring: median plausibility; diamond: median desirability; bars: middle half of the answers. "
            "The line between them is the gap that strategy has to close or to keep open."
        ),
    )
    return compare_scenarios(rows, texts, part.low, part.high)


def _compared(each: JudgedScenario, preferred: str | None) -> CompareRow:
    share = each.share_expecting
    return CompareRow(
        each.name,
        _bar(each.plausibility),
        _bar(each.desirability),
        gap=signed(each.gap) if each.gap is not None else "",
        share=share,
        share_text=percent(share) if share is not None else "",
        n=str(max((rated.spread.n for rated in (each.plausibility, each.desirability) if rated), default=0)),
        mark=_("★ preferred") if each.quadrant == preferred else "",
    )


def _told(each: JudgedScenario) -> str:
    """Return a future's figures in words."""
    values = [each.name]
    for rated, what in ((each.plausibility, _("plausibility")), (each.desirability, _("desirability"))):
        if rated and rated.spread.median is not None:
            spread = rated.spread
            values.append(
                _(
                    "%(what)s %(median)s, middle half %(q1)s to %(q3)s, n = %(n)s",
                    what=what,
                    median=number(spread.median),
                    q1=number(spread.q1),
                    q3=number(spread.q3),
                    n=spread.n,
                )
            )
    if each.share_expecting is not None:
        values.append(_("expected by %(share)s", share=percent(each.share_expecting)))
    return "; ".join(values) + "."


def _bar(rated: Rated | None) -> Bar | None:
    spread = rated.spread if rated else None
    if spread is None or spread.median is None:
        return None
    low = spread.q1 if spread.q1 is not None else spread.median
    return Bar(spread.median, low, spread.q3 if spread.q3 is not None else spread.median)
