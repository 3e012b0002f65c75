"""The command `camps`: schools of thought among the experts."""

from argparse import Namespace

import numpy as np

from analysis.camps import Camps, find_camps
from analysis.cli_read import Answer, each_round, title_of
from analysis.cli_tables import NONE, layout, number, yes_no


def run_camps(options: Namespace) -> Answer:
    """Look for camps among the experts, in one round or in the last one of every question."""
    parts, found = [], []
    for ratings, round_ in each_round(options):
        if options.rounds is None and round_ != ratings.rounds[-1]:
            continue
        # Every table starts from the same seed, so a question alone gives the same camps.
        rng = np.random.default_rng(options.seed)
        camps = find_camps(ratings.at(round_)[0], ratings.experts, ratings.items, ratings.scale, rng)
        found.append({"question": ratings.question, "round": round_, **camps.as_dict()})
        parts.append("\n\n".join([title_of(ratings, f"round {round_}"), *_describe_camps(camps)]))
    return Answer({"questions": found}, "\n\n".join(parts))


def _describe_camps(camps: Camps) -> list[str]:
    gates = [
        [gate.code, number(gate.figure), f"{gate.threshold:g}", yes_no(gate.passed), gate.text]
        for gate in camps.gates
    ]
    told = [camps.reason, layout(("gate", "figure", "needed", "passed", "in words"), gates)]
    if camps.k is None:
        return told
    shared, ranks = camps.group_informed_consensus, camps.consensus_rank
    sizes = [f"camp {camp.camp} ({camp.n})" for camp in camps.camps]
    items = [
        [item, *(number(camp.means[item]) for camp in camps.camps), number(shared[item]), str(ranks[item])]
        for item in sorted(shared, key=ranks.get)
    ]
    experts = [
        [expert, *map(number, place or (None, None)), str(camps.assignments[expert] or NONE)]
        for expert, place in camps.coordinates.items()
    ]
    return [
        *told,
        layout(("item", *sizes, "shared", "rank"), items),
        layout(("expert", "x", "y", "camp"), experts),
    ]
