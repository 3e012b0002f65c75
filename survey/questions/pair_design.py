"""Which pairs of items each expert judges: a design balanced over the panel, whatever its size.

All pairs stand in one sequence whose stretches use every item about equally often: for an even number of
items the rounds of a round-robin tournament, for an odd number Walecki's Hamiltonian cycles, every second
edge of each. Block b is the b-th stretch of k pairs, and the sequence begins anew where it ends. The blocks
0 … m-1 of a panel of m lie side by side, so that the most and the least judged pair differ by at most one
judgement, and an item occurs in a block at most two times more often than another. Once a stretch ends where
the sequence ends, the items change places, and the next blocks are new ones. Order and direction of the pairs
in a block come from hashes, so that a block is the same on any machine and for ever.

Source: Alspach (2008) "The wonderful Walecki construction", Bulletin of the ICA 52:7-20.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from math import gcd

Pair = tuple[str, str]


def block_pairs(items: Sequence[str], per_expert: int, block: int) -> list[Pair]:
    """Return the pairs of a block, in an order and with directions of the block's own.

    Args:
        items: what is paired, at least two of them.
        per_expert: how many pairs a block has; all of them where there are no more.
        block: number of the block, from 0.
    """
    sequence = _pair_sequence(len(items))
    n_pairs = len(sequence)
    size = min(per_expert, n_pairs)
    cycle, place = divmod(block, n_pairs // gcd(n_pairs, size))
    seed = "|".join(items)
    names = sorted(items, key=lambda item: _lot(seed, f"cycle {cycle}", item))
    chosen = [sequence[(place * size + at) % n_pairs] for at in range(size)]
    drawn = sorted(_drawn(seed, block, names[a], names[b]) for a, b in chosen)
    return [pair for _, pair in drawn]


def count_pairs(n_items: int) -> int:
    """Return how many pairs there are.

    >>> count_pairs(8)
    28
    """
    return n_items * (n_items - 1) // 2


def _drawn(seed: str, block: int, first: str, second: str) -> tuple[bytes, Pair]:
    """Return a pair with its lot in the block: the last bit turns it round, the rest is its place."""
    first, second = sorted((first, second))
    lot = _lot(seed, f"block {block}", first, second)
    return lot, (second, first) if lot[-1] % 2 else (first, second)


def _lot(*parts: str) -> bytes:
    return hashlib.sha256("|".join(parts).encode()).digest()


@lru_cache(maxsize=64)
def _pair_sequence(n: int) -> list[tuple[int, int]]:
    if n < 3:
        return [(0, 1)]
    return _tournament(n) if n % 2 == 0 else _hamiltonian_cycles(n)


def _tournament(n: int) -> list[tuple[int, int]]:
    ring = list(range(n))
    pairs = []
    for _ in range(n - 1):
        pairs += [(ring[at], ring[n - 1 - at]) for at in range(n // 2)]
        ring = [ring[0], ring[-1], *ring[1:-1]]
    return pairs


def _hamiltonian_cycles(n: int) -> list[tuple[int, int]]:
    rim, pairs = n - 1, []
    for start in range(rim // 2):
        zigzag = [(start + (at + 1) // 2 * (1 if at % 2 else -1)) % rim for at in range(rim)]
        cycle = [rim, *zigzag, rim]
        edges = list(pairwise(cycle))
        pairs += edges[::2] + edges[1::2]
    return pairs
