"""What every test stands on: an app, its own database made by the migrations, no network, no mail."""

import shutil
import socket

import pytest
from argon2 import PasswordHasher
from flask_migrate import upgrade
from jinja2 import FileSystemBytecodeCache

from survey import create_app
from survey.config import Settings
from survey.db import db
from survey.operations import accounts
from tests.pages import OwnContext, Visitor
from tests.quick_routes import share_builders

pytest_plugins = ["tests.postgres", "tests.browser"]

share_builders()

LOOPBACK = {"127.0.0.1", "::1", "localhost"}


def make_settings(database_url: str, **extra: object) -> Settings:
    """Return settings for a test; nothing in them reaches a server or a mailbox."""
    return Settings(
        secret_key="a secret that only tests know, 32+",
        panel_key="a panel key that only tests know",
        database_url=database_url,
        public_url="http://tholos.test",
        mail_sender="Tholos <noreply@tholos.test>",
        testing=True,
        extra={"RATELIMIT_ENABLED": False, **extra},
    )


def build_database(database_url: str) -> None:
    """Run every migration on an empty database."""
    app = create_app(make_settings(database_url))
    with app.app_context():
        upgrade()
        db.engine.dispose()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory):
    path = tmp_path_factory.mktemp("template") / "tholos.sqlite"
    build_database(f"sqlite:///{path}")
    return path


@pytest.fixture
def backend(request):
    """The database to test on; `on_both_databases` makes a test run on each."""
    return getattr(request, "param", "sqlite")


@pytest.fixture
def database_url(backend, request, tmp_path):
    """A database of the test's own, with every table and no row."""
    if backend == "postgresql":
        return request.getfixturevalue("postgres_database")
    path = tmp_path / "tholos.sqlite"
    shutil.copy(request.getfixturevalue("sqlite_template"), path)
    return f"sqlite:///{path}"


@pytest.fixture
def settings(database_url, request):
    """Settings of the app; `@pytest.mark.parametrize("settings", [{...}], indirect=True)` adds to them."""
    return make_settings(database_url, **getattr(request, "param", {}))


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory):
    """Keep compiled templates, which an app of its own for each test would compile again."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def app(settings, cheap_passwords, compiled_templates):
    """The app with its context pushed, as operations need it."""
    app = create_app(settings)
    app.test_client_class = OwnContext
    app.jinja_env.bytecode_cache = compiled_templates
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def visitor(app):
    """A browser without scripts that has not signed in; it checks every page that it fetches."""
    return Visitor(app)


@pytest.fixture(scope="session")
def cheap_passwords():
    """Hash passwords with the least work: tests are not worth guarding."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(accounts, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield


@pytest.fixture(scope="session", autouse=True)
def no_network():
    """Let tests reach this machine alone."""
    connect = socket.socket.connect

    def connect_here(self, address):
        if self.family != socket.AF_UNIX and address[0] not in LOOPBACK:
            raise RuntimeError(f"a test tried to reach {address[0]}")
        return connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect_here)
        yield
