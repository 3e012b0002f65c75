"""Where the drivers lie by impact and uncertainty."""

from collections.abc import Sequence

from flask_babel import gettext as _

from survey.charts import Figure, GridDriver, GridTexts, drivers_grid
from survey.filters import fixed
from survey.reports.context import Driver, ReportContext

_N_TOLD = 12


def draw_grid(context: ReportContext) -> Figure | None:
    """Return the map of the drivers; None while nothing is known of their places."""
    part = context.drivers
    placed = [_driver(d) for d in part.drivers if _is_placed(d)] if part else []
    if not placed:
        return None
    note = _("n = %(n)s, round %(round)s.", n=part.n_experts, round=part.round_number)
    return drivers_grid(placed, grid_texts(placed, note))


def grid_texts(drivers: Sequence[GridDriver], note: str) -> GridTexts:
    """Return the strings of a map of drivers: the finding, how to read it, and the values in words."""
    reading = _(
        "Every driver by impact (to the right) and uncertainty (upwards), both from 0 to 1. Thin lines: "
        "80-percent interval over resampled panels. Filled circle: critical; square: predetermined; ring: "
        "watch list; small grey: background."
    )
    return GridTexts(
        grid_title(drivers),
        _values(drivers),
        _("Impact"),
        _("Uncertainty"),
        {
            "critical": _("Critical uncertainties"),
            "predetermined": _("Predetermined elements"),
            "watch": _("Watch list"),
            "background": _("Background"),
        },
        f"{reading} {note}",
    )


def grid_title(drivers: Sequence[GridDriver]) -> str:
    """Return the finding: how many drivers are critical, and which two are most."""
    ranked = _critical(drivers)
    if len(ranked) < 3:
        return _(
            "%(critical)s of %(n)s drivers weigh heavily and are uncertain",
            critical=len(ranked),
            n=len(drivers),
        )
    return _(
        "%(critical)s of %(n)s drivers weigh heavily and are uncertain, most of all “%(first)s” "
        "and “%(second)s”",
        critical=len(ranked),
        n=len(drivers),
        first=ranked[0].name,
        second=ranked[1].name,
    )


def _critical(drivers: Sequence[GridDriver]) -> list[GridDriver]:
    found = [driver for driver in drivers if driver.cell == "critical"]
    return sorted(found, key=lambda d: (-d.impact * d.uncertainty, d.code))


def _values(drivers: Sequence[GridDriver]) -> str:
    """Return the places of the most critical drivers in words; the table holds all of them."""
    told = _critical(drivers)[:_N_TOLD]
    if not told:
        return _("The table after the map lists all values.")
    values = "; ".join(
        _(
            "%(name)s: impact %(impact)s, uncertainty %(uncertainty)s",
            name=d.name,
            impact=fixed(d.impact),
            uncertainty=fixed(d.uncertainty),
        )
        for d in told
    )
    return f"{values}. {_('The table after the map lists all values.')}"


def _is_placed(d: Driver) -> bool:
    return d.impact is not None and d.uncertainty is not None and bool(d.cell)


def _driver(d: Driver) -> GridDriver:
    intervals = d.impact_interval, d.uncertainty_interval
    return GridDriver(d.code, d.name, d.impact, d.uncertainty, d.cell, *intervals)
