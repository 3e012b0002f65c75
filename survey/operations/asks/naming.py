"""What the panel is asked for in words: names of the futures, the vote on them, what could overturn all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from survey.db import db
from survey.models import QUADRANTS, Contribution, ContributionState, Driver, Question, RoundKind, Study
from survey.operations.asks.base import Ask, Page
from survey.operations.plan_texts import SECTION_TITLES
from survey.operations.rounds import QuestionSpec

PROPOSAL, WILD, VOTE = "name_proposal", "wild_card", "scenario_name"
KEEP = "keep"
KEEP_TEXT = {"en": "Keep the present name", "ko": "지금 이름 유지"}
LONGEST_NAME = 80
MOST_NAMES = 5

Text = dict[str, str]


def list_candidates(study: Study, quadrant: str) -> list[dict[str, Any]]:
    """Return the names that the panel can vote on: {"text", "origin"}, those that an author listed, if any.

    Otherwise they are the panel's own proposals that a moderator released.
    """
    listed = study.outlook.get("names", {}).get(quadrant)
    return list(listed) if listed is not None else list_released_names(study, quadrant)[:MOST_NAMES]


def list_released_names(study: Study, quadrant: str) -> list[dict[str, Any]]:
    """Return the panel's released proposals for the name of a future, each wording once."""
    rows = db.session.scalars(
        select(Contribution)
        .join(Question, Question.id == Contribution.question_id)
        .filter(Contribution.study_id == study.id, Contribution.state == ContributionState.RELEASED)
        .filter(Question.name == PROPOSAL, Question.quadrant == quadrant)
    ).all()
    texts = {(row.language, row.parts.get("text", "").strip()) for row in rows}
    return [
        {"text": {language or study.languages[0]: text}, "origin": "panel"}
        for language, text in sorted(texts, key=lambda each: (each[1].casefold(), each[1]))
        if text
    ]


def name_choices(study: Study, quadrant: str) -> list[dict[str, Any]]:
    """Return the choices of the vote on a name; none where there is nothing to choose from."""
    found = list_candidates(study, quadrant)
    choices = [{"code": f"n{place}", "text": each["text"]} for place, each in enumerate(found, start=1)]
    return [*choices, {"code": KEEP, "text": KEEP_TEXT}] if choices else []


def _proposals(_study: Study, _drivers: Sequence[Driver]) -> Iterable[Page]:
    settings = {"max_length": LONGEST_NAME, "rows": 1}
    yield (
        SECTION_TITLES["names"],
        [QuestionSpec("text", PROPOSAL, quadrant=quadrant, settings=settings) for quadrant in QUADRANTS],
    )


def _wild_cards(study: Study, _drivers: Sequence[Driver]) -> Iterable[Page]:
    if not _asked_in_scan(study):
        yield SECTION_TITLES["wild_card"], [QuestionSpec("text", WILD, settings={"max_length": 600})]


def _asked_in_scan(study: Study) -> bool:
    scans = [round_ for round_ in study.rounds if round_.kind == RoundKind.SCAN]
    return any(question.name == WILD for round_ in scans for question in round_.questions)


def _vote(study: Study, _drivers: Sequence[Driver]) -> Iterable[Page]:
    choices: Mapping[str, list] = {quadrant: name_choices(study, quadrant) for quadrant in QUADRANTS}
    yield (
        SECTION_TITLES["name_vote"],
        [
            QuestionSpec("choice", VOTE, quadrant=quadrant, settings={"choices": own})
            for quadrant, own in choices.items()
            if own
        ],
    )


NAME_PROPOSAL = Ask(PROPOSAL, RoundKind.CONFIRM, _proposals)
WILD_CARD = Ask(WILD, RoundKind.CONFIRM, _wild_cards)
SCENARIO_NAME = Ask(VOTE, RoundKind.STRATEGY, _vote)
