"""Run the analysis on files from the command line: `python -m analysis consensus ratings.csv`.

Every command writes a readable table, or JSON with `--json`. A file or a setting that does not fit
gets one line on standard error and the exit status 2, and nothing is written.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from analysis import cli_panel, cli_scenarios
from analysis.consensus import DENOMINATORS
from analysis.errors import AnalysisError, InvalidSetting
from analysis.quantiles import QUANTILE_METHODS
from analysis.ratings import Scale
from analysis.stability_rules import DEFAULT_STABILITY_RULE

DEFAULT_SEED = 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return the exit status."""
    options = make_parser().parse_args(_join_scale(sys.argv[1:] if arguments is None else arguments))
    # A terminal that cannot show a character gets its escape, not a failure.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        options.scale = None if options.scale is None else Scale.parse(options.scale)
        options.rounds = _parse_rounds(getattr(options, "rounds", None))
        answer = options.run(options)
    except AnalysisError as fault:
        print(fault, file=sys.stderr)
        return 2
    try:
        print(_as_json(options, answer.values) if options.json else answer.text, flush=True)
    except BrokenPipeError:
        # The reader (a pager, `head`) has seen enough; the interpreter must not flush again at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


class OneLineParser(argparse.ArgumentParser):
    """Say in one line what is wrong with the arguments, and leave with status 2."""

    def error(self, message: str) -> NoReturn:
        """Write the message without the usage."""
        self.exit(2, f"{self.prog}: {message}\n")


def make_parser() -> argparse.ArgumentParser:
    """Build the parser of all commands."""
    parser = OneLineParser(prog="python -m analysis", description=__doc__.partition("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_panel_commands(commands)
    _add_scenario_commands(commands)
    return parser


def _add_panel_commands(commands: Any) -> None:
    consensus = _add_command(commands, "consensus", cli_panel.run_consensus, "consensus on every item")
    stability = _add_command(commands, "stability", cli_panel.run_stability, "change between two rounds")
    agreement = _add_command(
        commands, "agreement", cli_panel.run_agreement, "agreement on the order of items"
    )
    attrition = _add_command(commands, "attrition", cli_panel.run_attrition, "who left between two rounds")
    camps = _add_command(commands, "camps", cli_panel.run_camps, "schools of thought among the experts")
    for command in (consensus, stability, agreement, attrition, camps):
        command.add_argument("--question", help="only this question (all of them otherwise)")
    camps.add_argument("--round", dest="rounds", help="the round (the last one of each question otherwise)")
    for command in (consensus, stability, agreement, attrition):
        command.add_argument("--rounds", help="rounds, separated by commas, such as 1,2")
    for command in (consensus, stability):
        command.add_argument("--rule", help='rule of consensus, such as "iqr<=1" or "share>=0.75 in 6-7"')
        command.add_argument("--min-n", type=_at_least(1), default=5, help="fewest answers for a verdict (5)")
        command.add_argument(
            "--denominator", choices=DENOMINATORS, default="valid", help="what shares divide by"
        )
    for command in (consensus, stability, attrition):
        command.add_argument(
            "--quantile-method", choices=QUANTILE_METHODS, default="linear", metavar="METHOD"
        )
    stability.add_argument("--stability-rule", default=DEFAULT_STABILITY_RULE, metavar="RULE")
    agreement.add_argument("--permutations", type=_at_least(1), default=999)


def _add_scenario_commands(commands: Any) -> None:
    axes = _add_command(commands, "axes", cli_scenarios.run_axes, "two axes, or why there are none")
    axes.add_argument("--sorts", metavar="FILE", help="pile sorts: expert,item,pile")
    axes.add_argument("--pairs", metavar="FILE", help="pair judgements: expert,item_a,item_b,value")
    axes.add_argument("--allocations", metavar="FILE", help="allocations: expert,item,axis")
    axes.add_argument("--bootstrap", type=_at_least(1), default=200, help="redrawn panels (200)")
    axes.add_argument("--k", type=int, help="number of clusters (chosen by silhouette otherwise)")
    cross_impact = _add_command(
        commands, "cross-impact", cli_scenarios.run_cross_impact, "combinations of states that hold", False
    )
    cross_impact.add_argument("file", metavar="FILE", help="project file of ScenarioWizard (.scw)")
    cross_impact.add_argument(
        "--max-inconsistency", type=_from_zero, default=0.0, metavar="SCORE", help="what may be lacking (0)"
    )
    cross_impact.add_argument("--limit", type=_at_least(1), default=10_000, help="most scenarios (10000)")
    strategy = _add_command(commands, "strategy", cli_scenarios.run_strategy, "options tested in scenarios")
    strategy.add_argument("--resamples", type=_at_least(1), default=1000, help="redrawn panels (1000)")

    simulate = _add_command(commands, "simulate", _simulate, "a panel whose axes are known", False)
    # Four piles are the most that a simulated expert sorts the drivers into.
    for name, count, least in (("--experts", 20, 1), ("--drivers", 24, 4), ("--axes", 2, 1)):
        simulate.add_argument(name, type=_at_least(least), default=count, help=f"how many ({count})")
    simulate.add_argument("--loading", type=_share, default=0.6, help="strength of the axes, 0 to 1 (0.6)")
    simulate.add_argument("--missing", type=_share, default=0.0, help="share of missing answers (0)")
    simulate.add_argument("-o", "--output", required=True, metavar="FOLDER", help="folder to write to")


def _simulate(options: argparse.Namespace) -> cli_panel.Answer:
    # The simulation brings scikit-learn along, which the other commands do not wait for.
    from analysis.cli_simulate import run_simulate

    return run_simulate(options)


def _add_command(
    commands: Any, name: str, run: Callable, about: str, reads_file: bool = True
) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=about, description=about)
    command.set_defaults(run=run, scale=None)
    if reads_file:
        command.add_argument("file", metavar="FILE", help="CSV file")
        command.add_argument(
            "--scale", help="scale, such as 1-7 or -3-3 (inferred from the answers otherwise)"
        )
    command.add_argument("--json", action="store_true", help="write JSON instead of a table")
    command.add_argument(
        "--seed", type=_at_least(0), default=DEFAULT_SEED, help="seed of everything random (1)"
    )
    return command


def _at_least(least: int) -> Callable[[str], int]:
    """Make a reader of whole numbers from a limit up."""

    def read(text: str) -> int:
        if not (text.isascii() and text.isdigit() and len(text) <= 9 and int(text) >= least):
            raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from {least} up")
        return int(text)

    return read


def _from_zero(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number < 1e9:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 0 up")
    return number


def _share(text: str) -> float:
    try:
        share = float(text)
    except ValueError:
        share = -1.0
    if not 0 <= share < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a share from 0 to below 1")
    return share


def _join_scale(arguments: Sequence[str]) -> list[str]:
    """Join `--scale` and its value, because a scale such as -3-3 looks like another option."""
    joined: list[str] = []
    for argument in arguments:
        if joined and joined[-1] == "--scale":
            joined[-1] = f"--scale={argument}"
        else:
            joined.append(argument)
    return joined


def _parse_rounds(text: str | None) -> list[int] | None:
    if text is None:
        return None
    parts = [part.strip() for part in text.split(",")]
    if not all(part.isascii() and part.isdigit() and len(part) <= 6 for part in parts):
        raise InvalidSetting("--rounds", text, "numbers separated by commas, such as 1,2")
    return [int(part) for part in parts]


def _as_json(options: argparse.Namespace, values: dict[str, Any]) -> str:
    scale = None if options.scale is None else [options.scale.low, options.scale.high]
    whole = {"command": options.command, "scale": scale, "seed": options.seed, **values}
    return json.dumps(whole, ensure_ascii=False, allow_nan=False, indent=2)


if __name__ == "__main__":
    sys.exit(main())
