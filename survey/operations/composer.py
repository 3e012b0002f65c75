"""Composing a round before it opens: its texts, its sections, its questions, what it asks again."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from survey.db import db, transaction
from survey.errors import IllegalTransition, InvalidAnswer
from survey.models import Account, Driver, Question, Round, RoundKind, Section, Study
from survey.operations.composer_base import check_codes, check_specs, lock_draft, set_order
from survey.operations.plans_outline import find_named_round, keep_axis_round
from survey.operations.record import record_act
from survey.operations.rounds import QuestionSpec, add_section, create_round, make_question
from survey.questions import check_settings

A_PAGE = 4
"""How many things stand on a page when all of them are asked about in one act."""
MOST_ROUNDS = 20

Text = Mapping[str, str]


@transaction
def add_round(
    study: Study,
    kind: RoundKind,
    title: Text,
    intro: Text,
    feedback_round: Round | None = None,
    account: Account | None = None,
) -> Round:
    """Add a round in preparation after all others."""
    if len(study.rounds) >= MOST_ROUNDS:
        raise InvalidAnswer("A study may have at most %(most)s rounds.", most=MOST_ROUNDS)
    round_ = create_round(study, kind, dict(title), dict(intro), feedback_round)
    record_act(account, study.id, "round_added", round=round_.number, kind=kind)
    return round_


@transaction
def change_round(
    round_: Round, title: Text, intro: Text, feedback_round: Round | None, account: Account | None = None
) -> None:
    """Change what a round in preparation is called, how it is introduced, and which round it feeds back."""
    round_ = lock_draft(round_)
    if feedback_round is not None and feedback_round.number >= round_.number:
        raise InvalidAnswer("Only an earlier round can be fed back.")
    before = {"title": round_.title, "intro": round_.intro, "feedback_of": _number(round_.feedback_round)}
    round_.title, round_.intro = dict(title), dict(intro)
    round_.feedback_round = feedback_round
    after = {"title": round_.title, "intro": round_.intro, "feedback_of": _number(feedback_round)}
    if after != before:
        record_act(account, round_.study_id, "round_changed", round=round_.number, before=before, after=after)


@transaction
def move_round(round_: Round, up: bool, account: Account | None = None) -> None:
    """Exchange a round in preparation with the one before or after it."""
    round_ = lock_draft(round_)
    other = _neighbour(round_.study.rounds, round_, up)
    if other is None or not other.is_draft:
        return
    axis_round = find_named_round(round_.study)
    first, second = sorted((round_, other), key=lambda each: each.number)
    if second.feedback_round_id == first.id:
        raise IllegalTransition(
            "Round %(number)s feeds back the one before it, so that they cannot change places.",
            number=second.number,
        )
    low = first.number
    first.number = -low  # two rounds never have one number, not even for a moment
    db.session.flush()
    second.number = low
    db.session.flush()
    first.number = low + 1
    db.session.flush()
    db.session.expire(round_.study, ["rounds"])
    keep_axis_round(round_.study, axis_round)
    record_act(account, round_.study_id, "rounds_exchanged", rounds=[low, low + 1])


@transaction
def name_section(section: Section, title: Text, account: Account | None = None) -> None:
    """Give a page of a round in preparation another title, or none."""
    round_ = lock_draft(section.round)
    before, section.title = section.title, dict(title)
    if before != section.title:
        record_act(
            account,
            round_.study_id,
            "section_named",
            round=round_.number,
            before=before,
            after=section.title,
        )


@transaction
def add_page(round_: Round, title: Text, account: Account | None = None) -> Section:
    """Add an empty page to a round in preparation."""
    round_ = lock_draft(round_)
    section = add_section(round_, dict(title), [])
    record_act(account, round_.study_id, "section_added", round=round_.number, title=section.title)
    return section


@transaction
def move_section(section: Section, up: bool, account: Account | None = None) -> None:
    """Exchange a page with the one before or after it."""
    round_ = lock_draft(section.round)
    other = _neighbour(round_.sections, section, up)
    if other is not None:
        ordered = list(round_.sections)
        here, there = ordered.index(section), ordered.index(other)
        ordered[here], ordered[there] = ordered[there], ordered[here]
        set_order(round_, [(each, list(each.questions)) for each in ordered])
        record_act(account, round_.study_id, "sections_exchanged", round=round_.number)


@transaction
def add_questions(
    section: Section, specs: Sequence[QuestionSpec], account: Account | None = None
) -> list[Question]:
    """Add questions at the end of a page; what the round asks already is refused."""
    round_ = lock_draft(section.round)
    check_specs(round_, specs)
    position = max((each.position for each in round_.questions), default=0)
    added = [
        make_question(round_, section, position + place, spec) for place, spec in enumerate(specs, start=1)
    ]
    section.questions.extend(added)
    db.session.flush()
    _reorder(round_)
    names = list(dict.fromkeys(spec.name for spec in specs))
    record_act(account, round_.study_id, "questions_added", round=round_.number, names=names, n=len(added))
    return added


@transaction
def ask_of_all(
    round_: Round,
    drivers: Sequence[Driver],
    names: Sequence[str],
    settings: Mapping[str, Any],
    account: Account | None = None,
) -> None:
    """Ask the same ratings of every driver, a few drivers a page; what is asked already stays once."""
    round_ = lock_draft(round_)
    asked = {(each.name, each.driver_id) for each in round_.questions}
    wanted = [
        [QuestionSpec("rating", name, driver=each, settings=settings) for name in names] for each in drivers
    ]
    new = [[spec for spec in specs if (spec.name, spec.driver.id) not in asked] for specs in wanted]
    new = [specs for specs in new if specs]
    if not new:
        raise InvalidAnswer("This round asks all of that already.")
    check_specs(round_, [spec for specs in new for spec in specs])
    for start in range(0, len(new), A_PAGE):
        add_section(round_, {}, [spec for specs in new[start : start + A_PAGE] for spec in specs])
    record_act(
        account,
        round_.study_id,
        "questions_added",
        round=round_.number,
        names=list(names),
        n=sum(map(len, new)),
    )


@transaction
def change_question(question: Question, settings: Mapping[str, Any], account: Account | None = None) -> None:
    """Change the settings of a question of a round in preparation."""
    round_ = lock_draft(question.section.round)
    check_settings(question.kind, settings)
    check_codes(round_.study, question.kind, settings)
    before, question.settings = question.settings, dict(settings)
    if before != question.settings:
        record_act(
            account,
            round_.study_id,
            "question_changed",
            round=round_.number,
            name=question.name,
            before=before,
            after=question.settings,
        )


@transaction
def move_question(question: Question, up: bool, account: Account | None = None) -> None:
    """Move a question one place; beyond the edge of its page it goes over to the neighbouring one."""
    round_ = lock_draft(question.section.round)
    pages = [(section, list(section.questions)) for section in round_.sections]
    at = next(place for place, (section, _) in enumerate(pages) if section.id == question.section_id)
    here = pages[at][1]
    place = here.index(question)
    target = place + (-1 if up else 1)
    if 0 <= target < len(here):
        here[place], here[target] = here[target], here[place]
    elif 0 <= (beside := at + (-1 if up else 1)) < len(pages):
        here.remove(question)
        pages[beside][1].insert(len(pages[beside][1]) if up else 0, question)
    else:
        return
    set_order(round_, pages)
    record_act(account, round_.study_id, "question_moved", round=round_.number, name=question.name)


def _reorder(round_: Round) -> None:
    set_order(round_, [(section, list(section.questions)) for section in round_.sections])


def _neighbour(all_: Collection[Any], one: Any, up: bool) -> Any:
    ordered = list(all_)
    place = ordered.index(one) + (-1 if up else 1)
    return ordered[place] if 0 <= place < len(ordered) else None


def _number(round_: Round | None) -> int | None:
    return round_.number if round_ else None
