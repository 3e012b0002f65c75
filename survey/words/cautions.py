"""Where the literature warns of a setting: one sentence each, with its source."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from survey.filters import percent
from survey.models import FLOOR, read_feedback

WEAK_SHARE, SMALL_PANEL, LEAST_POINTS = 0.6, 20, 4
WIDE_IQR_ON = 5
"""A middle half of two points spans half of a scale with so many points."""

DIAMOND = "Diamond et al. 2014, J Clin Epidemiol 67:401"
GRACHT = "von der Gracht 2012, Technol Forecast Soc Change 79:1525"
WOUDENBERG = "Woudenberg 1991, Technol Forecast Soc Change 40:131"


@dataclass(frozen=True)
class Caution:
    """What is known to go wrong with a setting, and who says so."""

    text: str
    source: str


@dataclass(frozen=True)
class Facts:
    """What must be known of a study, beside its protocol, to warn truly."""

    n_invited: int = 0
    n_rounds: int = 0
    n_repeats: int = 0
    """Rounds that ask again what an earlier one asked."""
    n_scans: int = 0
    """Rounds at the beginning that rate nothing yet."""
    is_rule_amended: bool = False
    has_axes: bool = False


Found = Iterator[tuple[str, str, str]]
"""The key of a setting, the sentence, its source."""


def list_cautions(protocol: Mapping[str, Any], facts: Facts) -> dict[str, list[Caution]]:
    """Return the warnings that apply to a protocol, by the key of the setting that each is about."""
    found: dict[str, list[Caution]] = {}
    for check in (_scale, _rule, _after_answers, _panel_size, _stability, _figures, _feedback, _axes):
        for key, text, source in check(protocol, facts):
            found.setdefault(key, []).append(Caution(text, source))
    return found


def _simulations() -> str:
    return _("simulated panels whose truth is known; the generator is part of this system")


def _scale(protocol: Mapping[str, Any], _facts: Facts) -> Found:
    low, high = protocol["scale"]
    if high - low + 1 < LEAST_POINTS:
        text = _(
            "With fewer than four points axes are hardly ever found again, and a middle half of one "
            "point says nothing. Five or seven points are usual."
        )
        yield "scale", text, _simulations()


def _rule(protocol: Mapping[str, Any], _facts: Facts) -> Found:
    rule, (low, high) = protocol["consensus_rule"], protocol["scale"]
    share, width = _share_of(rule), _width_of(rule)
    if share is not None and share < WEAK_SHARE:
        text = _(
            "A bar of %(share)s is weak: little more than a majority meets it. Half of the published "
            "Delphi studies ask for 75 %% or more.",
            share=percent(share),
        )
        yield "consensus_rule", text, DIAMOND
    if width is not None and width >= 2 and high - low + 1 <= WIDE_IQR_ON:
        text = _("On so few points nearly everything meets a middle half of two points.")
        yield "consensus_rule", text, GRACHT
    if rule == "apmo":
        text = _("The bar of APMO falls when the panel is split, so that it rewards disagreement.")
        yield "consensus_rule", text, f"Kapoor 1987; {GRACHT}"


def _after_answers(_protocol: Mapping[str, Any], facts: Facts) -> Found:
    if facts.is_rule_amended:
        text = _(
            "The rule was changed after round 1 had opened. A rule chosen with answers in sight says "
            "less than one that was fixed before; the report prints both."
        )
        yield "consensus_rule", text, f"{DIAMOND}; Jünger et al. 2017 (CREDES)"


def _panel_size(protocol: Mapping[str, Any], facts: Facts) -> Found:
    if 0 < facts.n_invited < SMALL_PANEL and _share_of(protocol["consensus_rule"]) is not None:
        text = _(
            "In a small panel a share is uncertain: 8 of 10 experts stand for anything between one half and "
            "nearly all. "
            "The interval is kept beside every share."
        )
        yield "consensus_rule", text, "Wilson 1927, J Am Stat Assoc 22:209"
    if "groups" in read_feedback(protocol) and 0 < facts.n_invited < 2 * FLOOR:
        text = _(
            "With fewer than ten experts no group can be shown: it takes five answers inside a group "
            "and five outside it."
        )
        yield "feedback", text, _("the floors of this system")


def _stability(protocol: Mapping[str, Any], facts: Facts) -> Found:
    rule = protocol["stability_rule"]
    if rule.startswith("net change") and " and " not in rule:
        text = _(
            "The distribution can stand still while people change places: half of a large panel "
            "answering at random passes this rule, one person of six fails it. Adding “kappa>=0.6” "
            "looks at people too."
        )
        yield "stability_rule", text, "Scheibe, Skutsch & Schofer 1975; Chaffin & Talley 1980"
    if facts.n_rounds and not facts.n_repeats:
        text = _(
            "No round asks again what an earlier one asked. One round alone can show consensus, never "
            "stability."
        )
        yield "stability_rule", text, f"Dajani, Sincoff & Talley 1979; {GRACHT}"
    if protocol["share_stable_to_stop"] <= 0.5:
        text = _("Half of the items may still be moving when this rule advises to stop.")
        yield "share_stable_to_stop", text, GRACHT


def _figures(protocol: Mapping[str, Any], _facts: Facts) -> Found:
    if protocol["quantile_method"] != "linear" and protocol["consensus_rule"].startswith("iqr"):
        text = _(
            "Quartiles have nine definitions, and on one item in ten the verdict depends on which one "
            "is used. Name this one wherever you compare with other studies."
        )
        yield "quantile_method", text, "Hyndman & Fan 1996, Am Stat 50:361"
    if protocol["denominator"] == "answered":
        text = _(
            "Experts who say “outside my field” count against consensus here: a hard item looks like dissent."
        )
        yield "denominator", text, DIAMOND


def _feedback(protocol: Mapping[str, Any], _facts: Facts) -> Found:
    forms = read_feedback(protocol)
    if forms and "arguments" not in forms:
        text = _(
            "Figures without reasons press people towards the middle; what looks like agreement may be "
            "conformity."
        )
        yield "feedback", text, WOUDENBERG
    if protocol.get("item_order", "fixed") == "fixed":
        text = _("In one order for everybody the same items always come last, when attention is lowest.")
        yield "item_order", text, "Galesic & Bosnjak 2009, Public Opin Q 73:349"


def _axes(protocol: Mapping[str, Any], facts: Facts) -> Found:
    if facts.has_axes and protocol.get("axis_round", 1) > 1 + facts.n_scans:
        text = _(
            "After feedback the answers draw together, and the structure in which axes are looked for "
            "fades. Independent first answers show it best."
        )
        yield "axis_round", text, _simulations()
    if facts.has_axes and protocol.get("orientation") == "aligned":
        text = _(
            "Trusted poles help only if all of them point the same way; with one driver in ten turned "
            "round, axes are found less often than without any trust."
        )
        yield "orientation", text, _simulations()


def _share_of(rule: str) -> float | None:
    match = re.match(r"share>=([\d.]+)|comet ([\d.]+)/", rule)
    if not match:
        return None
    return float(match[1]) if match[1] else float(match[2]) / 100


def _width_of(rule: str) -> float | None:
    match = re.fullmatch(r"iqr<=([\d.]+)", rule)
    return float(match[1]) if match else None


def left_out() -> list[Caution]:
    """Return what is not offered at all, and why."""
    variation = _(
        "The coefficient of variation as a sign of consensus: the same answers give .38 on a scale from "
        "1 to 5, .62 on one from 0 to 4 and .28 when the scale is turned round."
    )
    means = _("Means and standard deviations of ratings: the points of a scale are an order, not distances.")
    other = _("Cronbach’s alpha, kappa or W as a verdict on consensus: they measure something else.")
    tests = _("A test that is not significant as a sign of stability: in a small panel it proves nothing.")
    mean = _("Telling the panel a mean: experts see medians, the middle half, distributions and reasons.")
    return [
        Caution(means, GRACHT),
        Caution(variation, "English & Keman 1994; Dajani, Sincoff & Talley 1979"),
        Caution(other, "Graham, Regehr & Wright 2003, J Clin Epidemiol 56:1150"),
        Caution(tests, GRACHT),
        Caution(mean, WOUDENBERG),
    ]
