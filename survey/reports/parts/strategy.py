"""The strategy of a report: options in the scenarios, rules and weights, signposts, roadmap, the way back."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Failure:
    """Hold what may break an option: by its author for one scenario, or an expert's released words."""

    text: str
    quadrant: str | None = None
    language: str = ""


@dataclass(frozen=True)
class Option:
    """Hold one option with its figures in every scenario; class codes are those of analysis.strategy."""

    code: str
    direction: str
    name: str
    values: Mapping[str, float | None]
    iqr: Mapping[str, float | None]
    n: Mapping[str, int]
    option_class: str | None
    class_probability: Mapping[str, float]
    description: str = ""
    actor: str = ""
    instrument: str = ""
    phase: int | None = None
    lead_time_years: float | None = None
    cost_class: str = ""
    prerequisites: tuple[str, ...] = ()
    trigger: str = ""
    is_shaping: bool = False
    laplace: float | None = None
    maximin: float | None = None
    maximax: float | None = None
    regret_do: float | None = None
    regret_dont: float | None = None
    dissent: tuple[str, ...] = ()  # released reasons against, as written
    changes_mind: str = ""  # what would change the recommendation
    # Weighted share of the scenarios in which it reaches at least 0, 1, 2.
    domain: Mapping[str, float] = field(default_factory=dict)
    hurwicz: Mapping[str, float] = field(default_factory=dict)
    contribution: float | None = None
    contribution_iqr: float | None = None
    contribution_n: int | None = None
    settles: str = ""  # what would settle an undetermined class, a sentence
    drivers: tuple[str, ...] = ()  # codes of those that it moves
    reversibility: str = ""
    failures: tuple[Failure, ...] = ()
    # Where it stands in time: a code of analysis.strategy.phasing, its start and its effect.
    placing: str = ""
    start_year: float | None = None
    ready_year: float | None = None


@dataclass(frozen=True)
class Direction:
    """Name one strategic direction."""

    code: str
    name: str


@dataclass(frozen=True)
class Phase:
    """Name one phase of the roadmap, years inclusive."""

    number: int
    name: str
    from_year: int
    to_year: int


@dataclass(frozen=True)
class Signpost:
    """Hold one observable sign that the world moves to a scenario.

    `diagnosticity` to `at_most` is how well it tells the scenarios apart; `leads` the scenario for which it
    is among the most diagnostic ones; `power` says it in words.
    """

    code: str
    quadrant: str
    indicator: str
    source: str = ""
    threshold: str = ""
    way: str = ""
    year: int | None = None
    lead_time_years: float | None = None
    next_look: str = ""
    owner: str = ""
    shares: Mapping[str, float | None] = field(default_factory=dict)
    n: int | None = None
    diagnosticity: float | None = None
    at_most: float | None = None
    leads: str | None = None
    power: str = ""


@dataclass(frozen=True)
class RuleRank:
    """Hold an option's rank under each rule of decision; 1 is best, ties share ranks."""

    code: str
    name: str
    ranks: Mapping[str, float]


@dataclass(frozen=True)
class ExclusiveOption:
    """Hold an option of a set of which only one can be done, with its regret in every scenario."""

    set_name: str
    code: str
    name: str
    regret: Mapping[str, float]
    largest: float
    is_least: bool


@dataclass(frozen=True)
class StrategyPart:
    """Hold options, directions, phases and signposts; options without ratings have empty values."""

    directions: tuple[Direction, ...]
    options: tuple[Option, ...]
    phases: tuple[Phase, ...] = ()
    signposts: tuple[Signpost, ...] = ()
    low: float = -3.0
    high: float = 3.0
    n_experts: int = 0
    rules_w: float | None = None
    is_rated: bool = True
    weights: Mapping[str, float] = field(default_factory=dict)
    weights_line: str = ""
    sensitivity: tuple[str, ...] = ()
    ranks: tuple[RuleRank, ...] = ()
    exclusive: tuple[ExclusiveOption, ...] = ()
    conflicts: tuple[str, ...] = ()  # what cannot be as it is planned, whole sentences
    signposts_round: int | None = None


@dataclass(frozen=True)
class BackcastStep:
    """Hold a link of the way back: an option or an outer condition, with its latest start and end."""

    code: str
    name: str
    kind: str  # "option" | "condition"
    latest_start: float
    latest_end: float
    is_late: bool
    drivers: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    signpost: str = ""


@dataclass(frozen=True)
class Gap:
    """Name a driver to whose wanted state nothing leads."""

    code: str
    name: str


@dataclass(frozen=True)
class TowsCell:
    """Hold the options of one cell of the cross-check (SO, ST, WO, WT) in one scenario."""

    cell: str
    quadrant: str
    options: tuple[str, ...]


@dataclass(frozen=True)
class BackcastPart:
    """Hold the way back from the wanted scenario to today."""

    quadrant: str
    name: str
    is_chosen: bool  # by those who run the study, not by the panel
    today: int
    horizon: int
    n_required: int
    steps: tuple[BackcastStep, ...] = ()
    gaps: tuple[Gap, ...] = ()
    unused: tuple[str, ...] = ()
    cells: tuple[TowsCell, ...] = ()
