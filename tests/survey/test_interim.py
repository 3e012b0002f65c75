"""Who looks at an open round before and after each answer learns nothing until five are new."""

from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import combinations_with_replacement, pairwise

import pytest
from sqlalchemy import select

from survey.db import db
from survey.models import Interim, OutboxMessage, Role
from survey.operations import interim, leaving, reminders, responses, rounds
from survey.questions import Value
from survey.results import freeze_round
from survey.results.frozen import freeze_answers
from survey.results.interim import N_HELD_BACK, compute_interim
from tests import factories

compute = partial(compute_interim, panel_key="a key that only the test knows")
N_EXPERTS = 20
PATTERN = (1, 6, 7, 4, 2, 5, 3, 6, 7, 2)


@pytest.fixture
def study(app):
    """A study with an open round of two questions and a panel of twenty."""
    study = factories.make_study(n_drivers=0)
    factories.make_panel(study, N_EXPERTS)
    factories.make_round(study, n_questions=2)
    return study


def experts(study):
    from survey.queries.panel import list_members

    return [member.invitation for member in list_members(study, None)]


def answer(study, expert, number, places=(0, 1)):
    pseudonym = factories.panelist_id(study, expert)
    for place in places:
        responses.save_answer(pseudonym, study.rounds[0].questions[place], Value(number=float(number)))


def look(study, now=None):
    """Ask for new figures, as a coordinator may at any time; return all that can be seen."""
    interim.renew_interim(study.rounds[0], compute, now or datetime.now(UTC))
    kept = db.session.get(Interim, study.rounds[0].id)
    return kept.findings["questions"] if kept else {}


def test_nothing_is_shown_before_ten_have_answered(study):
    for index, expert in enumerate(experts(study)[:9]):
        answer(study, expert, PATTERN[index])
        assert look(study) == {}
    answer(study, experts(study)[9], 3)
    shown = look(study)
    assert {entry["consensus"]["n"] for entry in shown.values()} == {5}


def test_whoever_looks_after_each_answer_sees_it_move_by_fives(study):
    seen = []
    for index, expert in enumerate(experts(study)):
        answer(study, expert, PATTERN[index % 10])
        seen.append(str(look(study)))
    moves = [at for at in range(1, N_EXPERTS) if seen[at] != seen[at - 1]]
    assert len(moves) == 3
    assert all(later - earlier >= 5 for earlier, later in pairwise(moves))


def test_changing_back_and_forth_moves_nothing(study):
    for index, expert in enumerate(experts(study)[:15]):
        answer(study, expert, PATTERN[index % 10])
    before = look(study)
    for number in (1, 7, 1, 7, 4):
        for expert in experts(study)[:4]:
            answer(study, expert, number)
            assert look(study) == before


def test_whoever_takes_answers_back_moves_nothing_alone(study):
    for index, expert in enumerate(experts(study)[:15]):
        answer(study, expert, PATTERN[index % 10])
    before = look(study)
    gone = experts(study)[2]
    leaving.leave_study(study, gone, factories.panelist_id(study, gone), datetime.now(UTC), removes=True)
    assert look(study) == before


def test_each_question_waits_for_five_of_its_own(study):
    for index, expert in enumerate(experts(study)[:10]):
        answer(study, expert, PATTERN[index])
    before = look(study)
    first, second = (question.id for question in study.rounds[0].questions)
    for expert in experts(study)[10:14]:
        answer(study, expert, 7)
    answer(study, experts(study)[14], 7, places=[0])
    after = look(study)
    assert after[first] != before[first]
    assert after[second] == before[second]


@pytest.mark.parametrize("known", [4, 8])
def test_no_single_answer_can_be_told_from_what_is_seen(study, known):
    """The attacker knows all answers but those of the last expert, and every key but the server's.

    For each answer that the last one may give, everything seen before and after it is the same.
    """
    panel = experts(study)
    for index, expert in enumerate(panel[: 10 + known % 5]):
        answer(study, expert, PATTERN[index % 10])
    before = str(look(study))
    seen = set()
    for number in range(1, 8):
        answer(study, panel[19], number)
        seen.add(str(look(study)))
    assert seen == {before}


def test_the_last_to_answer_cannot_be_found_from_the_final_figures(study):
    """Brute force: all sets of answers by those left out that fit both views; the last one's is open."""
    panel = experts(study)[:11]
    for index, expert in enumerate(panel[:10]):
        answer(study, expert, PATTERN[index], places=[0])
    question = study.rounds[0].questions[0]
    shown = look(study)[question.id]["consensus"]
    answer(study, panel[10], 4, places=[0])
    assert look(study)[question.id]["consensus"] == shown
    final = rounds.close_round(study.rounds[0], freeze_round).findings["questions"][question.id]["consensus"]
    assert final["n"] - shown["n"] == N_HELD_BACK + 1
    late = [
        pool
        for pool in combinations_with_replacement(range(1, 8), N_HELD_BACK + 1)
        if _fits(pool, shown["median"], final["counts"])
    ]
    assert len({number for pool in late for number in pool}) >= 3


def _fits(pool, median, counts):
    """Say whether the final answers without this pool have the median that was shown."""
    left = {point: counts.get(str(point), 0) - pool.count(point) for point in range(1, 8)}
    if min(left.values()) < 0:
        return False
    rest = sorted(point for point, n in left.items() for _ in range(n))
    return rest[len(rest) // 2] == median


def test_what_is_remembered_tells_no_answer(study):
    for index, expert in enumerate(experts(study)[:10]):
        answer(study, expert, PATTERN[index])
    look(study)
    kept = str(db.session.get(Interim, study.rounds[0].id).marks)
    assert not any(pseudonym in kept for pseudonym in freeze_answers(study.rounds[0])["panelists"])
    other = partial(compute_interim, panel_key="another key")(study.rounds[0], {}, {})
    assert not set(str(other.marks).split("'")) & {mark for mark in kept.split("'") if len(mark) == 32} - {
        question.id for question in study.rounds[0].questions
    }


def test_no_group_and_no_change_is_shown(study):
    for index, expert in enumerate(experts(study)):
        answer(study, expert, PATTERN[index % 10])
    for entry in look(study).values():
        assert entry["groups"] == {}
        assert entry["stability"] is None


def test_a_closed_round_keeps_nothing_of_it(study):
    for index, expert in enumerate(experts(study)[:10]):
        answer(study, expert, PATTERN[index])
    look(study)
    rounds.close_round(study.rounds[0], freeze_round)
    assert db.session.scalars(select(Interim)).all() == []


# By days


def submit(study, expert, day):
    responses.submit_round(factories.panelist_id(study, expert), expert, study.rounds[0], day)


def test_pages_stay_the_same_until_the_next_day(visitor, study):
    coordinator = visitor.sign_in(factories.make_account(study=study, role=Role.OWNER))
    now, pages = datetime.now(UTC), ("studies.board", "panel.show_panel")
    rounds_pages = ("rounds.show_round", "rounds.close_round", "rounds.show_interim", "reminders.show")

    def see():
        where = {"study_id": study.id}
        seen = [coordinator.get(page, **where).text for page in pages]
        return seen + [coordinator.get(page, number=1, **where).text for page in rounds_pages]

    before = see()
    for expert in experts(study)[:3]:
        answer(study, expert, 3)
        submit(study, expert, study.day_of(now))
        assert see() == before
    interim.count_day(study.rounds[0], compute, now + timedelta(days=1))
    assert see() != before  # started is counted now


def test_a_day_is_counted_once(study):
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    assert interim.count_what_is_due(compute, datetime.now(UTC)) == 0  # the first day tells nothing yet
    assert interim.count_what_is_due(compute, tomorrow) == 1
    answer(study, experts(study)[0], 3)
    assert interim.count_what_is_due(compute, tomorrow) == 0
    kept = db.session.get(Interim, study.rounds[0].id).findings
    assert (kept["n_started"], kept["n_needed"]) == (0, 10)
    interim.count_what_is_due(compute, tomorrow + timedelta(days=1))
    assert db.session.get(Interim, study.rounds[0].id).findings["n_started"] == 1


def test_the_sender_is_not_told_who_was_skipped(study):
    from survey.db import transaction
    from survey.operations.outbox import keep_quiet_hours, set_aside_pointless

    @transaction
    def sent(kind, moment):
        for message in db.session.scalars(select(OutboxMessage).filter_by(kind=kind)):
            if not message.is_set_aside:
                message.sent_at = moment

    noon = datetime.now(UTC).replace(hour=12, minute=0) + timedelta(days=3)
    sent("invitation", noon - timedelta(days=3))
    done, open_ = experts(study)[:2]
    submit(study, done, study.day_of(noon))
    people = {each.invitation.id for each in reminders.list_candidates(study.rounds[0], noon)}
    assert {done.id, open_.id} <= people
    assert done in reminders.remind(study.rounds[0], people, noon)
    keep_quiet_hours(noon)
    set_aside_pointless(noon)
    sent("reminder", noon)

    def told(expert):
        rows = reminders.list_candidates(study.rounds[0], noon + timedelta(minutes=5))
        (row,) = [each for each in rows if each.invitation.id == expert.id]
        return row.n_reminders, row.last_message_at, row.obstacle

    assert told(done) == told(open_)
    messages = db.session.scalars(select(OutboxMessage).filter_by(kind="reminder")).all()
    assert [each.invitation_id for each in messages if each.is_set_aside] == [done.id]
