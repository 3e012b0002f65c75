"""The small world of tests/world.py, built once a session and copied for each test."""

import json
import shutil

import pytest

from survey import create_app
from survey.db import db
from tests.conftest import make_settings
from tests.factories import make_account
from tests.survey import strategy_course as course
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


@pytest.fixture(scope="session")
def strategy_templates(sqlite_template, tmp_path_factory, cheap_passwords):
    """Two database files: a study before its fourth round, and the same once its options are classed."""
    folder = tmp_path_factory.mktemp("strategy")
    asked, rated = folder / "asked.sqlite", folder / "rated.sqlite"
    shutil.copy(sqlite_template, asked)
    app = create_app(make_settings(f"sqlite:///{asked}"))
    with app.app_context():
        study = course.make_framed(make_account())
        experts = course.run_to_strategy(study)
        db.session.remove()
        db.engine.dispose()
        shutil.copy(asked, rated)
    with create_app(make_settings(f"sqlite:///{rated}")).app_context():
        course.rate_options(course.get_study(), course.list_experts())
        db.session.remove()
        db.engine.dispose()
    assert len(experts) == course.N_EXPERTS
    return {"asked": asked, "rated": rated}


@pytest.fixture
def asked_study(app, strategy_templates, tmp_path):
    """A study whose fourth round is in preparation; its panel prefers Q1."""
    return _take(strategy_templates["asked"], tmp_path)


@pytest.fixture
def rated_study(app, strategy_templates, tmp_path):
    """The same study once its options are classed."""
    return _take(strategy_templates["rated"], tmp_path)


def _take(template, folder):
    db.session.remove()
    db.engine.dispose()
    for old in folder.glob("tholos.sqlite*"):
        old.unlink()
    shutil.copy(template, folder / "tholos.sqlite")
    return course.get_study()
