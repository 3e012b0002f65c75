"""All that is kept about one expert, from both sides of the wall; for that expert's eyes alone."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import func, select

from survey.db import db
from survey.filters import localized, make_inert
from survey.models import (
    Answer,
    Invitation,
    Link,
    OutboxMessage,
    Panelist,
    QuestionBlock,
    Reason,
    ReasonState,
    Round,
    Study,
    Submission,
)
from survey.queries.answer_cards import Item
from survey.queries.answering import view_round
from survey.queries.consent import list_consents
from survey.queries.responses import find_submission, own_answers, own_reasons
from survey.queries.studies import get_round


@dataclass(frozen=True)
class OwnCounts:
    """How much a person has said, by what can happen to it when they leave."""

    n_open: int
    n_closed: int
    n_reasons_unseen: int
    n_reasons_shown: int


@dataclass(frozen=True)
class OwnData:
    """Everything that is kept about a person in one study; days, never times."""

    study: dict[str, Any]
    person: dict[str, Any]
    links: list[dict[str, Any]] = field(default_factory=list)
    consents: list[dict[str, Any]] = field(default_factory=list)
    messages: list[dict[str, Any]] = field(default_factory=list)
    rounds: list[dict[str, Any]] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """Return it as a file can keep it."""
        return asdict(self)


def read_own_data(study: Study, invitation: Invitation, panelist_id: str) -> OwnData:
    """Return everything that is kept about the person who is here now."""
    numbers = {round_.id: round_.number for round_ in study.rounds}
    finished = {each.round_id: each.finished_on for each in invitation.participations}
    return OwnData(
        study={"code": study.code, "title": localized(study.title), "privacy_mode": study.privacy_mode},
        person=_person(invitation, db.session.get(Panelist, panelist_id)),
        links=_links(invitation),
        consents=[_consent(each) for each in list_consents(invitation.id)],
        messages=_messages(invitation, numbers),
        rounds=[
            _round(get_round(study, number), panelist_id, finished.get(round_id))
            for round_id, number in numbers.items()
        ],
    )


def count_own(study: Study, panelist_id: str) -> OwnCounts:
    """Return how much the person who is here now has said."""
    answers = select(func.count()).select_from(Answer).filter_by(panelist_id=panelist_id)
    answers = answers.join(Round, Round.id == Answer.round_id)
    n_open = db.session.scalar(answers.where(Round.closed_at.is_(None)))
    n_closed = db.session.scalar(answers.where(Round.closed_at.is_not(None)))
    reasons = select(func.count()).select_from(Reason).filter_by(panelist_id=panelist_id)
    n_reasons = db.session.scalar(reasons)
    shown = reasons.join(Round, Round.id == Reason.round_id).where(
        Round.released_at.is_not(None), Reason.state == ReasonState.RELEASED
    )
    n_shown = db.session.scalar(shown)
    return OwnCounts(n_open, n_closed, n_reasons - n_shown, n_shown)


def list_own_answers(study: Study, panelist_id: str) -> dict[int, list[tuple[str, Item]]]:
    """Return by round what the person answered: the question in words, and the item that tells the answer."""
    numbers = [round_.number for round_ in study.rounds]
    found: dict[int, list[tuple[str, Item]]] = {}
    for number in numbers:
        round_ = get_round(study, number)
        answered = own_answers(panelist_id, round_)
        items = view_round(panelist_id, round_).items
        found[number] = [(_question(item), item) for item in items if item.question.id in answered]
    return found


def list_cells(data: OwnData) -> str:
    """Return everything as CSV: which part it is of, which entry, what, and its value."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(("part", "entry", "what", "value"))
    for part, content in data.as_dict().items():
        entries = content if isinstance(content, list) else [content]
        for number, entry in enumerate(entries, start=1):
            for what, value in _flatten(entry):
                writer.writerow([make_inert(str(cell)) for cell in (part, number, what, value)])
    return file.getvalue()


def _flatten(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict | list):
        pairs = value.items() if isinstance(value, dict) else enumerate(value, start=1)
        for key, each in pairs:
            yield from _flatten(each, f"{path}.{key}" if path else str(key))
    else:
        yield path, "" if value is None else value


def _person(invitation: Invitation, panelist: Panelist | None) -> dict[str, Any]:
    group = invitation.group
    return {
        "name": invitation.name,
        "email": invitation.email,
        "language": invitation.language,
        "group": localized(group.name) if group else None,
        "group_of_answers": localized(panelist.group.name) if panelist and panelist.group else None,
        "uninvited_on": _day(invitation.revoked_at.date() if invitation.revoked_at else None),
        "left_on": _day(invitation.withdrawn_on),
        "mail_stopped_on": _day(invitation.mail_stopped_on),
        "address_problem": invitation.address_problem or None,
    }


def _links(invitation: Invitation) -> list[dict[str, Any]]:
    links = db.session.scalars(
        select(Link).filter_by(invitation_id=invitation.id).order_by(Link.serial)
    ).all()
    return [
        {"number": link.serial, "is_valid": link.serial == invitation.link_serial, "kept_as": "hash"}
        for link in links
    ]


def _consent(consent: Any) -> dict[str, Any]:
    notice = consent.notice
    return {
        "given_on": _day(consent.given_on),
        "may_quote": consent.may_quote,
        "may_thank": consent.may_thank,
        "version": notice.version,
        "language": notice.language,
        "hash": notice.hash,
        "text": notice.text,
    }


def _messages(invitation: Invitation, numbers: dict[str, int]) -> list[dict[str, Any]]:
    messages = db.session.scalars(
        select(OutboxMessage)
        .filter_by(invitation_id=invitation.id)
        .order_by(OutboxMessage.not_before, OutboxMessage.kind, OutboxMessage.sequence)
    ).all()
    return [
        {
            "round": numbers[message.round_id],
            "kind": message.kind,
            "number": message.sequence,
            "sent_on": _day(message.sent_at.date() if message.sent_at else None),
            "attempts": message.attempts,
            "last_error": message.last_error or None,
        }
        for message in messages
    ]


def _round(round_: Round, panelist_id: str, finished_on: date | None) -> dict[str, Any]:
    submission: Submission | None = find_submission(panelist_id, round_)
    answers, reasons = own_answers(panelist_id, round_), own_reasons(panelist_id, round_)
    items = view_round(panelist_id, round_).items
    blocks = select(QuestionBlock).filter_by(panelist_id=panelist_id)
    parts = {each.question_id: each.block for each in db.session.scalars(blocks)}
    return {
        "number": round_.number,
        "title": localized(round_.title),
        "began": submission is not None,
        "submitted": submission is not None and submission.is_submitted,
        "finished_on": _day(finished_on),
        "answers": [
            _answer(item, answers[item.question.id]) for item in items if item.question.id in answers
        ],
        "reasons": [
            {
                "question": _question(item),
                "text": reasons[item.question.id].text,
                "language": reasons[item.question.id].language,
                "state": reasons[item.question.id].state,
            }
            for item in items
            if item.question.id in reasons
        ],
        "parts": [
            {"question": _question(item), "part": parts[item.question.id]}
            for item in items
            if item.question.id in parts
        ],
    }


def _answer(item: Item, answer: Answer) -> dict[str, Any]:
    return {
        "question": _question(item),
        "state": answer.state,
        "number": answer.number,
        "choice": answer.data,
        "version": answer.version,
    }


def _question(item: Item) -> str:
    """Return a question in words: what is judged, and what was asked about it."""
    question = item.question
    target = question.driver or question.option
    corner = localized(question.settings.get("corner", {}).get("name"))
    where = corner or question.quadrant or ""
    parts = [localized(target.name) if target else "", where, str(item.prompt.label)]
    return " – ".join(part for part in parts if part)


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
