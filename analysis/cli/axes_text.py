"""The command that looks for two axes: what it writes for a reader."""

from collections.abc import Mapping
from typing import Any

from analysis.cli.tables import NONE, layout, number, p_value, percent, short, yes_no

Values = Mapping[str, Any]
_PAIR_HEADER = ("groups", "criticality", "phi", "p", "alpha", "coverage", "control", "first", "fails")


def describe_axes(values: Values) -> list[str]:
    """Lay a proposal out: verdict, gates, axes, drivers, pairs, robustness, remarks, advice."""
    return [
        f"{_verdict(values)} {values['reason']}",
        _describe_basis(values),
        _describe_gates(values),
        *(_describe_axis(axis) for axis in values["axes"]),
        _describe_drivers(values),
        _describe_pairs(values),
        *_describe_robustness(values["robustness"]),
        "\n".join(f"Note: {note['text']}" for note in values["notes"]),
        "\n".join(f"Advice: {advice['text']}" for advice in values["advice"]),
    ]


def _verdict(values: Values) -> str:
    return "Two axes are declared." if values["declared"] else "No two axes are declared."


def _describe_basis(values: Values) -> str:
    scores = ", ".join(f"{k}: {number(score)}" for k, score in values["k_silhouette"].items())
    parts = [
        f"Experts: {values['n_experts']}",
        f"answers used: {', '.join(values['channels'])}",
        f"method: {values['method']}",
        f"groups of drivers: {values['k'] or NONE}" + (f" (silhouette by number {scores})" if scores else ""),
        f"stability: {number(values['stability'])}",
        f"without structure {number(values['stability_null'])}",
    ]
    return "; ".join(parts)


def _describe_gates(values: Values) -> str:
    rows = [
        [gate["code"], _figure(gate), number(gate["threshold"]), yes_no(gate["passed"]), gate["text"]]
        for gate in values["reasons"]
    ]
    return layout(("gate", "figure", "needed", "passed", "in words"), rows)


def _figure(gate: Values) -> str:
    if gate["figure"] is None:
        return NONE
    is_p = gate["comparison"] == "<=" and gate["code"] != "phi"
    return p_value(gate["figure"]) if is_p else number(gate["figure"])


def _describe_axis(axis: Values) -> str:
    rows = [
        [driver["item"], number(driver["loading"]), "reversed" if driver["sign"] < 0 else "as is"]
        for driver in axis["drivers"]
    ]
    ends = [", ".join(f"{one['item']} {one['pole']}" for one in end) for end in axis["poles"]]
    title = f"Axis {axis['name']}: alpha {number(axis['alpha'])}, criticality {number(axis['criticality'])}"
    poles = f"low end: {ends[0]}; high end: {ends[1]}"
    return f"{title}; {poles}\n{layout(('driver', 'loading', 'poles'), rows)}"


def _describe_drivers(values: Values) -> str:
    places = values["placement"]["items"]
    rows = []
    for item, facts in values["criticality"].items():
        group, kept = values["clusters"].get(item), values["membership"].get(item)
        rows.append(
            [
                item,
                *(number(facts[name]) for name in ("impact", "uncertainty", "value")),
                percent(facts["p_critical"]),
                facts["cell"] or NONE,
                NONE if group is None else str(group),
                percent(kept),
                *_place(places.get(item)),
                str(values["assignments"].get(item) or NONE),
            ]
        )
    header = ("driver", "impact", "uncertainty", "critical", "p", "cell", "group", "kept", "on A", "on B")
    return layout((*header, "axis"), rows)


def _place(place: Values | None) -> list[str]:
    if place is None:
        return [NONE, NONE]
    return [
        f"{place[axis]:.2f} ({place[f'{axis}_interval'][0]:.2f} to {place[f'{axis}_interval'][1]:.2f})"
        for axis in ("a", "b")
    ]


def _describe_pairs(values: Values) -> str:
    rows = [
        [
            " and ".join(str(group) for group in pair["clusters"]),
            number(pair["criticality"]),
            number(pair["phi"]),
            p_value(pair["independence_p"]),
            " and ".join(number(one) for one in pair["alpha"]),
            percent(pair["coverage"]),
            short(pair["control"]),
            percent(pair["p_rank1"]),
            ", ".join(pair["failed"]) or "nothing",
        ]
        for pair in values["pairs"]
    ]
    return f"Pairs of groups\n{layout(_PAIR_HEADER, rows)}" if rows else ""


def _describe_robustness(found: Values | None) -> list[str]:
    if found is None:
        return []
    rows = [[f"method {name}", number(ari), ""] for name, ari in found["methods"].items()]
    rows += [[f"without {name}", number(ari), "kind of answer"] for name, ari in found["channels"].items()]
    rows += [[f"without {name}", number(ari), "stakeholder group"] for name, ari in found["groups"].items()]
    if found["later_round"]:
        later = found["later_round"]
        rows.append(["later round", number(later["ari"]), f"{later['n_experts']} experts"])
    turned = found["orientation"]
    rows.append([f"poles {turned['orientation']}", number(turned["ari"]), ""])
    order, factor = found["asking_order"], found["general_factor"]
    rows.append(["runs of the questionnaire", number(order["ari"]), _order_words(order)])
    shares = ", ".join(f"{k}: {percent(share)}" for k, share in found["k_shares"].items())
    loadings = factor["loadings"].values()
    agreement = layout(("choice", "ARI", ""), rows)
    low, high = number(min(loadings)), number(max(loadings))
    general = f"p = {p_value(factor['p'])}; drivers correlate {low} to {high} with the mean of the others"
    return [
        f"Agreement with other choices (adjusted Rand index)\n{agreement}",
        f"Number of groups over redrawn panels: {shares}",
        f"General factor (optimists against pessimists): {general}",
    ]


def _order_words(order: Values) -> str:
    return (
        f"neighbours in one group {percent(order['neighbours'])}, expected {percent(order['expected'])}, "
        f"p = {p_value(order['p'])}"
    )
