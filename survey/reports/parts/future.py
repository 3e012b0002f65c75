"""What follows from the answers: axes, scenarios, preferred future and strategy of a report."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from survey.reports.parts.panel import Interval
from survey.reports.parts.places import PanelCloud

QUADRANTS = ("Q1", "Q2", "Q3", "Q4")


@dataclass(frozen=True)
class Gate:
    """Hold one test that the axes had to pass; text says what it asks, in the reader's language."""

    code: str
    text: str
    passed: bool | None
    figure: float | None = None
    threshold: float | None = None


@dataclass(frozen=True)
class AxisDriver:
    """Hold one driver's loading on its axis; sign -1 means its high pole lies at the axis's low end."""

    code: str
    name: str
    loading: float | None
    sign: int = 1


@dataclass(frozen=True)
class Axis:
    """Define one axis by its two poles; named_by is "author", "panel" or "computed"."""

    key: str  # "A" | "B"
    name: str
    low_pole: str
    high_pole: str
    drivers: tuple[AxisDriver, ...]
    criticality: float | None = None
    alpha: float | None = None
    control: float | None = None
    named_by: str = "computed"


@dataclass(frozen=True)
class PairRow:
    """Hold one candidate pair of driver groups with the figures that ranked it."""

    names: tuple[str, str]
    criticality: float | None
    phi: float | None
    alphas: tuple[float | None, float | None]
    coverage: float | None
    p_rank1: float | None
    passed: bool
    failed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Placed:
    """Place one driver on the two axes (-1..1) with 80 % intervals."""

    code: str
    name: str
    a: float
    b: float
    a_interval: Interval | None = None
    b_interval: Interval | None = None
    axis: str | None = None
    criticality: float | None = None


@dataclass(frozen=True)
class Confirmation:
    """Hold the panel's own verdict on the proposed axes."""

    accepted: bool | None
    round_number: int
    n: int
    gates: tuple[Gate, ...]
    share_as_proposed: float | None = None
    share_as_decoy: float | None = None
    dependence_median: float | None = None


@dataclass(frozen=True)
class Override:
    """Record that a person set the computed result aside."""

    day: date
    role: str
    what: str
    why: str


@dataclass(frozen=True)
class AxesPart:
    """Hold the axes or the refusal; with `declared` false, `axes` is empty unless they are authored."""

    declared: bool
    reason: str
    source: str  # "computed" | "changed" | "authored" | "none"
    gates: tuple[Gate, ...]
    n_experts: int
    axes: tuple[Axis, ...] = ()
    method: str = ""
    channels: tuple[str, ...] = ()
    k: int | None = None
    stability: float | None = None
    stability_null: float | None = None
    pairs: tuple[PairRow, ...] = ()
    alternatives: tuple[tuple[str, float | None], ...] = ()
    placement: tuple[Placed, ...] = ()
    confirmation: Confirmation | None = None
    overrides: tuple[Override, ...] = ()
    helps: tuple[str, ...] = ()  # what would help after a refusal, whole sentences


@dataclass(frozen=True)
class Spread:
    """Hold a median with its middle half and its count."""

    median: float | None
    q1: float | None = None
    q3: float | None = None
    n: int = 0


@dataclass(frozen=True)
class Scenario:
    """Hold one corner of the matrix with its story; paragraphs of the narrative are split by blank lines."""

    quadrant: str
    name: str
    headline: str = ""
    narrative: str = ""
    is_authored: bool = True  # prose written by a person, not assembled from answers
    is_named: bool = True  # False: the name is mechanical (high A, low B)
    plausibility: Spread | None = None
    desirability: Spread | None = None
    effect: Spread | None = None
    share_expecting: float | None = None
    is_named_by_panel: bool = False
    name_origin: str = ""  # who gave the name, as a sentence
    state: str = ""
    events: tuple[tuple[int, str], ...] = ()
    # Further parts of the story: (title, text).
    parts: tuple[tuple[str, str], ...] = ()
    consistency: tuple[str, ...] = ()  # whether its drivers go together, whole sentences
    quotes: tuple[str, ...] = ()  # released reasons about this scenario, as written


@dataclass(frozen=True)
class SetOutcome:
    """Hold an outcome that a person set against the computed one, with the reason."""

    quadrant: str
    computed: str
    reason: str


@dataclass(frozen=True)
class OutcomeRow:
    """Say where one driver ends in each scenario: quadrant -> "high" | "low" | "open"."""

    code: str
    name: str
    low_pole: str
    high_pole: str
    outcomes: Mapping[str, str]
    is_predetermined: bool = False
    axis: str | None = None
    given: tuple[SetOutcome, ...] = ()
    basis: str = ""  # "axis" | "predetermined" | "vote" | "open"
    votes: Mapping[str, str] = field(default_factory=dict)  # quadrant -> counts, where they may be told


@dataclass(frozen=True)
class ScenariosPart:
    """Hold the four scenarios in the order Q1..Q4 and what separates them."""

    scenarios: tuple[Scenario, ...]
    outcomes: tuple[OutcomeRow, ...] = ()
    # "Q1-Q2" -> share of outcomes that differ
    differentiation: Mapping[str, float] = field(default_factory=dict)
    alike: tuple[str, ...] = ()  # warnings of scenarios that share too much, whole sentences
    cloud: PanelCloud | None = None


@dataclass(frozen=True)
class GroupPreference:
    """Hold one group's median desirability per quadrant; groups below the floor are left out."""

    name: str
    n: int | None
    medians: Mapping[str, float | None]


@dataclass(frozen=True)
class PreferencePart:
    """Hold the preferred future, or that there is none (quadrant None)."""

    quadrant: str | None
    medians: Mapping[str, float | None]
    intervals: Mapping[str, Interval | None]
    low: float = 1.0
    high: float = 7.0
    n: int = 0
    groups: tuple[GroupPreference, ...] = ()
    dissent: tuple[str, ...] = ()
