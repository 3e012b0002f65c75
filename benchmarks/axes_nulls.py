"""How often are two axes declared where there are none, and how often where there are two?

Usage: python -m benchmarks.axes_nulls [--panels 200] [--sizes 15 20 30 45] [--families phi_8 ...]
       [--sorts none noise themes sharp] [--seed 2030] [--jobs 1] [--first 0]

One line per family of truth and kind of sort: the share of panels in which axes are declared, at every
size, and which gates refused most often. Sorts: `none` is ratings alone; `noise` sorts without structure;
`themes` mediocre sorters by the two themes even where the ratings do not follow them; `sharp` careful
sorters by the same themes. The panel is redrawn 60 times instead of 200: stability is a mean over the
redrawn panels, so fewer make it noisier by about .02 and do not shift it; permutations and the null are
those of the product. The measured tables stand in docs/methods.md.
"""

import argparse
import time
from collections import Counter

import numpy as np
from joblib import Parallel, delayed

from analysis.axes import propose_axes
from analysis.axes.clusters import adjusted_rand
from analysis.simulate import SimulatedDriver, plant_drivers, simulate_panel, simulate_sorts

BOOTSTRAP = 60
N_DRIVERS = 24
FAMILIES = {
    "none": {"loading": 0.0},
    "one_factor": {"phi": 1.0},
    "phi_8": {"phi": 0.8},
    "yes_sayers": {"loading": 0.0, "acquiescence": 0.5},
    "some_yes_sayers": {"loading": 0.0, "acquiescence": 1.2, "acquiescent": 0.3},
    "scale_use": {"loading": 0.0, "scale_use": 0.6},
    "order_5": {"loading": 0.0, "order_correlation": 0.5, "response_share": 0.0},
    "order_7": {"loading": 0.0, "order_correlation": 0.7, "response_share": 0.0},
    "order_9": {"loading": 0.0, "order_correlation": 0.9, "response_share": 0.0},
    "two": {},
    "two_mixed": {"mixed": True},
    "two_phi_3": {"phi": 0.3},
    "two_phi_5": {"phi": 0.5},
}
SORTS = {
    "none": None,
    "noise": {"structured": False},
    "themes": {},
    "sharp": {"noise": 0.3, "ambiguity": 0.1},
}


def make_panel(family: str, n_experts: int, seed: int) -> tuple:
    """Return a fresh panel of the family and the generator it left behind."""
    rng = np.random.default_rng([seed, n_experts, list(FAMILIES).index(family)])
    settings = {"loading": 0.65, **FAMILIES[family]}
    mixed = settings.pop("mixed", False)
    drivers = plant_drivers(rng, N_DRIVERS, loading=settings.pop("loading"))
    if mixed:
        order = rng.permutation(N_DRIVERS)
        drivers = tuple(
            SimulatedDriver(f"D{j + 1:02d}", drivers[place].axis, drivers[place].loading)
            for j, place in enumerate(order)
        )
    return simulate_panel(rng, n_experts=n_experts, drivers=drivers, **settings), rng


def declare(family: str, n_experts: int, seed: int, sorts: str) -> tuple[bool, float | None, list[str]]:
    """Return whether axes are declared, their ARI with the truth, and the gates that refused."""
    panel, rng = make_panel(family, n_experts, seed)
    piles = None if sorts == "none" else simulate_sorts(panel, rng, **SORTS[sorts])
    proposal = propose_axes(
        panel.expectation,
        panel.impact,
        panel.uncertainty,
        panel.items,
        panel.scale,
        rng,
        sorts=piles,
        bootstrap=BOOTSTRAP,
    )
    refused = [gate.code for gate in proposal.gates if gate.passed is False]
    if not proposal.declared:
        return False, None, refused
    found = np.array([["AB".index(axis) if axis else 2 for axis in proposal.assignments.values()]])
    return True, float(adjusted_rand(found, panel.truth)[0]), refused


def describe(answers: list[tuple]) -> str:
    """Say in one cell how many are declared, how well they agree with the truth, and what refused alone."""
    agreement = [ari for said, ari, _ in answers if said]
    alone = Counter(refused[0] for _, _, refused in answers if len(refused) == 1).most_common(3)
    share = f"{len(agreement) / len(answers):.3f}"
    quality = f" ({np.mean(agreement):.2f})" if agreement else ""
    return f"{share}{quality} {' '.join(f'{code}:{count}' for code, count in alone)}"


def main() -> None:
    """Read the options and print a line per family, kind of sort and size."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--panels", type=int, default=200)
    parser.add_argument("--first", type=int, default=0, help="number of the first panel")
    parser.add_argument("--seed", type=int, default=2030)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--sizes", type=int, nargs="+", default=[15, 20, 30, 45], help="experts")
    parser.add_argument("--families", nargs="+", choices=FAMILIES, default=list(FAMILIES))
    parser.add_argument("--sorts", nargs="+", choices=SORTS, default=list(SORTS))
    options = parser.parse_args()
    start = time.perf_counter()
    numbers = range(options.first, options.first + options.panels)
    print(f"Share declared (ARI with the truth), gates that refused alone; {options.panels} panels a cell")
    with Parallel(n_jobs=options.jobs) as pool:
        for family in options.families:
            for sorts in options.sorts:
                for n in options.sizes:
                    answers = pool(
                        delayed(declare)(family, n, options.seed + 1000 * index, sorts) for index in numbers
                    )
                    print(f"{family:<16}{sorts:<8}{n:>4}  {describe(answers)}", flush=True)
    print(f"{time.perf_counter() - start:.0f} s")


if __name__ == "__main__":
    main()
