"""The course of a round: what may follow what, and what each step leaves behind, on both databases."""

from datetime import date

import pytest
from sqlalchemy import func, select

from survey.db import db
from survey.errors import (
    BadStudyFile,
    IllegalTransition,
    NothingToDecide,
    ProtocolLocked,
    RoundAlreadyOpen,
    RoundEmpty,
    TooFewAnswers,
)
from survey.models import AuditEntry, Invitation, OutboxMessage, Round, RoundKind, RoundState, Snapshot
from survey.operations import panel, rounds, studies
from survey.operations.decisions import adopt_axes
from survey.operations.moderation import moderate_reason
from survey.operations.responses import save_reason
from survey.queries.boards import count_held_reasons
from survey.queries.feedback import read_arguments
from survey.queries.reasons import get_queue
from tests import factories
from tests.postgres import on_both_databases
from tests.threads import at_once

pytestmark = on_both_databases


@pytest.fixture
def study(app):
    """A study of two drivers with its rounds planned and a panel of five."""
    study = factories.make_study(n_drivers=2)
    factories.make_rounds(study)
    factories.make_panel(study, 5)
    return study


def close(round_, n=5):
    """Close a round that so many have answered."""
    experts = db.session.scalars(select(Invitation).filter_by(study_id=round_.study_id)).all()
    if round_.is_open:
        factories.answer_round(round_, experts[:n], submit=False)
    return rounds.close_round(round_, factories.freeze_plainly)


def test_a_round_goes_from_draft_over_open_and_closed_to_released(study):
    round_ = study.rounds[0]
    states = [round_.state]
    for step in (rounds.open_round, close, rounds.release_round):
        step(round_)
        states.append(round_.state)
    assert states == [RoundState.DRAFT, RoundState.OPEN, RoundState.CLOSED, RoundState.RELEASED]


@pytest.mark.parametrize("state", ["draft", "open", "closed", "released"])
def test_only_the_next_step_is_allowed(study, state):
    round_ = study.rounds[0]
    steps = {"open": rounds.open_round, "closed": close, "released": rounds.release_round}
    order = list(steps)
    for name in order[: order.index(state) + 1] if state in steps else []:
        steps[name](round_)
    following = {"draft": {"open"}, "open": {"closed"}, "closed": {"released"}, "released": {"released"}}
    for name in set(steps) - following[state]:
        with pytest.raises(IllegalTransition):
            steps[name](round_)
    assert round_.state == state


def test_a_round_waits_for_the_one_before_it(study):
    first, second = study.rounds
    with pytest.raises(IllegalTransition, match="Round 1 comes first"):
        rounds.open_round(second)
    rounds.open_round(first)
    with pytest.raises(RoundAlreadyOpen, match="Close round 1 first"):
        rounds.open_round(second)
    close(first)
    assert rounds.open_round(second).is_open


def test_a_round_without_questions_does_not_open(app):
    study = factories.make_study(n_drivers=0)
    round_ = rounds.create_round(study, RoundKind.FREE, factories.text("Empty"), {})
    with pytest.raises(RoundEmpty):
        rounds.open_round(round_)


def test_opening_the_first_round_locks_the_protocol(study):
    studies.change_protocol(study, {"min_n": 6})
    rounds.open_round(study.rounds[0])
    assert study.protocol_hash == rounds.hash_protocol(study.protocol)
    with pytest.raises(ProtocolLocked):
        studies.change_protocol(study, {"min_n": 2})
    assert study.protocol["min_n"] == 6


def test_an_open_round_takes_no_more_questions(study):
    rounds.open_round(study.rounds[0])
    with pytest.raises(IllegalTransition):
        rounds.add_section(study.rounds[0], {}, [rounds.QuestionSpec("rating", "late")])


def test_opening_a_round_releases_the_one_it_feeds_back(study):
    first, second = study.rounds
    rounds.open_round(first)
    close(first)
    assert first.state is RoundState.CLOSED
    rounds.open_round(second)
    assert first.state is RoundState.RELEASED


def test_opening_announces_itself_to_everybody_who_still_takes_part(study):
    left = factories.make_expert(study)
    panel.revoke_invitation(study, left)
    rounds.open_round(study.rounds[0])
    messages = db.session.scalars(select(OutboxMessage)).all()
    assert [message.kind for message in messages] == ["invitation"] * 5
    assert left.id not in {message.invitation_id for message in messages}
    assert {message.sent_at for message in messages} == {None}


def test_a_deadline_closes_nothing_by_itself(study):
    round_ = study.rounds[0]
    rounds.open_round(round_)
    rounds.set_deadline(round_, date(2020, 1, 1))
    assert round_.is_open
    close(round_)
    with pytest.raises(IllegalTransition):
        rounds.set_deadline(round_, date(2030, 1, 1))


def test_two_coordinators_who_close_at_once_make_one_snapshot(app, study):
    rounds.open_round(study.rounds[0])
    round_id = study.rounds[0].id
    told = at_once(app, [lambda: close(db.session.get(Round, round_id)).id] * 4)
    assert sum(isinstance(each, str) for each in told) == 1
    assert sum(isinstance(each, IllegalTransition) for each in told) == 3
    assert db.session.scalar(select(func.count()).select_from(Snapshot)) == 1


def test_two_coordinators_who_open_at_once_open_once(app, study):
    round_id = study.rounds[0].id
    told = at_once(app, [lambda: rounds.open_round(db.session.get(Round, round_id)).number] * 4)
    assert sum(each == 1 for each in told) == 1
    assert sum(isinstance(each, IllegalTransition) for each in told) == 3
    assert db.session.scalar(select(func.count()).select_from(OutboxMessage)) == 5


def test_axes_stay_while_the_panel_answers_about_them(app):
    study = factories.make_study(n_drivers=2)
    round_ = rounds.create_round(study, RoundKind.CONFIRM, factories.text("Axes"), {})
    rounds.add_section(round_, {}, [rounds.QuestionSpec("rating", "dependence_ab")])
    rounds.open_round(round_)
    with pytest.raises(IllegalTransition, match="Close round 1 first"):
        adopt_axes(study, None, [])
    close(round_)
    with pytest.raises(NothingToDecide):
        adopt_axes(study, None, [])


def test_every_step_is_in_the_audit_log(study):
    owner = factories.make_account(study=study)
    round_ = study.rounds[0]
    rounds.open_round(round_, owner)
    factories.answer_round(round_, factories.make_panel(study, 5))
    rounds.close_round(round_, factories.freeze_plainly, owner)
    rounds.release_round(round_, owner)
    acts = db.session.scalars(select(AuditEntry).filter_by(account_id=owner.id).order_by(AuditEntry.number))
    assert [entry.action for entry in acts][-3:] == ["round_opened", "round_closed", "round_released"]


def test_reasons_reach_the_panel_only_when_seen_and_the_round_released(study):
    round_ = study.rounds[0]
    invitations = factories.make_panel(study, 2)
    rounds.open_round(round_)
    question = round_.questions[0]
    first, second = (
        save_reason(factories.panelist_id(study, each), question, f"Reason {number}.", "en")
        for number, each in enumerate(invitations)
    )
    with pytest.raises(IllegalTransition):
        moderate_reason(first, "released")
    close(round_)
    moderate_reason(first, "released")
    moderate_reason(second, "hidden")
    assert read_arguments(round_, "viewer") == {}
    rounds.release_round(round_)
    for reader, is_own in (("viewer", False), (first.panelist_id, True)):
        (argument,) = read_arguments(round_, reader)[question.id]
        assert (argument.text, argument.is_own) == ("Reason 0.", is_own)


def test_a_round_of_four_is_never_shown(study):
    first, second = study.rounds
    rounds.open_round(first)
    writer = factories.make_expert(study)
    reason = save_reason(factories.panelist_id(study, writer), first.questions[0], "A reason.", "en")
    close(first, n=4)
    for show in (rounds.release_round, lambda _: moderate_reason(reason, "released")):
        with pytest.raises(TooFewAnswers, match="Fewer than five experts"):
            show(first)
    rounds.open_round(second)
    assert first.released_at is None
    assert get_queue(study).n_all == 0
    assert count_held_reasons(study) == 0


def test_feedback_is_a_list_of_known_forms(app):
    with pytest.raises(BadStudyFile, match="distribution, groups, arguments"):
        factories.make_study(protocol={"feedback": ["histogram"]})
    study = factories.make_study(protocol={"feedback": []})
    with pytest.raises(BadStudyFile):
        studies.change_protocol(study, {"feedback": "everything"})
    assert studies.change_protocol(study, {"feedback": ["arguments"]}).feedback == ("arguments",)
    older = factories.make_study(protocol={"feedback": "distribution and reasons"})
    assert older.feedback == ("distribution", "arguments")


def test_without_feedback_the_round_before_is_shared_only_after_the_last_one(app):
    study = factories.make_study(n_drivers=2, protocol={"feedback": []})
    factories.make_panel(study, 5)
    first, second = factories.make_rounds(study)[:2]
    rounds.open_round(first)
    close(first)
    with pytest.raises(IllegalTransition, match="asks again without feedback"):
        rounds.release_round(first)
    rounds.open_round(second)
    assert first.released_at is None
    close(second)
    assert rounds.release_round(first).released_at
