"""Stability of a panel between two rounds, beside consensus and never in its place.

Only experts who gave a number in both rounds are compared, so that those who left cannot look like
convergence. Consensus and stability together give one of four verdicts, once for all answers of the
later round and once for the constant panel.
"""

from collections.abc import Mapping
from typing import Any

from analysis.consensus import Settings, Verdict, check_settings, judge_items
from analysis.consensus.rules import Rule
from analysis.consensus.tally import Tally, count_table
from analysis.errors import InvalidSetting
from analysis.ratings import Ratings
from analysis.stability.change import holm
from analysis.stability.figures import count_constant_panel, measure_items
from analysis.stability.result import ItemStability, StabilityResult
from analysis.stability.rules import DEFAULT_STABILITY_RULE, StabilityRule, parse_stability_rule
from analysis.stability.stopping import Advice, advise
from analysis.stability.transitions import count_transitions

__all__ = ["Advice", "ItemStability", "StabilityResult", "advise", "assess_stability", "parse_stability_rule"]

TOO_FEW = "too few answers"
VERDICTS = {
    (True, True): "consensus",
    (False, True): "provisional consensus",
    (True, False): "stable dissent",
    (False, False): "open",
}


def assess_stability(
    ratings: Ratings,
    first: int,
    second: int,
    rule: Rule | str | None = None,
    *,
    stability_rule: StabilityRule | str = DEFAULT_STABILITY_RULE,
    quantile_method: str = "linear",
    min_n: int = 5,
    denominator: str = "valid",
    stop_share: float = 0.8,
    min_rounds: int = 2,
    max_rounds: int = 3,
) -> StabilityResult:
    """Compare two rounds item by item and advise whether to ask again.

    `rule` to `denominator` are those of `analysis.consensus.assess_consensus`, `stability_rule` is read
    by `analysis.stability.rules`, the last three are those of `analysis.stability.stopping.advise`.

    The verdict of an item is "consensus" (rule met, stable), "provisional consensus"
    (met, not stable), "stable dissent" (stable, not met), "open" (neither), or "too few answers"
    (fewer than `min_n` pairs, or a verdict is undefined). `share_towards_median` is the share of
    the paired experts who ended nearer to the median of all answers of the first round, which is
    what the panel was shown; `…_movable` leaves out those who stood on it. An item that is constant
    in both rounds has no kappa and is stable.
    """
    if isinstance(stability_rule, str):
        stability_rule = parse_stability_rule(stability_rule)
    if ratings.index_of(first) >= ratings.index_of(second):
        raise InvalidSetting("rounds", f"{first},{second}", "an earlier and a later round")
    settings = check_settings(ratings, rule, quantile_method, min_n, denominator)
    items = _assess_items(ratings, (first, second), settings, stability_rule)
    n_rounds = ratings.index_of(second) + 1
    advice = advise([item.stable for item in items], n_rounds, stop_share, min_rounds, max_rounds)
    return StabilityResult(first, second, settings.rule.text, stability_rule.text, items, advice)


def _assess_items(
    ratings: Ratings, rounds: tuple[int, int], settings: Settings, stability_rule: StabilityRule
) -> tuple[ItemStability, ...]:
    tables = [ratings.at(round_) for round_ in rounds]
    counts = [count_table(values, ratings.scale) for values, _ in tables]
    verdicts = judge_items(counts[1], tables[1][1].sum(axis=0).tolist(), ratings.scale, settings)
    constants = judge_items(*count_constant_panel(ratings, rounds[1]), ratings.scale, settings)
    transitions = count_transitions(tables[0][0], tables[1][0], ratings.scale)
    figures = measure_items(transitions, *(Tally(each, ratings.scale) for each in counts), settings)
    for found, p in zip(figures, holm([found["wilcoxon_p"] for found in figures]), strict=True):
        found["wilcoxon_p_holm"] = p
    return tuple(
        _conclude(item, ratings.question, found, stability_rule, *both, settings.min_n)
        for item, found, *both in zip(ratings.items, figures, verdicts, constants, strict=True)
    )


def compare_verdicts(
    ratings: Ratings,
    round_: int,
    rule: Rule | str | None = None,
    *,
    quantile_method: str = "linear",
    min_n: int = 5,
    denominator: str = "valid",
) -> list[dict[str, Any]]:
    """Judge the consensus on every item twice: for all answers of a round, and for the constant panel.

    The constant panel are those who answered the item whenever it was asked up to that round. Where the
    verdicts differ, people left or joined rather than changed their minds.
    """
    settings = check_settings(ratings, rule, quantile_method, min_n, denominator)
    values, cannot_judge = ratings.at(round_)
    everybody = count_table(values, ratings.scale), cannot_judge.sum(axis=0).tolist()
    constant = count_constant_panel(ratings, round_)
    found = []
    for whole, part in zip(
        *(judge_items(*panel, ratings.scale, settings) for panel in (everybody, constant)), strict=True
    ):
        reasons = {"met": whole.undefined.get("met"), "met_constant_panel": part.undefined.get("met")}
        found.append(
            {
                "n_all": whole.n,
                "n_constant_panel": part.n,
                "met": whole.met,
                "met_constant_panel": part.met,
                "verdict": whole.verdict,
                "verdict_constant_panel": part.verdict,
                "verdicts_differ": whole.verdict != part.verdict,
                "undefined": {name: why for name, why in reasons.items() if why},
            }
        )
    return found


def _conclude(
    item: str,
    question: str,
    found: dict[str, Any],
    rule: StabilityRule,
    verdict: Verdict,
    constant: Verdict,
    min_n: int,
) -> ItemStability:
    enough = found["n_paired"] >= min_n
    stable = rule.judge(found) if enough else None
    return ItemStability(
        item=item,
        question=question,
        met=verdict.met,
        stable=stable,
        verdict=VERDICTS.get((stable, verdict.met), TOO_FEW),
        polarised=verdict.polarised,
        met_constant_panel=constant.met,
        verdict_constant_panel=VERDICTS.get((stable, constant.met), TOO_FEW),
        n_constant_panel=constant.n,
        undefined=_explain(found | {"stable": stable}, verdict, constant, min_n),
        **found,
    )


def _explain(found: Mapping[str, Any], verdict: Verdict, constant: Verdict, min_n: int) -> dict[str, str]:
    few = f"{found['n_paired']} experts answered in both rounds; at least {min_n} are needed"
    special = {
        "weighted_kappa": "everybody gave the same answer in both rounds",
        "share_towards_median_movable": "everybody stood on the median",
        "iqr_change": "quartiles need at least four answers",
        "median_first": "nobody answered in the first round",
        "median_second": "nobody answered in the second round",
        "iqr_first": "quartiles need at least four answers",
        "iqr_second": "quartiles need at least four answers",
        "stable": "a figure of the stability rule is undefined",
    }
    of_all = ("median_first", "median_second", "iqr_first", "iqr_second")
    enough = found["n_paired"] >= min_n
    reasons = {
        name: special[name] if enough or name in of_all else few
        for name, figure in found.items()
        if figure is None
    }
    for name, other, key in (
        ("met", verdict, "met"),
        ("met_constant_panel", constant, "met"),
        ("polarised", verdict, "polarised"),
    ):
        if getattr(other, key) is None:
            reasons[name] = other.undefined[key]
    return reasons
