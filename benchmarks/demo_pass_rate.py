"""How often does the demonstration study pass its own gates, over fresh seeds?

Usage: python -m benchmarks.demo_pass_rate [--seeds 100] [--first 0] [--bootstrap 200]

The design is that of the demonstration: 30 experts in five groups of six, 14 drivers of axis A, 8 of
axis B, two context drivers, loadings .5-.75, axes correlated .2, two reversed wordings, 6 % missing
depending on competence, mediocre sorters. Prints the share of panels in which axes are declared and the
agreement (adjusted Rand index) of what was found with the truth over the 22 drivers that have an axis, for
ratings alone and with a pile sort, poles unsigned and aligned.
"""

import argparse
import time

import numpy as np

from analysis.axes import propose_axes
from analysis.axes.clusters import adjusted_rand
from analysis.simulate import (
    SimulatedDriver,
    SimulatedPanel,
    name_groups,
    simulate_allocations,
    simulate_panel,
    simulate_sorts,
)

GROUPS = (("institutes", 6), ("ventures", 6), ("companies", 6), ("universities", 6), ("hosts", 6))
REVERSED = ("A13", "B06")
CASES = (
    ("ratings, unsigned", False, "unsigned"),
    ("ratings, aligned", False, "aligned"),
    ("ratings + sort, unsigned", True, "unsigned"),
    ("ratings + sort, aligned", True, "aligned"),
)


def demo_drivers(rng: np.random.Generator) -> tuple[SimulatedDriver, ...]:
    """Return the 24 drivers of the demonstration with loadings drawn between .5 and .75."""
    drivers = []
    for axis, (letter, count) in enumerate((("A", 14), ("B", 8))):
        for number in range(1, count + 1):
            name = f"{letter}{number:02d}"
            sign = -1 if name in REVERSED else 1
            drivers.append(SimulatedDriver(name, axis, float(rng.uniform(0.5, 0.75)), sign))
    context = SimulatedDriver("C01", None, cross=((0, 0.2), (1, 0.2)))
    return (*drivers, context, SimulatedDriver("C02"))


def demo_panel(seed: int) -> tuple[SimulatedPanel, np.random.Generator]:
    """Return a fresh panel of the demonstration and the generator it left behind."""
    rng = np.random.default_rng([seed, 2018])
    panel = simulate_panel(
        rng,
        n_experts=30,
        drivers=demo_drivers(rng),
        phi=0.2,
        groups=name_groups(GROUPS),
        missing=0.06,
        missing_by_competence=True,
    )
    return panel, rng


def recode(panel: SimulatedPanel) -> np.ndarray:
    """Turn the reversed wordings back by their flag, as aligned poles need."""
    flipped = np.array([driver.sign < 0 for driver in panel.drivers])
    return np.where(flipped, panel.scale.low + panel.scale.high - panel.expectation, panel.expectation)


def assess(panel: SimulatedPanel, seed: int, bootstrap: int) -> list[tuple[bool, float]]:
    """Return per case whether axes are declared and the agreement of what was found with the truth."""
    sorts = simulate_sorts(panel, np.random.default_rng([seed, 1]))
    real = panel.truth >= 0
    answers = []
    for _, with_sort, orientation in CASES:
        proposal = propose_axes(
            recode(panel) if orientation == "aligned" else panel.expectation,
            panel.impact,
            panel.uncertainty,
            panel.items,
            panel.scale,
            np.random.default_rng([seed, 2]),
            sorts=sorts if with_sort else None,
            groups=panel.groups,
            orientation=orientation,
            bootstrap=bootstrap,
        )
        found = proposal.assignments if proposal.declared else proposal.clusters
        names = list(dict.fromkeys(value for value in found.values() if value is not None))
        labels = np.array(
            [[names.index(value) if value is not None else len(names) for value in found.values()]]
        )
        answers.append((proposal.declared, float(adjusted_rand(labels[:, real], panel.truth[real])[0])))
    return answers


def allocation_agreement(panel: SimulatedPanel, seed: int) -> float:
    """Return the agreement of the panel's majority allocation with the truth."""
    answers = simulate_allocations(panel, np.random.default_rng([seed, 3]))
    names = ("A", "B", "neither")
    counts = np.array([[sum(one[item] == name for one in answers) for name in names] for item in panel.items])
    truth = np.where(panel.truth < 0, 2, panel.truth)
    return float(adjusted_rand(np.argmax(counts, axis=1)[None], truth)[0])


def main() -> None:
    """Read the options and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=100)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--bootstrap", type=int, default=200)
    options = parser.parse_args()
    start = time.perf_counter()
    results, majority = [], []
    for seed in range(options.first, options.first + options.seeds):
        panel, _ = demo_panel(seed)
        results.append(assess(panel, seed, options.bootstrap))
        majority.append(allocation_agreement(panel, seed))
    print(f"{options.seeds} fresh panels of the demonstration design")
    print(f"{'evidence':<28}{'declared':>10}{'ARI, all':>10}{'ARI, declared':>16}")
    for index, (name, _, _) in enumerate(CASES):
        said = np.array([row[index][0] for row in results])
        ari = np.array([row[index][1] for row in results])
        when = f"{ari[said].mean():.2f}" if said.any() else "-"
        print(f"{name:<28}{said.mean():>10.2f}{ari.mean():>10.2f}{when:>16}")
    print(f"{'allocation, majority':<28}{'-':>10}{np.mean(majority):>10.2f}{'-':>16}")
    print(f"{time.perf_counter() - start:.0f} s")


if __name__ == "__main__":
    main()
