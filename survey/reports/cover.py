"""The picture on the cover: the study's own figures without words, four fields or one field or strips."""

from dataclasses import dataclass

from survey.reports.context import ReportContext

WIDTH, HEIGHT = 322.0, 176.0
_MARGIN = 14.0
_MOST_STRIPS = 40


@dataclass(frozen=True)
class CoverPicture:
    """Hold what is drawn, in the units of the drawing; with `is_crossed` the field falls into four."""

    is_crossed: bool = False
    shaded: str | None = None  # the preferred quadrant
    dots: tuple[tuple[float, float], ...] = ()
    # from, to, median, height of each strip
    strips: tuple[tuple[float, float, float, float], ...] = ()


def draw_cover(context: ReportContext) -> CoverPicture | None:
    """Return the picture that this study can give of itself, or None when it has no figures yet."""
    axes = context.axes
    if axes and len(axes.axes) == 2:
        preferred = context.preference.quadrant if context.preference else None
        spots = tuple((place.a, place.b) for place in axes.placement)
        reach = max([1.0, *(abs(value) for spot in spots for value in spot)])
        dots = tuple(_at((a / reach + 1) / 2, (b / reach + 1) / 2) for a, b in spots)
        return CoverPicture(is_crossed=True, shaded=preferred, dots=tuple(sorted(dots)))
    drivers = context.drivers.drivers if context.drivers else ()
    placed = [
        (d.impact, d.uncertainty) for d in drivers if d.impact is not None and d.uncertainty is not None
    ]
    if placed:
        return CoverPicture(dots=tuple(_at(*spot) for spot in placed))
    return _strips(context)


def _at(x: float, y: float) -> tuple[float, float]:
    across, up = WIDTH - 2 * _MARGIN, HEIGHT - 2 * _MARGIN
    return round(_MARGIN + across * x, 1), round(HEIGHT - _MARGIN - up * y, 1)


def _strips(context: ReportContext) -> CoverPicture | None:
    rated = [
        (item.last, question.low, question.high)
        for question in context.questions[:1]
        for item in question.items
        if item.last and item.last.median is not None and question.high > question.low
    ]
    rated = sorted(rated, key=lambda entry: entry[0].median)[-_MOST_STRIPS:]
    if not rated:
        return None
    strips = []
    for index, (figures, low, high) in enumerate(rated):
        ends = (figures.q1, figures.q3, figures.median)
        known = [figures.median if end is None else end for end in ends]
        spots = [_at((value - low) / (high - low), (index + 0.5) / len(rated)) for value in known]
        strips.append((spots[0][0], spots[1][0], spots[2][0], spots[0][1]))
    return CoverPicture(strips=tuple(strips))
