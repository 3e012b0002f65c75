"""The commands about a panel: consensus, stability, agreement, attrition, camps."""

from argparse import Namespace
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.agreement import kendall_w, skillings_mack
from analysis.attrition import assess_attrition
from analysis.camps import Camps, find_camps
from analysis.cli_tables import NONE, layout, number, p_value, percent, short, yes_no
from analysis.consensus import ItemConsensus, assess_consensus
from analysis.errors import BadFile, InvalidSetting, UnknownRound
from analysis.files import read_ratings
from analysis.ratings import Ratings
from analysis.reliability import ALPHA_METRICS, krippendorff_alpha
from analysis.stability import ItemStability, assess_stability


@dataclass(frozen=True)
class Answer:
    """Hold what a command found: values for JSON, and the same as text."""

    values: dict[str, Any]
    text: str


def run_consensus(options: Namespace) -> Answer:
    """Assess the consensus of every question and round asked for."""
    parts, found = [], []
    for ratings, round_ in _each_round(options):
        items = assess_consensus(
            ratings, round_, options.rule, options.quantile_method, options.min_n, options.denominator
        )
        found += [item.as_dict() for item in items]
        title = f"{_title(ratings, f'round {round_}')}, rule {items[0].rule}"
        parts.append(f"{title}\n{_lay_out_consensus(items)}")
    return Answer({"items": found}, "\n\n".join(parts))


def _lay_out_consensus(items: tuple[ItemConsensus, ...]) -> str:
    rows = [
        [
            item.item,
            *(str(count) for count in (item.n, item.n_cannot_judge, item.n_missing)),
            *(short(point) for point in (item.median, item.q1, item.q3, item.iqr)),
            *(percent(share) for share in (item.share_top, item.share_bottom)),
            _share_with_interval(item),
            number(item.van_der_eijk_a),
            item.verdict + (" *" if item.depends_on_quantile_method else ""),
        ]
        for item in items
    ]
    header = [
        "item",
        "n",
        "dk",
        "miss",
        "median",
        "Q1",
        "Q3",
        "IQR",
        "top",
        "bottom",
        "in rule",
        "A",
        "verdict",
    ]
    if all(item.share_in_rule is None for item in items):
        for row in (header, *rows):
            del row[-3]
    note = "\n* another definition of quartiles gives another verdict"
    return layout(header, rows) + (note if any(item.depends_on_quantile_method for item in items) else "")


def _share_with_interval(item: ItemConsensus) -> str:
    if item.share_in_rule is None or item.share_interval is None:
        return NONE
    low, high = item.share_interval
    return f"{percent(item.share_in_rule)} ({100 * low:.0f}–{100 * high:.0f})"


def run_stability(options: Namespace) -> Answer:
    """Compare two rounds of every question that has both."""
    parts, found = [], []
    for ratings, first, second in _compared(options):
        result = assess_stability(
            ratings,
            first,
            second,
            options.rule,
            stability_rule=options.stability_rule,
            quantile_method=options.quantile_method,
            min_n=options.min_n,
            denominator=options.denominator,
        )
        found.append({"question": ratings.question, **result.as_dict()})
        title = _title(ratings, f"rounds {first} and {second}")
        advice = f"Advice: {'stop' if result.advice.stop else 'ask again'}; {result.advice.reason}."
        table = layout(_STABILITY, [_stability_row(item) for item in result.items])
        rules = f"rule {result.rule}, stable if {result.stability_rule}"
        parts.append(f"{title}, {rules}\n{table}\n{advice}")
    return Answer({"questions": found}, "\n\n".join(parts))


_STABILITY = (
    *("item", "paired", "changed", "to median", "net", "median", "IQR", "kappa", "p (Holm)", "stable"),
    *("constant panel", "verdict"),
)


def _stability_row(item: ItemStability) -> list[str]:
    moves = [NONE if move is None else f"{move:+.4g}" for move in (item.median_change, item.iqr_change)]
    return [
        item.item,
        str(item.n_paired),
        *(percent(share) for share in (item.share_changed, item.share_towards_median, item.net_change)),
        *moves,
        number(item.weighted_kappa),
        p_value(item.wilcoxon_p_holm),
        yes_no(item.stable),
        item.verdict_constant_panel,
        item.verdict,
    ]


def run_agreement(options: Namespace) -> Answer:
    """Measure how far the panel agrees on the order of the items, and beyond chance."""
    found = [
        {"question": ratings.question, "round": round_, **_agree(ratings.at(round_)[0], options)}
        for ratings, round_ in _each_round(options)
    ]
    return Answer({"agreement": found}, layout(_AGREEMENT, [_agreement_row(one) for one in found]))


_AGREEMENT = (
    *("question", "round", "raters", "dropped", "items", "W", "mean rho", "p (F)", "p (perm)", "p (gaps)"),
    "alpha",
)


def _agree(values: NDArray[np.float64], options: Namespace) -> dict[str, Any]:
    # Every table starts from the same seed, so a question alone gives the same p.
    w = kendall_w(values, np.random.default_rng(options.seed), options.permutations)
    alphas = {metric: krippendorff_alpha(values, metric) for metric in ALPHA_METRICS}
    reason = "fewer than two different answers among the items with two or more"
    return {
        "kendall_w": w.as_dict(),
        "skillings_mack": skillings_mack(values).as_dict(),
        "krippendorff_alpha": alphas,
        "undefined": {f"krippendorff_alpha {metric}": reason for metric, a in alphas.items() if a is None},
    }


def _agreement_row(one: dict[str, Any]) -> list[str]:
    w, gaps = one["kendall_w"], one["skillings_mack"]
    return [
        one["question"],
        *(str(count) for count in (one["round"], w["n_raters"], w["n_dropped"], w["n_items"])),
        number(w["w"]),
        number(w["mean_spearman"]),
        *(p_value(p) for p in (w["p_f"], w["p_permutation"], gaps["p"])),
        number(one["krippendorff_alpha"]["ordinal"]),
    ]


def run_attrition(options: Namespace) -> Answer:
    """Compare who took part in two rounds, and whether the minority left."""
    parts, found = [], []
    for ratings, first, second in _compared(options):
        result = assess_attrition(ratings, first, second, options.quantile_method)
        found.append({"question": ratings.question, **result.as_dict()})
        rows = [
            [
                item.item,
                f"{item.n_outside_left}/{item.n_outside}",
                f"{item.n_inside_left}/{item.n_inside}",
                number(item.risk_ratio),
                p_value(item.p),
                p_value(item.p_holm),
            ]
            for item in result.items
        ]
        told = f"{result.n_stayed} of {result.n_first} stayed, {result.n_left} left, {result.n_joined} joined"
        title = _title(ratings, f"rounds {first} and {second}")
        parts.append(f"{title}: {told}\n{layout(_ATTRITION, rows)}")
    return Answer({"questions": found}, "\n\n".join(parts))


_ATTRITION = ("item", "left of outside", "left of inside", "risk ratio", "p", "p (Holm)")


def run_camps(options: Namespace) -> Answer:
    """Look for camps among the experts, in one round or in the last one of every question."""
    parts, found = [], []
    for ratings, round_ in _each_round(options):
        if options.rounds is None and round_ != ratings.rounds[-1]:
            continue
        # Every table starts from the same seed, so a question alone gives the same camps.
        rng = np.random.default_rng(options.seed)
        camps = find_camps(ratings.at(round_)[0], ratings.experts, ratings.items, ratings.scale, rng)
        found.append({"question": ratings.question, "round": round_, **camps.as_dict()})
        parts.append("\n\n".join([_title(ratings, f"round {round_}"), *_describe_camps(camps)]))
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


def _read(options: Namespace) -> list[Ratings]:
    questions = None if options.question is None else [options.question]
    return list(read_ratings(Path(options.file), options.scale, questions).values())


def _each_round(options: Namespace) -> list[tuple[Ratings, int]]:
    """List each question with each of its rounds that is asked for."""
    every = [(ratings, round_) for ratings in _read(options) for round_ in ratings.rounds]
    held = sorted({round_ for _, round_ in every})
    for round_ in options.rounds or ():
        if round_ not in held:
            raise UnknownRound(round_, held)
    return [one for one in every if options.rounds is None or one[1] in options.rounds]


def _compared(options: Namespace) -> Iterator[tuple[Ratings, int, int]]:
    """Yield each question with the two rounds to compare; questions asked once are passed over."""
    if options.rounds is not None and len(options.rounds) != 2:
        raise InvalidSetting("--rounds", ",".join(map(str, options.rounds)), "two rounds such as 1,2")
    chosen = []
    for ratings in _read(options):
        rounds = options.rounds or ratings.rounds[-2:]
        if len(rounds) == 2 and set(rounds) <= set(ratings.rounds):
            chosen.append((ratings, *rounds))
    if not chosen:
        asked = "two rounds" if options.rounds is None else "the rounds " + ",".join(map(str, options.rounds))
        raise BadFile(options.file, None, f"no question was asked in {asked}", "a question asked in both")
    yield from chosen


def _title(ratings: Ratings, rounds: str) -> str:
    return f"{ratings.question}, {rounds}: {ratings.n_experts} experts, scale {ratings.scale}"
