"""What was asked in each round: every question once, with its wording, its scale, and of how many items."""

from __future__ import annotations

from collections.abc import Iterator

from survey.models import Question, Round, Study
from survey.questions.prompts import wording
from survey.reports.assembly.panel import closed_rounds
from survey.reports.parts.conduct import AskedQuestion
from survey.words.kinds import KIND_WORDS


def list_asked(study: Study) -> tuple[AskedQuestion, ...]:
    """Return the questions of closed rounds in the order in which they were asked."""
    return tuple(asked for round_ in closed_rounds(study) for asked in _of_round(round_))


def _of_round(round_: Round) -> Iterator[AskedQuestion]:
    by_name: dict[tuple[str, str], list[Question]] = {}
    for question in round_.questions:
        by_name.setdefault((question.name, question.kind), []).append(question)
    for (name, kind), questions in by_name.items():
        prompt = wording(name, questions[0].settings)
        scale = questions[0].settings.get("scale") or ()
        yield AskedQuestion(
            round_number=round_.number,
            kind=str(KIND_WORDS[kind][0]),
            label=str(prompt.label),
            wording=str(prompt.help),
            scale=tuple(float(end) for end in scale),
            ends=(str(prompt.low), str(prompt.high)) if scale else (),
            n_items=len({question.item + (question.quadrant or "") for question in questions}),
            versions=tuple(sorted({q.driver_version for q in questions if q.driver_version})),
        )
