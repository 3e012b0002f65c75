"""How long do Kendall's W, Skillings-Mack and Krippendorff's alpha take, and do others find the same figures?

Usage: python -m benchmarks.agreement_speed [--python OTHER_PYTHON] [--repeats 9] [--seed 2030]

Prints, for tables of raters x items, the time of each measure and its ratio to a yardstick: SciPy's
`friedmanchisquare` for W, always there; pingouin's `friedman` and the package krippendorff, where
OTHER_PYTHON (an environment of its own, for both are under the GPL and no part of this product) has them;
irr of R, where Rscript is found and has it. A yardstick that is missing is named with the reason. The last
column is the largest difference of the figures. The measured table stands in docs/methods/agreement.md.
"""

import argparse
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np

from analysis.agreement import kendall_w, skillings_mack
from analysis.agreement.reliability import krippendorff_alpha
from benchmarks.consensus_speed import take_time

SIZES = ((10, 10), (30, 40), (1_000, 40), (10_000, 40))
# Each script reads a table of raters x items, prints milliseconds and the figure, or fails.
PYTHON_SCRIPTS = {
    "pingouin": """
import pandas as pd, pingouin
long = pd.DataFrame(table).stack().reset_index(); long.columns = ["rater", "item", "value"]
run = lambda: float(pingouin.friedman(long, dv="value", within="item", subject="rater")["W"].iloc[0])
""",
    "krippendorff": """
import krippendorff
run = lambda: float(krippendorff.alpha(reliability_data=table, level_of_measurement="ordinal"))
""",
}
PYTHON_FRAME = """
import sys, time, warnings; warnings.simplefilter("ignore")
import numpy as np
table = np.load(sys.argv[1])
{script}
figure, times = run(), []
for _ in range(int(sys.argv[2])):
    start = time.perf_counter(); run(); times.append(time.perf_counter() - start)
print(1000 * sorted(times)[len(times) // 2], figure)
"""
R_SCRIPT = """
args <- commandArgs(TRUE); library(irr); table <- as.matrix(read.csv(args[1], header = FALSE))
times <- sapply(1:as.integer(args[2]), function(i) system.time(found <<- kendall(t(table), TRUE))["elapsed"])
cat(1000 * median(times), found$value)
"""


def make_table(rng: np.random.Generator, m: int, n: int, missing: float) -> np.ndarray:
    """Draw answers on 1-7 that follow a common order of the items."""
    table = np.clip(np.round(4 + rng.normal(size=n) + 1.2 * rng.normal(size=(m, n))), 1, 7)
    table[rng.random(table.shape) < missing] = np.nan
    return table


def ask_other(command: list[str], table: np.ndarray, repeats: int) -> tuple[float, float] | str:
    """Return milliseconds and figure of another program, or the reason why there are none."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table"
        if command[0].endswith("Rscript"):
            np.savetxt(path, table, delimiter=",")
        else:
            np.save(path.with_suffix(".npy"), table)
            path = path.with_suffix(".npy")
        done = subprocess.run(
            [*command, str(path), str(repeats)], capture_output=True, text=True, check=False
        )
    if done.returncode:
        return (done.stderr.strip().splitlines() or ["it failed"])[-1]
    time, figure = done.stdout.split()[-2:]
    return float(time), float(figure)


def report(name: str, own: tuple[float, float], other: tuple[float, float] | str) -> None:
    """Print one line: own time, time of the yardstick, ratio, difference of the figures."""
    if isinstance(other, str):
        print(f"  {name:<28} {own[0]:>9.2f} ms  skipped: {other}", flush=True)
        return
    ratio, gap = own[0] / other[0], abs(own[1] - other[1])
    print(f"  {name:<28} {own[0]:>9.2f} ms {other[0]:>10.2f} ms {ratio:>8.3f} {gap:>10.1e}", flush=True)


def timed(run: Callable[[], float], repeats: int) -> tuple[float, float]:
    """Return the median time in milliseconds, and the figure."""
    return take_time(run, repeats), run()


def compare(table: np.ndarray, gaps: np.ndarray, options: argparse.Namespace) -> None:
    """Compare every measure of one table with its yardsticks."""
    from scipy.stats import friedmanchisquare

    m, n = table.shape
    repeats = max(1, min(options.repeats, 40_000 // m))
    own_w = timed(lambda: kendall_w(table).w, repeats)
    by_scipy = timed(lambda: float(friedmanchisquare(*table.T).statistic) / (m * (n - 1)), repeats)
    report("W / SciPy friedmanchisquare", own_w, by_scipy)
    report("W / pingouin friedman", own_w, ask_python("pingouin", table, repeats, options.python))
    rscript = shutil.which("Rscript")
    by_r = ask_other([rscript, "-e", R_SCRIPT], table, repeats) if rscript else "Rscript is not installed"
    report("W / R irr kendall", own_w, by_r)
    own_alpha = timed(lambda: krippendorff_alpha(gaps), repeats)
    report("alpha / krippendorff", own_alpha, ask_python("krippendorff", gaps, repeats, options.python))
    print(f"  {'Skillings-Mack':<28} {take_time(lambda: skillings_mack(gaps), repeats):>9.2f} ms")
    rng = np.random.default_rng(options.seed)
    if table.size <= 50_000:
        own = take_time(lambda: kendall_w(table, rng, 999), max(1, repeats // 3))
        print(f"  {'W with 999 permutations':<28} {own:>9.2f} ms", flush=True)


def ask_python(name: str, table: np.ndarray, repeats: int, python: str | None) -> tuple[float, float] | str:
    """Ask a package in another environment."""
    if python is None:
        return "no other Python was named (--python)"
    script = PYTHON_FRAME.format(script=PYTHON_SCRIPTS[name])
    return ask_other([python, "-c", script], table, repeats)


def main() -> None:
    """Print the comparison for every size."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--python", help="Python of an environment that has pingouin and krippendorff")
    parser.add_argument("--repeats", type=int, default=9)
    parser.add_argument("--seed", type=int, default=2030)
    options = parser.parse_args()
    rng = np.random.default_rng(options.seed)
    print(f"  {'measure / yardstick':<28} {'own':>12} {'yardstick':>13} {'ratio':>8} {'difference':>10}")
    for m, n in SIZES:
        print(f"{m} raters x {n} items; alpha and Skillings-Mack with 5 % missing")
        compare(make_table(rng, m, n, 0.0), make_table(rng, m, n, 0.05), options)


if __name__ == "__main__":
    main()
