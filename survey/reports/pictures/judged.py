"""How the panel judges the futures, for page and report: today and the expected, wish and plausibility."""

from flask_babel import gettext as _

from survey.charts import Bar, Figure, RangeRow, RangeTexts, range_pages
from survey.charts.today import TodayMark, TodayTexts, today_chart
from survey.filters import number, percent
from survey.reports.parts.future import Spread
from survey.reports.parts.judged import JudgedPart, JudgedScenario

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


def draw_gap(part: JudgedPart | None) -> Figure | None:
    """Return plausibility and desirability of each future side by side; None while nobody rated them."""
    rated = [each for each in (part.scenarios if part else ()) if each.plausibility or each.desirability]
    rows = [
        RangeRow(
            each.name,
            (_bar(each.plausibility), _bar(each.desirability)),
            number(each.gap) if each.gap is None or each.gap <= 0 else f"+{number(each.gap)}",
        )
        for each in rated
    ]
    if not any(bar for row in rows for bar in row.bars):
        return None
    note = _(
        "Marks: medians; bars: middle half of the answers. Upper bar: plausibility; lower bar with the "
        "diamond: desirability. At the right: desirability less plausibility."
    )
    ends = (_("%(value)s not at all", value=part.low), _("%(value)s very", value=part.high))
    series = (_("Plausibility"), _("Desirability"))
    title = part.gap_sentences[0] if part.gap_sentences else _("What is wished for and what seems plausible")
    texts = RangeTexts(
        title, " ".join(part.gap_sentences) or note, series, ends, _("gap"), note, is_course=False
    )
    return range_pages(rows, texts, part.low, part.high)[0]


def _bar(rated: object) -> Bar | None:
    spread = rated.spread if rated else None
    if spread is None or spread.median is None:
        return None
    low = spread.q1 if spread.q1 is not None else spread.median
    return Bar(spread.median, low, spread.q3 if spread.q3 is not None else spread.median)
