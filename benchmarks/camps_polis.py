"""How long does a large table of votes take, and does its plane agree with scikit-learn's?

Usage: python -m benchmarks.camps_polis VOTES.csv [--repeats 5] [--search] [--min-answers 1]

VOTES.csv is the export `participants-votes.csv` of a Polis conversation: participant, group-id, counts, and a
column for each statement with 1 (agree), -1 (disagree), 0 (pass) or nothing (not seen). Prints the best time
of the plane of two components beside those of scikit-learn's PCA on the same table in the same run, and how
far the components differ. With --search the whole search for camps runs too and is compared with the groups
in the file. The measured figures stand in docs/methods.md.
"""

import argparse
import csv
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analysis.camps import find_camps
from analysis.camps_plane import Plane, principal_plane
from analysis.clusters import adjusted_rand
from analysis.ratings import Scale

SOLVERS = ("full", "covariance_eigh", "arpack", "randomized")


def read_votes(path: Path) -> tuple[NDArray, tuple[str, ...], tuple[str, ...], NDArray]:
    """Return votes (people x statements, NaN for not seen), both sets of names, and the groups."""
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    first = header.index("n-disagree") + 1
    votes = np.array([[float(cell) if cell else np.nan for cell in row[first:]] for row in rows])
    groups = np.array([int(row[header.index("group-id")] or -1) for row in rows])
    return votes, tuple(row[0] for row in rows), tuple(header[first:]), groups


def take_time(run: Callable[[], object], repeats: int) -> tuple[float, object]:
    """Return the shortest time of several runs in seconds, and the last answer."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        answer = run()
        times.append(time.perf_counter() - start)
    return min(times), answer


def compare_planes(votes: NDArray, repeats: int) -> None:
    """Print the times of both and the cosines of their components."""
    from sklearn.decomposition import PCA

    seconds, plane = take_time(lambda: principal_plane(votes), repeats)
    assert isinstance(plane, Plane)
    print(f"principal_plane             {seconds:.3f} s (imputation included)")

    def impute() -> NDArray:
        return np.where(np.isnan(votes), np.nanmean(votes, axis=0), votes)

    imputing, filled = take_time(impute, repeats)
    for solver in SOLVERS:
        fit = PCA(2, svd_solver=solver, random_state=1).fit
        seconds, known = take_time(lambda fit=fit: fit(filled), repeats)
        gap = np.abs(np.abs((plane.components * known.components_).sum(axis=1)) - 1).max()
        shares = np.abs(plane.shares - known.explained_variance_ratio_).max()
        print(
            f"PCA {solver:<20} {seconds + imputing:8.3f} s ({imputing:.3f} of it imputation)   "
            f"1 - |cos| {gap:.0e}, shares {shares:.0e}"
        )


def search(
    votes: NDArray, people: tuple, statements: tuple, groups: NDArray, options: argparse.Namespace
) -> None:
    """Print what the whole search finds, how long it takes, and how far it agrees with the groups."""
    start = time.perf_counter()
    found = find_camps(
        votes,
        people,
        statements,
        Scale(-1, 1),
        np.random.default_rng(1),
        resamples=options.resamples,
        permutations=options.permutations,
        min_answers=options.min_answers,
    )
    print(f"\nfind_camps                  {time.perf_counter() - start:.1f} s; {found.reason}")
    for gate in found.gates:
        print(f"  {gate.code:<18}{gate.figure:10.3f}  {'passed' if gate.passed else 'not passed'}")
    print(f"  silhouettes {found.k_silhouette}")
    labels = np.array([found.assignments[one] or 0 for one in people])
    known = (labels > 0) & (groups >= 0)
    if known.any():
        index = adjusted_rand(labels[known][None], groups[known])[0]
        print(f"  agreement with the groups in the file: ARI {index:.2f} over {known.sum()} people")


def main() -> None:
    """Read the options and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("votes", type=Path, metavar="VOTES.csv")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--search", action="store_true", help="the whole search as well")
    parser.add_argument("--resamples", type=int, default=20)
    parser.add_argument("--permutations", type=int, default=19)
    parser.add_argument("--min-answers", type=int, default=1)
    options = parser.parse_args()
    votes, people, statements, groups = read_votes(options.votes)
    seen = int((~np.isnan(votes)).sum())
    print(f"{votes.shape[0]} people x {votes.shape[1]} statements, {seen} votes")
    compare_planes(votes, options.repeats)
    if options.search:
        search(votes, people, statements, groups, options)


if __name__ == "__main__":
    main()
