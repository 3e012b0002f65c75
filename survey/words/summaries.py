"""What the panel answered to questions that are no ratings, in sentences without what is held back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from survey.filters import percent
from survey.questions.prompts import choice_word
from survey.words.orders import Names, pair_sentences, pile_sentences, place_sentences, rank_sentences
from survey.words.quantities import quantiles_sentences, quantity_sentences

Settings = Mapping[str, Any]
Summary = Mapping[str, Any]


def summary_sentences(summary: Summary, settings: Settings, names: Names | None = None) -> list[str]:
    """Return what was found, a sentence each; where nothing may be told, only that.

    Args:
        summary: what a frozen round holds of a question.
        settings: the question's settings.
        names: what the things are called that the settings name by code (`words.names_of`).
    """
    measure = summary["measure"]
    if measure in NAMED:
        said = NAMED[measure](summary, settings, names or {})
    else:
        said = SENTENCES.get(measure, _nothing)(summary, settings)
    return said or [_("No figure is shown; it could tell what single experts answered.")]


def answers_words(summary: Summary) -> str:
    """Return how many answered."""
    return ngettext("%(num)s answer", "%(num)s answers", summary["n"])


def _shares(summary: Summary, settings: Settings) -> list[str]:
    if all(found["count"] is None for found in summary["choices"]):
        return []
    said = []
    for found in summary["choices"]:
        text = choice_word(settings, found["code"])
        if found["count"] is None:
            said.append(_("%(choice)s: not shown, fewer than five chose it or did not", choice=text))
        else:
            said.append(
                _(
                    "%(choice)s: %(count)s (%(share)s)",
                    choice=text,
                    count=found["count"],
                    share=percent(found["share"]),
                )
            )
    return said


def _proposals(summary: Summary, settings: Settings) -> list[str]:
    n = summary["n_proposals"]
    return [] if n is None else [ngettext("%(num)s driver proposed.", "%(num)s drivers proposed.", n)]


def _texts(summary: Summary, settings: Settings) -> list[str]:
    return [_("Read by the organisers.")]


def _nothing(summary: Summary, settings: Settings) -> list[str]:
    return []


SENTENCES: dict[str, Callable[[Summary, Settings], list[str]]] = {
    "quantity": quantity_sentences,
    "quantiles": quantiles_sentences,
    "shares": _shares,
    "proposals": _proposals,
    "texts": _texts,
}
NAMED: dict[str, Callable[[Summary, Settings, Names], list[str]]] = {
    "ranks": rank_sentences,
    "pairs": pair_sentences,
    "places": place_sentences,
    "piles": pile_sentences,
}
