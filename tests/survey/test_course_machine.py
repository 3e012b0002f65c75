"""Any course of a round, drawn at random: what was acknowledged while it took answers is in what it froze."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from survey.db import db
from survey.errors import IllegalTransition, RoundPaused
from survey.models import Invitation, Round
from survey.operations import pausing, reopening, responses, rounds, schedule
from survey.questions import Value
from survey.results import freeze_round
from survey.results.reopened import LATER
from tests import factories
from tests.postgres import on_both_databases

N_EXPERTS = 7
EXPERTS = st.integers(0, N_EXPERTS - 1)


class Course(RuleBasedStateMachine):
    """One round, its panel, and a model of it that is told only what was acknowledged."""

    def __init__(self) -> None:
        super().__init__()
        study = factories.make_study(n_drivers=0)
        self.round_id = factories.make_round(study, n_questions=2, opened=False).id
        self.expert_ids = [each.id for each in factories.make_panel(study, N_EXPERTS)]
        self.state, self.paused, self.reopened = "draft", False, 0
        self.answers: dict[tuple[str, str], float] = {}
        self.now = datetime(2026, 3, 2, 10, tzinfo=UTC)

    @property
    def round(self) -> Round:
        return db.session.get(Round, self.round_id)

    def attempt(self, is_allowed, act) -> None:
        """Do something, and hold that it is refused exactly where the model refuses it."""
        if is_allowed:
            act()
            return
        with pytest.raises(IllegalTransition):
            act()

    @rule()
    def open(self) -> None:
        self.attempt(self.state == "draft", lambda: rounds.open_round(self.round))
        self.state = "open" if self.state == "draft" else self.state

    @rule(expert=EXPERTS, place=st.integers(0, 1), number=st.integers(1, 7))
    def save(self, expert, place, number) -> None:
        round_ = self.round
        invitation = db.session.get(Invitation, self.expert_ids[expert])
        pseudonym, question = factories.panelist_id(round_.study, invitation), round_.questions[place]
        takes = self.state == "open" and not self.paused
        self.attempt(takes, lambda: responses.save_answer(pseudonym, question, Value(number=float(number))))
        if takes:
            self.answers[pseudonym, question.id] = float(number)

    @rule(expert=EXPERTS)
    def submit(self, expert) -> None:
        invitation = db.session.get(Invitation, self.expert_ids[expert])
        pseudonym = factories.panelist_id(self.round.study, invitation)
        takes = self.state == "open" and not self.paused
        day = date(2026, 3, 2)
        self.attempt(takes, lambda: responses.submit_round(pseudonym, invitation, self.round, day))

    @rule()
    def pause(self) -> None:
        self.attempt(self.state == "open", lambda: pausing.pause_round(self.round, now=self.now))
        self.paused = self.state == "open"

    @rule()
    def resume(self) -> None:
        self.now += timedelta(hours=5)
        self.attempt(self.state == "open", lambda: pausing.resume_round(self.round, now=self.now))
        self.paused = False

    @rule(days=st.integers(0, 30))
    def extend(self, days) -> None:
        act = schedule.extend_round
        day = date(2027, 1, 1) + timedelta(days=days)
        allowed = self.state in {"draft", "open"}
        self.attempt(allowed, lambda: act(self.round, day, None, self.now))

    @rule()
    def close(self) -> None:
        self.attempt(self.state == "open", lambda: rounds.close_round(self.round, freeze_round))
        if self.state == "open":
            self.state, self.paused = "closed", False

    @rule()
    def close_as_planned(self) -> None:
        if self.state != "open":
            return
        due = self.now + timedelta(hours=1)
        if schedule.list_planned(self.round):
            return
        schedule.plan_act(self.round, "close", due, None, self.now)
        self.now = due
        schedule.run_planned_acts(self.now, freeze_round)
        self.state = "open" if self.paused else "closed"

    @rule()
    def reopen(self) -> None:
        self.attempt(self.state == "closed", lambda: reopening.reopen_round(self.round, "By mistake."))
        if self.state == "closed":
            self.state, self.reopened = "open", self.reopened + 1

    @precondition(lambda self: self.reopened > 1)
    @rule()
    def release(self) -> None:
        allowed = self.state in {"closed", "released"} and self.round.is_showable
        self.attempt(allowed, lambda: rounds.release_round(self.round))
        self.state = "released" if allowed else self.state

    @rule()
    def restart_after_a_crash(self) -> None:
        """Lose whatever was not committed, and every connection."""
        db.session.rollback()
        db.session.remove()
        db.engine.dispose()

    @invariant()
    def nothing_acknowledged_is_lost(self) -> None:
        round_ = self.round
        assert (round_.state, round_.is_paused) == (self.state, self.paused and self.state == "open")
        assert len(round_.superseded) == self.reopened
        if not round_.is_closed:
            assert round_.snapshot is None
            return
        kept = round_.snapshot.answers
        kept = kept.get(LATER, kept)
        frozen = {
            (expert, question["id"]): cell
            for question, cells in zip(kept["questions"], kept["values"], strict=True)
            for expert, cell in zip(kept["panelists"], cells, strict=True)
            if cell is not None
        }
        assert frozen == self.answers


@pytest.mark.parametrize("steps", [30])
@on_both_databases
def test_any_course_keeps_what_was_acknowledged(app, backend, steps):
    examples = {"sqlite": 25, "postgresql": 8}[backend]
    quiet = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
    run_state_machine_as_test(
        Course,
        settings=settings(
            max_examples=examples, stateful_step_count=steps, deadline=None, suppress_health_check=quiet
        ),
    )


def test_a_paused_round_is_told_from_a_closed_one(app):
    study = factories.make_study(n_drivers=0)
    (expert,) = factories.make_panel(study, 1)
    round_ = pausing.pause_round(factories.make_round(study))
    with pytest.raises(RoundPaused, match="takes answers again"):
        responses.save_answer(factories.panelist_id(study, expert), round_.questions[0], Value(number=1.0))
