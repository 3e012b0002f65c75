"""What the tables, the snapshots and the pages may never tell: who answered what."""

import json
from collections import deque

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import DatabaseError, IntegrityError

from survey import results
from survey.db import db
from survey.models import Answer, Panelist
from survey.operations import rounds
from survey.tokens import hash_token, make_link_token, make_panelist_id
from tests import factories
from tests.postgres import on_both_databases

PEOPLE = {"invitation", "link", "participation", "outbox_message", "consent"}
ANSWERS = {"panelist", "submission", "answer", "reason", "question_block"}
# What stands for the whole study or a group of people, never for one person.
COMMON = {
    "study",
    "stakeholder_group",
    "round",
    "section",
    "question",
    "driver",
    "strategy_option",
    "direction",
    "notice",
}


def references() -> dict[str, set[str]]:
    """Return which tables touch by a foreign key, in either direction, but for those common to all."""
    neighbours: dict[str, set[str]] = {table.name: set() for table in db.metadata.sorted_tables}
    for table in db.metadata.sorted_tables:
        for key in table.foreign_keys:
            target = key.column.table.name
            if not {table.name, target} & COMMON:
                neighbours[table.name].add(target)
                neighbours[target].add(table.name)
    return neighbours


def test_no_path_of_keys_leads_from_a_person_to_an_answer():
    neighbours = references()
    reached, waiting = set(PEOPLE), deque(PEOPLE)
    while waiting:
        for table in neighbours[waiting.popleft()] - reached:
            reached.add(table)
            waiting.append(table)
    assert reached == PEOPLE
    assert set(neighbours) >= PEOPLE | ANSWERS | COMMON


def test_no_column_is_common_to_people_and_answers_but_what_many_share(app):
    columns = {
        table: {column["name"] for column in inspect(db.engine).get_columns(table)}
        for table in PEOPLE | ANSWERS
    }
    people = set().union(*(columns[table] for table in PEOPLE))
    answers = set().union(*(columns[table] for table in ANSWERS))
    # Keys of their own, the round and group that many share, the language and kinds of state.
    assert people & answers <= {"id", "study_id", "group_id", "round_id", "language"}
    for table in ANSWERS:
        assert not {name for name in columns[table] if name.endswith(("_at", "_on"))}


@on_both_databases
def test_no_value_of_a_person_occurs_among_the_answers(app):
    study = answered_study()
    with db.engine.connect() as connection:
        values = {
            group: {
                str(value)
                for table in tables
                for row in connection.execute(text(f'SELECT * FROM "{table}"')).mappings()
                for name, value in row.items()
                if name not in {"study_id", "group_id", "round_id", "language"} and len(str(value)) > 8
            }
            for group, tables in (("people", PEOPLE), ("answers", ANSWERS))
        }
    assert len(values["people"]) > 20
    assert not values["people"] & values["answers"]
    assert study.link_key not in values["people"] | values["answers"]


def answered_study(n: int = 6, **facts):
    """Return a study whose one open round everybody has answered and submitted."""
    study = factories.make_study(n_drivers=0, **facts)
    invitations = factories.make_panel(study, n)
    factories.answer_round(factories.make_round(study, n_questions=2), invitations)
    return study


def test_the_order_of_rows_tells_nothing(app):
    study = factories.make_study(n_drivers=0)
    invitations = factories.make_panel(study, 30)
    asked = [factories.panelist_id(study, invitation) for invitation in invitations]
    with db.engine.connect() as connection:
        stored = [row[0] for row in connection.execute(text("SELECT id FROM panelist"))]
        kept = [row[0] for row in connection.execute(text("SELECT id, name FROM invitation"))]
    assert stored == sorted(asked) != asked
    assert kept == sorted(invitation.id for invitation in invitations)


def test_without_both_keys_nobody_can_compute_the_pseudonym(app):
    study = answered_study()
    known = {panelist.id for panelist in db.session.query(Panelist)}
    panel_key = app.config["PANEL_KEY"]
    invitations = db.session.execute(text("SELECT id, name FROM invitation")).scalars().all()
    assert {make_panelist_id(panel_key, study.link_key, each) for each in invitations} == known
    for keys in (
        (panel_key, ""),
        ("", study.link_key),
        (panel_key, "0" * 64),
        (app.secret_key, study.link_key),
    ):
        assert not known & {make_panelist_id(*keys, each) for each in invitations}


def test_tokens_are_long_distinct_and_kept_only_as_hashes(app):
    study = answered_study()
    tokens = {
        make_link_token(app.config["PANEL_KEY"], study.link_key, str(invitation), serial)
        for invitation in range(500)
        for serial in (1, 2)
    }
    assert len(tokens) == 1_000
    assert {len(token) for token in tokens} == {43}  # 256 bits
    stored = dump()
    for invitation in db.session.query(factories.Invitation):
        token = factories.link_token(study, invitation)
        assert token not in stored
        assert hash_token(token) in stored


def dump() -> str:
    with db.engine.connect() as connection:
        return "\n".join(
            repr(row)
            for table in db.metadata.sorted_tables
            for row in connection.execute(text(f'SELECT * FROM "{table.name}"'))
        )


FORBIDDEN = {
    "an answer that is both": "UPDATE answer SET state = 'outside_field'",
    "an answer that is neither": "UPDATE answer SET number = NULL, data = NULL",
    "an unknown state": "UPDATE answer SET state = 'guessed'",
    "a version before the first": "UPDATE answer SET version = 0",
    "an answer to another round": "UPDATE answer SET round_id = 'elsewhere'",
    "an answer of nobody": "UPDATE answer SET panelist_id = 'nobody'",
    "an answer without anybody": "UPDATE answer SET panelist_id = NULL",
    "a closed round that never opened": "UPDATE round SET opened_at = NULL, closed_at = '2026-03-02'",
    "a released round that is open": "UPDATE round SET released_at = '2026-03-02'",
    "a half-locked protocol": "UPDATE study SET protocol_hash = NULL",
}


@on_both_databases
@pytest.mark.parametrize("case", FORBIDDEN)
def test_the_database_refuses(app, case):
    answered_study()
    with db.engine.begin() as connection, pytest.raises(IntegrityError):
        connection.execute(text(FORBIDDEN[case]))


FROZEN = {
    "a late answer": "INSERT INTO answer "
    "SELECT round_id, question_id, '{other}', state, number, data, version FROM answer LIMIT 1",
    "a changed answer": "UPDATE answer SET number = 1",
    "a late submission": "INSERT INTO submission VALUES ('{round}', '{other}', {true})",
    "a changed submission": "UPDATE submission SET is_submitted = {false}",
    "changed statistics": "UPDATE snapshot SET findings = '{{}}'",
    "changed frozen answers": "UPDATE snapshot SET answers = '{{}}'",
    "a changed audit entry": "UPDATE audit_entry SET action = 'nothing'",
    "a deleted audit entry": "DELETE FROM audit_entry",
}


@on_both_databases
@pytest.mark.parametrize("case", FROZEN)
def test_the_database_refuses_after_the_close(app, backend, case):
    study = answered_study()
    late = factories.make_expert(study)
    rounds.close_round(study.rounds[0], factories.freeze_plainly)
    true, false = ("true", "false") if backend == "postgresql" else ("1", "0")
    facts = {"round": study.rounds[0].id, "other": factories.panelist_id(study, late)}
    statement = FROZEN[case].format(**facts, true=true, false=false)
    before = dump()
    with (
        db.engine.begin() as connection,
        pytest.raises(DatabaseError, match=r"closed|never changes|added to"),
    ):
        connection.execute(text(statement))
    assert dump() == before


def frozen_findings(order: list[int], swap: tuple[int, int] | None = None) -> str:
    """Run two rounds of a fixed panel in this order, two experts exchanged; return what is published.

    Pseudonyms differ from run to run, so that nothing of them may reach what is published either.
    """
    study = factories.make_study(n_drivers=3, n_groups=2, seed=11)
    invitations = factories.make_panel(study, 12)
    first, second = factories.make_rounds(study)[:2]
    places = list(range(12))
    if swap:
        places[swap[0]], places[swap[1]] = swap[1], swap[0]
    published = []
    for turn, round_ in enumerate((first, second)):
        rounds.open_round(round_)
        for index in order:
            chosen = choose(places[index], turn)
            factories.answer_round(round_, [invitations[index]], lambda _, question, c=chosen: c(question))
        published.append(as_published(round_, factories.close_round(round_)))
    axes = results.propose_axes(study)
    return json.dumps([published, axes.data, axes.seed], sort_keys=True)


def choose(place: int, turn: int):
    return lambda question: factories.pick(place + turn * (place % 3), question)


def as_published(round_, snapshot) -> list[object]:
    """Return a round's findings with its questions by position: their ids differ from study to study."""
    positions = {question.id: question.position for question in round_.questions}
    findings = dict(snapshot.findings)
    findings["questions"] = sorted(
        (positions[question], found) for question, found in findings["questions"].items()
    )
    return [findings, snapshot.software]


def test_two_experts_of_a_group_exchanged_change_no_byte(app):
    plain = frozen_findings(list(range(12)))
    assert frozen_findings(list(range(12)), swap=(0, 2)) == plain
    assert frozen_findings(list(range(12)), swap=(3, 9)) == plain


def test_the_order_of_answering_changes_no_byte(app):
    plain = frozen_findings(list(range(12)))
    assert frozen_findings(list(reversed(range(12)))) == plain
    assert frozen_findings([5, 0, 11, 3, 8, 1, 10, 2, 9, 4, 7, 6]) == plain


def test_another_answer_changes_the_findings(app):
    # Otherwise the two tests above would hold for a constant as well.
    assert frozen_findings(list(range(12)), swap=(0, 1)) != frozen_findings(list(range(12)))


def test_answers_carry_no_time_and_no_order(app):
    answered_study()
    assert {column.name for column in Answer.__table__.columns} == {
        "round_id",
        "question_id",
        "panelist_id",
        "state",
        "number",
        "data",
        "version",
    }
