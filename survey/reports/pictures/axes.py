"""Where every driver lies on the two axes, between the four scenarios."""

from flask_babel import gettext as _
from flask_babel import ngettext

from survey.charts import Figure, PlacedDriver, PlacementTexts, placement
from survey.filters import fixed
from survey.reports.context import AxesPart, Placed

_N_TOLD = 12


def draw_placement(axes: AxesPart, corners: dict[str, str], preferred: str | None = None) -> Figure:
    """Return every driver by how closely it moves with the two axes, the scenarios named in the corners.

    Args:
        axes: with two axes and the places of the drivers.
        corners: the names of the scenarios by quadrant; empty before there are any.
        preferred: the quadrant that the panel prefers.
    """
    first, second = axes.axes
    drivers = [
        PlacedDriver(p.code, p.name, p.a, p.b, p.a_interval, p.b_interval, p.axis or "")
        for p in axes.placement
    ]
    texts = PlacementTexts(
        placement_title(drivers, (first.name, second.name)),
        _values(axes.placement),
        (first.low_pole, first.high_pole),
        (second.low_pole, second.high_pole),
        placement_reading(axes.n_experts),
        {"A": first.name, "B": second.name, "": _("On neither axis")},
        corners,
        preferred,
    )
    return placement(drivers, texts)


def placement_title(drivers: list[PlacedDriver], names: tuple[str, str]) -> str:
    """Return the finding: how many drivers carry which axis, and how many neither."""
    counts = {key: sum(driver.axis == key for driver in drivers) for key in ("A", "B", "")}
    told = _(
        "%(a)s drivers carry “%(first)s”, %(b)s “%(second)s”",
        a=counts["A"],
        b=counts["B"],
        first=names[0],
        second=names[1],
    )
    if not counts[""]:
        return told
    neither = ngettext("%(num)s moves with neither", "%(num)s move with neither", counts[""])
    return f"{told}; {neither}"


def placement_reading(n: int) -> str:
    """Say how the map of the axes is read."""
    return _(
        "Circle: first axis; square: second axis; ring: neither. Thin lines: 80-percent interval over "
        "resampled panels. The key names the drivers by axis, the strongest first. n = %(n)s.",
        n=n,
    )


def _values(placed: tuple[Placed, ...]) -> str:
    told = sorted((p for p in placed if p.axis), key=lambda p: (p.axis, -abs(p.a if p.axis == "A" else p.b)))
    return (
        "; ".join(
            _("%(name)s: %(a)s and %(b)s", name=p.name, a=fixed(p.a), b=fixed(p.b)) for p in told[:_N_TOLD]
        )
        + ". "
        + _("The tables in this section list the drivers of each axis.")
    )
