"""What a person confirms before the launch: that a mail arrived, that they tried the round themselves."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Any

from survey.db import db, transaction
from survey.errors import InvalidAnswer
from survey.models import Account, Round, Study
from survey.operations.record import record_act

CONFIRMED = ("mail", "tried")
"""What is noted in `Study.checks`: a test mail was sent, somebody answered the first round as a preview."""


@transaction
def note_check(study: Study, name: str, today: date, account: Account | None = None, **facts: Any) -> None:
    """Note that a check was done, on which day, and for which questions.

    Raises:
        InvalidAnswer: when there is no such check.
    """
    if name not in CONFIRMED:
        raise InvalidAnswer("There is no such check.")
    first = next(iter(study.rounds), None)
    entry = {"day": today.isoformat(), "asked": mark_questions(first) if first else "", **facts}
    db.session.refresh(study)
    study.checks = {**study.checks, name: entry}
    record_act(account, study.id, "check_noted", check=name)


def mark_questions(round_: Round) -> str:
    """Return a mark that changes whenever what a round asks does."""
    asked = [
        [section.title, [[q.kind, q.name, q.item, q.quadrant, q.settings] for q in section.questions]]
        for section in round_.sections
    ]
    content = json.dumps([round_.title, round_.intro, asked], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()
