"""What saving asks of the database: few statements for an answer, one transaction for a section."""

from contextlib import contextmanager

import pytest
from sqlalchemy import event

from survey.db import db
from survey.models import Round
from survey.operations import rounds
from survey.queries.responses import own_answers
from tests.factories import answer_round, close_round, make_panel, make_rounds, make_study, panelist_id

MOST_STATEMENTS = 9  # one of them looks whether the person has left meanwhile


@contextmanager
def statements():
    """Collect what is sent to the database."""
    seen: list[str] = []

    def hear(_connection, _cursor, statement, *_rest):
        seen.append(statement)

    db.session.remove()
    event.listen(db.engine, "before_cursor_execute", hear)
    yield seen
    event.remove(db.engine, "before_cursor_execute", hear)


@pytest.fixture
def scene(app, visitor):
    study = make_study(n_drivers=4)
    panel = make_panel(study)
    first, second = make_rounds(study)[:2]
    rounds.open_round(first)
    answer_round(first, panel)
    close_round(first)
    rounds.open_round(second)
    expert = visitor.come_as(panel[0])
    # The agreement to the notice is stored with the first answer; what follows is the usual case.
    ids = [question.id for question in second.questions]
    expert.post("answer.save_answer", {f"q-{ids[-1]}": "4"}, status=200, question_id=ids[-1])
    return expert, panelist_id(study, panel[0]), second.id, ids


def working(seen):
    return [each for each in seen if not each.startswith("BEGIN")]


def test_an_answer_costs_few_statements(scene):
    expert, _, _, ids = scene
    for value, version in (("5", "0"), ("6", "1")):
        with statements() as seen:
            data = {f"q-{ids[0]}": value, f"v-{ids[0]}": version}
            expert.post("answer.save_answer", data, status=200, question_id=ids[0])
        assert len(working(seen)) <= MOST_STATEMENTS, "\n".join(seen)


def test_a_reason_costs_few_statements(scene):
    expert, _, _, ids = scene
    with statements() as seen:
        expert.post("answer.save_reason", {f"r-{ids[0]}": "Rents."}, status=200, question_id=ids[0])
    assert len(working(seen)) <= MOST_STATEMENTS, "\n".join(seen)


def test_a_section_without_script_is_one_transaction(scene):
    expert, pseudonym, second, ids = scene
    data = {f"q-{key}": "3" for key in ids}
    with statements() as seen:
        expert.post("answer.save_section", data, number=2, position=1)
    assert sum(each.startswith("BEGIN IMMEDIATE") for each in seen) == 1
    stored = own_answers(pseudonym, db.session.get(Round, second))
    assert {answer.number for answer in stored.values()} == {3.0}
    assert len(stored) == len(ids)
