"""How the study was held: flow of panel and items, what was done otherwise than planned, the guidelines."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

Told = int | str | None
"""A count, a range as a code where the floors hide it, or None where it is not known."""


@dataclass(frozen=True)
class PanelStep:
    """Count the panel of one round: on the panel, answered, and who came and went since the round before."""

    number: int
    name: str
    asks: str
    invited: int
    answered: int
    joined: Told = None
    returned: Told = None
    lapsed: Told = None
    reminders: int = 0  # how many times reminders went out

    @property
    def is_first(self) -> bool:
        """Say whether nobody can have come or gone before it."""
        return self.joined is None and self.returned is None and self.lapsed is None


@dataclass(frozen=True)
class ItemStep:
    """Count what happened to the list of items before a round was held, and what the round asked about."""

    number: int | None  # the round; None for what stands at the end
    proposals: int = 0  # proposals that the panel wrote in the round
    steps: tuple[tuple[str, int], ...] = ()  # (kind of a lineage step, how many) before the round opened
    rated: tuple[tuple[str, int], ...] = ()  # ("drivers" | "options" | "items" | ..., how many)


@dataclass(frozen=True)
class FlowPart:
    """Hold the flow of the panel and of the items, round by round; `outcome` is what stands at the end."""

    panel: tuple[PanelStep, ...]
    items: tuple[ItemStep, ...]
    withdrawn: Told = None
    outcome: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Deviation:
    """Name one thing done otherwise than planned, by its code, with what its sentence needs."""

    code: str  # a code of survey.reports.deviations
    figures: Mapping[str, int | str] = field(default_factory=dict)
    day: date | None = None
    reason: str = ""


@dataclass(frozen=True)
class GuidelineRow:
    """Hold one item of a guideline: where this report answers it, and what was done."""

    code: str
    section: str
    title: str
    state: str  # "records" | "stated" | "partly" | "open"
    sentences: tuple[str, ...] = ()
    statement: str = ""
    anchors: tuple[str, ...] = ()  # sections of survey.reports.outline
    asks: str = ""  # the statement that people are asked for


@dataclass(frozen=True)
class GuidelineTable:
    """Hold one reporting guideline with its source and licence."""

    code: str
    name: str
    citation: str
    licence: str
    rows: tuple[GuidelineRow, ...]

    def count(self, state: str) -> int:
        """Return how many items stand in a state."""
        return sum(row.state == state for row in self.rows)


@dataclass(frozen=True)
class AskedQuestion:
    """Hold one question of a round as it was worded, and which wordings of the drivers it asked about."""

    round_number: int
    kind: str
    label: str
    wording: str
    n_items: int
    scale: tuple[float, ...] = ()
    ends: tuple[str, ...] = ()
    versions: tuple[int, ...] = ()


@dataclass(frozen=True)
class GuidelinesPart:
    """Hold the reporting guidelines item by item, what belongs to no item, and what was asked."""

    tables: tuple[GuidelineTable, ...]
    further: tuple[tuple[str, str], ...] = ()  # (title of a statement, its text)
    asked: tuple[AskedQuestion, ...] = ()
