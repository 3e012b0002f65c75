"""Lay many draws from a large panel out on their planes at once: shuffled tables and redrawn panels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.camps.plane import stretch

Array = NDArray[np.float64]
Single = NDArray[np.float32]
Labels = NDArray[np.int64]

_BLOCK, _POWERS = 4, 4
_ROUNDS = 20
_TOLERANCE = 1e-2


@dataclass(frozen=True, eq=False)
class Answers:
    """Hold the answers of experts x items row after row: where each row begins, item and value of each."""

    begins: Labels
    items: Labels
    values: Array
    n_items: int

    @classmethod
    def of_table(cls, table: Array) -> Answers:
        """Gather the answers of a table, NaN where there is none."""
        known = ~np.isnan(table)
        begins = np.concatenate([[0], np.cumsum(known.sum(axis=1))])
        items = np.flatnonzero(known) - np.repeat(np.arange(len(table)) * table.shape[1], np.diff(begins))
        return cls(begins, items, table[known], table.shape[1])

    def draw(self, rows: Labels) -> tuple[Labels, Labels, Array]:
        """Return row, item and centred value of the answers of some rows, numbered as drawn."""
        counts = np.diff(self.begins)[rows]
        row = np.repeat(np.arange(len(rows)), counts)
        shift = self.begins[rows] - np.concatenate([[0], np.cumsum(counts)[:-1]])
        at = np.arange(len(row)) + np.repeat(shift, counts)
        items, values = self.items[at], self.values[at]
        means = np.bincount(items, values, self.n_items) / np.maximum(
            np.bincount(items, minlength=self.n_items), 1
        )
        return row, items, values - means[items]

    def place(self, draws: list[Labels]) -> Array:
        """Return the stretched places of panels of one size on planes of their own: draws x experts x 2."""
        grams = np.empty((len(draws), len(draws[0]), len(draws[0])), dtype=np.float32)
        table = np.zeros((len(draws[0]), self.n_items), dtype=np.float32)
        for gram, rows in zip(grams, draws, strict=True):
            row, items, values = self.draw(rows)
            table[:] = 0
            table[row, items] = values
            np.matmul(table, table.T, out=gram)
        answered = np.diff(self.begins)
        places = lead(grams)
        return np.stack(
            [stretch(one, answered[rows], self.n_items) for one, rows in zip(places, draws, strict=True)]
        )

    def place_shuffled(self, rows: Labels, count: int, rng: np.random.Generator) -> Array:
        """Return the same of one draw as it is and, `count` times, with its answers shuffled item by item."""
        row, items, values = self.draw(rows)
        by_item = np.argsort(items, kind="stable")
        row, items, values = row[by_item], items[by_item], values[by_item].astype(np.float32)
        grams = np.empty((count + 1, len(rows), len(rows)), dtype=np.float32)
        table = np.zeros((len(rows), self.n_items), dtype=np.float32)
        at = row * self.n_items + items
        # Small numbers are sorted by their digits, which is the fastest.
        items = items.astype(np.uint16 if self.n_items < 2**16 else np.int64)
        table.reshape(-1)[at] = values
        np.matmul(table, table.T, out=grams[0])
        for gram in grams[1:]:
            table.reshape(-1)[at] = values[shuffle_within(items, rng)]
            np.matmul(table, table.T, out=gram)
        return stretch(lead(grams), np.diff(self.begins)[rows], self.n_items)


def shuffle_within(items: NDArray, rng: np.random.Generator) -> Labels:
    """Return an order of answers sorted by item that shuffles those to each item among themselves."""
    order = rng.permutation(len(items))
    return order[np.argsort(items[order], kind="stable")]


def lead(grams: Single, tolerance: float = _TOLERANCE) -> Array:
    """Return the scores on the first two components of tables X from their X X': tables x experts x 2.

    Block Krylov spaces of all tables at once, begun again with the best four directions until
    |XX'u - s u| <= tolerance x the largest s. Source: Golub & Underwood 1977.
    """
    n = grams.shape[1]
    start = np.cos(np.outer(np.arange(1.0, n + 1), np.sqrt(np.arange(2.0, 2 + _BLOCK)))).astype(np.float32)
    best = np.broadcast_to(start, (len(grams), *start.shape))
    for _ in range(_ROUNDS):
        blocks = [best]
        for _ in range(1, _POWERS):
            image = grams @ blocks[-1]
            blocks.append(image / np.maximum(np.linalg.norm(image, axis=1, keepdims=True), 1e-30))
        basis = np.linalg.qr(np.concatenate(blocks, axis=2))[0]
        images = grams @ basis
        strengths, turns = np.linalg.eigh(basis.transpose(0, 2, 1) @ images)
        strengths, turns = strengths[:, ::-1][:, None, :2], turns[:, :, ::-1][:, :, :_BLOCK]
        best = basis @ turns
        missing = np.linalg.norm(images @ turns[:, :, :2] - best[:, :, :2] * strengths, axis=1).max(axis=1)
        if (missing <= tolerance * np.maximum(strengths[:, 0, 0], 1e-30)).all():
            break
    return best[:, :, :2].astype(float) * np.sqrt(np.maximum(strengths, 0.0))
