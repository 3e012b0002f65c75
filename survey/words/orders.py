"""Orders, pairs, places and piles of a panel in sentences, the strongest first."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil, floor
from typing import Any

from flask_babel import gettext as _

from survey.filters import fixed, localized, median_words, percent, signed

Settings = Mapping[str, Any]
Summary = Mapping[str, Any]
Names = Mapping[str, str]

STRONGEST = 5
"""How many pairs are told in sentences; the others stand in the data."""


def names_of(study: Any) -> dict[str, str]:
    """Return what drivers, options and systems of a study are called, by their codes."""
    return {each.code: localized(each.name) for each in (*study.drivers, *study.options, *study.systems)}


def rank_sentences(summary: Summary, settings: Settings, names: Names) -> list[str]:
    """Return the middle place of each thing, and how far the panel agrees on the order."""
    called = dict(names) | _own_names(settings.get("items", ()))
    said = [
        _(
            "%(name)s: middle place %(median)s; half of the panel from %(low)s to %(high)s",
            name=called.get(item["code"], item["code"]),
            median=median_words(item["median"]),
            low=floor(item["q1"]),
            high=ceil(item["q3"]),
        )
        for item in summary["items"]
        if item["median"] is not None
    ]
    agreed = summary["agreement"]
    if agreed["w"] is not None:
        figures = {"w": fixed(agreed["w"]), "p": fixed(agreed["p"], 3), "m": agreed["m"]}
        said.append(_("Agreement on the order: Kendall’s W %(w)s among %(m)s experts (p %(p)s).", **figures))
    return said


def pair_sentences(summary: Summary, settings: Settings, names: Names) -> list[str]:
    """Return the strongest mean judgements."""
    return [
        _(
            "%(a)s and %(b)s: %(mean)s (%(n)s answers)",
            a=names.get(pair["items"][0], pair["items"][0]),
            b=names.get(pair["items"][1], pair["items"][1]),
            mean=signed(pair["mean"]),
            n=pair["n"],
        )
        for pair in summary["pairs"][:STRONGEST]
    ]


def place_sentences(summary: Summary, settings: Settings, names: Names) -> list[str]:
    """Return the middle of both coordinates of each subject."""
    called = {"today": _("Today")} | dict(names) | _own_names(settings.get("subjects", ()))
    return [
        _(
            "%(name)s: %(x_label)s middle %(x)s, half of the panel %(x_low)s to %(x_high)s; "
            "%(y_label)s middle %(y)s, half of the panel %(y_low)s to %(y_high)s; %(n)s answers.",
            name=called.get(subject["code"], subject["code"]),
            n=subject["n"],
            **_coordinate("x", subject, settings),
            **_coordinate("y", subject, settings),
        )
        for subject in summary["subjects"]
        if subject["reason"] is None
    ]


def pile_sentences(summary: Summary, settings: Settings, names: Names) -> list[str]:
    """Return what lay together most often."""
    return [
        _(
            "%(a)s and %(b)s: together in %(share)s of %(n)s sorts",
            a=names.get(pair["items"][0], pair["items"][0]),
            b=names.get(pair["items"][1], pair["items"][1]),
            share=percent(pair["together"]),
            n=pair["n"],
        )
        for pair in summary["pairs"][:STRONGEST]
    ]


def _own_names(entries: Any) -> dict[str, str]:
    return {entry["code"]: localized(entry["text"]) for entry in entries if isinstance(entry, Mapping)}


def _coordinate(axis: str, subject: Mapping[str, Any], settings: Settings) -> dict[str, Any]:
    found = subject[axis]
    return {
        f"{axis}_label": localized(settings[axis]["label"]),
        axis: median_words(found["median"]),
        f"{axis}_low": floor(found["q1"]),
        f"{axis}_high": ceil(found["q3"]),
    }
