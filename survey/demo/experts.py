"""Simulated experts: invited like real ones, answering through the operations that a real form calls."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import cycle, islice

import numpy as np

from analysis.simulate import SimulatedPanel
from survey.models import Group, Invitation, Question, Round, Study
from survey.operations.panel import invite_expert
from survey.operations.responses import save_answer, save_reason, submit_round
from survey.queries.panel import panelist_id_of
from survey.questions import Value

LANGUAGES = ("en", "ko")
AnswerOf = Callable[[int, Question], Value | None]


@dataclass(frozen=True)
class SimulatedExpert:
    """A simulated person: the invitation, and the pseudonym that only the simulation holds beside it."""

    number: int
    invitation: Invitation
    panelist_id: str
    group: str | None


def invite_panel(
    study: Study, groups: Sequence[Group | None], panel_key: str, start: int = 1
) -> list[SimulatedExpert]:
    """Invite one simulated expert per entry; every second one reads Korean."""
    experts = []
    for number, (group, language) in enumerate(zip(groups, cycle(LANGUAGES), strict=False), start=start):
        invitation = invite_expert(
            study,
            name=f"Simulated expert {number:02d}",
            email=f"expert{number:02d}@{study.code}.example.org",
            language=language,
            group=group,
            panel_key=panel_key,
        )
        panelist_id = panelist_id_of(study, invitation, panel_key)
        experts.append(SimulatedExpert(number, invitation, panelist_id, group.code if group else None))
    return experts


def spread_groups(groups: Sequence[Group], n_experts: int) -> list[Group | None]:
    """Return one group per expert, all of them equally large as far as that goes."""
    if not groups:
        return [None] * n_experts
    return sorted(islice(cycle(groups), n_experts), key=lambda group: group.position)


def answer_round(
    round_: Round,
    experts: Iterable[SimulatedExpert],
    answer_of: AnswerOf,
    day: date,
    reasons: Mapping[tuple[int, str], tuple[str, str]] | None = None,
    submit: bool = True,
) -> None:
    """Let experts answer a round, one after the other, and submit it.

    Args:
        round_: the open round.
        experts: who answers.
        answer_of: (place in the panel, question) to an answer; None leaves the question unanswered.
        day: the day on which they finish.
        reasons: (place, question id) to (text, language).
        submit: whether they declare the round finished.
    """
    questions = round_.questions
    for expert in experts:
        place = expert.number - 1
        for question in questions:
            value = answer_of(place, question)
            if value is not None:
                save_answer(expert.panelist_id, question, value)
            reason = (reasons or {}).get((place, question.id))
            if reason:
                save_reason(expert.panelist_id, question, *reason)
        if submit:
            submit_round(expert.panelist_id, expert.invitation, round_, day)


def ratings_answers(panel: SimulatedPanel, sorts: Sequence[Mapping[str, int]] | None = None) -> AnswerOf:
    """Return what a simulated panel answers to a rating round; a gap is “outside my field”."""
    columns = {item: column for column, item in enumerate(panel.items)}

    def answer(place: int, question: Question) -> Value | None:
        if question.name == "sort":
            if sorts is None:
                return None
            return Value(data={"piles": {item: str(pile + 1) for item, pile in sorts[place].items()}})
        return to_value(panel.answers[question.name][place, columns[question.item]])

    return answer


def to_value(number: float) -> Value:
    """Return a stored answer; a gap is “outside my field”."""
    return Value() if np.isnan(number) else Value(number=float(number))
