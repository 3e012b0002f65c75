"""Run the analysis on files from the command line: `python -m analysis consensus ratings.csv`.

Every command writes a readable table, or JSON with `--json`. A file or a setting that does not fit
gets one line on standard error and the exit status 2, and nothing is written.
"""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from analysis.cli.future_options import add_futures
from analysis.cli.options import OneLineParser, add_panel_commands
from analysis.cli.scenario_options import add_axes, add_simulate
from analysis.errors import AnalysisError, InvalidSetting
from analysis.ratings import Scale


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return the exit status."""
    given = _join_scale(sys.argv[1:] if arguments is None else arguments)
    if not given:
        make_parser().print_help()
        return 0
    options = make_parser().parse_args(given)
    # A terminal that cannot show a character gets its escape, not a failure.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        options.scale = None if options.scale is None else Scale.parse(options.scale)
        options.rounds = _parse_rounds(getattr(options, "rounds", None))
        options.colour = not options.json and _wants_colour()
        answer = _load(options.run)(options)
    except AnalysisError as fault:
        print(fault, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("interrupted; nothing was written", file=sys.stderr)
        return 130
    return _write(_as_json(options, answer.values) if options.json else answer.text)


def _write(text: str) -> int:
    """Write the answer and return the exit status."""
    try:
        print(text, flush=True)
    except OSError as fault:
        # The interpreter must not flush again at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(fault, BrokenPipeError):
            print(f"the answer cannot be written: {fault.strerror}", file=sys.stderr)
            return 2
        # The reader (a pager, `head`) has seen enough, which is no fault.
    return 0


def _load(name: str) -> Any:
    """Load the function of a command; the modules of the other commands are not waited for."""
    module, _, function = name.partition(":")
    return getattr(import_module(module), function)


def _wants_colour() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def make_parser() -> argparse.ArgumentParser:
    """Build the parser of all commands."""
    parser = OneLineParser(prog="python -m analysis", description=__doc__.partition("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    add_panel_commands(commands)
    _add_scenario_commands(commands)
    return parser


def _add_scenario_commands(commands: Any) -> None:
    add_axes(commands)
    add_futures(commands)
    add_simulate(commands)


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
    # Where the output cannot carry every letter, JSON's own escapes stand for them.
    plain = (sys.stdout.encoding or "").lower().replace("-", "") not in ("utf8", "utf16")
    return json.dumps(whole, ensure_ascii=plain, allow_nan=False, indent=2)


if __name__ == "__main__":
    sys.exit(main())
