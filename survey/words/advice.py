"""What follows from stability and consensus: another round, none, or one for some items only."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from survey.filters import percent


def item_advice_words(code: str) -> str:
    """Return what follows for one item, and why."""
    words = {
        "settled": _("Need not be asked again: the answers are stable and in consensus."),
        "settled_dissent": _("Need not be asked again: the answers are stable. Dissent is a result, too."),
        "again_provisional": _("Ask it again: the rule is met, but the answers still move."),
        "again": _("Ask it again: the answers still move."),
        "unknown": _("It cannot be told whether to ask again: too few experts answered both rounds."),
        "asked_once": _("Asked once in these words: stability shows only when the same is asked again."),
    }
    return words.get(code, "–")


def study_advice_words(code: str) -> str:
    """Return what follows for the study as a heading."""
    words = {
        "stop": _("The stopping rule is met"),
        "only_these": _("Another round, for some items only"),
        "again": _("Another round is worth it"),
    }
    return words.get(code, "–")


def study_advice_reason(code: str) -> str:
    """Return why, in one sentence."""
    words = {
        "stop": _("Further rounds would change little, or this was the last one planned."),
        "only_these": _("Most items are stable; only the others need to be asked again."),
        "again": _("More items still move than the rule allows."),
    }
    return words.get(code, "")


def stopping_rule_words(protocol: Mapping[str, Any]) -> str:
    """Return the protocol's stopping rule as a sentence."""
    return _(
        "The protocol says: stop asking a question when at least %(share)s of its items are stable. "
        "This is advice; you decide.",
        share=percent(protocol["share_stable_to_stop"]),
    )


def sort_word(key: str) -> str:
    """Return what a board's items are ordered by."""
    words = {
        "order": _("order of the questions"),
        "code": _("code"),
        "spread": _("spread"),
        "movement": _("movement"),
        "distance": _("distance to consensus"),
        "stability": _("stability"),
        "groups": _("disagreement of groups"),
    }
    return words.get(key, key)
