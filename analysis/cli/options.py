"""The options of the commands about a panel, with an example of each, and the readers of options."""

import argparse
from collections.abc import Callable
from typing import Any, NoReturn

from analysis.quantiles import QUANTILE_METHODS
from analysis.stability.rules import DEFAULT_STABILITY_RULE

DEFAULT_SEED = 1
DENOMINATORS = ("valid", "answered")
UNRANKED = ("missing", "last")
_RULES = (
    "rule of consensus: iqr<=1, iqr<=0.25 of range, share>=0.75 in 6-7, share>=0.75 within 1 of median, "
    "comet 70/15, rand-ucla, rand-classic, a>=0.6, apmo, cvr (default: a limit on the IQR by the scale)"
)
_STOPPING = (
    "rule for ending the study, may be given several times: rounds>=3, hierarchical, stable>=0.8, "
    "consensus>=0.75, response<0.5, no new arguments, per item (default: all of them)"
)


_PANEL_COMMANDS = (
    (
        "consensus",
        "analysis.cli.consensus:run_consensus",
        "consensus on every item",
        '1-7 --rule "share>=0.75 in 6-7"',
    ),
    (
        "stability",
        "analysis.cli.stability:run_stability",
        "change between two rounds, and whether to ask again",
        '1-7 --rounds 1,2 --stability-rule "net change<0.15 and kappa>=0.6"',
    ),
    (
        "agreement",
        "analysis.cli.agreement:run_agreement",
        "agreement on the order of items",
        "1-7 --question impact --permutations 9999",
    ),
    (
        "attrition",
        "analysis.cli.agreement:run_attrition",
        "who left between two rounds, and whether that could fake a consensus",
        "1-7 --rounds 1,2",
    ),
    ("camps", "analysis.cli.panel:run_camps", "schools of thought among the experts", "-1-1 --round 1"),
)


class OneLineParser(argparse.ArgumentParser):
    """Say in one line what is wrong with the arguments, and leave with status 2."""

    def error(self, message: str) -> NoReturn:
        """Write the message without the usage."""
        self.exit(2, f"{self.prog}: {message}\n")


def add_command(
    commands: Any, name: str, run: str, about: str, reads_file: bool = True, example: str = ""
) -> argparse.ArgumentParser:
    """Add a command; `run` names its function as `module:function`, so that only it is loaded."""
    command = commands.add_parser(
        name,
        help=about,
        description=f"{about[0].upper()}{about[1:]}.",
        epilog=f"example: python -m analysis {name} {example}" if example else None,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.set_defaults(run=run, scale=None)
    if reads_file:
        command.add_argument("file", metavar="FILE", help="CSV file")
        command.add_argument(
            "--scale", help="scale, such as 1-7 or -3-3 (inferred from the answers otherwise)"
        )
    command.add_argument("--json", action="store_true", help="write JSON instead of a table")
    command.add_argument(
        "--seed", type=at_least(0), default=DEFAULT_SEED, help="seed of everything random (1)"
    )
    return command


def add_panel_commands(commands: Any) -> None:
    """Add consensus, stability, agreement, attrition and camps."""
    consensus, stability, agreement, attrition, camps = (
        add_command(commands, name, run, about, example=f"ratings.csv --scale {example}")
        for name, run, about, example in _PANEL_COMMANDS
    )
    _add_choices(consensus, stability, agreement, attrition, camps)
    _add_judging(consensus, stability, attrition)
    consensus.add_argument("--target", type=int, metavar="POINT", help="point for Agt (the top one)")
    consensus.add_argument(
        "--moments", action="store_true", help="mean, standard deviation and CV, with a warning"
    )
    consensus.add_argument(
        "--sensitivity", action="store_true", help="what the other rules say, item by item"
    )
    _add_stopping(stability)
    agreement.add_argument(
        "--permutations", type=at_least(1), help="shuffled tables (999, none for a large table)"
    )
    agreement.add_argument(
        "--unranked",
        choices=UNRANKED,
        default="missing",
        help="last: answers are ranks, and what a rater left out shares the last ones",
    )


def _add_choices(*commands: argparse.ArgumentParser) -> None:
    *compared, camps = commands
    for command in commands:
        command.add_argument("--question", help="only this question (all of them otherwise)")
    for command in compared:
        command.add_argument("--rounds", help="rounds, separated by commas, such as 1,2")
    camps.add_argument("--round", dest="rounds", help="the round (the last one of each question otherwise)")
    camps.add_argument(
        "--min-answers",
        type=at_least(1),
        help="fewest answers for a camp (a quarter of the items, at most 7)",
    )
    camps.add_argument("--permutations", type=at_least(19), help="shuffled tables (99, 39 above 60 experts)")
    camps.add_argument("--resamples", type=at_least(1), help="redrawn panels (100, fewer above 60 experts)")


def _add_judging(*commands: argparse.ArgumentParser) -> None:
    for command in commands:
        command.add_argument("--rule", help=_RULES.replace("%", "%%"))
        command.add_argument("--min-n", type=at_least(1), default=5, help="fewest answers for a verdict (5)")
        command.add_argument(
            "--denominator",
            choices=DENOMINATORS,
            default="valid",
            help="what shares divide by: numbers alone (valid), or those who cannot judge too (answered)",
        )
        command.add_argument(
            "--quantile-method",
            choices=QUANTILE_METHODS,
            default="linear",
            metavar="METHOD",
            help=f"definition of quartiles: {', '.join(QUANTILE_METHODS)}",
        )


def _add_stopping(stability: argparse.ArgumentParser) -> None:
    stability.add_argument(
        "--stability-rule",
        default=DEFAULT_STABILITY_RULE,
        metavar="RULE",
        help=f"when an item is stable ({DEFAULT_STABILITY_RULE})",
    )
    stability.add_argument(
        "--stop-share", type=share, default=0.8, metavar="SHARE", help="share of stable items to stop (0.8)"
    )
    stability.add_argument("--max-rounds", type=at_least(1), default=3, help="most rounds (3)")
    stability.add_argument("--stopping-rule", action="append", metavar="RULE", help=_STOPPING)
    stability.add_argument(
        "--new-arguments", type=at_least(0), metavar="N", help="new arguments in the last round, if counted"
    )


def at_least(least: int) -> Callable[[str], int]:
    """Make a reader of whole numbers from a limit up."""

    def read(text: str) -> int:
        if not (text.isascii() and text.isdigit() and len(text) <= 9 and int(text) >= least):
            raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from {least} up")
        return int(text)

    return read


def share(text: str) -> float:
    """Read a share from 0 to 1."""
    try:
        found = float(text)
    except ValueError:
        found = -1.0
    if not 0 <= found <= 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a share from 0 to 1")
    return found
