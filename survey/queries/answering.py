"""What an expert's pages show: own answers, feedback, results. Everything here is for that expert alone."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import select

from survey.db import db
from survey.errors import NotFound
from survey.models import Account, Answer, Invitation, Question, Role, Round, Section, Study, StudyRole
from survey.queries.answer_cards import (
    Card,
    Item,
    PanelFigures,
    RoundView,
    SectionView,
    asked_settings,
)
from survey.queries.item_order import arrange
from survey.queries.responses import own_answers, own_block, own_reasons, released_reasons
from survey.queries.studies import with_questions
from survey.questions import Value, get_kind


def get_invitation(invitation_id: str) -> Invitation:
    """Return the invitation of the expert who is here now."""
    return db.session.get_one(Invitation, invitation_id)


def mask_address(email: str) -> str:
    """Return an address that its owner recognises and nobody else can use."""
    name, _, host = email.partition("@")
    return f"{name[:1]}•••@{host}"


def list_organisers(study: Study) -> Sequence[Account]:
    """Return the people who run a study; safe for everyone who was invited."""
    return db.session.scalars(
        select(Account)
        .join(StudyRole, StudyRole.account_id == Account.id)
        .filter(StudyRole.study_id == study.id, StudyRole.role == Role.OWNER)
        .order_by(Account.name)
    ).all()


def get_asked_round(study: Study, number: int) -> Round:
    """Return a round that has been opened, with its questions; drafts are not there for experts."""
    round_ = db.session.scalar(
        select(Round)
        .filter(Round.study_id == study.id, Round.number == number, Round.opened_at.is_not(None))
        .options(*with_questions())
    )
    if round_ is None:
        raise NotFound("This study has no such round.")
    return round_


def find_open_round(study: Study) -> Round | None:
    """Return the round that takes answers now, with its questions."""
    return get_asked_round(study, study.open_round.number) if study.open_round else None


def get_section(view: RoundView, position: int) -> SectionView:
    """Return a page of a round."""
    found = next((each for each in view.sections if each.section.position == position), None)
    if found is None:
        raise NotFound("This round has no such section.")
    return found


def view_round(panelist_id: str, round_: Round) -> RoundView:
    """Return a round with one expert's answers; for that expert's eyes only."""
    own = Own(panelist_id, round_)
    sections = [own.view(section) for section in round_.sections]
    return RoundView(round_, arrange(round_.study, panelist_id, sections))


def view_results(panelist_id: str, round_: Round) -> RoundView:
    """Return a released round with what the panel answered and one's own answers."""
    view = view_round(panelist_id, round_)
    for item in view.items:
        item.panel = panel_figures(round_, item.question.id)
        item.summary = panel_summary(round_, item.question.id)
    return view


def view_item(panelist_id: str, question: Question) -> Item:
    """Return one question with one expert's answer; for that expert's eyes only."""
    return Own(panelist_id, question.section.round).item(question)


def view_feedback(panelist_id: str, question: Question) -> Item:
    """Return one question as it is asked, with what the panel said of it and nobody's answer."""
    before = question.section.round.feedback_round
    earlier = _find_earlier(before, question) if before else None
    panel = panel_figures(before, earlier) if earlier else None
    block = own_block(panelist_id, question)
    return Item(question, block=block, panel=panel, asks_reason=panel is not None)


def panel_figures(round_: Round, question_id: str) -> PanelFigures | None:
    """Return what the frozen findings of a released round show of a question, as far as floors allowed."""
    if not round_.released_at or round_.snapshot is None:
        return None
    entry = round_.snapshot.findings.get("questions", {}).get(question_id, {})
    found = entry.get("consensus") or entry.get("summary", {})
    figures = [found.get(key) for key in ("n", "median", "q1", "q3")]
    return None if None in figures else PanelFigures(*figures, is_whole=found.get("is_whole", True))


def panel_summary(round_: Round, question_id: str) -> dict[str, Any] | None:
    """Return what the frozen findings of a released round hold of a question that is no rating."""
    if not round_.released_at or round_.snapshot is None:
        return None
    found = round_.snapshot.summarised.get(question_id)
    return found["summary"] if found else None


class Own:
    """Everything of one expert in one round, read at once."""

    def __init__(self, panelist_id: str, round_: Round) -> None:
        before = round_.feedback_round
        self.panelist_id = panelist_id
        self.before = before
        self.answers = own_answers(panelist_id, round_)
        self.reasons = own_reasons(panelist_id, round_)
        self.earlier_answers = own_answers(panelist_id, before) if before else {}
        self.others = released_reasons(before, panelist_id) if before else {}
        self.asked_before = _questions_by_target(before) if before else {}

    def view(self, section: Section) -> SectionView:
        """Return a section of the round."""
        return SectionView(
            section, [self._card(list(group)) for _, group in groupby(section.questions, _subject)]
        )

    def _card(self, questions: list[Question]) -> Card:
        earlier = [self.asked_before.get(_target(question)) for question in questions]
        others = [reason for each in earlier if each for reason in self.others.get(each.id, [])]
        return Card([self.item(question) for question in questions], others)

    def item(self, question: Question) -> Item:
        """Return one question of the round."""
        earlier = self.asked_before.get(_target(question))
        answer = self.answers.get(question.id)
        before = self.earlier_answers.get(earlier.id) if earlier else None
        reason = self.reasons.get(question.id)
        panel = panel_figures(self.before, earlier.id) if earlier else None
        block = own_block(self.panelist_id, question)
        return Item(
            question=question,
            block=block,
            values=_form_values(question, answer, block) or {},
            number=answer.number if answer else None,
            version=answer.version if answer else 0,
            earlier=_form_values(question, before),
            earlier_number=before.number if before else None,
            panel=panel,
            summary=panel_summary(self.before, earlier.id) if earlier else None,
            reason=reason.text if reason else "",
            asks_reason=panel is not None,
        )


def _form_values(
    question: Question, answer: Answer | None, block: int | None = None
) -> dict[str, str] | None:
    if answer is None:
        return None
    value = Value(answer.number, answer.data)
    return get_kind(question.kind).write(value, asked_settings(question, block))


def _questions_by_target(round_: Round) -> dict[tuple[str | None, ...], Question]:
    questions = db.session.scalars(select(Question).filter_by(round_id=round_.id))
    return {_target(question): question for question in questions}


def _find_earlier(round_: Round, question: Question) -> str | None:
    """Return the id of the question that asked the same in an earlier round."""
    names = ("name", "driver_id", "option_id", "quadrant")
    same = {name: getattr(question, name) for name in names}
    return db.session.scalar(select(Question.id).filter_by(round_id=round_.id, **same))


def _target(question: Question) -> tuple[str | None, ...]:
    return question.name, question.driver_id, question.option_id, question.quadrant


def _subject(question: Question) -> tuple[str | None, ...]:
    if question.driver_id or question.option_id:
        return question.driver_id, question.option_id
    return None, question.quadrant
