"""Everything a report says, as plain frozen values: what the template needs and nothing else.

The tree, with the part that makes each section appear (a part that is None leaves its section out or
lets the section say in words what is missing):

    ReportContext
    ├── head: StudyHead                 cover, focal question
    ├── systems: SystemsPart | None     1  systems compared
    ├── evidence: tuple[Evidence]       1  sources
    ├── method: MethodPart              2  flow of rounds, panel, protocol
    ├── drivers: DriversPart | None     3  impact-uncertainty grid
    ├── questions: tuple[QuestionResult] 4 consensus by question and round, annex A
    ├── other_answers: tuple[OtherAnswer] questions that are no ratings
    ├── axes: AxesPart | None           5  axes or their refusal
    ├── scenarios: ScenariosPart | None 6  four scenarios
    ├── judged: JudgedPart | None       6  what the panel makes of the four: expected, today, wished for
    ├── wild_cards: tuple[WildCard]     6  surprises that could overturn scenarios
    ├── space: SpacePart | None         paths in time, systems in the four scenarios
    ├── preference: PreferencePart | None 7 preferred future
    ├── strategy: StrategyPart | None   8  options, recommendations; 9 roadmap
    ├── limits: tuple[Limit]            10 limits
    ├── backcast: BackcastPart | None   9  the way back from the wanted future
    ├── stress: StressPart | None       the options in a second frame, from outside
    ├── recommendations: tuple[Recommendation] what is advised, each option once
    ├── flow: FlowPart | None           2  flow of panel and items
    ├── deviations: tuple[Deviation]    2  what was done otherwise than planned
    ├── guidelines: GuidelinesPart | None  reporting guidelines, item by item
    └── annex: AnnexPart                B reasons, C parameters

Study content is already picked for one language. Numbers are raw floats; the template rounds. A figure that
is undefined is None. Codes stay codes ("met", "no_regret"): survey.words turns them into words.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from survey.reports.parts.conduct import Deviation, FlowPart, GuidelinesPart
from survey.reports.parts.dissent import DissentPart, Leaving, SchoolItem, Schools
from survey.reports.parts.future import (
    QUADRANTS,
    AxesPart,
    Axis,
    AxisDriver,
    Confirmation,
    Gate,
    GroupPreference,
    OutcomeRow,
    Override,
    PairRow,
    Placed,
    PreferencePart,
    Scenario,
    ScenariosPart,
    Spread,
)
from survey.reports.parts.judged import JudgedPart, WildCard
from survey.reports.parts.panel import (
    Cell,
    Criterion,
    Driver,
    DriversPart,
    Evidence,
    GroupCount,
    Interval,
    ItemResult,
    MethodPart,
    OtherAnswer,
    ProtocolChange,
    QuestionResult,
    RoundFigures,
    RoundFlow,
    StudyHead,
    System,
    SystemsPart,
)
from survey.reports.parts.recommendations import Recommendation
from survey.reports.parts.space import SpacePart
from survey.reports.parts.strategy import (
    BackcastPart,
    BackcastStep,
    Direction,
    ExclusiveOption,
    Failure,
    Gap,
    Option,
    Phase,
    RuleRank,
    Signpost,
    StrategyPart,
    TowsCell,
)
from survey.reports.parts.stress import StressPart

__all__ = [
    "QUADRANTS",
    "AnnexPart",
    "AxesPart",
    "Axis",
    "AxisDriver",
    "BackcastPart",
    "BackcastStep",
    "Cell",
    "Confirmation",
    "Criterion",
    "Deviation",
    "Direction",
    "DissentPart",
    "Driver",
    "DriverWording",
    "DriversPart",
    "Evidence",
    "ExclusiveOption",
    "Failure",
    "FlowPart",
    "Gap",
    "Gate",
    "GroupCount",
    "GroupPreference",
    "GuidelinesPart",
    "HistoryStep",
    "Interval",
    "ItemResult",
    "JudgedPart",
    "Leaving",
    "Limit",
    "MethodPart",
    "Option",
    "OtherAnswer",
    "OutcomeRow",
    "Override",
    "PairRow",
    "Phase",
    "Placed",
    "PreferencePart",
    "ProtocolChange",
    "QuestionResult",
    "Reason",
    "Recommendation",
    "ReportContext",
    "RoundFigures",
    "RoundFlow",
    "RuleRank",
    "Scenario",
    "ScenariosPart",
    "SchoolItem",
    "Schools",
    "Signpost",
    "SpacePart",
    "Spread",
    "StrategyPart",
    "StressPart",
    "StudyHead",
    "System",
    "SystemsPart",
    "TowsCell",
    "WildCard",
    "WrittenText",
]


@dataclass(frozen=True)
class Limit:
    """Name one limit of the study by its code, with the figures that its sentence needs."""

    code: str  # a code of survey.reports.limits
    figures: Mapping[str, float | int | str] = field(default_factory=dict)


@dataclass(frozen=True)
class Reason:
    """Hold one released reason as its author wrote it; side is "low" | "high" | "middle" | "general"."""

    item_code: str
    item_name: str
    question: str
    side: str
    text: str
    round_number: int


@dataclass(frozen=True)
class WrittenText:
    """Hold one released proposal or text; parts are (name, words)."""

    question: str
    subject: str
    parts: tuple[tuple[str, str], ...]
    language: str
    round_number: int


@dataclass(frozen=True)
class DriverWording:
    """Hold what a driver said at one time."""

    code: str
    version: int
    name: str
    low_pole: str
    high_pole: str


@dataclass(frozen=True)
class HistoryStep:
    """Hold one step in the history of the drivers; kind is that of a lineage step."""

    number: int
    kind: str
    day: date
    reason: str
    before: tuple[DriverWording, ...]
    after: tuple[DriverWording, ...]
    n_proposals: int


@dataclass(frozen=True)
class AnnexPart:
    """Hold what lets another person repeat the computation; pairs are (label, value)."""

    reasons: tuple[Reason, ...] = ()
    parameters: tuple[tuple[str, str], ...] = ()
    versions: tuple[tuple[str, str], ...] = ()
    hashes: tuple[tuple[str, str], ...] = ()
    texts: tuple[WrittenText, ...] = ()
    history: tuple[HistoryStep, ...] = ()


@dataclass(frozen=True)
class ReportContext:
    """Hold one report of one study in one language."""

    language: str
    head: StudyHead
    method: MethodPart
    systems: SystemsPart | None = None
    evidence: tuple[Evidence, ...] = ()
    drivers: DriversPart | None = None
    questions: tuple[QuestionResult, ...] = ()
    # Asked about axes, scenarios and options: told where these are told, listed in full in annex A.
    other_questions: tuple[QuestionResult, ...] = ()
    # Questions that are no ratings.
    other_answers: tuple[OtherAnswer, ...] = ()
    axes: AxesPart | None = None
    scenarios: ScenariosPart | None = None
    preference: PreferencePart | None = None
    strategy: StrategyPart | None = None
    # The way back from the wanted future; told with the roadmap.
    backcast: BackcastPart | None = None
    recommendations: tuple[Recommendation, ...] = ()
    judged: JudgedPart | None = None
    wild_cards: tuple[WildCard, ...] = ()
    space: SpacePart | None = None
    stress: StressPart | None = None
    flow: FlowPart | None = None
    deviations: tuple[Deviation, ...] = ()
    guidelines: GuidelinesPart | None = None
    dissent: DissentPart = field(default_factory=DissentPart)
    limits: tuple[Limit, ...] = ()
    annex: AnnexPart = field(default_factory=AnnexPart)
