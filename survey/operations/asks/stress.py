"""What the stress test asks: how well each option does in each corner of a second, external pair of axes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from survey.framing.outlook import read_stress, stress_drivers
from survey.models import QUADRANTS, Driver, RoundKind, Study
from survey.models.adoption import SIGNS
from survey.operations.asks.base import Ask, Page
from survey.operations.asks.strategy import PERFORMANCE_SCALE
from survey.operations.rounds import QuestionSpec

STRESS_QUESTION = "stress"
Text = dict[str, str]


def corner_says(study: Study, quadrant: str) -> Text:
    """Return the poles that meet in a corner of the stress frame, in each language of the study."""
    pair = stress_drivers(study)
    ends = [
        driver.high_pole if sign > 0 else driver.low_pole
        for driver, sign in zip(pair or (), SIGNS[quadrant], strict=False)
    ]
    said = {language: "; ".join(_say(end, language) for end in ends if end) for language in study.languages}
    return {language: text for language, text in said.items() if text}


def usual_corner_name(study: Study, drivers: tuple[Driver, Driver], quadrant: str) -> Text:
    """Return what a corner is called before a person names it: both drivers, each high or low."""
    names = {}
    for language in study.languages:
        high, low = ("높음", "낮음") if language == "ko" else ("high", "low")
        ends = [high if sign > 0 else low for sign in SIGNS[quadrant]]
        parts = zip(drivers, ends, strict=True)
        names[language] = ", ".join(f"{_say(driver.name, language)}: {end}" for driver, end in parts)
    return names


def _stress(study: Study, _drivers: Sequence[Driver]) -> Iterable[Page]:
    frame = read_stress(study)
    if frame is None:
        return
    corners = {quadrant: _corner(study, quadrant, frame.names[quadrant]) for quadrant in QUADRANTS}
    for direction, options in groupby(study.options, key=lambda option: option.direction):
        yield (
            direction.name,
            [
                QuestionSpec(
                    "rating",
                    STRESS_QUESTION,
                    option=option,
                    quadrant=quadrant,
                    settings={"scale": PERFORMANCE_SCALE, "corner": corners[quadrant]},
                )
                for option in options
                for quadrant in QUADRANTS
            ],
        )


def _corner(study: Study, quadrant: str, name: Text) -> dict[str, Any]:
    says = corner_says(study, quadrant)
    return {"name": name, "says": says} if says else {"name": name}


def _say(text: Text, language: str) -> str:
    return text.get(language) or next(iter(text.values()), "")


STRESS = Ask(STRESS_QUESTION, RoundKind.FREE, _stress, is_fixed=True)
