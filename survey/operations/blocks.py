"""Sharing a question out among the panel: who is asked which part of it.

A block is a number and nothing else. When a round opens, its blocks go to the panelists by lot; whoever joins
later draws among those that the fewest have. So no number tells who was invited when.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from secrets import SystemRandom

from sqlalchemy import select

from survey.db import db, transaction
from survey.models import Panelist, Question, QuestionBlock, Round, Study
from survey.operations.storage_order import forget_order
from survey.questions import get_kind

_lot = SystemRandom()


@transaction
def share_out(round_: Round) -> None:
    """Give every panelist a block of each question of an opening round that is asked in parts."""
    panelists = list(db.session.scalars(select(Panelist.id).filter_by(study_id=round_.study_id)))
    for question in _shared_out(round_.questions):
        _lot.shuffle(panelists)
        for block, panelist_id in enumerate(panelists):
            db.session.add(QuestionBlock(question_id=question.id, panelist_id=panelist_id, block=block))
        forget_order(QuestionBlock, "block", question_id=question.id)


@transaction
def share_out_to(study: Study, panelist_id: str) -> None:
    """Give a panelist who joins while a round is open one of the blocks that the fewest have."""
    round_ = study.open_round
    for question in _shared_out(round_.questions if round_ else ()):
        block = _lot.choice(_least_used(question))
        db.session.add(QuestionBlock(question_id=question.id, panelist_id=panelist_id, block=block))
        forget_order(QuestionBlock, "block", question_id=question.id)


def _shared_out(questions: Iterable[Question]) -> list[Question]:
    return [question for question in questions if get_kind(question.kind).has_blocks]


def _least_used(question: Question) -> Sequence[int]:
    blocks = select(QuestionBlock.block).filter_by(question_id=question.id)
    used = Counter(db.session.scalars(blocks))
    everything = range(max(used, default=0) + 1)
    fewest = min(used[block] for block in everything)
    return [block for block in everything if used[block] == fewest]
