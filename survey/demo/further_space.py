"""What the simulated experts answer about the third dimension and under stress, with the planted truth.

Placements are steps from 1 to 7, capability and linkage likewise; performance under stress goes from -3 to 3.
"""

from __future__ import annotations

import numpy as np

from survey.demo.further import answers
from survey.models import QUADRANTS, Question
from survey.operations.asks.space import CAPABILITY, LINKAGE, WAYPOINT
from survey.operations.asks.stress import STRESS_QUESTION
from survey.questions import Value
from survey.questions.placement import TODAY, Placement

Profile = tuple[float, float, float, float]

START = (3.0, 2.0)
ENDS = {"Q1": (6.0, 6.0), "Q2": (2.3, 5.7), "Q3": (1.7, 1.2), "Q4": (6.1, 1.9)}
FIRST_YEAR, LAST_YEAR = 2018, 2030
SLOW_START = 1.3
"""Above 1 the way to each future is slow at first and quicker towards the horizon."""
CAPABILITIES: dict[str, Profile] = {"daedeok": (5.1, 2.1, 2.0, 4.2), "pangyo": (6.1, 3.1, 3.0, 6.2)}
LINKAGES: Profile = (5.9, 5.4, 1.8, 2.1)
STRESSED: dict[str, Profile] = {
    "S1.1": (1.8, 1.5, 1.3, 1.6),
    "S1.2": (2.0, 1.4, -0.2, 1.7),
    "S1.3": (2.1, 0.2, -1.5, 1.6),
    "S2.1": (1.7, 1.6, 1.4, 1.5),
    "S2.2": (2.2, -0.2, -1.6, 1.7),
    "S2.3": (2.3, 2.0, 0.1, 0.1),
    "S2.4": (2.2, 1.7, 1.4, 1.8),
    "S2.5": (2.2, -1.7, -2.2, 0.4),
    "S3.1": (2.0, 1.7, 1.5, 1.8),
    "S3.2": (2.3, 1.8, 0.1, 1.5),
    "S3.3": (1.9, 1.5, -0.1, 1.6),
    "S3.4": (0.3, 1.6, 1.9, 1.6),
}
"""By the corners of the stress frame: steady support to the right, standing in the world upwards."""
NOISE, MISSING = 0.8, 0.05


@answers(WAYPOINT)
def place_futures(rng: np.random.Generator, question: Question) -> Value | None:
    """Place today, or each future in the year of the question."""
    year = int(question.name.removeprefix(WAYPOINT))
    share = max(0.0, (year - FIRST_YEAR) / (LAST_YEAR - FIRST_YEAR)) ** SLOW_START
    places = {}
    for code in Placement.subjects(question.settings):
        end = START if code == TODAY else ENDS[code]
        place = [_step(rng, a + share * (b - a), 1, 7) for a, b in zip(START, end, strict=True)]
        if rng.random() >= MISSING:
            places[code] = place
    return Value(data={"places": places}) if places else None


@answers(CAPABILITY)
def rate_capability(rng: np.random.Generator, question: Question) -> Value:
    """Rate how a compared system fares in a future."""
    profile = CAPABILITIES[question.name.removeprefix(CAPABILITY)]
    return _rating(rng, profile, question, 1, 7)


@answers(LINKAGE)
def rate_linkage(rng: np.random.Generator, question: Question) -> Value:
    """Rate how closely the systems are linked in a future."""
    return _rating(rng, LINKAGES, question, 1, 7)


@answers(STRESS_QUESTION)
def rate_under_stress(rng: np.random.Generator, question: Question) -> Value:
    """Rate how an option does in a corner of the stress frame."""
    return _rating(rng, STRESSED[question.item], question, -3, 3)


def _rating(rng: np.random.Generator, profile: Profile, question: Question, low: int, high: int) -> Value:
    if rng.random() < MISSING:
        return Value()
    return Value(number=float(_step(rng, profile[QUADRANTS.index(question.quadrant)], low, high)))


def _step(rng: np.random.Generator, middle: float, low: int, high: int) -> int:
    return int(np.clip(round(rng.normal(middle, NOISE)), low, high))
