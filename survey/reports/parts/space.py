"""The third dimension as a report tells it: four paths from today, the systems in each future."""

from dataclasses import dataclass

from survey.reports.parts.future import Spread


@dataclass(frozen=True)
class Pole:
    """Name one axis and what stands at its two ends."""

    name: str
    low: str
    high: str


@dataclass(frozen=True)
class Stop:
    """Place a future (or today) in one year, in steps from 1 to 7; `reason` says why figures are missing."""

    year: int
    a: Spread
    b: Spread
    reason: str = ""


@dataclass(frozen=True)
class Path:
    """Hold where one future stands in every year behind today."""

    quadrant: str
    name: str
    stops: tuple[Stop, ...]


@dataclass(frozen=True)
class SystemsIn:
    """Hold how the systems fare in one future: places in the order of the systems, and their linkage."""

    quadrant: str
    name: str
    places: tuple[Spread, ...]
    linkage: Spread
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class SpacePart:
    """Hold both readings as far as they were chosen and asked; `missing` says of the others why not."""

    axes: tuple[Pole, Pole]
    round_number: int
    n_experts: int
    start: Stop | None = None
    paths: tuple[Path, ...] = ()
    systems: tuple[str, ...] = ()
    futures: tuple[SystemsIn, ...] = ()
    missing: tuple[str, ...] = ()
    low: float = 1.0
    high: float = 7.0
