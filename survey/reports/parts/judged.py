"""What the panel makes of the four futures: plausible, wished for, weighty, expected; and where today is."""

from collections.abc import Mapping
from dataclasses import dataclass

from survey.reports.parts.future import Spread


@dataclass(frozen=True)
class Rated:
    """Hold a rating of one future: its middle, and how many gave each answer where that may be told."""

    spread: Spread
    counts: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class JudgedScenario:
    """Hold what the panel makes of one future; a figure that was not asked or may not be told is None."""

    quadrant: str
    name: str
    plausibility: Rated | None = None
    desirability: Rated | None = None
    effect: Rated | None = None
    gap: float | None = None  # desirability less plausibility, of the medians
    n_expecting: int | None = None
    share_expecting: float | None = None


@dataclass(frozen=True)
class TodayPlace:
    """Hold where a compared system, or the present, stands on both axes today, in steps from the low end."""

    code: str
    name: str
    a: Spread
    b: Spread
    quadrant: str | None  # the future in whose quarter it lies; None on a middle line
    sentence: str


@dataclass(frozen=True)
class JudgedPart:
    """Hold the four futures as the panel judges them, with the sentences that say so."""

    scenarios: tuple[JudgedScenario, ...]
    places: tuple[TodayPlace, ...] = ()
    steps: tuple[int, int] = (7, 7)
    low: int = 1
    high: int = 7
    n_expected: int | None = None
    expected_sentence: str = ""
    gap_sentences: tuple[str, ...] = ()
    not_asked: tuple[str, ...] = ()  # what no closed round asked, in words
    poles: Mapping[str, tuple[str, str]] | None = None  # by axis: low, high


@dataclass(frozen=True)
class WildCard:
    """Hold one surprise that could overturn scenarios; origin is "panel" or "author"."""

    code: str
    name: str
    description: str
    scenarios: tuple[str, ...]
    origin: str
