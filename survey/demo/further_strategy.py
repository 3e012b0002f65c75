"""The strategy of the main demo: what simulated experts answer about options and signposts in round 4.

Every text is written for the demo and labelled as such.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from survey.demo.further import answers
from survey.framing.plan import FAILURE
from survey.models import QUADRANTS, Account, ContributionState, Question, RoundKind, Study
from survey.operations.asks import asks_of, choose_asks
from survey.operations.asks.options import NOWHERE, SIGNPOST_NAMES
from survey.operations.curating import decide_contributions
from survey.queries.texts import list_written
from survey.questions import Value
from survey.results import assess_signposts, trace_back

FEARS = json.loads((Path(__file__).parent / "content" / "option_fears.json").read_text(encoding="utf-8"))

CONTRIBUTION = {
    "S1.1": 2.3, "S1.2": 1.2, "S1.3": 2.4, "S2.1": 1.0, "S2.2": 2.2, "S2.3": 0.9,
    "S2.4": 1.3, "S2.5": 1.9, "S3.1": 1.8, "S3.2": 1.2, "S3.3": 1.1, "S3.4": 0.4,
}  # fmt: skip
"""How far the simulated panel believes each option itself moves the world towards the wanted future."""
SEEN = {
    "SP1": (0.9, 0.15, 0.05, 0.25),
    "SP2": (0.85, 0.2, 0.05, 0.2),
    "SP3": (0.7, 0.4, 0.1, 0.3),
    "SP4": (0.1, 0.85, 0.1, 0.05),
    "SP5": (0.25, 0.7, 0.5, 0.3),
    "SP6": (0.05, 0.6, 0.85, 0.1),
    "SP7": (0.1, 0.5, 0.8, 0.4),
    "SP8": (0.25, 0.45, 0.6, 0.5),
    "SP9": (0.05, 0.1, 0.3, 0.85),
    "SP10": (0.1, 0.05, 0.1, 0.9),
}
"""How likely a simulated expert says that a signpost would be seen, in the order of the scenarios."""
SAYS_FEAR, CANNOT_SAY = 0.4, 0.06


@answers("contribution")
def _contribution(rng: np.random.Generator, question: Question) -> Value:
    if rng.random() < CANNOT_SAY:
        return Value()
    value = rng.normal(CONTRIBUTION.get(question.item, 0.5), 0.8)
    return Value(number=float(np.clip(round(value), -3, 3)))


@answers(SIGNPOST_NAMES)
def _signpost(rng: np.random.Generator, question: Question) -> Value:
    if rng.random() < CANNOT_SAY:
        return Value()
    chances = SEEN.get(question.name.removeprefix(SIGNPOST_NAMES), (0.4,) * len(QUADRANTS))
    seen = [q for q, chance in zip(QUADRANTS, chances, strict=True) if rng.random() < chance]
    return Value(data={"choices": seen or [NOWHERE]})


@answers(FAILURE)
def _failure(rng: np.random.Generator, question: Question) -> Value | None:
    texts = FEARS.get(question.item, [])
    if not texts or rng.random() >= SAYS_FEAR:
        return None
    place = int(rng.integers(len(texts)))
    return Value(data={"text": texts[place]["ko" if (place + question.option.position) % 2 else "en"]})


def ask_all(study: Study, account: Account) -> None:
    """Let round 4 ask all that it usually asks, and what may break the options."""
    asked = [ask.code for ask in asks_of(RoundKind.STRATEGY) if ask.is_usual]
    choose_asks(study, RoundKind.STRATEGY, [*asked, FAILURE], account)


def complete_strategy(study: Study, account: Account) -> None:
    """Release what the panel fears, judge the signposts, and go back from the wanted future."""
    fears = [
        text
        for group in list_written(study, state=ContributionState.HELD)
        if group.question.name == FAILURE
        for text in group.texts
    ]
    decide_contributions(fears, ContributionState.RELEASED, account)
    assess_signposts(study)
    trace_back(study)
