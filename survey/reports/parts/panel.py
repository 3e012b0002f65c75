"""What the panel was asked and what it answered: the first half of a report's values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

Interval = tuple[float, float]


@dataclass(frozen=True)
class StudyHead:
    """Say what the study is and how far it has come; days only, never a time."""

    code: str
    title: str
    summary: str
    focal_question: str
    template: str  # "scenario" | "consensus"
    is_simulated: bool
    is_draft: bool  # a round is still open or still to come
    n_experts: int  # answered at least once
    n_rounds: int  # rounds closed
    as_of: date  # day of the latest fact in the report
    first_day: date | None = None
    last_day: date | None = None
    base_year: int | None = None
    horizon_year: int | None = None
    waypoints: tuple[int, ...] = ()
    privacy_mode: str = "sealed"  # "sealed" | "confidential"
    source_citation: str = ""
    source_note: str = ""


@dataclass(frozen=True)
class Cell:
    """Hold one statement about one system under one criterion."""

    text: str
    source: str = ""
    number: float | None = None
    unit: str = ""


@dataclass(frozen=True)
class System:
    """Name one of the systems compared."""

    code: str
    name: str
    place: str = ""


@dataclass(frozen=True)
class Criterion:
    """Hold one row of the comparison; cells follow the order of SystemsPart.systems."""

    code: str
    name: str
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True)
class SystemsPart:
    """Compare the systems of the study, row by row."""

    systems: tuple[System, ...]
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True)
class Evidence:
    """Register one source; kind is a code of the study file."""

    code: str
    kind: str
    citation: str
    note: str = ""
    n_drivers: int = 0


@dataclass(frozen=True)
class RoundFlow:
    """Count who was invited to a round and who answered it."""

    number: int
    name: str
    asks: str  # one sentence or phrase: what the round asks
    invited: int
    answered: int
    opened_on: date | None = None
    closed_on: date | None = None


@dataclass(frozen=True)
class GroupCount:
    """Count a stakeholder group; answered is per round, None where the floor hides it."""

    name: str
    invited: int | None
    answered: tuple[int | None, ...]


@dataclass(frozen=True)
class ProtocolChange:
    """Record a change made to the protocol after it was fixed."""

    day: date
    what: str
    why: str
    role: str
    protocol_hash: str = ""


@dataclass(frozen=True)
class Reopening:
    """A closed round that was opened again, and whether the figures of the earlier close stand."""

    number: int
    day: date
    reason: str
    stands: bool


@dataclass(frozen=True)
class MethodPart:
    """Describe panel and protocol. `protocol` holds (label, value) pairs already in the reader's words."""

    rounds: tuple[RoundFlow, ...]
    groups: tuple[GroupCount, ...] = ()
    protocol: tuple[tuple[str, str], ...] = ()
    protocol_hash: str = ""
    fixed_on: date | None = None
    changes: tuple[ProtocolChange, ...] = ()
    share_missing: float | None = None
    share_cannot_judge: float | None = None
    rule_changed_on: date | None = None  # the consensus rule, after round 1 had opened
    reopenings: tuple[Reopening, ...] = ()


@dataclass(frozen=True)
class Driver:
    """Hold one driver with its criticality; impact, uncertainty and their 80 % intervals are on 0..1."""

    code: str
    name: str
    low_pole: str
    high_pole: str
    category: str
    statement: str = ""
    mention: str = ""  # "mentioned" | "implied" | ""
    passage: str = ""
    impact: float | None = None
    uncertainty: float | None = None
    impact_interval: Interval | None = None
    uncertainty_interval: Interval | None = None
    dispersion: float | None = None
    p_critical: float | None = None
    control: float | None = None  # mean rating on the study's scale
    cell: str | None = None  # "critical" | "predetermined" | "watch" | "background"
    axis: str | None = None  # "A" | "B"


@dataclass(frozen=True)
class DriversPart:
    """Hold all drivers and how many experts the criticality rests on."""

    drivers: tuple[Driver, ...]
    n_experts: int
    round_number: int = 1


@dataclass(frozen=True)
class RoundFigures:
    """Hold the consensus figures of one item in one round (keys of ItemConsensus)."""

    number: int
    n: int
    median: float | None = None
    q1: float | None = None
    q3: float | None = None
    iqr: float | None = None
    n_missing: int = 0
    n_cannot_judge: int = 0
    share_in_rule: float | None = None
    agreement: float | None = None  # van der Eijk's A
    met: bool | None = None
    polarised: bool | None = None
    lowest: float | None = None
    highest: float | None = None


@dataclass(frozen=True)
class ItemResult:
    """Hold one item under one question: figures per round, then stability between the last two."""

    code: str
    name: str
    rounds: tuple[RoundFigures, ...]
    verdict: str | None = None  # stability verdict, or "consensus" | "no consensus" | "too few answers"
    stable: bool | None = None
    share_changed: float | None = None
    median_change: float | None = None
    weighted_kappa: float | None = None
    polarised: bool | None = None
    undefined: Mapping[str, str] = field(default_factory=dict)

    @property
    def last(self) -> RoundFigures | None:
        """Return the figures of the last round that asked this item."""
        return self.rounds[-1] if self.rounds else None


@dataclass(frozen=True)
class OtherAnswer:
    """Hold what the panel answered to one question that is no rating."""

    title: str
    item: str  # the name of the driver or option that it is about, or nothing
    round_number: int
    n: int
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class QuestionResult:
    """Hold one question over all its items; the scale ends carry the words shown to the panel."""

    code: str
    name: str
    wording: str
    low: float
    high: float
    low_label: str
    high_label: str
    rule: str
    items: tuple[ItemResult, ...]
    stability_reason: str = ""
    kendall_w: float | None = None
    krippendorff_alpha: float | None = None
