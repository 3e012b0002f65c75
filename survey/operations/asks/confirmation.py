"""What the round about the axes must ask: allocation of drivers, dependence of the axes, the four corners."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from survey.models import QUADRANTS, Driver, RoundKind, Study
from survey.operations.asks.base import Ask, Page, chunks
from survey.operations.plan_texts import SECTION_TITLES
from survey.operations.rounds import QuestionSpec

ALLOCATED_A_PAGE = 8
DEPENDENCE_SCALE = [-3, 3]
LIKELIHOOD_SCALE = [1, 7]


def _allocation(_study: Study, drivers: Sequence[Driver]) -> Iterable[Page]:
    for page in chunks(drivers, ALLOCATED_A_PAGE):
        yield (
            SECTION_TITLES["allocation"],
            [QuestionSpec("allocation", "allocation", driver=driver) for driver in page],
        )


def _dependence(_study: Study, _drivers: Sequence[Driver]) -> Iterable[Page]:
    settings = {"scale": DEPENDENCE_SCALE}
    names = ("dependence_ab", "dependence_ba")
    yield SECTION_TITLES["dependence"], [QuestionSpec("rating", name, settings=settings) for name in names]


def _corners(_study: Study, _drivers: Sequence[Driver]) -> Iterable[Page]:
    yield (
        SECTION_TITLES["corners"],
        [
            QuestionSpec("rating", name, quadrant=quadrant, settings={"scale": LIKELIHOOD_SCALE})
            for quadrant in QUADRANTS
            for name in ("plausibility", "desirability")
        ],
    )


ALLOCATION = Ask("allocation", RoundKind.CONFIRM, _allocation, is_fixed=True)
DEPENDENCE = Ask("dependence", RoundKind.CONFIRM, _dependence, is_fixed=True)
CORNERS = Ask("corners", RoundKind.CONFIRM, _corners, is_fixed=True)
