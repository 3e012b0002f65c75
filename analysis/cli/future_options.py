"""The options of `cross-impact` and `strategy`; nothing here waits for the modules that do the work."""

import argparse
from typing import Any

from analysis.cli.options import add_command, at_least
from analysis.cli.scenario_options import from_zero, numbers


def add_futures(commands: Any) -> None:
    """Add the commands from scenarios to decisions."""
    _add_cross_impact(commands)
    _add_strategy(commands)


def _add_cross_impact(commands: Any) -> None:
    cross_impact = add_command(
        commands,
        "cross-impact",
        "analysis.cli.scenarios:run_cross_impact",
        "combinations of states that hold",
        reads_file=False,
        example="matrix.scw --max-inconsistency 1",
    )
    cross_impact.add_argument("file", metavar="FILE", help="project file of ScenarioWizard (.scw)")
    cross_impact.add_argument(
        "--max-inconsistency", type=from_zero, default=0.0, metavar="SCORE", help="what may be lacking (0)"
    )
    cross_impact.add_argument("--limit", type=at_least(1), default=10_000, help="most scenarios (10000)")
    cross_impact.add_argument(
        "--budget", type=at_least(1), default=20_000_000, metavar="N",
        help="most parts of scenarios to look at (20000000)",
    )  # fmt: skip
    cross_impact.add_argument(
        "--starts", type=at_least(1), default=2000, metavar="N",
        help="random starts to follow where the search stops before its end (2000)",
    )  # fmt: skip


def _add_strategy(commands: Any) -> None:
    strategy = add_command(
        commands,
        "strategy",
        "analysis.cli.scenarios:run_strategy",
        "options tested in scenarios",
        example="options.csv --scale -3-3 --weights Q1=2,Q2=1,Q3=1,Q4=1 --exclusive north,south",
    )
    strategy.add_argument(
        "--resamples", type=at_least(0), default=1000, help="redrawn panels; 0: no probabilities (1000)"
    )
    strategy.add_argument(
        "--weights",
        type=_weights,
        metavar="W,W",
        help="weights of the scenarios, by order or by name (equal)",
    )
    strategy.add_argument(
        "--exclusive", action="append", type=_names, default=[], metavar="A,B",
        help="options of which only one can be taken; may be given several times",
    )  # fmt: skip


def _weights(text: str) -> tuple[float, ...] | dict[str, float]:
    if "=" not in text:
        return numbers(text)
    pairs = [part.rpartition("=") for part in text.split(",")]
    names = [name.strip() for name, _, _ in pairs]
    if not all(names) or len(set(names)) < len(names):
        raise argparse.ArgumentTypeError(f"{text!r} is not a weight for each scenario, such as Q1=2,Q2=1")
    return {name: from_zero(value) for name, (_, _, value) in zip(names, pairs, strict=True)}


def _names(text: str) -> tuple[str, ...]:
    found = tuple(part.strip() for part in text.split(","))
    if len(found) < 2 or not all(found) or len(set(found)) < len(found):
        raise argparse.ArgumentTypeError(f"{text!r} is not two options or more, such as north,south")
    return found
