"""How long do consensus and stability take, against the least that numpy needs for the same table?

Usage: python -m benchmarks.consensus_speed [--repeats 20] [--largest 1000000] [--seed 2030]

Prints (1) the time of `assess_consensus` and `assess_stability` for 30 experts x 40 items x 2 rounds, and
its ratio to the floor: quartiles and counts of the same two tables by np.quantile and np.bincount, in the
same run, so that the speed of the machine cancels; (2) the same for 10 items and 10^2 experts upwards.
Times are medians over the repeats, after one run that is thrown away. The memory is the most that both
need beside the answers (tracemalloc), next to the size of the answers themselves. The measured table stands
in docs/methods/consensus.md.
"""

import argparse
import time
import tracemalloc
from collections.abc import Callable
from statistics import median

import numpy as np

from analysis.consensus import assess_consensus
from analysis.ratings import Ratings, Scale
from analysis.stability import assess_stability

SCALE = Scale(1, 7)


def make_panel(rng: np.random.Generator, n_experts: int, n_items: int, missing: float) -> Ratings:
    """Draw two rounds of a panel in which three answers in ten move by a point."""
    middle = rng.uniform(SCALE.low, SCALE.high, n_items)
    first = np.clip(np.round(middle + rng.normal(size=(n_experts, n_items))), SCALE.low, SCALE.high)
    steps = rng.choice([-1, 0, 0, 0, 0, 0, 0, 0, 1, 1], size=first.shape)
    values = np.stack([first, np.clip(first + steps, SCALE.low, SCALE.high)])
    values[rng.random(values.shape) < missing] = np.nan
    names = [tuple(f"{kind}{i}" for i in range(n)) for kind, n in (("e", n_experts), ("i", n_items))]
    return Ratings(values, np.zeros(values.shape, bool), *names, (1, 2), SCALE)


def compute_floor(ratings: Ratings) -> None:
    """Compute quartiles and counts of both rounds and nothing else; missing answers stand as 4."""
    for table in np.nan_to_num(ratings.values, nan=4.0):
        np.quantile(table, [0.25, 0.5, 0.75], axis=0)
        places = np.arange(table.shape[1]) * SCALE.n_points + (table - SCALE.low).astype(int)
        np.bincount(places.ravel(), minlength=table.shape[1] * SCALE.n_points)


def take_time(run: Callable[[], object], repeats: int) -> float:
    """Return the median time of a run in milliseconds."""
    run()
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return 1000 * median(times)


def measure_memory(ratings: Ratings) -> float:
    """Return the peak of what consensus and stability allocate, in megabytes."""
    tracemalloc.start()
    assess_consensus(ratings, 2)
    assess_stability(ratings, 1, 2)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak / 1e6


def measure(ratings: Ratings, repeats: int) -> tuple[float, float, float]:
    """Return the times of consensus, of stability and of the floor."""
    return (
        take_time(lambda: assess_consensus(ratings, 2), repeats),
        take_time(lambda: assess_stability(ratings, 1, 2), repeats),
        take_time(lambda: compute_floor(ratings), repeats),
    )


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--repeats", type=int, default=20)
    parser.add_argument("--largest", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=2030)
    options = parser.parse_args()
    rng = np.random.default_rng(options.seed)
    sizes = [n for n in (100, 1_000, 10_000, 100_000, 1_000_000) if n <= options.largest]
    cells = [(30, 40, 0.0), (30, 40, 0.05), *((n, 10, 0.05) for n in sizes)]
    header = ("experts x items", "missing", "consensus", "stability", "floor", "ratio", "answers", "beside")
    widths = (18, 8, 11, 11, 10, 7, 10, 10)
    print(" ".join(f"{name:>{width}}" for name, width in zip(header, widths, strict=True)))
    for n_experts, n_items, missing in cells:
        panel = make_panel(rng, n_experts, n_items, missing)
        repeats = max(1, min(options.repeats, 300_000 // n_experts))
        consensus, stability, floor = measure(panel, repeats)
        ratio = (consensus + stability) / floor
        print(
            f"{f'{n_experts} x {n_items}':>18} {missing:>8.0%} {consensus:>8.1f} ms {stability:>8.1f} ms "
            f"{floor:>7.2f} ms {ratio:>7.1f} {panel.values.nbytes / 1e6:>7.1f} MB "
            f"{measure_memory(panel):>7.1f} MB",
            flush=True,
        )


if __name__ == "__main__":
    main()
