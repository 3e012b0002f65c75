"""Find every consistent scenario of a cross-impact matrix by branch and bound, on plain arrays.

A scenario is a row of columns of the matrix, one per descriptor. Descriptors are settled one after
another; a part of a scenario is given up as soon as some settled state cannot become the best of its
descriptor any more, whatever the open descriptors do:

score(a) - score(l) + sum over open descriptors u of max_k (C[k, a] - C[k, l]) < -allowed

The bound is exact once nothing is open, so nothing is lost and nothing false is found.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Columns = NDArray[np.intp]

# Sums of decimals in another order differ in their last bit, which must not decide.
HAIR = 1e-9
_CELLS_AT_ONCE = 100_000


@dataclass(frozen=True)
class Found:
    """Hold scenarios (rows of columns, sorted), and whether the search went through to its end."""

    scenarios: Columns
    complete: bool


@dataclass(frozen=True)
class _Plan:
    """Hold the order of the descriptors, the rivals of each state, and what the open ones can add."""

    judgements: Floats
    order: tuple[int, ...]
    columns: tuple[Columns, ...]
    rivals: Columns
    gains: Floats


@dataclass(frozen=True)
class _Block:
    """Hold parts of scenarios of one depth: settled columns, scores of all states, and departures."""

    settled: Columns
    scores: Floats
    departures: Columns


def search_consistent(
    judgements: Floats,
    columns: Sequence[Columns],
    allowed: float,
    limit: int,
    budget: int,
    near: tuple[Columns, int] | None = None,
) -> Found:
    """Return the scenarios whose inconsistency is at most `allowed`.

    `judgements` is states x states, `columns` the columns of each descriptor. The search ends early
    after `limit` scenarios or `budget` parts of scenarios. `near` keeps to the scenarios that depart
    from a given one (its columns) in at most so many descriptors.
    """
    plan = _make_plan(judgements, columns)
    empty = np.zeros((1, 0), dtype=np.intp)
    stack = [_Block(empty, np.zeros((1, judgements.shape[0])), np.zeros(1, dtype=np.intp))]
    rows = max(16, _CELLS_AT_ONCE // judgements.shape[0])
    found: list[Columns] = []
    n_found = n_seen = 0
    while stack and n_found < limit and n_seen < budget:
        block = _extend(plan, stack.pop(), allowed, near)
        n_seen += block.settled.shape[0]
        if block.settled.shape[1] == len(columns):
            found.append(block.settled)
            n_found += block.settled.shape[0]
        else:
            stack.extend(_split(block, rows))
    return _collect(plan, found, n_found, limit, not stack)


def _make_plan(judgements: Floats, columns: Sequence[Columns]) -> _Plan:
    # Those that move the others most come first: after them the bound has little left to add.
    reach = [float(np.ptp(judgements[own], axis=0).sum()) for own in columns]
    order = sorted(range(len(columns)), key=lambda descriptor: (-reach[descriptor], descriptor))
    most = max(own.size for own in columns)
    rivals = np.repeat(np.arange(judgements.shape[0])[:, None], most, axis=1)
    for own in columns:
        # A state is its own rival where its descriptor has fewer states than another.
        rivals[own[:, None], np.arange(own.size)] = own
    gains = np.zeros((len(columns) + 1, *rivals.shape))
    for depth in range(len(columns) - 1, -1, -1):
        rows = judgements[columns[order[depth]]]
        gains[depth] = gains[depth + 1] + (rows[:, :, None] - rows[:, rivals]).max(axis=0)
    return _Plan(judgements, tuple(order), tuple(columns), rivals, gains)


def _extend(plan: _Plan, block: _Block, allowed: float, near: tuple[Columns, int] | None) -> _Block:
    """Settle one more descriptor in all its states, and keep what can still become consistent."""
    n_rows, depth = block.settled.shape
    own = plan.columns[plan.order[depth]]
    chosen = np.tile(own, n_rows)
    source = np.repeat(np.arange(n_rows), own.size)
    departures = block.departures[source]
    if near is not None:
        departures = departures + (chosen != near[0][plan.order[depth]])
        kept = departures <= near[1]
        chosen, source, departures = chosen[kept], source[kept], departures[kept]
    settled = np.column_stack([block.settled[source], chosen])
    scores = block.scores[source] + plan.judgements[chosen]
    row = np.arange(settled.shape[0])[:, None]
    rivals = scores[row[:, :, None], plan.rivals[settled]]
    lead = scores[row, settled][:, :, None] - rivals + plan.gains[depth + 1][settled]
    alive = (lead >= -allowed - HAIR).all(axis=(1, 2))
    return _Block(settled[alive], scores[alive], departures[alive])


def _split(block: _Block, rows: int) -> list[_Block]:
    return [
        _Block(*(part[start : start + rows] for part in (block.settled, block.scores, block.departures)))
        for start in range(0, block.settled.shape[0], rows)
    ]


def _collect(plan: _Plan, found: list[Columns], n_found: int, limit: int, ended: bool) -> Found:
    n_descriptors = len(plan.order)
    scenarios = np.concatenate(found) if found else np.zeros((0, n_descriptors), dtype=np.intp)
    scenarios = scenarios[:, np.argsort(plan.order)]
    scenarios = scenarios[np.lexsort(scenarios.T[::-1])]
    return Found(scenarios[:limit], ended and n_found <= limit)
