"""How often are two true axes recovered, and how often are axes declared where there are none?

Usage: python -m benchmarks.axes_recovery [--panels 60] [--nulls 100] [--sizes 15 30] [--seed 2030] [--all]

Prints (1) the recovery of the true partition (adjusted Rand index, k = 2 given) by CLV from varimax and
by average linkage, beside the reference figures of the same design, (2) the share of panels in which axes
are declared, per family of truth, with ratings alone and with a pile sort. The measured tables stand in
docs/methods.md.
"""

import argparse
import time

import numpy as np

from analysis.axes import propose_axes
from analysis.clusters import adjusted_rand, cluster_clv, cluster_hierarchical, cluster_varimax
from analysis.similarity import correlate
from analysis.simulate import plant_drivers, simulate_panel, simulate_sorts

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
QUICK = ((0.5, 24, 0.0), (0.6, 24, 0.0), (0.6, 24, 0.2), (0.6, 40, 0.0), (0.7, 24, 0.0))
# With a structured sort the cards are sorted by the two themes even where the ratings do not follow them.
FAMILIES = {
    "no structure": {"loading": 0.0},
    "one factor": {"loading": 0.65, "phi": 1.0},
    "two, phi .8": {"loading": 0.65, "phi": 0.8},
    "acquiescence": {"loading": 0.0, "acquiescence": 0.5},
    "two axes": {"loading": 0.65},
}


def measure_recovery(
    cell: tuple[float, int, float], n_experts: int, panels: int, seed: int
) -> tuple[float, ...]:
    """Return the mean ARI of CLV, varimax and average linkage, k = 2 given."""
    loading, n_drivers, missing = cell
    rng = np.random.default_rng([seed, n_experts, n_drivers, int(100 * loading), int(100 * missing)])
    found = []
    for _ in range(panels):
        panel = simulate_panel(
            rng, n_experts=n_experts, n_drivers=n_drivers, loading=loading, missing=missing
        )
        matrix = correlate(panel.expectation[None])
        partitions = (
            cluster_clv(matrix, 2),
            cluster_varimax(matrix, 2),
            cluster_hierarchical(np.abs(matrix), 2),
        )
        found.append([adjusted_rand(labels, panel.truth)[0] for labels in partitions])
    return tuple(np.mean(found, axis=0))


def print_recovery(cells: tuple, panels: int, seed: int) -> None:
    """Print measured and published recovery, cell by cell."""
    print(f"Recovery with k = 2, {panels} panels a cell")
    print("CLV / varimax / average linkage (published: CLV / average linkage)")
    print("loading drivers missing  " + "".join(f"{'n=' + str(n):>30}" for n in EXPERTS))
    for cell in cells:
        row = f"{cell[0]:7.1f} {cell[1]:7d} {cell[2]:7.1f}  "
        for index, n in enumerate(EXPERTS):
            clv, rotated, average = measure_recovery(cell, n, panels, seed)
            known = [column[index] for column in PUBLISHED[cell]]
            row += f"   {clv:.2f}/{rotated:.2f}/{average:.2f} ({known[0]:.2f}/{known[1]:.2f})"
        print(row, flush=True)


def declare(family: str, n_experts: int, seed: int, sorts: str) -> tuple[bool, float | None]:
    """Return whether axes are declared for a fresh panel of the family and their ARI with the truth."""
    rng = np.random.default_rng([seed, n_experts, list(FAMILIES).index(family)])
    settings = dict(FAMILIES[family])
    drivers = plant_drivers(rng, 24, loading=settings.pop("loading"))
    panel = simulate_panel(rng, n_experts=n_experts, drivers=drivers, **settings)
    piles = None if sorts == "none" else simulate_sorts(panel, rng, structured=sorts == "structured")
    proposal = propose_axes(
        panel.expectation, panel.impact, panel.uncertainty, panel.items, panel.scale, rng, sorts=piles
    )
    if not proposal.declared:
        return False, None
    found = np.array([["AB".index(axis) if axis else 2 for axis in proposal.assignments.values()]])
    return True, float(adjusted_rand(found, np.where(panel.truth < 0, 2, panel.truth))[0])


def print_declarations(panels: int, seed: int, sizes: tuple[int, ...]) -> None:
    """Print the share of panels in which axes are declared, per family, size and kind of sort."""
    print(f"\nShare declared, {panels} panels a cell (mean ARI of the declared axes with the truth)")
    print(f"{'truth':<14}{'sorts':<14}" + "".join(f"{'n=' + str(n):>16}" for n in sizes))
    for family in FAMILIES:
        for sorts in ("none", "structureless", "structured"):
            row = f"{family:<14}{sorts:<14}"
            for n in sizes:
                answers = [declare(family, n, seed + index, sorts) for index in range(panels)]
                agreement = [ari for said, ari in answers if said]
                shown = f" ({np.mean(agreement):.2f})" if agreement else ""
                row += f"{f'{np.mean([said for said, _ in answers]):.2f}{shown}':>16}"
            print(row, flush=True)


def main() -> None:
    """Read the options and print both tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--panels", type=int, default=60)
    parser.add_argument("--nulls", type=int, default=100)
    parser.add_argument("--seed", type=int, default=2030)
    parser.add_argument("--sizes", type=int, nargs="+", default=[15, 30], help="experts in the second table")
    parser.add_argument("--all", action="store_true", help="all published cells, not the quick five")
    options = parser.parse_args()
    start = time.perf_counter()
    print_recovery(tuple(PUBLISHED) if options.all else QUICK, options.panels, options.seed)
    print_declarations(options.nulls, options.seed, tuple(options.sizes))
    print(f"\n{time.perf_counter() - start:.0f} s")


if __name__ == "__main__":
    main()
