"""The command `consensus`: every item of every round, by the rule of the study and by the others."""

from argparse import Namespace
from collections import Counter
from collections.abc import Sequence
from typing import Any

from analysis.cli.read import Answer, each_round, title_of
from analysis.cli.tables import NONE, Sheet, number, percent, short, style_of, yes_no
from analysis.consensus import ItemConsensus, assess_consensus
from analysis.consensus.further import measure_further
from analysis.consensus.indices import CV_WARNING
from analysis.consensus.rule_presets import apmo_of
from analysis.consensus.tally import Tally, count_table
from analysis.ratings import Ratings

_HEADER = [
    *("item", "n", "dk", "miss", "median", "Q1", "Q3", "IQR", "top", "bottom", "in rule", "A", "verdict"),
]
_NOTES = (
    "dk: cannot judge; miss: no answer; top, bottom: share in the outer thirds of the scale;",
    "in rule: share that the rule counts (Wilson 95 % interval); A: van der Eijk, -1 to 1",
)


def run_consensus(options: Namespace) -> Answer:
    """Assess the consensus of every question and round asked for."""
    sheet, parts, found, questions = Sheet(options.colour), [], [], []
    for ratings, round_ in each_round(options):
        items = assess_consensus(
            ratings, round_, options.rule, options.quantile_method, options.min_n, options.denominator
        )
        for item in items:
            further = measure_further(
                item, ratings.scale, target=options.target, with_moments=options.moments
            )
            found.append(item.as_dict() | further)
        questions.append(_summarise(ratings, round_, items))
        parts.append(_lay_out(sheet, ratings, round_, items))
        if options.sensitivity:
            parts.append(_lay_out_sensitivity(sheet, items))
    warnings = [CV_WARNING] if options.moments else []
    text = "\n\n".join([*parts, *_further_tables(sheet, found, options), "\n".join(_NOTES), *warnings])
    return Answer({"items": found, "questions": questions, "warnings": warnings}, text)


def _summarise(ratings: Ratings, round_: int, items: Sequence[ItemConsensus]) -> dict[str, Any]:
    values, cannot_judge = ratings.at(round_)
    counts = count_table(values, ratings.scale)
    wholes = counts.sum(axis=1)
    if items[0].denominator == "answered":
        wholes = wholes + cannot_judge.sum(axis=0)
    return {
        "question": ratings.question,
        "round": round_,
        "scale": [ratings.scale.low, ratings.scale.high],
        "n_experts": ratings.n_experts,
        "rule": items[0].rule,
        "quantile_method": items[0].quantile_method,
        "denominator": items[0].denominator,
        "apmo": apmo_of(Tally(counts, ratings.scale, wholes.tolist())),
        "verdicts": dict(Counter(item.verdict for item in items)),
    }


def _lay_out(sheet: Sheet, ratings: Ratings, round_: int, items: Sequence[ItemConsensus]) -> str:
    rows = [_row(item) for item in items]
    header = list(_HEADER)
    if all(item.share_in_rule is None for item in items):
        for row in (header, *rows):
            del row[-3]
    first = items[0]
    counted = ", ".join(f"{n} {verdict}" for verdict, n in Counter(item.verdict for item in items).items())
    told = [
        f"{title_of(ratings, f'round {round_}')}, rule {first.rule}",
        f"shares of {first.denominator} answers, {first.quantile_method} quartiles: {counted}",
        sheet.table(header, rows, [style_of(row[-1]) for row in rows]),
    ]
    if any(item.depends_on_quantile_method for item in items):
        told.append("* another definition of quartiles gives another verdict")
    return "\n".join(told)


def _lay_out_sensitivity(sheet: Sheet, items: Sequence[ItemConsensus]) -> str:
    """Show what the other rules say of every item, and how many items meet each."""
    rules = list(dict.fromkeys(rule for item in items for rule in item.sensitivity))
    rows = [
        [item.item, *(yes_no(item.sensitivity.get(rule)) for rule in rules), yes_no(item.met)]
        for item in items
    ]
    met = [str(sum(row[k] == "yes" for row in rows)) for k in range(1, len(rules) + 2)]
    return sheet.table(("item", *rules, f"{items[0].rule} (the rule)"), [*rows, ["met by", *met]])


def _row(item: ItemConsensus) -> list[str]:
    return [
        item.item,
        *(str(count) for count in (item.n, item.n_cannot_judge, item.n_missing)),
        *(short(point) for point in (item.median, item.q1, item.q3, item.iqr)),
        *(percent(share) for share in (item.share_top, item.share_bottom)),
        _share_with_interval(item),
        number(item.van_der_eijk_a),
        item.verdict + (" *" if item.depends_on_quantile_method else ""),
    ]


def _share_with_interval(item: ItemConsensus) -> str:
    if item.share_in_rule is None or item.share_interval is None:
        return NONE
    low, high = item.share_interval
    return f"{percent(item.share_in_rule)} ({100 * low:.0f}–{100 * high:.0f})"


def _further_tables(sheet: Sheet, found: Sequence[dict[str, Any]], options: Namespace) -> list[str]:
    """Lay out what is asked for beyond the core: mean, sd and cv, and strength towards a target."""
    names = ["agt"] * (options.target is not None) + ["mean", "sd", "cv"] * options.moments
    if not names:
        return []
    rows = [
        [one["item"], one["question"], str(one["round"]), *(number(one[name]) for name in names)]
        for one in found
    ]
    return [sheet.table(("item", "question", "round", *names), rows)]
