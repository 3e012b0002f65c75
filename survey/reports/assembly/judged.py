"""From frozen rounds to what a report says the panel makes of the four futures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from survey.filters import localized
from survey.models import QUADRANTS, Finding, Study
from survey.queries.futures_judged import Judged, Place, read_judged
from survey.reports.parts.future import Spread
from survey.reports.parts.judged import JudgedPart, JudgedScenario, Rated, TodayPlace, WildCard
from survey.words.codes import question_word
from survey.words.futures import scenario_name
from survey.words.judged import corner_of, expected_sentence, gap_sentences, today_sentence

Found = Mapping[str, Any]
ASKED = ("plausibility", "desirability", "effect", "expected", "today")


def build_judged(study: Study, finding: Finding | None, language: str) -> JudgedPart | None:
    """Return what the panel makes of the four futures; None before two axes or before it was asked."""
    judged = read_judged(study)
    if len(study.axes) != 2 or not judged.was_asked & set(ASKED):
        return None
    worded = {scenario.quadrant: scenario for scenario in study.scenarios}
    names = {q: scenario_name(worded.get(q), study.axes, q, language) for q in QUADRANTS}
    gap = (finding.data.get("gap") if finding else None) or {}
    return JudgedPart(
        scenarios=tuple(_scenario(q, names[q], judged, gap.get(q)) for q in QUADRANTS),
        places=tuple(_place(place, judged, names, language) for place in judged.places),
        steps=judged.grid,
        n_expected=judged.expected.n if judged.expected else None,
        expected_sentence=expected_sentence(judged.expected, names),
        gap_sentences=tuple(gap_sentences(gap, names)),
        not_asked=tuple(question_word(name) for name in ASKED if name not in judged.was_asked),
        poles={
            axis.letter: (localized(axis.low_pole, language), localized(axis.high_pole, language))
            for axis in study.axes
        },
    )


def _scenario(quadrant: str, name: str, judged: Judged, gap: Found | None) -> JudgedScenario:
    expected = judged.expected
    return JudgedScenario(
        quadrant=quadrant,
        name=name,
        gap=gap["gap"] if gap else None,
        n_expecting=expected.counts[quadrant] if expected else None,
        share_expecting=expected.shares[quadrant] if expected else None,
        **{rating: _rated(judged.ratings.get(rating, {}).get(quadrant)) for rating in ASKED[:3]},
    )


def _rated(figures: Found | None) -> Rated | None:
    if figures is None:
        return None
    counts = tuple((int(float(point)), n) for point, n in figures["counts"].items())
    return Rated(_spread(figures), tuple(sorted(counts)))


def _spread(figures: Found) -> Spread:
    return Spread(figures["median"], figures["q1"], figures["q3"], figures["n"])


def _place(place: Place, judged: Judged, names: Mapping[str, str], language: str) -> TodayPlace:
    a, b = (_spread({**found, "n": place.figures["n"] or 0}) for found in (place.x, place.y))
    name = localized(place.name, language) if place.name else ""
    sentence = today_sentence(place, judged.grid, names)
    return TodayPlace(place.code, name, a, b, corner_of(place, judged.grid), sentence)


def build_wild_cards(study: Study, language: str) -> tuple[WildCard, ...]:
    """Return the wild cards of a study, with the scenarios that each would overturn by name."""
    worded = {scenario.quadrant: scenario for scenario in study.scenarios}
    return tuple(
        WildCard(
            card.code,
            localized(card.name, language),
            localized(card.description, language),
            tuple(scenario_name(worded.get(q), study.axes, q, language) for q in card.quadrants),
            card.origin,
        )
        for card in study.wild_cards
    )
