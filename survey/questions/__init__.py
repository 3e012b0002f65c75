"""Question kinds by code. To add one: write its class in a file of its own and list it here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from survey.errors import InvalidAnswer
from survey.questions.allocation import CHOICES as ALLOCATION_CHOICES
from survey.questions.allocation import Allocation
from survey.questions.base import COMMON_TEXTS, OUTSIDE_FIELD, QuestionKind, Value, check_common
from survey.questions.choice import Choice
from survey.questions.driver_proposal import DriverProposal
from survey.questions.number import Number
from survey.questions.pairs import Pairs
from survey.questions.pile_sort import PILES, PileSort
from survey.questions.placement import Placement
from survey.questions.quantiles import Quantiles
from survey.questions.ranking import Ranking
from survey.questions.rating import Rating
from survey.questions.text import Text

_ALL = (
    Rating(),
    Allocation(),
    PileSort(),
    Ranking(),
    Pairs(),
    Placement(),
    Number(),
    Quantiles(),
    Choice(),
    Text(),
    DriverProposal(),
)
KINDS: dict[str, QuestionKind] = {kind.code: kind for kind in _ALL}

__all__ = [
    "ALLOCATION_CHOICES",
    "KINDS",
    "OUTSIDE_FIELD",
    "PILES",
    "Allocation",
    "Pairs",
    "PileSort",
    "Placement",
    "QuestionKind",
    "Ranking",
    "Rating",
    "Value",
    "check_settings",
    "get_kind",
]


def get_kind(code: str) -> QuestionKind:
    """Return the kind that a question names.

    Raises:
        InvalidAnswer: when no such kind exists.
    """
    try:
        return KINDS[code]
    except KeyError:
        raise InvalidAnswer("There is no question kind “%(code)s”.", code=code) from None


def check_settings(code: str, settings: Mapping[str, Any]) -> None:
    """Check the settings of a question: those that every kind takes and those of its own.

    Raises:
        InvalidAnswer: when they make no sense for this kind.
    """
    kind = get_kind(code)
    check_common(settings)
    if kind.setting_names is not None:
        known = {*COMMON_TEXTS, "required", *kind.setting_names}
        unknown = [key for key in settings if key not in known]
        if unknown:
            raise InvalidAnswer(
                "A question of the kind “%(kind)s” has no setting “%(key)s”.", kind=code, key=unknown[0]
            )
    kind.check_settings(settings)
