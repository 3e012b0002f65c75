"""The commands `agreement` and `attrition`."""

from argparse import Namespace
from typing import Any

import numpy as np

from analysis.agreement.panel import PanelAgreement, assess_agreement
from analysis.attrition import Attrition, assess_attrition
from analysis.attrition.responses import describe_gaps, describe_rounds
from analysis.cli.progress import Progress
from analysis.cli.read import Answer, compared, each_round, title_of
from analysis.cli.tables import NONE, Sheet, number, p_value, percent, short
from analysis.ratings import Ratings
from analysis.stability import compare_verdicts

_AGREEMENT = (
    *("question", "round", "raters", "dropped", "items", "W", "mean rho", "p (chi2)", "p (F)", "p (perm)"),
    *("p (gaps)", "alpha"),
)
_AGREEMENT_NOTES = (
    "W: Kendall, corrected for ties, over raters without a gap; without any agreement it is 1/raters on "
    "average;\np (gaps): Skillings-Mack, gaps included; alpha: Krippendorff, ordinal; none of them says "
    "whether there is consensus on an item"
)
_ATTRITION = (
    *("item", "left of outside", "left of inside", "risk ratio", "p", "p (Holm)", "delta", "p (MW, Holm)"),
    "constant panel",
)
_ATTRITION_NOTES = (
    "outside, inside: experts whose answer lay outside or inside the middle half of the first round; p: "
    "Fisher, exact;\ndelta: Cliff, above 0 where those who left had answered higher; MW: Mann-Whitney; "
    "constant panel: its verdict, where it differs"
)


def run_agreement(options: Namespace) -> Answer:
    """Measure how far the panel agrees on the order of the items, and beyond chance."""
    sheet, entries = Sheet(options.colour), []
    for ratings, round_ in each_round(options):
        bar = Progress(f"permuting {ratings.question}, round {round_}")
        # Every table starts from the same seed, so a question alone gives the same p.
        rng = np.random.default_rng(options.seed)
        entries.append(
            assess_agreement(
                ratings,
                round_,
                rng,
                n_permutations=options.permutations,
                unranked=options.unranked,
                progress=bar,
            )
        )
        bar.close()
    table = sheet.table(_AGREEMENT, [_agreement_row(one) for one in entries])
    return Answer({"entries": [one.as_dict() for one in entries]}, f"{table}\n\n{_AGREEMENT_NOTES}")


def _agreement_row(one: PanelAgreement) -> list[str]:
    return [
        one.question,
        *(str(count) for count in (one.round, one.m, one.n_dropped, one.n)),
        number(one.kendall_w),
        number(one.mean_spearman),
        *(p_value(p) for p in (one.p_chi2, one.p_f, one.p_permutation, one.skillings_mack["p"])),
        number(one.krippendorff_alpha["ordinal"]),
    ]


def run_attrition(options: Namespace) -> Answer:
    """Compare who took part in two rounds, and whether the minority left."""
    sheet, parts, items, questions = Sheet(options.colour), [], [], []
    for ratings, first, second in compared(options):
        result = assess_attrition(ratings, first, second, options.quantile_method)
        verdicts = compare_verdicts(
            ratings,
            second,
            options.rule,
            quantile_method=options.quantile_method,
            min_n=options.min_n,
            denominator=options.denominator,
        )
        items += _join_items(ratings, result, verdicts)
        rounds = describe_rounds(ratings)
        summary = {
            name: value for name, value in result.as_dict().items() if name not in ("items", "dropouts")
        }
        questions.append(
            {"question": ratings.question, **summary, "rounds": rounds, "gaps": describe_gaps(ratings)}
        )
        parts.append(_lay_out(sheet, ratings, result, verdicts, rounds))
    text = "\n\n".join([*parts, _ATTRITION_NOTES])
    return Answer({"items": items, "questions": questions}, text)


def _join_items(ratings: Ratings, result: Attrition, verdicts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    joined = []
    for minority, dropout, verdict in zip(result.items, result.dropouts, verdicts, strict=True):
        left, other = minority.as_dict(), dropout.as_dict()
        reasons = {_FISHER.get(name, name): why for name, why in left.pop("undefined").items()}
        reasons |= other.pop("undefined") | verdict["undefined"]
        left = {_FISHER.get(name, name): value for name, value in left.items()}
        other["dropout_round"] = other.pop("round")
        if "round" in reasons:
            reasons["dropout_round"] = reasons.pop("round")
        joined.append({"question": ratings.question, **left, **other, **verdict, "undefined": reasons})
    return joined


_FISHER = {"p": "fisher_p", "p_holm": "fisher_p_holm"}


def _lay_out(
    sheet: Sheet,
    ratings: Ratings,
    result: Attrition,
    verdicts: list[dict[str, Any]],
    rounds: list[dict[str, Any]],
) -> str:
    told = f"{result.n_stayed} of {result.n_first} stayed, {result.n_left} left, {result.n_joined} joined"
    title = title_of(ratings, f"rounds {result.first} and {result.second}")
    rows = [
        [
            minority.item,
            f"{minority.n_outside_left}/{minority.n_outside}",
            f"{minority.n_inside_left}/{minority.n_inside}",
            number(minority.risk_ratio),
            p_value(minority.p),
            p_value(minority.p_holm),
            number(dropout.cliffs_delta),
            p_value(dropout.mann_whitney_p_holm),
            verdict["verdict_constant_panel"] if verdict["verdicts_differ"] else "same",
        ]
        for minority, dropout, verdict in zip(result.items, result.dropouts, verdicts, strict=True)
    ]
    apart = f"those who left stood apart (|delta| > .33) on {result.n_large_delta} of {len(rows)} items"
    return "\n".join(
        [f"{title}: {told}; {apart}", _lay_out_rounds(sheet, rounds), "", sheet.table(_ATTRITION, rows)]
    )


def _lay_out_rounds(sheet: Sheet, rounds: list[dict[str, Any]]) -> str:
    rows = []
    for one in rounds:
        groups = {"everybody": one} | one["groups"]
        rows += [
            [
                str(one["round"]),
                group,
                str(figures["n"]),
                percent(figures["response_rate"]),
                percent(figures["retention"]),
                percent(figures.get("share_of_round", 1.0)),
                short(one["n_straight_lined"]) if group == "everybody" else NONE,
            ]
            for group, figures in groups.items()
        ]
    header = ("round", "group", "n", "of panel", "of round 1", "of the round", "all items alike")
    return sheet.table(header, rows, left=2)
