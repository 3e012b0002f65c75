"""The wind tunnel board in the order and the part that a reader wishes for, and what the panel fears.

Safe for coordinators and readers: findings hold no figure below the floors, texts come without authors and
only once they are released.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select

from survey.db import db
from survey.framing.plan import FAILURE
from survey.models import Contribution, ContributionState, Question, Study
from survey.queries.futures import OptionRow, StrategyBoard, get_strategy_board
from survey.queries.studies import find_finding

CLASS_ORDER = ("no_regret", "core_with_exit", "hedge", "contingent", "big_bet", "undetermined", "abandon")
LAST = -99.0


@dataclass(frozen=True)
class Failure:
    """What an expert fears of an option, as released, with the language it is written in."""

    text: str
    language: str


def sort_board(board: StrategyBoard, order: str, direction: str) -> StrategyBoard:
    """Return the board with the options of one direction, or all, in another order."""
    rows = [row for row in board.rows if not direction or row.option.direction.code == direction]
    key = _ORDERS.get(order)
    return replace(board, rows=sorted(rows, key=key) if key else rows)


def list_orders() -> list[str]:
    """Return by what the board can be sorted: as planned first."""
    return ["planned", *_ORDERS]


def _by_class(row: OptionRow) -> tuple[float, ...]:
    code = (row.figures or {}).get("class")
    rank = CLASS_ORDER.index(code) if code in CLASS_ORDER else len(CLASS_ORDER)
    return rank, _descending("laplace")(row)


def _descending(name: str) -> Callable[[OptionRow], float]:
    def key(row: OptionRow) -> float:
        value = (row.figures or {}).get(name)
        return -(LAST if value is None else value)

    return key


def _by_certainty(row: OptionRow) -> float:
    found = row.figures or {}
    return -(found.get("class_probability") or {}).get(found.get("top_class"), LAST)


_ORDERS: Mapping[str, Callable[[OptionRow], Any]] = {
    "class": _by_class,
    "mean": _descending("laplace"),
    "worst": _descending("maximin"),
    "best": _descending("maximax"),
    "certainty": _by_certainty,
    "contribution": _descending("contribution"),
}


def list_failures(study: Study) -> dict[str, list[Failure]]:
    """Return what the panel fears of each option, by its code: released texts, ordered by their words."""
    rows = db.session.scalars(
        select(Contribution)
        .join(Question, Question.id == Contribution.question_id)
        .filter(Contribution.study_id == study.id, Contribution.state == ContributionState.RELEASED)
        .filter(Question.name == FAILURE)
    ).all()
    questions = {
        question.id: question
        for question in db.session.scalars(
            select(Question).filter(Question.id.in_({row.question_id for row in rows}))
        )
    }
    found: dict[str, list[Failure]] = {}
    for row in sorted(rows, key=lambda row: row.parts.get("text", "").casefold()):
        option = questions[row.question_id].option
        if option is not None and row.parts.get("text"):
            found.setdefault(option.code, []).append(Failure(row.parts["text"], row.language))
    return found


def find_strategy(study: Study) -> StrategyBoard:
    """Return the board as it stands."""
    return get_strategy_board(study)


def read_signposts(study: Study) -> Mapping[str, Any]:
    """Return what was found of the signposts; empty before the panel judged them."""
    finding = find_finding(study, "signposts")
    return finding.data if finding else {}


def read_backcast(study: Study) -> Mapping[str, Any]:
    """Return the way back as it was computed; empty before."""
    finding = find_finding(study, "backcast")
    return finding.data if finding else {}


def rank_rows(data: Mapping[str, Any]) -> Sequence[tuple[str, list[float]]]:
    """Return each rated option with its rank under every rule, the best mean rank first."""
    ranks: Mapping[str, Mapping[str, float]] = data.get("rule_ranks", {})
    options = list(next(iter(ranks.values()), {}))
    rows = [(option, [own[option] for own in ranks.values()]) for option in options]
    return sorted(rows, key=lambda row: (sum(row[1]), row[0]))
