"""What an expert's pages show: own answers, feedback, results. Everything here is for that expert alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from sqlalchemy import select

from survey.db import db
from survey.errors import NotFound
from survey.models import Account, Answer, Invitation, Question, Role, Round, Section, Study, StudyRole
from survey.queries.answer_cards import Card, RoundView, SectionView
from survey.queries.answer_items import Item, asked_settings
from survey.queries.feedback import (
    Argument,
    Arguments,
    join_arguments,
    read_arguments,
    read_groups,
    read_panel,
    read_summary,
)
from survey.queries.item_order import arrange
from survey.queries.responses import own_answers, own_block, own_reasons
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
    """Return a released round with what the panel answered and wrote, and one's own answers."""
    view = view_round(panelist_id, round_)
    said = read_arguments(round_, panelist_id)
    return RoundView(
        round_,
        [
            replace(section, cards=[_with_results(each, said) for each in section.cards])
            for section in view.sections
        ],
    )


def _with_results(card: Card, said: Mapping[str, Sequence[Argument]]) -> Card:
    for item in card.items:
        show_panel(item, item.question.section.round, item.question.id)
    return replace(card, others=_arguments_on([item.question for item in card.items], said))


def show_panel(item: Item, round_: Round, question_id: str) -> None:
    """Put what the panel answered to a question of a released round beside an expert's own answer."""
    item.panel = read_panel(round_, question_id)
    item.groups = read_groups(round_, question_id)
    item.summary = read_summary(round_, question_id)


def _arguments_on(questions: Sequence[Question], said: Mapping[str, Sequence[Argument]]) -> Arguments:
    # A reason for several answers at once says nothing of which of them is meant.
    with_bands = len(questions) == 1 or bool(questions and questions[0].section.round.feedback_round)
    return join_arguments(said, [question.id for question in questions], with_bands=with_bands)


def view_item(panelist_id: str, question: Question) -> Item:
    """Return one question with one expert's answer; for that expert's eyes only."""
    return Own(panelist_id, question.section.round).item(question)


def view_feedback(panelist_id: str, question: Question) -> Item:
    """Return one question as it is asked, with what the panel said of it and nobody's answer."""
    before = question.section.round.feedback_round
    earlier = _find_earlier(before, question) if before else None
    item = Item(question, block=own_block(panelist_id, question))
    if earlier:
        show_panel(item, before, earlier)
    item.asks_reason = item.panel is not None
    return item


class Own:
    """Everything of one expert in one round, read at once."""

    def __init__(self, panelist_id: str, round_: Round) -> None:
        before = round_.feedback_round
        self.panelist_id = panelist_id
        self.before = before
        self.answers = own_answers(panelist_id, round_)
        self.reasons = own_reasons(panelist_id, round_)
        self.earlier_answers = own_answers(panelist_id, before) if before else {}
        self.others = read_arguments(before, panelist_id) if before else {}
        self.asked_before = _questions_by_target(before) if before else {}

    def view(self, section: Section) -> SectionView:
        """Return a section of the round."""
        return SectionView(
            section, [self._card(list(group)) for _, group in groupby(section.questions, _subject)]
        )

    def _card(self, questions: list[Question]) -> Card:
        earlier = [self.asked_before.get(_target(question)) for question in questions]
        others = _arguments_on([each for each in earlier if each], self.others)
        return Card([self.item(question) for question in questions], others)

    def item(self, question: Question) -> Item:
        """Return one question of the round."""
        earlier = self.asked_before.get(_target(question))
        answer = self.answers.get(question.id)
        before = self.earlier_answers.get(earlier.id) if earlier else None
        reason = self.reasons.get(question.id)
        block = own_block(self.panelist_id, question)
        item = Item(
            question=question,
            block=block,
            values=_form_values(question, answer, block) or {},
            number=answer.number if answer else None,
            version=answer.version if answer else 0,
            earlier=_form_values(question, before),
            earlier_number=before.number if before else None,
            reason=reason.text if reason else "",
        )
        if earlier:
            show_panel(item, self.before, earlier.id)
        item.asks_reason = item.panel is not None
        return item


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
