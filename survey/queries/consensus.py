"""Consensus as pages show it: items by rounds, read from frozen rounds only.

Safe for coordinators and readers: a snapshot holds no figure below the floors.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from survey.db import db
from survey.errors import NotFound
from survey.models import Question, Reason, ReasonState, Round, Study
from survey.queries.consensus_order import SORT_KEYS, SORTS
from survey.queries.studies import list_reasons, with_questions
from survey.tokens import shuffle_key

PREFERRED_QUESTIONS = ("impact", "uncertainty", "expectation")
Figures = dict[str, Any]


@dataclass(frozen=True)
class ItemRow:
    """One item over the rounds that asked it; a round that did not has None."""

    key: str
    code: str
    name: dict[str, str]
    quadrant: str | None
    question: Question
    rounds: tuple[Figures | None, ...]
    stability: Figures | None = None
    groups: Figures = field(default_factory=dict)
    changes: tuple[Figures | None, ...] = ()
    """The change since the round fed back, round by round; None where nothing was asked again."""
    asked: tuple[Question | None, ...] = ()
    """The question as each round asked it."""

    @property
    def category(self) -> str | None:
        """Return the driver's domain."""
        return self.question.driver.category if self.question.driver else None

    @property
    def last(self) -> Figures:
        """Return the figures of the last round that asked this item."""
        return next(figures for figures in reversed(self.rounds) if figures is not None)

    @property
    def verdict(self) -> str:
        """Return the stability verdict where there is one, and else whether the rule is met."""
        if self.stability:
            return self.stability["verdict"]
        return {True: "consensus", False: "no consensus"}.get(self.last["met"], "too few answers")


@dataclass(frozen=True)
class ConsensusTable:
    """One question over its items and rounds."""

    question: str
    questions: tuple[str, ...]
    rounds: tuple[Round, ...]
    all_rounds: tuple[Round, ...]
    items: tuple[ItemRow, ...]
    """Those asked for, in the order asked for."""
    all_items: tuple[ItemRow, ...]
    """All of the question, in the order in which they were asked."""
    sort: str
    rule: str
    scale: tuple[int, int]
    advice: Figures | None
    settings: Mapping[str, Figures]
    """What questions say of themselves, by name."""

    @property
    def n_met(self) -> int:
        """Return how many items meet the rule in the last round."""
        return sum(item.last["met"] is True for item in self.all_items)

    @property
    def span(self) -> float:
        """Return how wide the scale is."""
        return self.scale[1] - self.scale[0]


def list_closed_rounds(study: Study) -> list[Round]:
    """Return the rounds whose results are frozen."""
    return list(
        db.session.scalars(
            select(Round)
            .join(Round.snapshot)
            .filter(Round.study_id == study.id)
            .options(contains_eager(Round.snapshot), *with_questions())
            .order_by(Round.number)
        )
    )


def list_question_names(rounds: Sequence[Round]) -> list[str]:
    """Return the rated questions of these rounds, those of the method first."""
    asked = [entry["name"] for round_ in rounds for entry in round_.snapshot.rated.values()]
    names = list(dict.fromkeys(asked))
    return [n for n in PREFERRED_QUESTIONS if n in names] + [n for n in names if n not in PREFERRED_QUESTIONS]


def find_consensus(
    study: Study,
    question: str | None = None,
    number: int | None = None,
    sort: str | None = None,
    *,
    category: str | None = None,
    verdict: str | None = None,
) -> ConsensusTable | None:
    """Return the table of one question, or None while no round has been closed.

    Args:
        study: the study.
        question: a question's name; the first one of the method by default.
        number: show this round alone; all rounds that asked the question by default.
        sort: one of `SORTS`.
        category: list the items of this domain alone.
        verdict: list the items of this verdict alone.
    """
    closed = list_closed_rounds(study)
    names = list_question_names(closed)
    if not names:
        return None
    question = question if question in names else names[0]
    asked = [round_ for round_ in closed if question in _names_of(round_)]
    shown = [round_ for round_ in asked if round_.number == number] or asked
    items = sorted(_list_items(shown, question), key=SORT_KEYS["order"])
    listed = [
        item
        for item in items
        if category in (None, "", item.category) and verdict in (None, "", item.verdict)
    ]
    sort = sort if sort in SORTS else SORTS[0]
    last = shown[-1]
    advice = last.snapshot.findings["stability_advice"] or {}
    return ConsensusTable(
        question=question,
        questions=tuple(names),
        rounds=tuple(shown),
        all_rounds=tuple(asked),
        items=tuple(sorted(listed, key=SORT_KEYS[sort])),
        all_items=tuple(items),
        sort=sort,
        rule=items[0].last["rule"],
        scale=_scale(items[0].question, study),
        advice=advice.get(question),
        settings={asked.name: asked.settings for round_ in closed for asked in round_.questions},
    )


def get_item(
    study: Study, item: str, question: str | None = None
) -> tuple[ItemRow, ConsensusTable, list[str]]:
    """Return one item under one question, its table, and the questions asked about it.

    Args:
        study: the study.
        item: a driver's or option's code, or the id of a question.
        question: a question's name; the first one asked about this item by default.
    """
    closed = list_closed_rounds(study)
    names = [n for n in list_question_names(closed) if _find_row(_list_items(closed, n), item)]
    if not names:
        raise NotFound("No closed round has asked about this.")
    chosen = question if question in names else names[0]
    table = find_consensus(study, chosen)
    return _find_row(table.all_items, item), table, names


def list_released_reasons(item: ItemRow, rounds: Sequence[Round]) -> list[Reason]:
    """Return the released reasons for an item, in an order that tells nothing of their authors."""
    found = [
        reason
        for round_ in rounds
        for reason in list_reasons(round_)
        if reason.state == ReasonState.RELEASED
        and _key(reason.question) == item.key
        and reason.question.name == item.question.name
    ]
    return sorted(found, key=lambda reason: shuffle_key(reason.question_id, reason.reader_text))


def _find_row(items: Sequence[ItemRow], item: str) -> ItemRow | None:
    return next((row for row in items if item in {row.key, row.code, row.question.id}), None)


def _names_of(round_: Round) -> set[str]:
    return {entry["name"] for entry in round_.snapshot.rated.values()}


def _key(question: Question) -> str:
    quadrant = question.quadrant
    return f"{question.item}|{quadrant}" if quadrant and quadrant != question.item else question.item


def _list_items(rounds: Sequence[Round], name: str) -> list[ItemRow]:
    """Return the items of one question, in the order in which they were first asked."""
    found: dict[str, dict[int, tuple[Question, Figures]]] = {}
    for round_ in rounds:
        entries = round_.snapshot.rated
        for question in round_.questions:
            entry = entries.get(question.id)
            if entry is not None and entry["name"] == name:
                found.setdefault(_key(question), {})[round_.number] = (question, entry)
    return [_item_row(key, by_round, rounds) for key, by_round in found.items()]


def _item_row(key: str, by_round: dict[int, tuple[Question, Figures]], rounds: Sequence[Round]) -> ItemRow:
    question, entry = by_round[max(by_round)]
    target = question.driver or question.option
    return ItemRow(
        key=key,
        code=question.item,
        name=target.name if target else {},
        quadrant=question.quadrant,
        question=question,
        rounds=tuple(by_round[r.number][1]["consensus"] if r.number in by_round else None for r in rounds),
        stability=entry["stability"] if len(rounds) > 1 else None,
        groups=entry["groups"],
        changes=tuple(by_round[r.number][1]["stability"] if r.number in by_round else None for r in rounds),
        asked=tuple(by_round[r.number][0] if r.number in by_round else None for r in rounds),
    )


def _scale(question: Question, study: Study) -> tuple[int, int]:
    low, high = question.settings.get("scale", study.protocol["scale"])
    return int(low), int(high)
