"""The one type that every consensus, stability and agreement figure starts from."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.blocks import row_blocks
from analysis.errors import InvalidRatings, InvalidScale, ScaleMismatch, UnknownRound

MAX_SCALE_POINTS = 1001
_SCALE_TEXT = re.compile(r"\s*([-−]?[0-9]{1,9})\s*(?:-|–|\.\.|:)\s*([-−]?[0-9]{1,9})\s*")


@dataclass(frozen=True, order=True)
class Scale:
    """Hold an ordinal scale of whole points from `low` to `high`.

    A scale has two points at least and at most `MAX_SCALE_POINTS`, because the measures of
    consensus count the answers at every point, used or not.
    """

    low: int
    high: int

    def __post_init__(self) -> None:
        if not all(isinstance(end, int | np.integer) for end in (self.low, self.high)):
            raise InvalidScale(f"a scale runs between whole numbers, not from {self.low!r} to {self.high!r}")
        if not 2 <= self.high - self.low + 1 <= MAX_SCALE_POINTS:
            raise InvalidScale(
                f"a scale from {self.low} to {self.high} has {self.high - self.low + 1} points; "
                f"expected 2 to {MAX_SCALE_POINTS}"
            )

    @classmethod
    def parse(cls, text: str) -> "Scale":
        """Read a scale as people write it: `1-7`, `-3-3`, `0..10`.

        >>> Scale.parse("-3-3")
        Scale(low=-3, high=3)
        """
        match = _SCALE_TEXT.fullmatch(text) if isinstance(text, str) else None
        if match is None:
            raise InvalidScale(f"{text!r} is not a scale; expected two whole numbers such as 1-7 or -3-3")
        low, high = (int(end.replace("−", "-")) for end in match.groups())
        return cls(low, high)

    @property
    def points(self) -> NDArray[np.int64]:
        """List every point of the scale."""
        return np.arange(self.low, self.high + 1)

    @property
    def names(self) -> tuple[str, ...]:
        """Name every point of the scale."""
        return _name_points(self.low, self.high)

    @property
    def n_points(self) -> int:
        """Count the points of the scale."""
        return self.high - self.low + 1

    @property
    def span(self) -> int:
        """Measure the distance between the ends of the scale."""
        return self.high - self.low

    def holds(self, values: ArrayLike) -> NDArray[np.bool_]:
        """Tell for each value whether it is a point of the scale (NaN is not)."""
        values = np.asarray(values, dtype=float)
        return (values >= self.low) & (values <= self.high) & (values == np.floor(values))

    def __str__(self) -> str:
        return f"{self.low}-{self.high}"


@lru_cache(maxsize=64)
def _name_points(low: int, high: int) -> tuple[str, ...]:
    return tuple(map(str, range(low, high + 1)))


@dataclass(frozen=True, eq=False)
class Ratings:
    """Hold the answers of a panel to one question, checked once and never changed.

    Parameters
    ----------
    values : array of shape (n_rounds, n_experts, n_items)
        Points of the scale; NaN where there is no number (not answered, or cannot judge).
    cannot_judge : bool array of the same shape
        True where the expert said that the item lies outside their field. Never a number.
    experts, items : sequences of str, each name once
    rounds : sequence of int, ascending
    scale : Scale
    question : str
    groups : sequence of str or None, one per expert; None where no groups are known

    The arrays are copied and set read-only. Faults raise `InvalidRatings` or `ScaleMismatch`.
    """

    values: NDArray[np.float64]
    cannot_judge: NDArray[np.bool_]
    experts: tuple[str, ...]
    items: tuple[str, ...]
    rounds: tuple[int, ...]
    scale: Scale
    question: str = "rating"
    groups: tuple[str | None, ...] | None = None

    def __post_init__(self) -> None:
        values = _as_array(self.values, float, "values")
        cannot_judge = _as_array(self.cannot_judge, bool, "cannot_judge")
        for name in ("experts", "items", "rounds", "groups"):
            given = getattr(self, name)
            object.__setattr__(self, name, None if given is None else tuple(given))
        object.__setattr__(self, "values", values)
        object.__setattr__(self, "cannot_judge", cannot_judge)
        self._check_shapes()
        self._check_names()
        self._check_values()
        values.setflags(write=False)
        cannot_judge.setflags(write=False)

    @classmethod
    def of_round(
        cls, values: ArrayLike, scale: Scale, items: Sequence[str] | None = None, question: str = "rating"
    ) -> "Ratings":
        """Make ratings of one round from a table of experts x items, NaN where there is no answer."""
        table = _as_array(values, float, "values")
        if table.ndim != 2:
            raise InvalidRatings(f"values has {table.ndim} dimensions; expected experts x items")
        names = tuple(items) if items is not None else tuple(f"I{i + 1}" for i in range(table.shape[1]))
        experts = tuple(f"E{i + 1}" for i in range(table.shape[0]))
        return cls(table[None], np.zeros((1, *table.shape), bool), experts, names, (1,), scale, question)

    @property
    def n_experts(self) -> int:
        """Count the experts of the panel."""
        return len(self.experts)

    def index_of(self, round_: int) -> int:
        """Find the position of a round in the arrays."""
        if round_ not in self.rounds:
            raise UnknownRound(round_, self.rounds)
        return self.rounds.index(round_)

    def at(self, round_: int) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """Return one round as two read-only tables of experts x items: values and cannot-judge marks."""
        index = self.index_of(round_)
        return self.values[index], self.cannot_judge[index]

    def _check_shapes(self) -> None:
        expected = (len(self.rounds), len(self.experts), len(self.items))
        for name in ("values", "cannot_judge"):
            shape = getattr(self, name).shape
            if shape != expected:
                raise InvalidRatings(
                    f"{name} has the shape {shape}; expected {expected}, rounds x experts x items"
                )
        if self.groups is not None and len(self.groups) != len(self.experts):
            raise InvalidRatings(f"there are {len(self.groups)} groups for {len(self.experts)} experts")

    def _check_names(self) -> None:
        if not isinstance(self.scale, Scale):
            raise InvalidRatings(f"scale is {self.scale!r}; expected a Scale")
        for name in ("experts", "items", "rounds"):
            names = getattr(self, name)
            if len(set(names)) != len(names):
                raise InvalidRatings(f"{name} holds a name twice; expected each once")
        if list(self.rounds) != sorted(self.rounds):
            raise InvalidRatings(f"rounds are {self.rounds}; expected ascending numbers")

    def _check_values(self) -> None:
        n_rounds, n_experts, n_items = self.values.shape
        for part in row_blocks(n_experts, n_rounds * n_items):
            values = self.values[:, part]
            known = ~np.isnan(values)
            numbers = values[known]
            fits = self.scale.holds(numbers)
            if not fits.all():
                raise ScaleMismatch(
                    f"the value {float(numbers[~fits][0]):g} is not on the scale; "
                    f"expected a whole number from {self.scale.low} to {self.scale.high}"
                )
            if np.any(self.cannot_judge[:, part] & known):
                raise InvalidRatings(
                    "an answer is a number and cannot-judge at once; expected one of the two"
                )


def _as_array(given: ArrayLike, dtype: type, name: str) -> NDArray:
    try:
        return np.array(given, dtype=dtype)
    except (TypeError, ValueError) as fault:
        raise InvalidRatings(f"{name} is not a table of {dtype.__name__} values") from fault
