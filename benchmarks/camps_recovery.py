"""How often are planted camps found, and how often are camps declared where there are none?

Usage: python -m benchmarks.camps_recovery [--panels 20] [--sizes 12 20 30 60] [--seed 2030] [--only TEXT]

20 items on 1-7. Each camp moves every item up or down by `strength` standard deviations of an answer; in the
family "one factor" experts differ along one normal direction instead. 5 % of the answers are missing, or
half of them; "two blocks" are halves of the panel that answered other halves of the items, in "quiet half"
half of the panel left out 70 %. Prints the share of panels in which camps are declared with the right
number, with another number, and the share that silhouette and stability alone would let through. --only
keeps to the families whose name holds the text. The measured table stands in docs/methods.md.
"""

import argparse

import numpy as np
from numpy.typing import NDArray

from analysis.camps import Camps, find_camps
from analysis.ratings import Scale

N_ITEMS = 20
# camps, strength, spread of the experts along one factor, pattern of missing answers
FAMILIES = {
    "no structure": (0, 0.0, 0.0, "some"),
    "no structure, half missing": (0, 0.0, 0.0, "half"),
    "no structure, two blocks": (0, 0.0, 0.0, "blocks"),
    "no structure, quiet half": (0, 0.0, 0.0, "quiet"),
    "one factor": (0, 0.0, 0.8, "some"),
    "one factor, half missing": (0, 0.0, 0.8, "half"),
    "one factor, quiet half": (0, 0.0, 0.8, "quiet"),
    "two camps, .5": (2, 0.5, 0.0, "some"),
    "two camps, .8": (2, 0.8, 0.0, "some"),
    "three camps, .8": (3, 0.8, 0.0, "some"),
    "three camps, 1.2": (3, 1.2, 0.0, "some"),
    "two camps, 1.2, half missing": (2, 1.2, 0.0, "half"),
    "three camps, 1.2, half missing": (3, 1.2, 0.0, "half"),
}
ALONE = {"not_clear", "not_stable", "camps_too_small"}


def draw_panel(rng: np.random.Generator, n_experts: int, family: str) -> NDArray:
    """Draw answers of a panel of the family."""
    camps, strength, spread, pattern = FAMILIES[family]
    answers = rng.standard_normal((n_experts, N_ITEMS)) + rng.normal(0, 0.7, N_ITEMS)
    if camps:
        answers += strength * rng.choice([-1, 1], size=(camps, N_ITEMS))[np.arange(n_experts) % camps]
    answers += spread * rng.standard_normal((n_experts, 1)) * rng.choice([-1, 1], size=N_ITEMS)
    values = np.clip(np.round(4 + 1.2 * answers), 1, 7)
    chance = np.full(values.shape, 0.5 if pattern == "half" else 0.05)
    half, items = n_experts // 2, N_ITEMS // 2
    if pattern == "blocks":
        chance[:half, :items] = chance[half:, items:] = 1
    if pattern == "quiet":
        chance[:half] = 0.7
    values[rng.random(values.shape) < chance] = np.nan
    return values


def search(family: str, n_experts: int, seed: int) -> Camps:
    """Look for camps in a fresh panel."""
    rng = np.random.default_rng([seed, n_experts, list(FAMILIES).index(family)])
    experts = [f"E{i}" for i in range(n_experts)]
    items = [f"I{i}" for i in range(N_ITEMS)]
    return find_camps(draw_panel(rng, n_experts, family), experts, items, Scale(1, 7), rng)


def main() -> None:
    """Read the options and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--panels", type=int, default=20)
    parser.add_argument("--sizes", type=int, nargs="+", default=[12, 20, 30, 60])
    parser.add_argument("--seed", type=int, default=2030)
    parser.add_argument("--only", default="", metavar="TEXT", help="families whose name holds the text")
    options = parser.parse_args()
    print(f"{options.panels} panels a cell: right number / another number (silhouette and stability alone)")
    print(f"{'truth':<32}" + "".join(f"{'n=' + str(n):>20}" for n in options.sizes))
    for family, (camps, *_) in FAMILIES.items():
        if options.only not in family:
            continue
        row = f"{family:<32}"
        for n in options.sizes:
            found = [search(family, n, options.seed + i) for i in range(options.panels)]
            right = np.mean([one.k is not None and one.k == camps for one in found])
            other = np.mean([one.k is not None and one.k != camps for one in found])
            alone = np.mean([all(gate.passed for gate in one.gates if gate.code in ALONE) for one in found])
            row += f"{f'{right:.2f} / {other:.2f} ({alone:.2f})':>20}"
        print(row, flush=True)


if __name__ == "__main__":
    main()
