"""The command `camps`: schools of thought among the experts."""

from argparse import Namespace

import numpy as np

from analysis.camps import Camps, find_camps
from analysis.cli.progress import Progress
from analysis.cli.read import Answer, each_round, title_of
from analysis.cli.tables import NONE, layout, number, percent, yes_no

# More experts or items than this are for JSON, not for reading.
_MOST_ROWS = 60


def run_camps(options: Namespace) -> Answer:
    """Look for camps among the experts, in one round or in the last one of every question.

    In JSON `questions` holds every table; the keys of the first one in which camps were found, or of the
    first one of all, stand beside it, so that a file of one question reads without a list.
    """
    parts, found = [], []
    for ratings, round_ in each_round(options):
        if options.rounds is None and round_ != ratings.rounds[-1]:
            continue
        progress = Progress(f"camps, {ratings.question}")
        camps = find_camps(
            ratings.at(round_)[0],
            ratings.experts,
            ratings.items,
            ratings.scale,
            # Every table starts from the same seed, so a question alone gives the same camps.
            np.random.default_rng(options.seed),
            resamples=options.resamples,
            permutations=options.permutations,
            min_answers=options.min_answers,
            progress=progress,
        )
        progress.close()
        found.append({"question": ratings.question, "round": round_, **camps.as_dict()})
        title = f"{title_of(ratings, f'round {round_}')}\n{_describe_table(camps)}"
        parts.append("\n\n".join([title, *_describe_camps(camps)]))
    first = next((one for one in found if one["k"]), found[0])
    return Answer({**first, "questions": found}, "\n\n".join(parts))


def _describe_table(camps: Camps) -> str:
    """Say what was read: answers, how full the table is, and who takes part."""
    n_cells = len(camps.coordinates) * (camps.n_items + len(camps.dropped_items))
    return (
        f"{camps.n_answers} answers, {percent(camps.n_answers / max(n_cells, 1))} of the table; "
        f"{camps.n_experts} experts with {camps.min_answers} or more take part; "
        f"{camps.n_items} items divide the panel"
    )


def _describe_camps(camps: Camps) -> list[str]:
    gates = [
        [gate.code, number(gate.figure), f"{gate.threshold:g}", yes_no(gate.passed), gate.text]
        for gate in camps.gates
    ]
    told = [camps.reason, layout(("gate", "figure", "needed", "passed", "in words"), gates)]
    if camps.stability is not None:
        told.append(
            f"{camps.n_permuted} shuffled tables, {camps.n_redrawn} redrawn panels: "
            f"stability {number(camps.stability)} with a standard error of {number(camps.stability_error)}"
        )
    return told if camps.k is None else [*told, *_lay_out_camps(camps)]


def _lay_out_camps(camps: Camps) -> list[str]:
    shared, ranks = camps.group_informed_consensus, camps.consensus_rank
    sizes = [f"camp {camp.camp} ({camp.n})" for camp in camps.camps]
    items = [
        [item, *(number(camp.means[item]) for camp in camps.camps), number(shared[item]), str(ranks[item])]
        for item in sorted(shared, key=ranks.get)[:_MOST_ROWS]
    ]
    experts = [
        [expert, *map(number, place or (None, None)), str(camps.assignments[expert] or NONE)]
        for expert, place in list(camps.coordinates.items())[:_MOST_ROWS]
    ]
    return [
        _cut_note(layout(("item", *sizes, "shared", "rank"), items), len(shared)),
        _cut_note(layout(("expert", "x", "y", "camp"), experts), len(camps.coordinates)),
    ]


def _cut_note(table: str, count: int) -> str:
    return f"{table}\n… {count - _MOST_ROWS} more with --json" if count > _MOST_ROWS else table
