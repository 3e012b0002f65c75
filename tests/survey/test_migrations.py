"""Migrations: numbered, reversible, and exactly what the models say, on both databases."""

import re

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask_migrate import downgrade, upgrade
from sqlalchemy import create_engine, inspect, text

from survey import create_app
from survey.config import ROOT
from survey.db import db
from survey.models import Answer, AuditEntry, Snapshot
from tests import factories
from tests.conftest import make_settings
from tests.postgres import on_both_databases

SCRIPTS = ScriptDirectory(str(ROOT / "migrations"))
REVISIONS = [script.revision for script in reversed(list(SCRIPTS.walk_revisions()))]


def test_migrations_are_numbered_without_gaps_and_named_like_their_files():
    stems = sorted(path.stem for path in (ROOT / "migrations" / "versions").glob("*.py"))
    assert stems == REVISIONS
    assert [int(stem[:4]) for stem in stems] == list(range(1, len(stems) + 1))
    assert all(re.fullmatch(r"\d{4}_[a-z0-9_]+", stem) for stem in stems)
    assert SCRIPTS.get_heads() == [REVISIONS[-1]]


@on_both_databases
def test_migrations_build_exactly_the_models(app):
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert context.get_current_revision() == REVISIONS[-1]
        assert compare_metadata(context, db.metadata) == []


@pytest.fixture
def answered(app):
    """A study whose first round is closed and whose second one is answered."""
    study = factories.make_study(n_drivers=2, owner=factories.make_account())
    invitations = factories.make_panel(study, 6)
    first, second = factories.make_rounds(study)[:2]
    for round_ in (first, second):
        factories.rounds.open_round(round_)
        factories.answer_round(round_, invitations)
        if round_ is first:
            factories.close_round(round_, factories.freeze_plainly)
    return study


@on_both_databases
def test_every_migration_goes_down_and_up_again(app):
    for revision in [*reversed(REVISIONS[:-1]), "base"]:
        downgrade(revision=revision)
    assert set(inspect(db.engine).get_table_names()) == {"alembic_version"}
    for revision in REVISIONS:
        upgrade(revision=revision)
    with db.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), db.metadata) == []


@on_both_databases
def test_going_down_to_the_first_tables_and_up_again_keeps_every_row(answered):
    before = count_rows()
    assert before["answer"] == 6 * (2 * 4 + 2 * 3)
    db.session.remove()
    downgrade(revision=REVISIONS[0])
    upgrade()
    assert count_rows() == before
    assert {model.__tablename__ for model in (Answer, Snapshot, AuditEntry)} <= set(before)


def count_rows() -> dict[str, int]:
    with db.engine.connect() as connection:
        return {
            table.name: connection.execute(text(f'SELECT count(*) FROM "{table.name}"')).scalar_one()
            for table in db.metadata.sorted_tables
        }


def test_an_empty_database_is_built_while_the_app_runs(tmp_path):
    app = create_app(make_settings(f"sqlite:///{tmp_path / 'new.sqlite'}"))
    with app.app_context():
        upgrade()
        upgrade()
        assert "study" in inspect(db.engine).get_table_names()
        db.engine.dispose()


def test_migrated_tables_carry_the_checks_and_the_storage_of_the_models(app, tmp_path):
    made = create_engine(f"sqlite:///{tmp_path / 'made.sqlite'}")
    db.metadata.create_all(made)
    assert describe_tables(db.engine) == describe_tables(made)
    made.dispose()


def describe_tables(engine) -> dict[str, tuple[object, bool]]:
    with engine.connect() as connection:
        definitions = dict(connection.execute(text("SELECT name, sql FROM sqlite_master")).all())
    return {
        table.name: (
            sorted(
                (each["name"], each["sqltext"]) for each in inspect(engine).get_check_constraints(table.name)
            ),
            definitions[table.name].rstrip().endswith("WITHOUT ROWID"),
        )
        for table in db.metadata.sorted_tables
    }
