"""What the study's people state for the methods annex: each once, in the study's languages."""

from __future__ import annotations

from collections.abc import Mapping

from survey.db import db, transaction
from survey.errors import StaleAnswer
from survey.models import Account, Study
from survey.models.adoption import mark_content
from survey.operations.identifiers import refuse_registration_numbers
from survey.operations.record import record_act


def mark_statement(study: Study, code: str) -> str:
    """Return a mark by which a form tells that nobody changed a statement since it was shown."""
    return mark_content(study.statements.get(code) or {})


@transaction
def state(study: Study, code: str, text: Mapping[str, str], mark: str, account: Account | None) -> None:
    """Keep a statement in every language in which it is given; emptied, it is open again.

    Args:
        study: whose statement it is.
        code: which statement.
        text: its words by language.
        mark: what its author saw before changing it.
        account: who states it.

    Raises:
        StaleAnswer: when somebody else changed it meanwhile.
    """
    refuse_registration_numbers(*text.values())
    db.session.refresh(study, with_for_update=True)
    if mark != mark_statement(study, code):
        raise StaleAnswer(
            "Somebody else changed this statement meanwhile. Compare with theirs, and save again."
        )
    before = study.statements.get(code) or {}
    if dict(text) == before:
        return
    kept = {**study.statements, code: dict(text)}
    study.statements = {each: words for each, words in kept.items() if words}
    record_act(account, study.id, "statement_changed", statement=code, before=before, after=dict(text))
