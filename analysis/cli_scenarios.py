"""The commands from drivers to decisions: axes, cross-impact balance and strategy."""

from argparse import Namespace
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis._tables import quote
from analysis.cli_panel import Answer
from analysis.cli_tables import NONE, layout, number, percent, short, yes_no
from analysis.errors import BadFile
from analysis.files import read_allocations, read_options, read_pairs, read_ratings, read_sorts
from analysis.ratings import Ratings, Scale

QUESTIONS = ("expectation", "impact", "uncertainty", "control")


def run_axes(options: Namespace) -> Answer:
    """Propose two axes from the first round of a file, or say why there are none."""
    # The clustering brings scikit-learn along, which the other commands do not wait for.
    from analysis.axes import propose_axes

    found = read_ratings(Path(options.file), options.scale, QUESTIONS)
    if "expectation" not in found:
        raise BadFile(
            options.file, None, "there is no question expectation", "the expected state of each driver"
        )
    experts = found["expectation"].experts
    items = tuple(dict.fromkeys(item for name in QUESTIONS if name in found for item in found[name].items))
    tables = {name: _first_round(found.get(name), items, len(experts)) for name in QUESTIONS}
    control = tables["control"] if "control" in found else None
    proposal = propose_axes(
        tables["expectation"],
        tables["impact"],
        tables["uncertainty"],
        items,
        options.scale or _widest(found.values()),
        np.random.default_rng(options.seed),
        control=control,
        groups=found["expectation"].groups,
        k=options.k,
        bootstrap=options.bootstrap,
        **_read_structure(options, experts, items),
    )
    values = proposal.as_dict()
    return Answer(values, "\n\n".join(part for part in _describe_axes(values) if part))


def _first_round(ratings: Ratings | None, items: Sequence[str], n_experts: int) -> NDArray[np.float64]:
    """Lay the earliest round of a question out over all items; a question not asked is all NaN."""
    table = np.full((n_experts, len(items)), np.nan)
    if ratings is not None:
        table[:, [items.index(item) for item in ratings.items]] = ratings.at(ratings.rounds[0])[0]
    return table


def _widest(found: Collection[Ratings]) -> Scale:
    return Scale(min(one.scale.low for one in found), max(one.scale.high for one in found))


def _read_structure(
    options: Namespace, experts: Sequence[str], items: Sequence[str]
) -> dict[str, list | None]:
    """Read sorts, pairs and allocations, one entry per expert in the order of the ratings."""
    structure: dict[str, list | None] = {}
    for name, read in (("sorts", read_sorts), ("allocations", read_allocations), ("pairs", read_pairs)):
        path = getattr(options, name)
        if path is None:
            structure[name] = None
            continue
        found = read(Path(path))
        by_expert = _by_expert(found) if name == "pairs" else found
        named = (item for given in by_expert.values() for item in _items_of(given))
        _check_known(path, "expert", by_expert, experts)
        _check_known(path, "item", named, items)
        structure[name] = [by_expert.get(expert) for expert in experts]
    return structure


def _by_expert(pairs: Sequence[tuple[str, str, str, float]]) -> dict[str, list[tuple[str, str, float]]]:
    found: dict[str, list[tuple[str, str, float]]] = {}
    for expert, *triple in pairs:
        found.setdefault(expert, []).append(tuple(triple))
    return found


def _items_of(given: Mapping[str, str] | Sequence[tuple[str, str, float]]) -> list[str]:
    return list(given) if isinstance(given, Mapping) else [item for pair in given for item in pair[:2]]


def _check_known(path: str, kind: str, names: Collection[str], known: Sequence[str]) -> None:
    for name in names:
        if name not in known:
            raise BadFile(
                path, None, f"the {kind} {quote(name)} is not in the ratings", f"{kind}s of the ratings"
            )


def _describe_axes(values: Mapping[str, Any]) -> list[str]:
    verdict = "Two axes are declared." if values["declared"] else "No two axes are declared."
    gates = [
        [
            gate["code"],
            number(gate["figure"]),
            number(gate["threshold"]),
            yes_no(gate["passed"]),
            gate["text"],
        ]
        for gate in values["reasons"]
    ]
    drivers = [
        [item, *_criticality_cells(facts), str(values["assignments"].get(item) or NONE)]
        for item, facts in values["criticality"].items()
    ]
    return [
        f"{verdict} {values['reason']}",
        layout(("gate", "figure", "needed", "passed", "in words"), gates),
        *(_describe_axis(axis) for axis in values["axes"]),
        layout(("driver", "impact", "uncertainty", "critical", "p", "cell", "axis"), drivers),
        "\n".join(f"Advice: {advice['text']}" for advice in values["advice"]),
    ]


def _criticality_cells(facts: Mapping[str, Any]) -> list[str]:
    figures = [number(facts[name]) for name in ("impact", "uncertainty", "value")]
    return [*figures, percent(facts["p_critical"]), facts["cell"] or NONE]


def _describe_axis(axis: Mapping[str, Any]) -> str:
    rows = [
        [driver["item"], number(driver["loading"]), "reversed" if driver["sign"] < 0 else "as is"]
        for driver in axis["drivers"]
    ]
    title = f"Axis {axis['name']}: alpha {number(axis['alpha'])}, criticality {number(axis['criticality'])}"
    return f"{title}\n{layout(('driver', 'loading', 'poles'), rows)}"


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
