"""What the main demo's simulated experts answer to the further questions of rounds 3 and later, by question.

Each question draws from a stream of its own, so that another question changes no answer but its own.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable

import numpy as np

from survey.demo.experts import AnswerOf
from survey.models import Question
from survey.questions import Value

Answer = Callable[[np.random.Generator, Question], Value | None]
ANSWERS: dict[str, Answer] = {}
"""What one expert answers to a question, by its name or its beginning up to "_"; None leaves it out."""


def answers(name: str) -> Callable[[Answer], Answer]:
    """Make a function answer the questions of a name."""

    def register(answer: Answer) -> Answer:
        ANSWERS[name] = answer
        return answer

    return register


def with_further(seed: int, answer_of: AnswerOf) -> AnswerOf:
    """Return what answers the further questions by their names, and all others as before."""

    def answer(place: int, question: Question) -> Value | None:
        further = ANSWERS.get(question.name) or ANSWERS.get(f"{question.name.partition('_')[0]}_")
        if further is None:
            return answer_of(place, question)
        about = f"{question.name}|{question.item}|{question.quadrant}"
        return further(np.random.default_rng([seed, place, zlib.crc32(about.encode())]), question)

    return answer
