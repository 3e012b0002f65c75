"""Reasons of simulated experts: written texts, each put in the mouth of an expert whose answer fits it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from analysis.simulate import SimulatedPanel
from survey.models import Reason, ReasonState, Round, Study
from survey.operations.moderation import moderate_reason
from survey.queries.studies import list_reasons

CONTENT = Path(__file__).parent / "content"
KEPT_BACK = 2
"""How many reasons stay in the moderator's queue, so that there is something to try."""

Placed = dict[tuple[int, str], tuple[str, str]]


def place_reasons(study: Study, round_: Round, panel: SimulatedPanel) -> Placed:
    """Return who says what about which question: the lowest or highest rater of the item, each once."""
    written = json.loads((CONTENT / "reasons.json").read_text(encoding="utf-8")).get(study.code, [])
    questions = {(question.name, question.item): question for question in round_.questions}
    placed: Placed = {}
    for entry in written:
        question = questions.get((entry["question"], entry["driver"]))
        if question is None:
            continue
        column = panel.items.index(entry["driver"])
        answers = panel.answers[entry["question"]][:, column]
        order = np.argsort(np.where(np.isnan(answers), np.inf, answers), kind="stable")
        known = [int(place) for place in order if not np.isnan(answers[place])]
        ranked = known if entry["side"] == "low" else known[::-1]
        place = next(place for place in ranked if (place, question.id) not in placed)
        placed[place, question.id] = (entry["text"], entry["language"])
    return placed


def moderate_reasons(round_: Round, keep_back: int = KEPT_BACK) -> list[Reason]:
    """Release the reasons of a closed round, but for a few that wait for the coordinator."""
    reasons = list(list_reasons(round_))
    for reason in reasons[: len(reasons) - keep_back]:
        moderate_reason(reason, ReasonState.RELEASED)
    return reasons
