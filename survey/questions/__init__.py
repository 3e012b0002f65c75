"""Question kinds by code. To add one: write its class in a file of its own and list it here."""

from __future__ import annotations

from survey.errors import InvalidAnswer
from survey.questions.allocation import CHOICES as ALLOCATION_CHOICES
from survey.questions.allocation import Allocation
from survey.questions.base import OUTSIDE_FIELD, QuestionKind, Value
from survey.questions.pile_sort import PILES, PileSort
from survey.questions.rating import Rating

KINDS: dict[str, QuestionKind] = {kind.code: kind for kind in (Rating(), Allocation(), PileSort())}

__all__ = [
    "ALLOCATION_CHOICES",
    "KINDS",
    "OUTSIDE_FIELD",
    "PILES",
    "Allocation",
    "PileSort",
    "QuestionKind",
    "Rating",
    "Value",
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
