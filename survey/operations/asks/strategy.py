"""What the round about the options must ask: how well each of them does in each scenario."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from survey.models import QUADRANTS, Driver, RoundKind, Study
from survey.operations.asks.base import Ask, Page
from survey.operations.rounds import QuestionSpec

PERFORMANCE_SCALE = [-3, 3]


def _performance(study: Study, _drivers: Sequence[Driver]) -> Iterable[Page]:
    for direction, options in groupby(study.options, key=lambda option: option.direction):
        yield (
            direction.name,
            [
                QuestionSpec(
                    "rating",
                    "performance",
                    option=option,
                    quadrant=quadrant,
                    settings={"scale": PERFORMANCE_SCALE},
                )
                for option in options
                for quadrant in QUADRANTS
            ],
        )


PERFORMANCE = Ask("performance", RoundKind.STRATEGY, _performance, is_fixed=True)
