"""Processes that answer or close until they are killed; each line they write was acknowledged before."""

import random
from datetime import date

from sqlalchemy import select

from survey import create_app
from survey.db import db
from survey.models import Invitation, Question, Round
from survey.operations import responses, rounds
from survey.questions import Value
from tests import factories


def answer_until_killed(settings, ledger: str, seed: int) -> None:
    """Answer, give reasons and submit for ever; write down each value once it is acknowledged."""
    app, dice = create_app(settings), random.Random(seed)
    with app.app_context(), open(ledger, "ab", buffering=0) as told:
        question_ids = db.session.scalars(select(Question.id)).all()
        invitation_ids = db.session.scalars(select(Invitation.id)).all()
        while True:
            invitation = db.session.get(Invitation, dice.choice(invitation_ids))
            question = db.session.get(Question, dice.choice(question_ids))
            pseudonym = factories.panelist_id(question.section.round.study, invitation)
            number = float(dice.randint(1, 7))
            version = responses.save_answer(pseudonym, question, Value(number=number))
            told.write(f"{pseudonym} {question.id} {version} {number}\n".encode())
            responses.save_reason(pseudonym, question, f"Because of {number}.", "en")
            responses.submit_round(pseudonym, invitation, question.section.round, date(2026, 3, 2))


def close_when_told(settings, pipe) -> None:
    """Close the open round as soon as told; say so once that is acknowledged."""
    app = create_app(settings)
    with app.app_context():
        round_ = db.session.scalars(select(Round)).one()
        pipe.send("ready")
        pipe.recv()
        rounds.close_round(round_, factories.freeze_plainly)
        pipe.send("closed")
        pipe.recv()
