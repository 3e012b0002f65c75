"""The small world of tests/world.py, built once a session and copied for each test."""

import json
import shutil

import pytest

from survey import create_app
from survey.db import db
from tests.conftest import make_settings
from tests.factories import make_account
from tests.world import World, build_world


@pytest.fixture(scope="session")
def world_template(sqlite_template, tmp_path_factory, cheap_passwords):
    """A database file that holds the world, and beside it who is who."""
    path = tmp_path_factory.mktemp("world") / "world.sqlite"
    shutil.copy(sqlite_template, path)
    app = create_app(make_settings(f"sqlite:///{path}"))
    with app.app_context():
        path.with_suffix(".json").write_text(json.dumps(build_world().as_dict()))
        db.session.remove()
        db.engine.dispose()
    return path


@pytest.fixture
def world(restore_world, world_template) -> World:
    """The world, in a database of the test's own."""
    return World(**json.loads(world_template.with_suffix(".json").read_text()))


@pytest.fixture
def restore_world(app, world_template, tmp_path):
    """A function that puts the test's database back to the beginning of the world."""

    def restore() -> None:
        db.session.remove()
        db.engine.dispose()
        for old in tmp_path.glob("tholos.sqlite*"):
            old.unlink()
        shutil.copy(world_template, tmp_path / "tholos.sqlite")

    restore()
    return restore


@pytest.fixture
def owner(app):
    """An account that owns the test's study."""
    return make_account()


@pytest.fixture
def coordinator(visitor, owner):
    """A visitor who signed in as the owner."""
    return visitor.sign_in(owner)
