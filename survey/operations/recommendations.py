"""What an author may decide about recommendations: their words, their order, which are left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from survey.db import db, transaction
from survey.errors import CannotPutBack, NotFound, StaleAnswer
from survey.framing.outlook import lock_outlook
from survey.models import Account, Option, Recommendation, Study
from survey.models.adoption import mark_content
from survey.operations.bin import put_in_bin, restores
from survey.operations.identifiers import refuse_registration_numbers
from survey.operations.record import record_act

WORDED_FOR = "worded_for"
"""Under which key a study's outlook keeps for which class each recommendation was worded, by option."""


@dataclass(frozen=True)
class Wording:
    """An author's words in each language; where there are none, those of the figures stand."""

    sentence: Mapping[str, str]
    changes_mind: Mapping[str, str]


def mark_recommendation(row: Recommendation | None) -> str:
    """Return a mark by which a form tells that nobody changed a recommendation since it was shown."""
    if row is None:
        return mark_content(None)
    return mark_content([row.sentence, row.changes_mind, row.is_left_out])


def find_recommendation(study: Study, option_id: str) -> tuple[Option, Recommendation | None]:
    """Return an option of the study and what an author decided about it, if anything."""
    option = db.session.get(Option, option_id)
    if option is None or option.study_id != study.id:
        raise NotFound("There is no such option.")
    row = db.session.scalar(select(Recommendation).filter_by(study_id=study.id, option_id=option.id))
    return option, row


@transaction
def word_recommendation(
    study: Study,
    option_id: str,
    wording: Wording,
    mark: str,
    option_class: str | None,
    account: Account | None = None,
) -> Recommendation | None:
    """Keep an author's words about an option, and for which class they were written.

    Args:
        study: whose recommendation it is.
        option_id: the option that it is about.
        wording: the words; empty in every language, they make room for those of the figures again.
        mark: what the author saw before changing it.
        option_class: the class that the option has now.
        account: who words it.

    Raises:
        StaleAnswer: when somebody else changed it meanwhile.
    """
    refuse_registration_numbers(*wording.sentence.values(), *wording.changes_mind.values())
    option, row = _lock(study, option_id, mark)
    before = _facts(row)
    after = {"sentence": dict(wording.sentence), "changes_mind": dict(wording.changes_mind)}
    if after == before:
        return row
    if row is not None and not any(after.values()):
        _discard(study, option, row, account)
        return None
    row = row or _add(study, option)
    row.sentence, row.changes_mind = after["sentence"], after["changes_mind"]
    _keep_class(study, option, option_class)
    db.session.flush()
    record_act(account, study.id, "recommendation_worded", option=option.code, before=before, after=after)
    return row


@transaction
def leave_out(
    study: Study, option_id: str, is_left_out: bool, mark: str, account: Account | None = None
) -> Recommendation | None:
    """Leave a recommendation out of the report, or take it up again; the methods annex names it."""
    option, row = _lock(study, option_id, mark)
    if (row is not None and row.is_left_out) == is_left_out:
        return row
    row = row or _add(study, option)
    row.is_left_out = is_left_out
    db.session.flush()
    act = "recommendation_left_out" if is_left_out else "recommendation_taken_up"
    record_act(account, study.id, act, option=option.code)
    return row


@transaction
def move_recommendation(
    study: Study, option_id: str, step: int, shown: Sequence[str], mark: str, account: Account | None = None
) -> None:
    """Move a recommendation up (-1) or down (1) by one place; at the end it stays where it is.

    Args:
        study: whose recommendations they are.
        option_id: which one moves.
        step: -1 or 1.
        shown: the options of all recommendations in the order in which they stand now.
        mark: the order that the author saw.
        account: who moves it.
    """
    db.session.refresh(study, with_for_update=True)
    option, _row = find_recommendation(study, option_id)
    if mark != mark_content(list(shown)):
        raise StaleAnswer("Somebody else changed the order meanwhile. Look at it as it stands now.")
    order = list(shown)
    place = order.index(option.id) if option.id in order else -1
    if place < 0 or not 0 <= place + step < len(order):
        return
    order[place], order[place + step] = order[place + step], order[place]
    for position, each in enumerate(order, start=1):
        other, row = find_recommendation(study, each)
        (row or _add(study, other)).position = position
    db.session.flush()
    db.session.expire(study, ["recommendations"])
    record_act(account, study.id, "recommendations_ordered", option=option.code, step=step)


@transaction
def order_as_computed(study: Study, account: Account | None = None) -> None:
    """Let the figures order the recommendations again."""
    db.session.refresh(study, with_for_update=True)
    if not any(row.position for row in study.recommendations):
        return
    for row in study.recommendations:
        row.position = 0
    db.session.flush()
    record_act(account, study.id, "recommendations_ordered", by="figures")


@restores("recommendation")
def _restore(study: Study, content: dict[str, Any]) -> Recommendation:
    if db.session.get(Option, content["option_id"]) is None:
        raise CannotPutBack("The option that it is about is not there any more.")
    option, row = find_recommendation(study, content["option_id"])
    if row is not None and (row.sentence or row.changes_mind):
        raise CannotPutBack("This recommendation was worded anew meanwhile. Take those words back first.")
    row = row or _add(study, option)
    row.sentence, row.changes_mind = content["sentence"], content["changes_mind"]
    _keep_class(study, option, content[WORDED_FOR])
    return row


def _lock(study: Study, option_id: str, mark: str) -> tuple[Option, Recommendation | None]:
    db.session.refresh(study, with_for_update=True)
    option, row = find_recommendation(study, option_id)
    if mark != mark_recommendation(row):
        raise StaleAnswer(
            "Somebody else changed this recommendation meanwhile. Compare with theirs, and save again."
        )
    return option, row


def _add(study: Study, option: Option) -> Recommendation:
    row = Recommendation(
        study_id=study.id, option_id=option.id, position=0, sentence={}, changes_mind={}, is_left_out=False
    )
    study.recommendations.append(row)
    return row


def _facts(row: Recommendation | None) -> dict[str, Any]:
    if row is None:
        return {"sentence": {}, "changes_mind": {}}
    return {"sentence": dict(row.sentence), "changes_mind": dict(row.changes_mind)}


def _discard(study: Study, option: Option, row: Recommendation, account: Account | None) -> None:
    """Put an author's words into the bin; those of the figures stand again, in the same place."""
    worded_for = study.outlook.get(WORDED_FOR, {}).get(option.code)
    words = {"option_id": option.id, **_facts(row), WORDED_FOR: worded_for}
    put_in_bin(study, "recommendation", option.name, words, account)
    row.sentence, row.changes_mind = {}, {}
    _keep_class(study, option, None)
    if not row.position and not row.is_left_out:
        study.recommendations.remove(row)
    db.session.flush()


def _keep_class(study: Study, option: Option, option_class: str | None) -> None:
    lock_outlook(study)
    known = {**study.outlook.get(WORDED_FOR, {}), option.code: option_class}
    kept = {code: each for code, each in known.items() if each}
    study.outlook = {**study.outlook, WORDED_FOR: kept}
