"""Rules of consensus and stability, and the advice that follows, as parts of sentences."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from survey.filters import percent


def rule_words(rule: str) -> str:
    """Return a rule of consensus as a sentence part: when there is consensus."""
    for pattern, say in _RULES:
        match = re.fullmatch(pattern, rule)
        if match:
            return say(match)
    return rule


_RULES: tuple[tuple[str, Callable[[re.Match[str]], str]], ...] = (
    (
        r"iqr<=([\d.]+)",
        lambda m: _("the middle half of the answers spans at most %(limit)s on the scale", limit=m[1]),
    ),
    (
        r"iqr<=([\d.]+) of range",
        lambda m: _(
            "the middle half of the answers spans at most %(share)s of the scale", share=percent(float(m[1]))
        ),
    ),
    (
        r"share>=([\d.]+) in (.+)",
        lambda m: _(
            "at least %(share)s of the answers lie in %(band)s",
            share=percent(float(m[1])),
            band=re.sub(r"(\d)-(\d)", "\\1–\\2", m[2]).replace(" or ", ", "),
        ),
    ),
    (
        r"share>=([\d.]+) within ([\d.]+) of median",
        lambda m: _(
            "at least %(share)s of the answers lie no further than %(limit)s from the median",
            share=percent(float(m[1])),
            limit=m[2],
        ),
    ),
    (
        r"comet ([\d.]+)/([\d.]+)",
        lambda m: _(
            "at least %(most)s %% of the answers lie in one outer third of the scale and less than "
            "%(least)s %% in the other",
            most=m[1],
            least=m[2],
        ),
    ),
    (r"rand-ucla", lambda m: _("there is no disagreement by the RAND/UCLA criterion")),
    (
        r"rand-classic",
        lambda m: _("few answers lie outside the band of the median (RAND’s older count, by panel size)"),
    ),
    (
        r"apmo",
        lambda m: _("the majority reaches the average percent of majority opinions over all items (APMO)"),
    ),
    (
        r"cvr",
        lambda m: _("more experts choose the top point than chance explains (content validity ratio)"),
    ),
    (
        r"cvr in (-?\d+)-(-?\d+)",
        lambda m: _(
            "more experts choose a point from %(low)s to %(high)s than chance explains "
            "(content validity ratio)",
            low=m[1],
            high=m[2],
        ),
    ),
    (r"a>=([\d.]+)", lambda m: _("van der Eijk’s agreement A reaches %(limit)s", limit=m[1])),
)


def stability_rule_words(rule: str) -> str:
    """Return a rule of stability as a sentence part: when an item is stable."""
    return "; ".join(_condition_words(part) for part in rule.split(" and "))


def _condition_words(condition: str) -> str:
    match = re.fullmatch(r"(net change|changed|kappa)\s*[<>]=?\s*([\d.]+)", condition)
    if not match:
        return condition
    if match[1] == "kappa":
        return _("the weighted kappa of both answers reaches %(limit)s", limit=match[2])
    limit = percent(float(match[2]))
    if match[1] == "changed":
        return _("less than %(limit)s of the experts changed their answer", limit=limit)
    return _("the distribution of the answers moved by less than %(limit)s", limit=limit)


def advice_words(advice: Mapping[str, Any]) -> str:
    """Return whether to ask this question again, and why."""
    told = ngettext(
        "%(stable)s of %(num)s item is stable.",
        "%(stable)s of %(num)s items are stable.",
        advice["n_judged"],
        stable=advice["n_stable"],
    )
    words = {
        "stable": _("You may stop asking: further rounds would change little."),
        "round limit": _("Stop here: this was the last round planned."),
        "too early": _("Ask once more: one round alone cannot show stability."),
        "open items": _("Another round is worth it: too many items still move."),
        "too few answers": _("Stability cannot be judged: too few experts answered both rounds."),
    }
    return f"{words.get(advice['code'], advice['reason'])} {told}"


def reason_words(code: str) -> str:
    """Return why figures are not shown."""
    words = {
        "fewer than five answers": _("fewer than five answers"),
        "the other answers would be fewer than five": _("the other answers would be fewer than five"),
        "all agree": _("all agree"),
        "nearly all agree": _("nearly all agree"),
        "fewer than five answers differ from an earlier round": _(
            "fewer than five answers differ from an earlier round"
        ),
        "fewer than five experts changed": _("fewer than five experts changed"),
        "everybody gave the same answer in both rounds": _("everybody gave the same answer in both rounds"),
        "everybody stood on the median": _("everybody stood on the median already"),
        "quartiles need at least four answers": _("too few answers for a middle half"),
        "a figure of the stability rule is undefined": _("a figure of the stability rule has no value"),
        "nobody answered in the first round": _("nobody answered in the first round"),
        "nobody answered in the second round": _("nobody answered in the second round"),
    }
    if code.endswith("are needed"):  # with counts of people, which are not repeated here
        return _("too few experts answered both rounds")
    return words.get(code, code)
