"""The command `stability`: what moved between two rounds, and whether to ask again."""

from argparse import Namespace
from typing import Any

from analysis.attrition import assess_attrition
from analysis.cli.read import Answer, compared, title_of
from analysis.cli.tables import NONE, Sheet, number, p_value, percent, style_of, yes_no
from analysis.ratings import Ratings
from analysis.stability import assess_stability
from analysis.stability.item_change import measure_change
from analysis.stability.item_order import ItemOrder, compare_order
from analysis.stability.result import ItemStability, StabilityResult
from analysis.stability.stopping import advise
from analysis.stability.stopping_rules import STOPPING_RULES, Progress, Stop, close_item, parse_stopping_rule

_HEADER = (
    *("item", "paired", "changed", "to median", "net", "median", "IQR", "kappa", "p (Holm)", "stable"),
    *("constant panel", "verdict"),
)
_NOTES = (
    "paired: experts with a number in both rounds; changed, to median, net: share who changed, who came "
    "nearer to the median shown,\nand net change of the distribution; median, IQR: second minus first; "
    "kappa: quadratic weights; p: exact signed rank"
)


def run_stability(options: Namespace) -> Answer:
    """Compare two rounds of every question that has both."""
    rules = [parse_stopping_rule(text) for text in options.stopping_rule or STOPPING_RULES]
    sheet, parts, found, questions = Sheet(options.colour), [], [], []
    results: list[StabilityResult] = []
    progress: list[Progress] = []
    for ratings, first, second in compared(options):
        result = assess_stability(
            ratings,
            first,
            second,
            options.rule,
            stability_rule=options.stability_rule,
            quantile_method=options.quantile_method,
            min_n=options.min_n,
            denominator=options.denominator,
            stop_share=options.stop_share,
            max_rounds=options.max_rounds,
        )
        order = compare_order(ratings, first, second)
        results.append(result)
        progress.append(_progress_of(ratings, result, options))
        stops = [rule.judge(progress[-1]) for rule in rules]
        found += _join_items(ratings, result, options)
        questions.append(_summarise(ratings, result, order, stops))
        parts.append(_lay_out(sheet, ratings, result, order))
    advice = _advise_study(results, progress, [rule.judge(_join(progress)) for rule in rules], options)
    parts += [_NOTES, _tell_advice(sheet, advice)]
    return Answer({"items": found, "advice": advice, "questions": questions}, "\n\n".join(parts))


def _join_items(ratings: Ratings, result: StabilityResult, options: Namespace) -> list[dict[str, Any]]:
    joined = []
    for item, more in zip(result.items, measure_change(ratings, result, options.min_n), strict=True):
        advice, reason = close_item(item.stable, item.met)
        told = {
            "verdicts_differ": item.verdict != item.verdict_constant_panel,
            "advice": advice,
            "advice_reason": reason,
        }
        joined.append(item.as_dict() | more | told)
    return joined


def _progress_of(ratings: Ratings, result: StabilityResult, options: Namespace) -> Progress:
    retention = assess_attrition(ratings, ratings.rounds[0], result.second, options.quantile_method).retention
    return Progress(
        n_rounds=ratings.index_of(result.second) + 1,
        stable=[item.stable for item in result.items],
        met=[item.met for item in result.items],
        retention=retention,
        new_arguments=options.new_arguments,
    )


def _join(progress: list[Progress]) -> Progress:
    """Look at all questions as one: the most rounds, every item, the lowest retention."""
    kept = [one.retention for one in progress if one.retention is not None]
    return Progress(
        n_rounds=max(one.n_rounds for one in progress),
        stable=[stable for one in progress for stable in one.stable],
        met=[met for one in progress for met in one.met],
        retention=min(kept, default=None),
        new_arguments=progress[0].new_arguments,
    )


def _advise_study(
    results: list[StabilityResult], progress: list[Progress], stops: list[Stop], options: Namespace
) -> dict[str, Any]:
    whole = _join(progress)
    advice = advise(whole.stable, whole.n_rounds, options.stop_share, max_rounds=options.max_rounds)
    by_question = {result.items[0].question: result.advice.as_dict() for result in results}
    return advice.as_dict() | {"questions": by_question, "rules": [stop.as_dict() for stop in stops]}


def _summarise(
    ratings: Ratings, result: StabilityResult, order: ItemOrder, stops: list[Stop]
) -> dict[str, Any]:
    return {
        "question": ratings.question,
        "first": result.first,
        "second": result.second,
        "scale": [ratings.scale.low, ratings.scale.high],
        "rule": result.rule,
        "stability_rule": result.stability_rule,
        "order": order.as_dict(),
        "advice": result.advice.as_dict() | {"rules": [stop.as_dict() for stop in stops]},
    }


def _lay_out(sheet: Sheet, ratings: Ratings, result: StabilityResult, order: ItemOrder) -> str:
    title = title_of(ratings, f"rounds {result.first} and {result.second}")
    rows = [_row(item) for item in result.items]
    lasted = (
        f"Order of the items: rho {number(order.rho_medians)}, tau-b {number(order.tau_b_medians)} "
        f"(medians); W {number(order.w_first)} to {number(order.w_second)} ({order.n_raters} raters)"
    )
    return "\n".join(
        [
            f"{title}, rule {result.rule}, stable if {result.stability_rule}",
            sheet.table(_HEADER, rows, [style_of(row[-1]) for row in rows]),
            lasted,
            f"Advice: {'stop' if result.advice.stop else 'ask again'}; {result.advice.reason}.",
        ]
    )


def _row(item: ItemStability) -> list[str]:
    differs = item.verdict_constant_panel != item.verdict
    return [
        item.item,
        str(item.n_paired),
        *(percent(share) for share in (item.share_changed, item.share_towards_median, item.net_change)),
        *(_signed(move) for move in (item.median_change, item.iqr_change)),
        number(item.weighted_kappa),
        p_value(item.wilcoxon_p_holm),
        yes_no(item.stable),
        item.verdict_constant_panel if differs else "same",
        item.verdict,
    ]


def _signed(move: float | None) -> str:
    return NONE if move is None else f"{move:+.4g}" if move else "0"


def _tell_advice(sheet: Sheet, advice: dict[str, Any]) -> str:
    rows = [
        [stop["rule"], {True: "stop", False: "ask again", None: NONE}[stop["stop"]], stop["reason"]]
        for stop in advice["rules"]
    ]
    told = [
        f"Study: {'stop' if advice['stop'] else 'ask again'}; {advice['reason']}.",
        sheet.table(("stopping rule", "advice", "because"), rows, left=2),
    ]
    return "\n".join([*told, *sorted({stop["warning"] for stop in advice["rules"] if stop["warning"]})])
