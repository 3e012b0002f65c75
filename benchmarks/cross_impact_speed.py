"""How much faster is the exact search for consistent scenarios than looking at every one?

Usage: python -m benchmarks.cross_impact_speed [--matrices 5] [--seed 2030] [--fuzz 0]

Judgements are drawn evenly from -3 to +3, on a diagonal of 0. The brute force scores all scenarios at once
with matrix products, in blocks of 2^16; beyond 2^20 scenarios it is left out. Both must find the same
scenarios. Prints the median seconds of both and their ratio. --fuzz N reads N project files of ScenarioWizard
with random damage and counts how they end. The measured table stands in docs/methods.md.
"""

import argparse
import time
from collections import Counter
from itertools import product

import numpy as np
from numpy.typing import NDArray

from analysis.cross_impact import CrossImpactMatrix, find_consistent
from analysis.cross_impact.scenario_wizard import read_scenario_wizard, write_scenario_wizard
from analysis.errors import BadFile

SHAPES = (
    (10, 2),
    (14, 2),
    (16, 2),
    (18, 2),
    (20, 2),
    (22, 2),
    (24, 2),
    (8, 3),
    (10, 3),
    (12, 3),
    (5, 6),
    (7, 6),
)
BRUTE_FORCE_UP_TO = 2**20
_BLOCK = 2**16


def draw_matrix(rng: np.random.Generator, n_descriptors: int, n_states: int) -> CrossImpactMatrix:
    """Draw a matrix without judgements of a descriptor on itself."""
    total = n_descriptors * n_states
    judgements = rng.integers(-3, 4, (total, total)).astype(float)
    own = np.arange(total) // n_states
    judgements[own[:, None] == own] = 0
    states = tuple(f"s{k}" for k in range(n_states))
    return CrossImpactMatrix(
        tuple(f"d{i}" for i in range(n_descriptors)), (states,) * n_descriptors, judgements
    )


def look_at_all(judgements: NDArray, n_descriptors: int, n_states: int) -> NDArray:
    """Return the consistent scenarios (rows of state numbers) by scoring every one."""
    count, found = n_states**n_descriptors, []
    place = n_states ** np.arange(n_descriptors)[::-1]
    for begin in range(0, count, _BLOCK):
        states = np.arange(begin, min(begin + _BLOCK, count))[:, None] // place % n_states
        active = np.eye(n_states)[states].reshape(len(states), -1)
        scores = (active @ judgements).reshape(len(states), n_descriptors, n_states)
        own = np.take_along_axis(scores, states[:, :, None], axis=2)[:, :, 0]
        found.append(states[(own >= scores.max(axis=2) - 1e-9).all(axis=1)])
    return np.concatenate(found)


def compare(shape: tuple[int, int], matrices: int, seed: int) -> str:
    """Time both ways on several matrices of one shape."""
    times, brute, counts = [], [], []
    for number in range(matrices):
        matrix = draw_matrix(np.random.default_rng([seed, *shape, number]), *shape)
        start = time.perf_counter()
        found = find_consistent(matrix)
        times.append(time.perf_counter() - start)
        counts.append(len(found.consistent))
        if shape[1] ** shape[0] <= BRUTE_FORCE_UP_TO:
            start = time.perf_counter()
            every = look_at_all(matrix.judgements, *shape)
            brute.append(time.perf_counter() - start)
            named = [dict(zip(matrix.descriptors, (f"s{k}" for k in row), strict=True)) for row in every]
            assert list(found.consistent) == named, "the search and the brute force differ"
    one, other = float(np.median(times)), float(np.median(brute)) if brute else None
    cells = ("-", "-") if other is None else (f"{other:.3f}", f"{other / one:.1f}")
    return f"{shape[0]:>11} {shape[1]:>6} {np.mean(counts):>9.1f} {one:>9.4f} {cells[0]:>11} {cells[1]:>6}"


def damage(content: bytes, rng: np.random.Generator) -> bytes:
    """Cut, double, swap or overwrite a few pieces of a file, or save it in another encoding."""
    for _ in range(rng.integers(1, 5)):
        begin, end = np.sort(rng.integers(0, len(content) + 1, 2))
        end = min(end, begin + int(rng.integers(0, 60)))
        pieces = (
            b"",
            content[begin:end] * 2,
            rng.bytes(int(rng.integers(0, 8))),
            b"\n#\n",
            b",",
            b"&",
            b"\r",
        )
        content = content[:begin] + pieces[rng.integers(len(pieces))] + content[end:]
    if rng.random() < 0.2:
        encoding = ("utf-16", "utf-8-sig", "utf-16-be", "cp949")[rng.integers(4)]
        content = content.decode("utf-8", "replace").encode(encoding, "replace")
    return content


def fuzz(count: int, seed: int) -> Counter:
    """Read damaged files and count how they end; anything but a matrix or a `BadFile` breaks off."""
    rng = np.random.default_rng(seed)
    whole = [
        write_scenario_wizard(draw_matrix(rng, *shape), "정책 matrix").encode()
        for shape in product((1, 3, 5), (2, 4))
    ]
    ends: Counter = Counter()
    for number in range(count):
        try:
            read_scenario_wizard(damage(whole[number % len(whole)], rng))
            ends["read"] += 1
        except BadFile as fault:
            ends["refused in one line" if "\n" not in str(fault) else "refused in several lines"] += 1
    return ends


def main() -> None:
    """Read the options and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--matrices", type=int, default=5)
    parser.add_argument("--seed", type=int, default=2030)
    parser.add_argument("--fuzz", type=int, default=0)
    options = parser.parse_args()
    print("descriptors states  scenarios  search s  brute force s  ratio")
    for shape in SHAPES:
        print(compare(shape, options.matrices, options.seed), flush=True)
    if options.fuzz:
        print(dict(fuzz(options.fuzz, options.seed)))


if __name__ == "__main__":
    main()
