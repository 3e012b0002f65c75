"""PostgreSQL shows where a row lies and which transaction wrote it; neither may join people to answers."""

from datetime import date

import pytest
from sqlalchemy import text

from survey.db import db
from survey.models import Participation, Submission
from survey.operations import rounds
from survey.operations.consent import Agreement, record_consent
from tests import factories

pytestmark = [pytest.mark.postgres, pytest.mark.parametrize("backend", ["postgresql"], indirect=True)]

N_EXPERTS = 8
AGREEMENT = Agreement("What taking part means.", "0" * 64, "en", date(2026, 3, 2))


@pytest.fixture
def study(app):
    """A study whose experts were invited one by one, answered one by one, and were joined by a late one."""
    study = factories.make_study(n_drivers=0)
    experts = [factories.make_expert(study) for _ in range(N_EXPERTS - 1)]
    round_ = factories.make_round(study, n_questions=2)
    experts.append(factories.make_expert(study))
    for expert in experts:
        factories.answer_round(round_, [expert], submit=False)
        record_consent(study, expert, AGREEMENT)
        factories.answer_round(round_, [expert])
    return study


def pairs_by_transaction(people: str, answers: str) -> list[int]:
    """Return for each row about a person how many rows about answers the same transaction wrote."""
    statement = (
        f"SELECT count(a.xmin) FROM {people} p LEFT JOIN {answers} a ON a.xmin::text = p.xmin::text "
        f"GROUP BY p.ctid"
    )
    with db.engine.connect() as connection:
        return list(connection.execute(text(statement)).scalars())


@pytest.mark.parametrize("people", ["invitation", "link", "participation", "consent"])
@pytest.mark.parametrize("answers", ["panelist", "submission", "answer"])
def test_no_transaction_joins_a_person_to_an_answer(study, people, answers):
    counts = pairs_by_transaction(people, answers)
    assert len(counts) == N_EXPERTS
    assert set(counts) <= {0, N_EXPERTS}


@pytest.mark.parametrize("table", ["invitation", "participation", "consent"])
def test_finishing_leaves_no_number_of_its_own_on_a_person(study, table):
    # Who finished right after which answer could be told from the numbers' order.
    with db.engine.connect() as connection:
        numbers = connection.execute(text(f"SELECT xmin::text, xmax::text FROM {table}")).all()
    assert len(numbers) == N_EXPERTS
    assert len({tuple(each) for each in numbers}) == 1


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ("panelist", "id"),
        ("submission", "panelist_id"),
        ("participation", "invitation_id"),
        ("consent", "invitation_id"),
    ],
)
def test_rows_lie_in_the_order_of_their_random_keys(study, table, key):
    with db.engine.connect() as connection:
        stored = list(connection.execute(text(f"SELECT {key} FROM {table} ORDER BY ctid")).scalars())
    assert len(stored) == N_EXPERTS
    assert stored == sorted(stored)


def test_what_is_stored_stays_as_it_was(study):
    round_ = study.rounds[0]
    assert db.session.query(Submission).filter_by(round_id=round_.id, is_submitted=True).count() == N_EXPERTS
    assert db.session.query(Participation).filter_by(round_id=round_.id).count() == N_EXPERTS
    snapshot = rounds.close_round(round_, factories.freeze_plainly)
    assert {len(answers) for answers in snapshot.answers.values()} == {N_EXPERTS}
