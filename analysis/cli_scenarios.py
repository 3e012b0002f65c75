"""The commands from scenarios to decisions: cross-impact balance and strategy."""

from argparse import Namespace
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from analysis.cli_read import Answer
from analysis.cli_tables import NONE, layout, number, percent, short
from analysis.files import read_options


def run_cross_impact(options: Namespace) -> Answer:
    """Find the consistent scenarios of a project file of ScenarioWizard."""
    from analysis.cross_impact import find_consistent
    from analysis.scenario_wizard import read_scenario_wizard

    matrix = read_scenario_wizard(Path(options.file))
    values = find_consistent(matrix, options.max_inconsistency, options.limit).as_dict()
    figures = zip(values["consistent"], values["inconsistency"], values["total_impact_score"], strict=True)
    rows = [
        [str(place), *scenario.values(), short(inconsistency), short(total)]
        for place, (scenario, inconsistency, total) in enumerate(figures, start=1)
    ]
    header = ("no", *matrix.descriptors, "inconsistency", "total score")
    count = f"Scenarios found: {values['count']}"
    parts = [count if values["complete"] else f"{count}; the search stopped before its end"]
    return Answer(values, "\n".join([*parts, layout(header, rows, left=len(header) - 2)] if rows else parts))


def run_strategy(options: Namespace) -> Answer:
    """Test every option in every scenario and class it."""
    from analysis.strategy import assess_options

    read = read_options(Path(options.file), options.scale)
    rng = np.random.default_rng(options.seed)
    strategy = assess_options(read.values, read.options, read.scenarios, read.scale, rng, options.resamples)
    values = strategy.as_dict()
    header = (
        "option",
        *read.scenarios,
        "mean",
        "worst",
        "best",
        "regret do",
        "regret don't",
        "class",
        "p",
        "",
    )
    rows = [_strategy_row(option, read.scenarios) for option in values["options"]]
    agreement = f"Agreement of the decision rules (W): {number(values['rules_w'])}"
    return Answer(values, f"{layout(header, rows)}\n{agreement}")


def _strategy_row(option: Mapping[str, Any], scenarios: Sequence[str]) -> list[str]:
    medians = option["values"] or {}
    chance = (option["class_probability"] or {}).get(option["top_class"])
    return [
        option["option"],
        *(short(medians.get(scenario)) for scenario in scenarios),
        number(option["laplace"]),
        *(short(option[name]) for name in ("maximin", "maximax", "regret_do", "regret_dont")),
        option["class"] or NONE,
        percent(chance),
        "shaping" if option["shaping"] else "",
    ]
