"""A closed round opened again: by rule, with its reason, and without telling what a few answered since."""

import itertools

import pytest
from sqlalchemy import select, text

from survey.db import db
from survey.errors import IllegalTransition, MissingReason
from survey.models import Finding, Role, Snapshot, SupersededSnapshot
from survey.operations import leaving, reopening, responses, rounds
from survey.questions import Value
from survey.results import freeze_round, propose_axes
from survey.results.reopened import LATER, count_changed
from tests import factories
from tests.postgres import on_both_databases
from tests.world import adopt_axes

N_EXPERTS = 12
REASON = "Two experts had no access in the last week."


@pytest.fixture
def study(app):
    """A study with one closed round that ten of twelve experts answered, and a draft after it."""
    study = factories.make_study(n_drivers=0, owner=factories.make_account())
    factories.make_panel(study, N_EXPERTS)
    round_ = factories.make_round(study, n_questions=2)
    factories.make_round(study, opened=False)
    factories.answer_round(round_, panel(study)[:10])
    rounds.close_round(round_, freeze_round)
    return study


def panel(study):
    from survey.queries.panel import list_members

    return [member.invitation for member in list_members(study, None)]


def answer(study, expert, number):
    pseudonym = factories.panelist_id(study, expert)
    for question in study.rounds[0].questions:
        responses.save_answer(pseudonym, question, Value(number=float(number)))


def close_again(study):
    return rounds.close_round(study.rounds[0], freeze_round)


def shown(findings):
    """Return what a round's figures say, without the word that it was opened again."""
    return {key: value for key, value in findings.items() if key != "reopened"}


# The rule


@on_both_databases
def test_what_it_held_is_kept_where_nobody_changes_it(app, study):
    round_, old = study.rounds[0], study.rounds[0].snapshot
    before = (old.answers, old.findings, old.input_hash, old.taken_at)
    reopening.reopen_round(round_, REASON)
    assert round_.is_reopened
    assert round_.snapshot is None
    (kept,) = round_.superseded
    assert (kept.answers, kept.findings, kept.input_hash, kept.taken_at) == before
    assert kept.reason == REASON
    for column in ("answers", "findings", "input_hash"):
        with pytest.raises(Exception, match="never changes"), db.engine.begin() as connection:
            connection.execute(text(f"UPDATE superseded_snapshot SET {column} = '0'"))


def test_it_needs_a_reason(study):
    with pytest.raises(MissingReason):
        reopening.reopen_round(study.rounds[0], "  ")
    assert study.rounds[0].is_closed


def test_only_the_last_round_can_be_opened_again(study):
    rounds.open_round(study.rounds[1])
    with pytest.raises(IllegalTransition, match="Round 2 was opened after it"):
        reopening.reopen_round(study.rounds[0], REASON)


def test_what_the_panel_has_seen_stays_closed(study):
    rounds.release_round(study.rounds[0])
    with pytest.raises(IllegalTransition, match="The panel has seen the results"):
        reopening.reopen_round(study.rounds[0], REASON)


def test_a_round_that_axes_rest_on_stays_closed(app):
    study = factories.make_study(n_drivers=6)
    factories.make_rounds(study)
    for round_ in study.rounds[:2]:
        rounds.open_round(round_)
        factories.answer_round(round_, factories.make_panel(study, 8) if round_.number == 1 else panel(study))
        rounds.close_round(round_, freeze_round)
    propose_axes(study)
    reopening.check_can_reopen(study.rounds[1])
    adopt_axes(study)
    with pytest.raises(IllegalTransition, match="Axes were adopted"):
        reopening.reopen_round(study.rounds[1], REASON)


def test_what_was_computed_from_it_is_computed_again(app):
    study = factories.make_study(n_drivers=6)
    factories.make_rounds(study)
    experts = factories.make_panel(study, 8)
    for round_ in study.rounds[:2]:
        rounds.open_round(round_)
        factories.answer_round(round_, experts)
        rounds.close_round(round_, freeze_round)
    propose_axes(study)
    reopening.reopen_round(study.rounds[1], REASON)
    assert db.session.scalars(select(Finding)).all() == []


def test_while_it_is_open_the_next_round_waits(study):
    reopening.reopen_round(study.rounds[0], REASON)
    with pytest.raises(IllegalTransition, match="Close round 1 first"):
        rounds.open_round(study.rounds[1])


# The figures


@pytest.mark.parametrize("n_changed", range(5))
def test_fewer_than_five_who_change_move_nothing(study, n_changed):
    before = study.rounds[0].snapshot
    before = (shown(before.findings), before.input_hash, before.answers["values"])
    reopening.reopen_round(study.rounds[0], REASON)
    for expert in [*panel(study)[10:], *panel(study)[:3]][:n_changed]:
        answer(study, expert, 7)
    after = close_again(study)
    assert (shown(after.findings), after.input_hash, after.answers["values"]) == before
    assert after.findings["reopened"] == {"stands": True}
    assert count_changed(after.answers, after.answers[LATER]) == n_changed  # kept, and not counted


def test_five_who_change_make_new_figures(study):
    before = study.rounds[0].snapshot.input_hash
    reopening.reopen_round(study.rounds[0], REASON)
    for expert in panel(study)[:5]:
        answer(study, expert, 1 if expert is panel(study)[0] else 7)
    answer(study, panel(study)[11], 4)
    after = close_again(study)
    assert after.findings["reopened"] == {"stands": False}
    assert after.input_hash != before
    assert after.findings["n_answering"] == 11


def test_whoever_takes_their_answers_back_is_one_who_changed(study):
    old = study.rounds[0].snapshot.findings["questions"]
    reopening.reopen_round(study.rounds[0], REASON)
    expert = panel(study)[0]
    now = study.rounds[0].opened_at
    leaving.leave_study(study, expert, factories.panelist_id(study, expert), now, removes=True)
    assert close_again(study).findings["questions"] == old


def test_changes_add_up_over_two_reopenings(study):
    for group in (slice(0, 3), slice(3, 6)):
        reopening.reopen_round(study.rounds[0], REASON)
        for expert in panel(study)[group]:
            answer(study, expert, 7)
        after = close_again(study)
    assert after.findings["reopened"] == {"stands": False}
    assert [kept.number for kept in study.rounds[0].superseded] == [1, 2]
    assert len(db.session.scalars(select(Snapshot)).all()) == 1


def test_no_answer_is_found_by_subtracting_two_closes(study):
    """Whatever the one late expert answers, the attacker who sees both closes sees the same."""
    reopening.reopen_round(study.rounds[0], REASON)
    late, seen = panel(study)[10], []
    for number in range(1, 8):
        answer(study, late, number)
        after = close_again(study)
        seen.append((after.findings, after.input_hash, after.answers["values"], after.answers["groups"]))
        reopening.reopen_round(study.rounds[0], REASON)
    assert all(one == other for one, other in itertools.pairwise(seen))


def test_where_one_joins_among_five_who_change_the_floors_still_hold(study):
    """Five change the first question; a sixth person joins and answers the second alone."""
    reopening.reopen_round(study.rounds[0], REASON)
    first, second = study.rounds[0].questions
    for expert in panel(study)[:5]:
        pseudonym = factories.panelist_id(study, expert)
        for number in (7.0, 1.0):  # whatever it was, it is another now
            responses.save_answer(pseudonym, first, Value(number=number))
    responses.save_answer(factories.panelist_id(study, panel(study)[10]), second, Value(number=7.0))
    found = close_again(study).findings["questions"][second.id]["consensus"]
    assert found["counts"] == {}
    assert found["q1"] is None


# The pages


def test_the_board_and_the_expert_read_it(visitor, study):
    coordinator = visitor.sign_in(factories.make_account(study=study, role=Role.EDITOR))
    where = {"study_id": study.id, "number": 1}
    page = coordinator.get("rounds.reopen_round", **where)
    assert "fewer than five experts have changed something" in page.text
    coordinator.post("rounds.reopen_round", {"reason": " "}, 422, **where)
    coordinator.post("rounds.reopen_round", {"reason": REASON}, **where)
    coordinator.post("rounds.reopen_round", {"reason": REASON}, 409, **where)
    assert "Round 1 is open again" in coordinator.get("studies.board", study_id=study.id).text
    assert REASON in coordinator.get("rounds.show_round", **where).text
    assert "These are the figures of the close" in coordinator.get("rounds.show_interim", **where).text
    from tests.pages import Visitor

    expert = Visitor(visitor.app).come_as(panel(study)[0])
    assert "This round was opened again." in expert.get("answer.overview").text
    close_again(study)
    assert "the figures of the earlier close stand" in coordinator.get("rounds.show_round", **where).text
    assert len(db.session.scalars(select(SupersededSnapshot)).all()) == 1


def test_the_report_prints_when_and_why(study):
    from survey.reports.assembly.panel import build_method

    reopening.reopen_round(study.rounds[0], REASON)
    close_again(study)
    (found,) = build_method(study, "en").reopenings
    assert (found.number, found.reason, found.stands) == (1, REASON, True)
