"""How long does a large table of votes take, and how well do its camps agree with those of its platform?

Usage: python -m benchmarks.camps_polis VOTES.csv [--repeats 3] [--peer PYTHON]

VOTES.csv is the export `participants-votes.csv` of a Polis conversation: participant, group-id, counts, and a
column for each statement with 1 (agree), -1 (disagree), 0 (pass) or nothing (not seen). Its votes are written
as a ratings file. Prints the time of reading that file, of the plane of two components beside those of
scikit-learn's PCA, and of the whole search for camps; how far the components differ; and the agreement of the
camps with the groups of the export. With --peer, an interpreter in which red-dwarf is installed parts the
same votes by `run_pipeline` in the same run. Times are wall and, in brackets, processor seconds. The
measured figures stand in docs/methods.md.
"""

import argparse
import csv
import json
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.axes.clusters import adjusted_rand
from analysis.camps import Camps, find_camps
from analysis.camps.plane import principal_plane
from analysis.files import read_ratings
from analysis.ratings import Ratings, Scale

SOLVERS = ("full", "covariance_eigh", "arpack", "randomized")
# Run by the peer's interpreter: the votes of a ratings file, the time of the pipeline, everybody's group.
PEER = """
import csv, json, sys, time, warnings
warnings.filterwarnings("ignore")
from reddwarf.implementations.base import run_pipeline
with open(sys.argv[1]) as file:
    votes = [
        {"participant_id": int(row["expert"]), "statement_id": int(row["item"]), "vote": float(row["value"])}
        for row in csv.DictReader(file)
    ]
times = []
for _ in range(int(sys.argv[2])):
    start, used = time.perf_counter(), time.process_time()
    found = run_pipeline(votes=votes, random_state=1)
    times.append((time.perf_counter() - start, time.process_time() - used))
groups = found.participants_df["cluster_id"].dropna()
print(json.dumps({"times": times, "groups": {str(one): int(group) for one, group in groups.items()}}))
"""


def rewrite(source: Path, target: Path) -> dict[str, int]:
    """Write the votes of an export as a ratings file; return the group of everybody who has one."""
    with source.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    first = header.index("n-disagree") + 1
    lines = ["expert,round,item,question,value"]
    for row in rows:
        lines += [f"{row[0]},1,{s},vote,{v}" for s, v in zip(header[first:], row[first:], strict=True) if v]
    target.write_text("\n".join(lines) + "\n", encoding="utf-8")
    groups = header.index("group-id")
    return {row[0]: int(row[groups]) for row in rows if row[groups]}


def take_time(run: Callable[[], Any], repeats: int) -> tuple[str, NDArray, Any]:
    """Return the shortest times of several runs as text and as numbers, and the last answer."""
    times = []
    for _ in range(repeats):
        start, used = time.perf_counter(), time.process_time()
        answer = run()
        times.append((time.perf_counter() - start, time.process_time() - used))
    shortest = np.min(times, axis=0)
    return tell(shortest), shortest, answer


def tell(times: NDArray) -> str:
    """Write wall and processor seconds."""
    return f"{times[0]:7.3f} s ({times[1]:.3f})"


def compare_planes(votes: NDArray, repeats: int) -> None:
    """Print the times of both and the cosines of their components."""
    from sklearn.decomposition import PCA

    told, _, plane = take_time(lambda: principal_plane(votes), repeats)
    print(f"principal_plane          {told}, imputation included")
    filled = np.where(np.isnan(votes), np.nanmean(votes, axis=0), votes)
    for solver in SOLVERS:
        fit = PCA(2, svd_solver=solver, random_state=1).fit
        told, _, known = take_time(lambda fit=fit: fit(filled), repeats)
        gap = np.abs(np.abs((plane.components * known.components_).sum(axis=1)) - 1).max()
        print(f"PCA {solver:<20} {told}, 1 - |cos| {gap:.0e}")


def agreement(found: dict[str, int], groups: dict[str, int]) -> str:
    """Return the adjusted Rand index over those who have a group in both."""
    both = [one for one in found if one in groups]
    labels, known = np.array([found[one] for one in both]), np.array([groups[one] for one in both])
    return f"ARI {adjusted_rand(labels[None], known)[0]:.4f} over {len(both)} people"


def describe(camps: Camps, groups: dict[str, int]) -> None:
    """Print what was found, gate by gate, and the agreement of the clearest partition."""
    print(camps.reason)
    for gate in camps.gates:
        print(f"  {gate.code:<18}{gate.figure:10.3f}  {'passed' if gate.passed else 'not passed'}")
    parts = {one: camp for one, camp in camps.candidate_assignments.items() if camp is not None}
    print(f"  k {camps.candidate_k}, {agreement(parts, groups)}")


def search(ratings: Ratings) -> Camps:
    """Look for camps by the settings of the command."""
    rng = np.random.default_rng(1)
    return find_camps(ratings.at(1)[0], ratings.experts, ratings.items, ratings.scale, rng)


def main() -> None:
    """Read the options and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("votes", type=Path, metavar="VOTES.csv")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--peer", metavar="PYTHON", help="an interpreter with red-dwarf")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ratings.csv"
        groups = rewrite(options.votes, path)
        read, reading, found = take_time(lambda: read_ratings(path, Scale(-1, 1)), options.repeats)
        ratings = found["vote"]
        seen = int((~np.isnan(ratings.values)).sum())
        print(f"{ratings.n_experts} people x {len(ratings.items)} statements, {seen} votes")
        print(f"read_ratings             {read}")
        compare_planes(ratings.at(1)[0], options.repeats)
        told, searching, camps = take_time(lambda: search(ratings), options.repeats)
        print(f"find_camps               {told}")
        if options.peer:
            command = [options.peer, "-c", PEER, str(path), str(options.repeats)]
            peer = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
            pipeline = np.min(peer["times"], axis=0)
            print(f"red-dwarf run_pipeline   {tell(pipeline)}, votes read before")
            wall, processor = (reading + searching) / pipeline
            print(f"reading and camps / run_pipeline: {wall:.3f} (processor {processor:.3f})")
            print(f"red-dwarf: k {len(set(peer['groups'].values()))}, {agreement(peer['groups'], groups)}")
        describe(camps, groups)


if __name__ == "__main__":
    main()
