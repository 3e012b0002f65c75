"""How much do sorts, pairs and allocations add, and do stability, signs and whiskers mean what they say?

Usage: python -m benchmarks.axes_calibration [--panels 60] [--seed 2030] [--jobs 1]
       [--parts fusion stability places]

`fusion`: adjusted Rand index with two planted axes (24 drivers, loading .6, k given) of ratings, + pile
sort, + 20 pair judgements an expert, + closed allocation (60 % correct). `stability`: by bins of the
stability S, the mean ARI with the truth of panels of 15 to 30 experts, loadings .5 to .7, k chosen.
`places`: share of right signs among drivers on their true axis, and share of the 80 % whiskers that hold
the place in a panel of 4,000 experts. The measured figures stand in docs/methods.md.
"""

import argparse
import time
from itertools import pairwise

import numpy as np
from joblib import Parallel, delayed

from analysis.axes import propose_axes
from analysis.axes.clusters import adjusted_rand
from analysis.axes.evidence import Evidence, cluster
from analysis.axes.placement import place_drivers
from analysis.axes.similarity import allocation_leans, correlate, pair_tensor, sort_tensor
from analysis.simulate import (
    SimulatedDriver,
    SimulatedPanel,
    simulate_allocations,
    simulate_pairs,
    simulate_panel,
    simulate_sorts,
)

BINS = (-1.0, 0.2, 0.35, 0.5, 0.65, 1.01)
CHANNELS = ("ratings", "sorts", "pairs", "allocations")


def fuse_channels(n_experts: int, number: int, seed: int) -> list[float]:
    """Return the ARI of ratings alone, then with one more kind of answer at a time, for one fresh panel."""
    rng = np.random.default_rng([seed, number, n_experts, 1])
    panel = simulate_panel(rng, n_experts=n_experts, loading=0.6)
    tensors = (
        sort_tensor(simulate_sorts(panel, rng), panel.items),
        pair_tensor(simulate_pairs(panel, rng), panel.items),
        allocation_leans(simulate_allocations(panel, rng, p_correct=0.6), panel.items),
    )
    found = []
    for count in range(4):
        evidence = Evidence(panel.expectation, CHANNELS[: count + 1], tensors[:count])
        whole = evidence.whole()
        matrix = evidence.correlations(whole)
        similarity = evidence.similarity(matrix, whole.weights)
        labels = cluster(matrix, similarity, 2, "spectral-fused" if count else "clv")
        found.append(float(adjusted_rand(labels, panel.truth)[0]))
    return found


def rate_stability(number: int, seed: int) -> tuple[float, float]:
    """Return the stability of a fresh panel and the ARI of its groups with the truth."""
    rng = np.random.default_rng([seed, number, 2])
    n, loading = int(rng.integers(15, 31)), float(rng.uniform(0.5, 0.7))
    panel = simulate_panel(rng, n_experts=n, loading=loading)
    proposal = _propose(panel, rng, bootstrap=100)
    labels = np.array([[-1 if one is None else one for one in proposal.clusters.values()]])
    return proposal.stability, float(adjusted_rand(labels, panel.truth)[0])


def check_places(n_experts: int, number: int, seed: int) -> tuple[float, float, float]:
    """Return the shares of right signs, of whiskers on A and of whiskers on B that hold the true place."""
    rng = np.random.default_rng([seed, number, n_experts, 3])
    signs = rng.choice([-1, 1], 24, p=[0.25, 0.75])
    drivers = [SimulatedDriver(f"D{j:02d}", j % 2, 0.65, int(sign)) for j, sign in enumerate(signs)]
    panel = simulate_panel(rng, n_experts=n_experts, drivers=drivers)
    truth = {item: "AB"[axis] for item, axis in zip(panel.items, panel.truth, strict=True)}
    found = _propose(panel, rng, bootstrap=200, authored=truth).placement.items
    crowd = simulate_panel(np.random.default_rng([seed, 4]), n_experts=4000, drivers=drivers)
    reference = np.array([[one["a"], one["b"]] for one in found.values()])
    places = place_drivers(correlate(crowd.expectation[None]), panel.truth, reference)[0]
    own = reference[np.arange(24), panel.truth]
    # An axis may point either way as a whole.
    right = [
        max(
            (np.sign(own) == signs)[panel.truth == axis].mean(),
            (np.sign(own) != signs)[panel.truth == axis].mean(),
        )
        for axis in (0, 1)
    ]
    held = []
    for axis, name in enumerate("ab"):
        whiskers = np.array([one[f"{name}_interval"] for one in found.values()])
        held.append(((whiskers[:, 0] <= places[:, axis]) & (places[:, axis] <= whiskers[:, 1])).mean())
    return float(np.mean(right)), float(held[0]), float(held[1])


def _propose(panel: SimulatedPanel, rng: np.random.Generator, **settings):
    ratings = (panel.expectation, panel.impact, panel.uncertainty)
    return propose_axes(*ratings, panel.items, panel.scale, rng, **settings)


def main() -> None:
    """Read the options and print the parts asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--panels", type=int, default=60)
    parser.add_argument("--seed", type=int, default=2030)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--parts", nargs="+", default=["fusion", "stability", "places"])
    options = parser.parse_args()
    start, numbers = time.perf_counter(), range(options.panels)
    with Parallel(n_jobs=options.jobs) as pool:
        if "fusion" in options.parts:
            print("ratings / + sort / + pairs / + allocation")
            for n in (10, 15, 20, 30):
                found = pool(delayed(fuse_channels)(n, number, options.seed) for number in numbers)
                print(f"n={n:<4d}" + " / ".join(f"{ari:.3f}" for ari in np.mean(found, axis=0)), flush=True)
        if "stability" in options.parts:
            found = np.array(pool(delayed(rate_stability)(number, options.seed) for number in numbers))
            for low, high in pairwise(BINS):
                inside = found[(found[:, 0] >= low) & (found[:, 0] < high), 1]
                mean = f"{inside.mean():.3f}" if inside.size else "-"
                print(f"S {max(low, 0):.2f} to {min(high, 1):.2f}: {inside.size:4d} panels, ARI {mean}")
            stable = found[found[:, 0] >= 0.5, 1]
            print(f"S of .5 and more: {stable.size} panels, ARI {stable.mean():.3f}", flush=True)
        if "places" in options.parts:
            for n in (15, 20, 30, 45):
                found = pool(delayed(check_places)(n, number, options.seed) for number in numbers)
                right, on_a, on_b = np.mean(found, axis=0)
                print(f"n={n:<4d}right signs {right:.3f}, whiskers hold {on_a:.3f} on A, {on_b:.3f} on B")
    print(f"{time.perf_counter() - start:.0f} s")


if __name__ == "__main__":
    main()
