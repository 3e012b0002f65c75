"""The matrix of a cross-impact balance: descriptors, their states, and judgements between states."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.errors import InvalidRatings, InvalidSetting

HIGH, LOW = "high", "low"
MAX_STATES = 500
LARGEST_JUDGEMENT = 1_000_000
_NAME_LENGTH = 200
Scenario = dict[str, str]


@dataclass(frozen=True, eq=False)
class CrossImpactMatrix:
    """Hold descriptors, the states of each, and the judgements between states, checked once.

    `judgements` is states x states in the order of the descriptors, row acting on column; it is
    copied and set read-only. Judgements of a descriptor on itself are mostly 0; where they are not,
    they count like any other. A descriptor has at least one state. Faults raise `InvalidRatings`.
    """

    descriptors: tuple[str, ...]
    states: tuple[tuple[str, ...], ...]
    judgements: NDArray[np.float64]

    def __post_init__(self) -> None:
        object.__setattr__(self, "descriptors", tuple(self.descriptors))
        object.__setattr__(self, "states", tuple(tuple(own) for own in self.states))
        _check_names(self.descriptors, self.states)
        try:
            judgements = np.array(self.judgements, dtype=float)
        except (TypeError, ValueError) as fault:
            raise InvalidRatings("judgements is not a table of numbers") from fault
        if judgements.shape != (self.n_states, self.n_states):
            raise InvalidRatings(
                f"judgements has the shape {judgements.shape}; expected {self.n_states} rows and columns"
            )
        # NaN compares as False, so it is refused here too.
        if not (np.abs(judgements) <= LARGEST_JUDGEMENT).all():
            raise InvalidRatings(f"a judgement is not a number up to {LARGEST_JUDGEMENT}, of either sign")
        judgements.setflags(write=False)
        object.__setattr__(self, "judgements", judgements)

    @property
    def n_states(self) -> int:
        """Count the states of all descriptors."""
        return sum(len(own) for own in self.states)

    @property
    def columns(self) -> tuple[NDArray[np.intp], ...]:
        """List the columns of each descriptor."""
        ends = np.cumsum([len(own) for own in self.states])
        return tuple(np.arange(end - len(own), end) for end, own in zip(ends, self.states, strict=True))

    def locate(self, scenario: Mapping[str, str]) -> NDArray[np.intp]:
        """Return the column of the active state of each descriptor."""
        if set(scenario) != set(self.descriptors):
            raise InvalidSetting("scenario", sorted(scenario), "one state of each descriptor")
        located = []
        for name, own, columns in zip(self.descriptors, self.states, self.columns, strict=True):
            if scenario[name] not in own:
                raise InvalidSetting(f"the state of {name}", scenario[name], own)
            located.append(columns[own.index(scenario[name])])
        return np.array(located)

    def name(self, columns: Sequence[int] | NDArray[np.intp]) -> Scenario:
        """Name the states that stand in these columns, one per descriptor."""
        flat = [state for own in self.states for state in own]
        return {name: flat[column] for name, column in zip(self.descriptors, columns, strict=True)}


def _check_names(descriptors: tuple[str, ...], states: tuple[tuple[str, ...], ...]) -> None:
    if not descriptors or len(descriptors) != len(states) or not all(states):
        raise InvalidRatings("a matrix needs one descriptor or more, and states for each of them")
    for names in (descriptors, *states):
        if len(set(names)) != len(names):
            raise InvalidRatings("a name is there twice; expected each descriptor and state once")
        if not all(isinstance(name, str) and name and name.isprintable() for name in names):
            raise InvalidRatings("a name is empty or holds a control character")
        if any(name != name.strip() for name in names):
            raise InvalidRatings("a name begins or ends with a blank")
        if any(len(name) > _NAME_LENGTH for name in names):
            raise InvalidRatings(f"a name is longer than {_NAME_LENGTH} characters")
    if sum(len(own) for own in states) > MAX_STATES:
        raise InvalidRatings(f"there are more than {MAX_STATES} states in all")


def mean_judgements(items: Sequence[str], pairs: Iterable[tuple[str, str, float]]) -> NDArray[np.float64]:
    """Average pair judgements (item, other item, value) of all experts into a table items x items.

    A pair has no direction, so the table is symmetric. NaN where nobody judged a pair.
    """
    place = {item: i for i, item in enumerate(items)}
    sums, counts = np.zeros((2, len(place), len(place)))
    for first, second, value in pairs:
        if first not in place or second not in place or first == second:
            raise InvalidRatings(f"the pair {first!r}, {second!r} is not two of the items")
        for cell in ((place[first], place[second]), (place[second], place[first])):
            sums[cell] += value
            counts[cell] += 1
    return np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)


def from_pairs(items: Sequence[str], judgements: ArrayLike) -> CrossImpactMatrix:
    """Build the matrix of two states per item from mean judgements m[j, k], row acting on column.

    C[j high -> k high] = C[j low -> k low] = m, C[j high -> k low] = C[j low -> k high] = -m. NaN
    (nobody judged the pair) and the diagonal count as 0.
    """
    means = np.array(judgements, dtype=float)
    if means.shape != (len(items), len(items)):
        raise InvalidRatings(f"judgements has the shape {means.shape}; expected items x items")
    means[np.isnan(means)] = 0
    np.fill_diagonal(means, 0)
    return CrossImpactMatrix(
        tuple(items), ((HIGH, LOW),) * len(items), np.kron(means, np.array([[1.0, -1.0], [-1.0, 1.0]]))
    )
