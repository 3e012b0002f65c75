"""The commands from scenarios to decisions: cross-impact balance and strategy."""

from argparse import Namespace
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from analysis.cli.read import Answer
from analysis.cli.tables import NONE, layout, number, percent, short
from analysis.errors import InvalidSetting
from analysis.files import read_options

_RULES = ("laplace", "maximin", "maximax", "hurwicz_0.5", "regret_do", "regret_dont", "domain_1")


def run_cross_impact(options: Namespace) -> Answer:
    """Find the consistent scenarios of a project file of ScenarioWizard."""
    from analysis.cross_impact import find_consistent
    from analysis.cross_impact.attractors import find_attractors
    from analysis.cross_impact.scenario_wizard import read_scenario_wizard

    matrix = read_scenario_wizard(Path(options.file))
    found = find_consistent(matrix, options.max_inconsistency, options.limit, options.budget)
    values = found.as_dict() | {"attractors": None}
    figures = zip(values["consistent"], values["inconsistency"], values["total_impact_score"], strict=True)
    rows = [
        [str(place), *scenario.values(), short(inconsistency), short(total)]
        for place, (scenario, inconsistency, total) in enumerate(figures, start=1)
    ]
    header = ("no", *matrix.descriptors, "inconsistency", "total score")
    sizes = " x ".join(str(len(own)) for own in matrix.states)
    parts = [
        f"{options.file}: {len(matrix.descriptors)} descriptors, states {sizes}",
        f"Scenarios found: {values['count']}"
        + ("" if found.complete else "; the search stopped before its end"),
    ]
    parts += [layout(header, rows, left=len(header) - 2)] if rows else []
    if not found.complete:
        settled = find_attractors(matrix, np.random.default_rng(options.seed), options.starts)
        values["attractors"] = settled.as_dict()
        parts += ["", *_describe_attractors(matrix.descriptors, values["attractors"])]
    return Answer(values, "\n".join(parts))


def _describe_attractors(descriptors: Sequence[str], values: Mapping[str, Any]) -> list[str]:
    rows = [
        [str(place), *scenario.values(), percent(share)]
        for place, (scenario, share) in enumerate(
            zip(values["scenarios"], values["shares"], strict=True), start=1
        )
    ]
    told = (
        f"Followed from {values['n_starts']} random starts: {len(rows)} consistent scenarios, "
        f"{percent(values['unsettled'])} of the starts did not settle"
    )
    return [told, layout(("no", *descriptors, "starts"), rows, left=len(descriptors) + 1)] if rows else [told]


def run_strategy(options: Namespace) -> Answer:
    """Test every option in every scenario and class it."""
    from analysis.strategy import assess_options

    read = read_options(Path(options.file), options.scale)
    strategy = assess_options(
        read.values,
        read.options,
        read.scenarios,
        read.scale,
        np.random.default_rng(options.seed),
        options.resamples,
        _exclusive_sets(options.exclusive, read.options),
        weights=options.weights,
    )
    values = strategy.as_dict() | {"weighted": options.weights is not None}
    weights = ", ".join(f"{q} {w:.2f}" for q, w in zip(read.scenarios, strategy.weights, strict=True))
    title = f"{len(read.experts)} experts, {len(read.options)} options, scale {read.scale}"
    weighted = f"weights {weights}" if values["weighted"] else "equal weights"
    parts = [f"{title}, {weighted}", _lay_out_options(values, read.scenarios), *_describe_rules(values)]
    return Answer(values, "\n".join(parts))


def _exclusive_sets(sets: Sequence[Sequence[str]], known: Sequence[str]) -> dict[str, str]:
    groups: dict[str, str] = {}
    for names in sets:
        for name in names:
            if name not in known:
                raise InvalidSetting("--exclusive", name, "options of the file")
            if name in groups:
                raise InvalidSetting("--exclusive", name, "every option in one set at most")
            groups[name] = ", ".join(names)
    return groups


def _lay_out_options(values: Mapping[str, Any], scenarios: Sequence[str]) -> str:
    has_sets = any(option["regret_exclusive"] is not None for option in values["options"])
    header = (
        *("option", *scenarios, "n", "mean", "worst", "best", "Hurwicz .3 .5 .7", "regret do", "don't"),
        *(["regret in set"] if has_sets else []),
        *("v>=0 1 2", "p", "class"),
    )
    rows = [_strategy_row(option, scenarios, has_sets) for option in values["options"]]
    return layout(header, rows)


def _strategy_row(option: Mapping[str, Any], scenarios: Sequence[str], has_sets: bool) -> list[str]:
    medians = option["values"] or {}
    chance = (option["class_probability"] or {}).get(option["top_class"])
    counts = sorted(set(option["n"].values()))
    hurwicz, domain = option["hurwicz"] or {}, option["domain"] or {}
    return [
        option["option"],
        *(short(medians.get(scenario)) for scenario in scenarios),
        f"{counts[0]}-{counts[-1]}" if len(counts) > 1 else str(counts[0]),
        number(option["laplace"]),
        *(short(option[name]) for name in ("maximin", "maximax")),
        " ".join(number(value, 1) for value in hurwicz.values()) or NONE,
        *(short(option[name]) for name in ("regret_do", "regret_dont")),
        *([short(option["regret_exclusive"])] if has_sets else []),
        " ".join(percent(share) for share in domain.values()) or NONE,
        percent(chance),
        (option["class"] or NONE) + (", shaping" if option["shaping"] else ""),
    ]


def _describe_rules(values: Mapping[str, Any]) -> list[str]:
    told = [f"Agreement of the decision rules (W): {number(values['rules_w'])}"]
    moved = values["weight_sensitivity"]
    first, change = ", ".join(moved["first"]), moved["smallest_change"]
    if len(moved["first"]) > 1:
        told.append(f"First by the weighted mean, all level: {first}")
    elif first and change is None:
        told.append(f"First by the weighted mean, whatever the weight of one scenario: {first}")
    elif first:
        told.append(f"First by the weighted mean: {first}, until a weight moves by {number(change)}")
    if values["rule_ranks"]:
        names = list(values["rule_ranks"]["laplace"])
        rows = [[name, *(short(values["rule_ranks"][rule][name]) for rule in _RULES), ""] for name in names]
        header = ("rank by", "mean", "worst", "best", "Hurwicz .5", "regret do", "don't", "v>=1", "")
        told += ["", layout(header, rows)]
    return told
