"""The stress test as a report tells it: a second pair of axes from the outside, and the options in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class FrameDriver:
    """Name one driver of the frame with its poles; `control` is the panel's median, 1 to 7."""

    code: str
    name: str
    low_pole: str
    high_pole: str
    control: float | None = None


@dataclass(frozen=True)
class Corner:
    """Name one corner of the frame, Q1 to Q4 as the scenarios, and the poles that meet there."""

    quadrant: str
    name: str
    says: str


@dataclass(frozen=True)
class StressedOption:
    """Hold one option in both frames; the verdict is None with a reason where a class is missing."""

    code: str
    name: str
    main_class: str | None
    main_values: Mapping[str, float | None]
    main_probability: float | None = None
    stress_class: str | None = None
    probability: float | None = None
    values: Mapping[str, float | None] = field(default_factory=dict)
    iqr: Mapping[str, float | None] = field(default_factory=dict)
    n: Mapping[str, int] = field(default_factory=dict)
    verdict: str | None = None
    reason: str = ""
    is_robust: bool = False
    harmed_in: tuple[str, ...] = ()


@dataclass(frozen=True)
class StressPart:
    """Hold the frame and, once the panel was asked, every option in it."""

    drivers: tuple[FrameDriver, FrameDriver]
    corners: tuple[Corner, ...]
    options: tuple[StressedOption, ...] = ()
    n_experts: int = 0
    round_number: int | None = None
    low: float = -3.0
    high: float = 3.0
    sentences: tuple[str, ...] = ()

    @property
    def is_asked(self) -> bool:
        """Say whether the panel's answers are in."""
        return self.round_number is not None

    @property
    def robust(self) -> tuple[StressedOption, ...]:
        """Return the options of no regret in both frames."""
        return tuple(option for option in self.options if option.is_robust)

    def count(self, verdict: str | None) -> int:
        """Return of how many options this is the verdict."""
        return sum(option.verdict == verdict for option in self.options)
