"""What the study advises: one recommendation per option, its words apart from the figures they stand on."""

from dataclasses import dataclass, field

RECOMMENDED, LEFT_OUT, ASK_AGAIN, DROP, UNRATED = "recommended", "left_out", "ask_again", "drop", "unrated"


@dataclass(frozen=True)
class GroupBelow:
    """Hold the stakeholder group whose median lies farthest below the panel's, and in which scenario."""

    name: str
    quadrant: str
    median: float
    panel_median: float
    n: int


@dataclass(frozen=True)
class Words:
    """Hold what one expert wrote about an option, released, as readers see it."""

    text: str
    language: str


@dataclass(frozen=True)
class Dissent:
    """Hold what speaks against a recommendation; never averaged away."""

    texts: tuple[Words, ...] = ()
    group: GroupBelow | None = None
    wide: tuple[tuple[str, float], ...] = ()  # scenarios with a wide middle half: (quadrant, IQR)

    @property
    def is_empty(self) -> bool:
        """Say whether nothing speaks against it."""
        return not self.texts and self.group is None and not self.wide


@dataclass(frozen=True)
class Move:
    """Hold the smallest move of one median that would give the option another class."""

    quadrant: str
    now: float
    at: float
    option_class: str


@dataclass(frozen=True)
class Recommendation:
    """Hold what is advised about one option; the figures stand with the option itself, by its code."""

    option: str
    state: str  # RECOMMENDED | LEFT_OUT | ASK_AGAIN | DROP | UNRATED
    sentence: str
    proposed: str  # the sentence that the figures alone propose
    changes_mind: str
    proposed_change: str
    is_authored: bool = False
    is_change_authored: bool = False
    written_for: str | None = None  # the class that the author's words were written for, if it is another now
    dissent: Dissent = field(default_factory=Dissent)
    moves: tuple[Move, ...] = ()
    signposts: tuple[str, ...] = ()  # codes of signposts that tell when it is to be looked at again

    @property
    def is_stale(self) -> bool:
        """Say whether the author's words were written when the option had another class."""
        return self.written_for is not None
