"""The options of `axes` and `simulate`; nothing here waits for the modules that do the work."""

import argparse
from collections.abc import Callable
from typing import Any

from analysis.cli.options import add_command, at_least, share

_METHODS = (
    "clv (the default for ratings alone), spectral-fused (the default with sorts, pairs or allocations), "
    "hac-average, hac-ward, paf-promax, concept-map (needs --sorts), authored (needs --authored)"
)


def add_axes(commands: Any) -> None:
    """Add the command that looks for two axes."""
    axes = add_command(
        commands,
        "axes",
        "analysis.cli.axes:run_axes",
        "two axes, or why there are none",
        example="ratings.csv --scale 1-7 --sorts sorts.csv",
    )
    axes.add_argument("--sorts", metavar="FILE", help="pile sorts: expert,item,pile")
    axes.add_argument("--pairs", metavar="FILE", help="pair judgements: expert,item_a,item_b,value")
    axes.add_argument("--allocations", metavar="FILE", help="allocations: expert,item,axis")
    axes.add_argument("--authored", metavar="FILE", help="axes to test instead of finding: item,axis")
    axes.add_argument("--themes", metavar="FILE", help="themes to compare the groups with: item,theme")
    axes.add_argument("--method", help=f"how drivers are grouped: {_METHODS}")
    axes.add_argument(
        "--orientation", default="unsigned", help="unsigned, or aligned where high poles point the same way"
    )
    axes.add_argument("--k", type=at_least(2), help="number of groups (chosen by silhouette otherwise)")
    axes.add_argument("--bootstrap", type=at_least(1), default=200, help="redrawn panels (200)")
    axes.add_argument("--jobs", type=at_least(1), default=1, help="threads; the answer is the same (1)")


def add_simulate(commands: Any) -> None:
    """Add the command that writes a panel whose axes are known."""
    simulate = add_command(
        commands,
        "simulate",
        "analysis.cli.simulate:run_simulate",
        "a panel whose axes are known",
        reads_file=False,
        example="--experts 20 --drivers 24 --loading 0.6 -o folder",
    )
    simulate.add_argument("-o", "--output", required=True, metavar="FOLDER", help="folder to write to")
    _add_truth(simulate)
    _add_answering(simulate)
    _add_structure(simulate)


def _add_truth(simulate: argparse.ArgumentParser) -> None:
    for name, count, least in (("--experts", 20, 1), ("--drivers", 24, 1), ("--axes", 2, 0)):
        simulate.add_argument(name, type=at_least(least), default=count, help=f"how many ({count})")
    simulate.add_argument("--phi", type=number_in(-1, 1), default=0.0, help="correlation of the axes (0)")
    simulate.add_argument("--loading", type=share, default=0.6, help="strength of the axes, 0 to 1 (0.6)")
    simulate.add_argument(
        "--loading-spread", type=share, default=0.0, help="loadings vary by so much to either side (0)"
    )
    simulate.add_argument("--sizes", type=numbers, metavar="N,N", help="relative sizes of the axes (equal)")
    simulate.add_argument(
        "--noise-drivers", type=share, default=0.0, metavar="SHARE", help="drivers on no axis (0)"
    )
    simulate.add_argument(
        "--flipped", type=share, default=0.0, metavar="SHARE", help="drivers whose poles are turned (0)"
    )
    simulate.add_argument("--impact", type=numbers, metavar="N,N", help="mean impact, axis by axis")
    simulate.add_argument("--uncertainty", type=numbers, metavar="N,N", help="mean uncertainty, by axis")
    simulate.add_argument("--groups", type=at_least(1), default=1, help="stakeholder groups (1)")
    simulate.add_argument(
        "--group-spread", type=from_zero, default=0.0, metavar="SD", help="how far groups differ (0)"
    )


def _add_answering(simulate: argparse.ArgumentParser) -> None:
    simulate.add_argument("--points", type=at_least(2), default=7, help="points of the scale (7)")
    simulate.add_argument("--missing", type=share, default=0.0, help="share of missing answers (0)")
    simulate.add_argument(
        "--missing-by-competence", action="store_true", help="more of them from experts of low competence"
    )
    simulate.add_argument(
        "--missing-modules", type=share, default=0.0, metavar="SHARE", help="modules an expert skips (0)"
    )
    simulate.add_argument("--modules", type=at_least(1), default=4, help="modules of neighbours (4)")
    simulate.add_argument(
        "--acquiescence", type=from_zero, default=0.0, metavar="SD", help="leaning to high answers (0)"
    )
    simulate.add_argument(
        "--acquiescent", type=share, default=1.0, metavar="SHARE", help="experts who lean so at all (1)"
    )
    simulate.add_argument(
        "--scale-use", type=from_zero, default=0.25, metavar="SD", help="how unlike scales are used (0.25)"
    )
    simulate.add_argument(
        "--order-correlation", type=number_in(-0.99, 0.99), default=0.0, metavar="R",
        help="how far an answer leans on the one before it (0)",
    )  # fmt: skip
    simulate.add_argument(
        "--response-noise", type=share, default=0.3, metavar="SHARE", help="noise of each round (0.3)"
    )
    simulate.add_argument("--rounds", dest="n_rounds", type=at_least(1), default=1, help="rounds (1)")
    simulate.add_argument(
        "--conformity", type=share, default=0.2, help="step to the median between rounds, 0 to 1 (0.2)"
    )
    simulate.add_argument(
        "--attrition", type=share, default=0.0, metavar="SHARE", help="who leaves after each round (0)"
    )


def _add_structure(simulate: argparse.ArgumentParser) -> None:
    simulate.add_argument(
        "--sort-noise", type=from_zero, default=0.75, metavar="SD", help="carelessness of sorters (0.75)"
    )
    simulate.add_argument(
        "--sort-ambiguity", type=from_zero, default=0.45, metavar="SD", help="ambiguity of drivers (0.45)"
    )
    simulate.add_argument("--piles", type=_two_counts, default=(2, 4), metavar="N-N", help="piles (2-4)")
    simulate.add_argument("--pairs", type=at_least(0), default=20, help="pairs judged by each expert (20)")
    simulate.add_argument(
        "--pair-effect", type=from_zero, default=0.7, metavar="SD", help="strength of pair judgements (0.7)"
    )
    simulate.add_argument(
        "--allocations-correct", type=share, default=0.67, metavar="SHARE", help="right allocations (0.67)"
    )


def number_in(low: float, high: float) -> Callable[[str], float]:
    """Make a reader of numbers between two limits."""

    def read(text: str) -> float:
        try:
            found = float(text)
        except ValueError:
            found = high + 1
        if not low <= found <= high:
            raise argparse.ArgumentTypeError(f"{text!r} is not a number from {low} to {high}")
        return found

    return read


def from_zero(text: str) -> float:
    """Read a number from 0 up."""
    try:
        found = float(text)
    except ValueError:
        found = -1.0
    if not 0 <= found < 1e9:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 0 up")
    return found


def numbers(text: str) -> tuple[float, ...]:
    """Read numbers from 0 up, separated by commas."""
    try:
        return tuple(from_zero(part) for part in text.split(","))
    except argparse.ArgumentTypeError as fault:
        wanted = "numbers from 0 up separated by commas, such as 2,1"
        raise argparse.ArgumentTypeError(f"{text!r} is not {wanted}") from fault


def _two_counts(text: str) -> tuple[int, int]:
    low, _, high = text.partition("-")
    fits = all(part.isascii() and part.isdigit() and len(part) <= 4 for part in (low, high))
    if not (fits and 1 <= int(low) <= int(high)):
        raise argparse.ArgumentTypeError(f"{text!r} is not a range of counts, such as 2-4")
    return int(low), int(high)
