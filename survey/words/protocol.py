"""The protocol in words: what each setting is and what it means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from survey.filters import number, percent
from survey.models import FEEDBACK_FORMS, ITEM_ORDERS, LATE_JOINERS, MISSED_ROUNDS, read_feedback
from survey.words.rules import rule_words, stability_rule_words

Row = tuple[str, str, str]


def list_settings(protocol: Mapping[str, Any], *, with_axes: bool = True) -> list[Row]:
    """Return (setting, value, meaning) for every setting of a protocol; those of axes only where asked."""
    return list(settings_by_key(protocol, with_axes=with_axes).values())


def settings_by_key(protocol: Mapping[str, Any], *, with_axes: bool = True) -> dict[str, Row]:
    """Return (setting, value, meaning) by the key under which the protocol keeps the setting."""
    axes = _axis_rows(protocol) if with_axes else {}
    return {**_scale_rows(protocol), **_figure_rows(protocol), **axes, **_panel_rows(protocol)}


def change_words(
    protocol: Mapping[str, Any], before: Mapping[str, Any], after: Mapping[str, Any]
) -> list[tuple[str, str, str]]:
    """Return (setting, what it was, what it is) for the settings that an amendment changes."""
    was, now = (settings_by_key({**protocol, **values}) for values in (before, after))
    return [(now[key][0], was[key][1], now[key][1]) for key in now if key in after]


def _scale_rows(protocol: Mapping[str, Any]) -> dict[str, Row]:
    low, high = protocol["scale"]
    return {
        "scale": (
            _("Scale"),
            _("%(low)s to %(high)s", low=low, high=high),
            _("“Outside my field” is always offered and never counted as a number."),
        ),
        "consensus_rule": (
            _("Consensus"),
            rule_words(protocol["consensus_rule"]),
            _("Whether experts agree within one round."),
        ),
        "stability_rule": (
            _("Stability"),
            stability_rule_words(protocol["stability_rule"]),
            _("Whether answers still move between two rounds; a verdict of its own beside consensus."),
        ),
        "share_stable_to_stop": (
            _("When to stop"),
            _("%(share)s of the items are stable", share=percent(protocol["share_stable_to_stop"])),
            _("Advice only: a person closes the study."),
        ),
    }


def quantile_word(method: str) -> str:
    """Return how quartiles are computed, in words for the default and by its name for another method."""
    return _("by interpolation (linear)") if method == "linear" else method


def late_joiner_words() -> tuple[str, ...]:
    """Return each policy for people who are invited late, in the order of `LATE_JOINERS`."""
    return (
        _("see the panel’s result without an own answer"),
        _("are not invited: no invitation goes out once round 1 is closed"),
    )


def item_order_words() -> tuple[str, ...]:
    """Return each order of items, in the order of `ITEM_ORDERS`."""
    return _("one order for everybody"), _("each expert has an order of their own")


def denominator_words() -> dict[str, str]:
    """Return what shares may be taken of."""
    return {
        "valid": _("answers with a number"),
        "answered": _("all answers, those outside the field included"),
    }


def orientation_words() -> dict[str, str]:
    """Return whether poles are trusted to point the same way."""
    return {
        "unsigned": _("not trusted to point the same way"),
        "aligned": _("trusted; drivers asked the other way round are turned back"),
    }


def _figure_rows(protocol: Mapping[str, Any]) -> dict[str, Row]:
    denominators = denominator_words()
    return {
        "denominator": (
            _("Shares are taken of"),
            denominators.get(protocol["denominator"], protocol["denominator"]),
            _("Missing answers are left out and never read as a middle value."),
        ),
        "quantile_method": (
            _("Quartiles"),
            quantile_word(protocol["quantile_method"]),
            _("How quartiles between two points of the scale are computed."),
        ),
        "min_n": (
            _("Fewest answers for a verdict"),
            number(protocol["min_n"]),
            _("With fewer answers an item is called neither agreed nor open."),
        ),
        "floor": (
            _("Fewest answers shown"),
            number(protocol["floor"]),
            _("A figure of fewer experts is never shown to anybody, so that nobody can be found out."),
        ),
    }


def _axis_rows(protocol: Mapping[str, Any]) -> dict[str, Row]:
    orientations = orientation_words()
    return {
        "axis_round": (
            _("Axes are computed from"),
            _("round %(number)s", number=protocol["axis_round"]),
            _("The first answers, before anybody saw what the others said."),
        ),
        "orientation": (
            _("Poles"),
            orientations.get(protocol.get("orientation", "unsigned"), protocol.get("orientation", "")),
            _("Whether the authored high poles are trusted to point the same way when axes are computed."),
        ),
    }


def feedback_words(protocol: Mapping[str, Any]) -> str:
    """Return what an expert who is asked again sees of the round before."""
    words = {
        (): _("none: only one’s own earlier answer"),
        ("distribution",): _("distribution"),
        ("groups",): _("results by group"),
        ("arguments",): _("reasons"),
        ("distribution", "groups"): _("distribution and results by group"),
        ("distribution", "arguments"): _("distribution and reasons"),
        ("groups", "arguments"): _("results by group and reasons"),
        FEEDBACK_FORMS: _("distribution, results by group and reasons"),
    }
    return words[read_feedback(protocol)]


def _panel_rows(protocol: Mapping[str, Any]) -> dict[str, Row]:
    late = dict(zip(LATE_JOINERS, late_joiner_words(), strict=True))
    missed = {MISSED_ROUNDS[0]: _("are invited again")}
    orders = dict(zip(ITEM_ORDERS, item_order_words(), strict=True))
    order = protocol.get("item_order", "fixed")
    return {
        "feedback": (
            _("Feedback"),
            feedback_words(protocol),
            _("What experts see of the round before when they are asked again."),
        ),
        "item_order": (
            _("Order of the items"),
            orders.get(order, order),
            _("What stands at the end is judged in more haste; orders of their own even that out."),
        ),
        "late_joiners": (
            _("Who joins late"),
            late.get(protocol["late_joiners"], protocol["late_joiners"]),
            _("Change between rounds is computed only of those who answered both, whoever else takes part."),
        ),
        "missed_rounds": (
            _("Who misses a round"),
            missed.get(protocol["missed_rounds"], protocol["missed_rounds"]),
            _(
                "A missing answer is never filled in; a verdict is also given for those alone who answered "
                "both rounds."
            ),
        ),
    }
