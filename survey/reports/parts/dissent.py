"""Where experts part company: schools of thought, and how those who left had answered."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SchoolItem:
    """Hold one item on which the schools lie apart; a median is None where a floor hides it."""

    question: str
    item: str
    medians: tuple[float | None, ...]


@dataclass(frozen=True)
class Schools:
    """Hold whether the panel parts into schools of thought; without any, why none is seen."""

    names: tuple[str, ...]
    sizes: tuple[int, ...]
    reason: str
    n_experts: int
    round_number: int
    stability: float | None = None
    apart: tuple[SchoolItem, ...] = ()
    shared: tuple[str, ...] = ()


@dataclass(frozen=True)
class Leaving:
    """Hold one item on which those who left had answered otherwise than those who stayed, in words."""

    question: str
    item: str
    words: str
    is_minority: bool  # the smaller side left more often


@dataclass(frozen=True)
class DissentPart:
    """Hold what the figures of single items do not tell about disagreement."""

    schools: Schools | None = None
    leaving: tuple[Leaving, ...] = ()
    n_compared: int = 0  # items on which leavers and stayers were compared
    n_other_verdicts: int = 0  # verdicts that are others among those who answered every round
    reason: str = ""  # why leavers are not compared
