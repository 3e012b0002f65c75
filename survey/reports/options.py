"""The words of a report's strategy and roadmap, as its templates call them."""

from __future__ import annotations

from survey.reports.parts.strategy import Signpost
from survey.words.strategy import placing_word, range_word, rule_word, years_word


def diagnosticity(signpost: Signpost) -> str:
    """Return how well a signpost tells the scenarios apart: a figure, or a range where the floors ask."""
    return range_word(signpost.diagnosticity, signpost.at_most)


FILTERS = {
    "diagnosticity": diagnosticity,
    "placing_word": placing_word,
    "rule_word": rule_word,
    "years_word": years_word,
}
