"""How well are two planted axes recovered from ratings, with their number given and with it chosen?

Usage: python -m benchmarks.axes_recovery [--panels 60] [--seed 2030] [--cells 0 3] [--sizes 10] [--jobs 1]

Prints, cell by cell, the mean adjusted Rand index with the truth of CLV at k = 2 / of CLV with k chosen by
silhouette / of average linkage at k = 2, beside the reference figures of the same design (varimax or CLV /
average linkage). The measured tables stand in docs/methods.md.
"""

import argparse
import time

import numpy as np
from joblib import Parallel, delayed

from analysis.axes.clusters import adjusted_rand, cluster_clv, cluster_hierarchical
from analysis.axes.evidence import Evidence, choose_k
from analysis.axes.similarity import correlate
from analysis.simulate import simulate_panel

EXPERTS = (10, 15, 20, 30, 45, 60)
# (loading, drivers, share missing): published ARI of varimax/CLV, of average linkage, by number of experts
PUBLISHED = {
    (0.5, 24, 0.0): ((0.08, 0.20, 0.32, 0.56, 0.80, 0.87), (0.04, 0.08, 0.08, 0.22, 0.48, 0.59)),
    (0.5, 24, 0.2): ((0.05, 0.10, 0.16, 0.32, 0.60, 0.76), (0.03, 0.04, 0.04, 0.07, 0.23, 0.35)),
    (0.5, 80, 0.0): ((0.10, 0.26, 0.40, 0.68, 0.87, 0.95), (0.03, 0.05, 0.09, 0.23, 0.47, 0.73)),
    (0.6, 16, 0.0): ((0.20, 0.44, 0.58, 0.80, 0.93, 0.98), (0.11, 0.19, 0.34, 0.52, 0.81, 0.92)),
    (0.6, 24, 0.0): ((0.22, 0.44, 0.62, 0.85, 0.96, 0.98), (0.11, 0.24, 0.33, 0.54, 0.81, 0.94)),
    (0.6, 24, 0.2): ((0.13, 0.27, 0.45, 0.66, 0.86, 0.95), (0.08, 0.13, 0.19, 0.30, 0.56, 0.81)),
    (0.6, 40, 0.0): ((0.25, 0.51, 0.70, 0.89, 0.97, 0.99), (0.09, 0.20, 0.37, 0.58, 0.90, 0.97)),
    (0.6, 80, 0.2): ((0.16, 0.37, 0.54, 0.80, 0.93, 0.98), (0.01, 0.08, 0.13, 0.40, 0.70, 0.87)),
    (0.7, 24, 0.0): ((0.48, 0.66, 0.88, 0.97, 0.99, 1.00), (0.22, 0.46, 0.69, 0.87, 0.99, 0.99)),
    (0.7, 24, 0.2): ((0.26, 0.50, 0.71, 0.91, 0.98, 1.00), (0.14, 0.30, 0.45, 0.69, 0.93, 0.99)),
    (0.7, 80, 0.0): ((0.54, 0.79, 0.89, 0.98, 1.00, 1.00), (0.20, 0.47, 0.63, 0.94, 1.00, 1.00)),
}


def recover(cell: tuple[float, int, float], n_experts: int, number: int, seed: int) -> tuple[float, ...]:
    """Return the ARI of CLV at k = 2, of CLV with k chosen and of average linkage for one fresh panel."""
    loading, n_drivers, missing = cell
    rng = np.random.default_rng([seed, number, n_experts, n_drivers, int(100 * loading), int(100 * missing)])
    panel = simulate_panel(rng, n_experts=n_experts, n_drivers=n_drivers, loading=loading, missing=missing)
    matrix = correlate(panel.expectation[None])
    k, _ = choose_k(matrix, np.abs(matrix), "clv", Evidence(panel.expectation))
    partitions = (
        cluster_clv(matrix, 2),
        cluster_clv(matrix, k),
        cluster_hierarchical(np.abs(matrix), 2),
    )
    return tuple(float(adjusted_rand(labels, panel.truth)[0]) for labels in partitions)


def main() -> None:
    """Read the options and print a line per cell."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--panels", type=int, default=60)
    parser.add_argument("--seed", type=int, default=2030)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--cells", type=int, nargs="+", default=range(len(PUBLISHED)), help="rows, from 0")
    parser.add_argument("--sizes", type=int, nargs="+", default=EXPERTS, help="experts")
    options = parser.parse_args()
    start = time.perf_counter()
    print(f"{options.panels} panels a cell: k given / k chosen / average linkage (reference)")
    with Parallel(n_jobs=options.jobs) as pool:
        for place in options.cells:
            cell = list(PUBLISHED)[place]
            for n in options.sizes:
                found = pool(
                    delayed(recover)(cell, n, number, options.seed) for number in range(options.panels)
                )
                given, chosen, average = np.mean(found, axis=0)
                error = np.std(found, axis=0)[0] / np.sqrt(len(found))
                known = [column[EXPERTS.index(n)] for column in PUBLISHED[cell]] if n in EXPERTS else []
                shown = " / ".join(f"{figure:.2f}" for figure in known) or "-"
                line = f"{given:.3f} +-{error:.3f} / {chosen:.3f} / {average:.3f}  ({shown})"
                flag = "  below" if known and given < 0.97 * known[0] else ""
                print(f"{cell}  n={n:<3d} {line}{flag}", flush=True)
    print(f"{time.perf_counter() - start:.0f} s")


if __name__ == "__main__":
    main()
