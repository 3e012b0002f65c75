"""Consensus of a panel on each item, within one round.

Consensus is a verdict by a rule that the study fixed beforehand; stability is another verdict
(`analysis.stability`) and neither stands for the other. Because the rule decides the verdict more
than the answers do, every item also carries what the other rules would have said.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.consensus.dispersion import (
    MIN_FOR_QUARTILES,
    RAND_SCALE,
    leik_d_of_rows,
    tastle_wierman_of_rows,
    wilson_interval,
)
from analysis.consensus.result import ItemConsensus, Verdict, verdict_of
from analysis.consensus.rule_choice import default_rule, sensitivity_rules
from analysis.consensus.rule_presets import FEWEST_FOR_RAND_CLASSIC, rand_classic
from analysis.consensus.rule_texts import parse_rule
from analysis.consensus.rules import HAIR, Outcome, Rule, box_size
from analysis.consensus.settings import DENOMINATORS, Settings, check_settings, lay_out
from analysis.consensus.tally import Answers, Tally, count_table
from analysis.quantiles import QUANTILE_METHODS
from analysis.ratings import Ratings, Scale

__all__ = [
    "DENOMINATORS",
    "ItemConsensus",
    "Rule",
    "Settings",
    "Verdict",
    "assess_consensus",
    "check_settings",
    "default_rule",
    "judge_items",
    "parse_rule",
]

_TWO_POINTS = "defined on three points or more"


def assess_consensus(
    ratings: Ratings,
    round_: int,
    rule: Rule | str | None = None,
    quantile_method: str = "linear",
    min_n: int = 5,
    denominator: str = "valid",
) -> tuple[ItemConsensus, ...]:
    """Assess the consensus on every item of one round.

    Parameters
    ----------
    ratings : Ratings
    round_ : int
    rule : Rule, its text, or None for the default rule of the scale (`default_rule`)
    quantile_method : a name in `analysis.quantiles.QUANTILE_METHODS`
    min_n : below this number of answers only counts and the median are given, and no verdict
    denominator : "valid" divides shares by the answers that are numbers; "answered" also counts
        the experts who cannot judge, who then stand against every share

    Returns
    -------
    One `ItemConsensus` per item, in the order of `ratings.items`. Its verdict is "consensus" (the
    rule is met), "polarised" (not met, and A < 0), "no consensus", or "too few answers".

    Missing answers are left out of every figure and counted in `n_missing`: experts of the panel
    who neither gave a number nor said that they cannot judge. A constant item has IQR 0, A 1.
    """
    settings = check_settings(ratings, rule, quantile_method, min_n, denominator)
    values, cannot_judge = ratings.at(round_)
    unjudged = cannot_judge.sum(axis=0).tolist()
    laid_out = lay_out(count_table(values, ratings.scale), unjudged, ratings.scale, settings)
    if not laid_out:
        return ()
    spread = _measure_spread(laid_out[0].tally)
    return tuple(
        _assess_item(ratings, round_, answers, unjudged[item], settings, spread[item])
        for item, answers in enumerate(laid_out)
    )


def judge_items(
    counts: NDArray[np.int64], n_cannot_judge: list[int], scale: Scale, settings: Settings
) -> tuple[Verdict, ...]:
    """Judge every item by the rule alone, from its counts, as `assess_consensus` does."""
    return tuple(
        _judge_alone(answers, settings) for answers in lay_out(counts, n_cannot_judge, scale, settings)
    )


def _judge_alone(answers: Answers, settings: Settings) -> Verdict:
    if answers.n < settings.min_n:
        few = _too_few(answers, settings)
        return Verdict(answers.n, None, None, {"met": few, "polarised": few})
    outcome, polarised = settings.rule.judge(answers), _is_polarised(answers.agreement)
    reasons = {"met": outcome.reason, "polarised": _TWO_POINTS if polarised is None else None}
    return Verdict(answers.n, outcome.met, polarised, {name: why for name, why in reasons.items() if why})


def _too_few(answers: Answers, settings: Settings) -> str:
    return f"{answers.n} answers; at least {settings.min_n} are needed"


def _is_polarised(a: float | None) -> bool | None:
    return None if a is None else a < -HAIR


def _assess_item(
    ratings: Ratings,
    round_: int,
    answers: Answers,
    n_cannot_judge: int,
    settings: Settings,
    spread: dict[str, Any],
) -> ItemConsensus:
    figures: dict[str, Any] = dict.fromkeys(_FIGURES)
    figures |= {"median": answers.median, "modes": answers.modes}
    undefined: dict[str, str] = {}
    if answers.n >= settings.min_n:
        figures |= _measure(answers) | spread | _judge(answers, settings.rule, undefined)
        _choose_interval(figures)
    else:
        few = _too_few(answers, settings)
        undefined = {name: few for name, figure in figures.items() if figure is None}
    figures["polarised"] = _is_polarised(figures["van_der_eijk_a"])
    _explain(figures, undefined)
    return ItemConsensus(
        item=ratings.items[answers.item],
        question=ratings.question,
        round=round_,
        n=answers.n,
        n_missing=ratings.n_experts - answers.n - n_cannot_judge,
        n_cannot_judge=n_cannot_judge,
        counts=dict(zip(ratings.scale.names, answers.counts.tolist(), strict=True)),
        rule=settings.rule.text,
        quantile_method=settings.quantile_method,
        denominator=settings.denominator,
        verdict=verdict_of(figures["met"], figures["polarised"]),
        undefined=undefined,
        **figures,
    )


_FIGURES = (
    "median", "q1", "q3", "iqr", "relative_iqr", "modes", "mode_share", "share_top", "share_top_interval",
    "share_bottom", "share_bottom_interval", "share_near_median", "share_near_median_interval",
    "share_in_rule", "share_interval", "share_interval_of", "van_der_eijk_a", "tastle_wierman", "leik_d",
    "disagreement_index", "rand_class", "rand_classic", "met", "depends_on_quantile_method", "polarised",
    "both_ends", "sensitivity",
)  # fmt: skip


def _measure_spread(tally: Tally) -> list[dict[str, Any]]:
    """Compute the measures of spread of all items at once."""
    rows = zip(
        tastle_wierman_of_rows(tally.counts).tolist(), leik_d_of_rows(tally.counts).tolist(), strict=True
    )
    return [
        {"van_der_eijk_a": tally.agreement(item), "tastle_wierman": cns, "leik_d": leik}
        for item, (cns, leik) in enumerate(rows)
    ]


def _measure(answers: Answers) -> dict[str, Any]:
    size, whole, counts = box_size(answers.scale), answers.denominator, answers.counts
    hits = {
        "share_top": int(counts[-size:].sum()),
        "share_bottom": int(counts[:size].sum()),
        "share_near_median": answers.count_near_median(),
    }
    figures: dict[str, Any] = {name: hit / whole for name, hit in hits.items()}
    figures |= {f"{name}_interval": wilson_interval(hit, whole) for name, hit in hits.items()}
    found = answers.quartiles
    if found is not None:
        iqr = found[2] - found[0]
        figures |= {"q1": found[0], "q3": found[2], "iqr": iqr, "relative_iqr": iqr / answers.scale.span}
    index = answers.disagreement_index
    return figures | {
        "mode_share": int(counts.max()) / whole,
        "disagreement_index": index,
        "rand_class": None if index is None else _rand_class(answers.median, index),
        "rand_classic": rand_classic(answers),
        "both_ends": 3 * min(hits["share_top"], hits["share_bottom"]) >= answers.n,
    }


def _choose_interval(figures: dict[str, Any]) -> None:
    """Fall back on the interval of the top box where the rule counts no share."""
    counts_share = figures["share_in_rule"] is not None
    figures["share_interval_of"] = "share_in_rule" if counts_share else "share_top"
    if not counts_share:
        figures["share_interval"] = figures["share_top_interval"]


def _rand_class(median: float, index: float) -> str:
    # A median between two bands goes with the upper one (Fitch et al. 2001).
    if index > 1 + HAIR or 3 < median < 6.5:
        return "uncertain"
    return "appropriate" if median >= 6.5 else "inappropriate"


def _judge(answers: Answers, rule: Rule, undefined: dict[str, str]) -> dict[str, Any]:
    outcome = rule.judge(answers)
    if outcome.reason is not None:
        undefined |= dict.fromkeys(("met", "depends_on_quantile_method"), outcome.reason)
    figures: dict[str, Any] = {"met": outcome.met}
    if outcome.hits is None:
        undefined["share_in_rule"] = f"the rule {rule.text} counts no share of answers"
    else:
        figures["share_in_rule"] = outcome.hits / answers.denominator
        figures["share_interval"] = wilson_interval(outcome.hits, answers.denominator)
    if outcome.met is not None:
        figures["depends_on_quantile_method"] = _depends_on_method(answers, rule, outcome)
    others = (other for other in sensitivity_rules(answers.scale) if other.text != rule.text)
    figures["sensitivity"] = {other.text: other.judge(answers).met for other in others}
    return figures


def _depends_on_method(answers: Answers, rule: Rule, outcome: Outcome) -> bool:
    return rule.uses_quantiles and any(
        rule.judge(Answers(answers.tally, answers.item, method)).met is not outcome.met
        for method in QUANTILE_METHODS
    )


def _explain(figures: dict[str, Any], undefined: dict[str, str]) -> None:
    """Give every figure that is None a reason."""
    general = {
        "disagreement_index": f"defined on the scale {RAND_SCALE} only",
        "rand_class": f"defined on the scale {RAND_SCALE} only",
        "rand_classic": f"defined on the scale {RAND_SCALE} from {FEWEST_FOR_RAND_CLASSIC} answers",
        "van_der_eijk_a": _TWO_POINTS,
        "polarised": _TWO_POINTS,
    }
    for name, figure in figures.items():
        if figure is None and name not in undefined:
            undefined[name] = general.get(name, f"quartiles need at least {MIN_FOR_QUARTILES} answers")
    if figures["sensitivity"] is None:
        figures["sensitivity"] = {}
