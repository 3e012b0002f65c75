"""What the drivers' map is laid out from: its drivers, the frame of its picture, and the places in it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from survey.charts.drivers_key import Key, KeyEntry
from survey.charts.frame import Frame
from survey.charts.theme import NARROW, WIDE

CUT = 0.5
ORDER = ("critical", "predetermined", "watch", "background")
Interval = tuple[float, float]
# So few drivers carry their names at their points; up to MANY a key says them, beside the map or below it.
# Beyond that there is room for neither key nor intervals: codes alone, on a taller sheet.
FEW = 8
BESIDE = 36
MANY = 60
_KEY_WIDTH = 226.0
_TALLEST = 640.0


@dataclass(frozen=True)
class GridDriver:
    """Hold one driver's code, name, place (0..1 on both), cell, and the intervals of its place."""

    code: str
    name: str
    impact: float
    uncertainty: float
    cell: str
    impact_interval: Interval | None = None
    uncertainty_interval: Interval | None = None


@dataclass(frozen=True)
class GridTexts:
    """Hold the ready strings of the grid; `cells` maps a cell's code to its name."""

    title: str
    description: str
    impact: str
    uncertainty: str
    cells: dict[str, str]
    note: str = ""


@dataclass(frozen=True)
class Spot:
    """Hold where a driver stands in the picture, in its units, and how far its intervals reach."""

    code: str
    x: float
    y: float
    across: Interval | None
    upwards: Interval | None


@dataclass(frozen=True)
class Sheet:
    """Hold the size of a picture and the places in it."""

    width: float
    height: float
    spots: tuple[Spot, ...]


@dataclass(frozen=True)
class Layout:
    """Hold the frame of one picture, its whole height, and the key with its place from the plot's corner."""

    frame: Frame
    height: float
    key: Key | None = None
    key_left: float = 0.0
    key_top: float = 0.0
    is_named: bool = False


def sort_drivers(drivers: Sequence[GridDriver]) -> list[GridDriver]:
    """Return the drivers by cell, the most critical first."""
    return sorted(drivers, key=lambda d: (ORDER.index(d.cell), -d.impact * d.uncertainty, d.code))


def lay_out(
    drivers: Sequence[GridDriver], cells: dict[str, str], among: Sequence[GridDriver]
) -> tuple[Layout, Layout]:
    """Return the layouts of the wide and of the narrow picture."""
    entries = [KeyEntry(d.code, d.name, d.cell) for d in sort_drivers(drivers)]
    n = len(among)
    if not FEW < n <= MANY:
        wide, narrow = (760.0, 560.0) if n > MANY else (420.0, 350.0)
        return (
            Layout(_frame(among, WIDE, wide), wide, is_named=n <= FEW),
            Layout(_frame(among, NARROW, narrow), narrow),
        )
    wide_layout = _beside(entries, cells, among) if n <= BESIDE else _below(entries, cells, among, WIDE)
    return wide_layout, _below(entries, cells, among, NARROW)


def _beside(entries: Sequence[KeyEntry], cells: dict[str, str], among: Sequence[GridDriver]) -> Layout:
    key = Key(entries, cells, _KEY_WIDTH)
    height = min(max(key.height + 6, 470.0), _TALLEST)
    frame = _frame(among, WIDE, height, _KEY_WIDTH + 22)
    return Layout(frame, max(height, key.height + 6), key, frame.plot_width + 18, -10)


def _below(
    entries: Sequence[KeyEntry], cells: dict[str, str], among: Sequence[GridDriver], width: float
) -> Layout:
    n_columns = 3 if width == WIDE else 1
    key = Key(entries, cells, (width - 14 * (n_columns - 1)) / n_columns, n_columns)
    frame = _frame(among, width, 490 if width == WIDE else 350)
    return Layout(frame, frame.height + key.height, key, -frame.left, frame.plot_height + frame.bottom)


def _frame(drivers: Sequence[GridDriver], width: float, height: float, right: float = 12.0) -> Frame:
    return Frame(
        width,
        height,
        left=52,
        top=10,
        right=right,
        bottom=48,
        x_domain=_domain([d.impact for d in drivers]),
        y_domain=_domain([d.uncertainty for d in drivers]),
    )


def _domain(values: Sequence[float]) -> tuple[float, float]:
    """Return twentieths around the values and the cut, with room for labels at the rim."""
    low, high = min([*values, CUT - 0.05]), max([*values, CUT + 0.05])
    return max(0.0, math.floor(low * 20 - 0.4) / 20), min(1.0, math.ceil(high * 20 + 0.4) / 20)


def drivers_spots(drivers: Sequence[GridDriver], among: Sequence[GridDriver] = ()) -> tuple[Sheet, Sheet]:
    """Return where each driver stands in both pictures of `drivers_grid`, wide and narrow."""
    wide, narrow = lay_out(drivers, {cell: cell for cell in ORDER}, among or drivers)
    return _sheet(drivers, wide), _sheet(drivers, narrow)


def _sheet(drivers: Sequence[GridDriver], layout: Layout) -> Sheet:
    spots = tuple(_spot(driver, layout.frame) for driver in drivers)
    return Sheet(layout.frame.width, layout.height, spots)


def _spot(driver: GridDriver, frame: Frame) -> Spot:
    x, y = frame.to_pixels(driver.impact, driver.uncertainty)
    across, upwards = reach(driver, frame)
    return Spot(
        driver.code,
        frame.left + x,
        frame.top + y,
        across and tuple(frame.left + frame.to_pixels(end, 0)[0] for end in across),
        upwards and tuple(frame.top + frame.to_pixels(0, end)[1] for end in upwards),
    )


def reach(driver: GridDriver, frame: Frame) -> tuple[Interval | None, Interval | None]:
    """Return a driver's intervals, cut where the picture ends."""
    ends = (driver.impact_interval, frame.x_domain), (driver.uncertainty_interval, frame.y_domain)
    across, upwards = (
        interval and (max(interval[0], domain[0]), min(interval[1], domain[1])) for interval, domain in ends
    )
    return across, upwards
