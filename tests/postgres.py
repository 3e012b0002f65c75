"""PostgreSQL for tests: a throw-away server from the installed programs, or the one of TEST_DATABASE_URL.

One server serves a whole run, whatever the number of workers. Each test gets a database of its own, copied
from one that the migrations built.
"""

import fcntl
import json
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

REQUIRED = "THOLOS_REQUIRE_POSTGRES"
TEMPLATE = "tholos_template"
SETTINGS = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=80"

on_both_databases = pytest.mark.parametrize(
    "backend", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)


class NoServer(Exception):
    """Neither a server nor the programs to start one are here."""


def find_program(name: str) -> str:
    """Return where a program of the server lies; Debian keeps them off the path."""
    folders = [os.environ.get("PATH", ""), *map(str, sorted(Path("/usr/lib/postgresql").glob("*/bin")))]
    found = shutil.which(name, path=os.pathsep.join(folders))
    if found is None:
        raise NoServer(f"no {name}: install a PostgreSQL server or set TEST_DATABASE_URL")
    return found


def run(*command: str | Path) -> None:
    """Run a program of the server; it refuses to run as root, so root becomes somebody else first."""
    words = [str(word) for word in command]
    if os.geteuid() == 0:
        words = ["setpriv", f"--reuid={owner()}", f"--regid={owner()}", "--clear-groups", *words]
    # The server inherits what it is given: a pipe would never see its end.
    subprocess.run(words, check=True, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def owner() -> str:
    """Return who owns the server when root starts it."""
    names = {entry.pw_name for entry in pwd.getpwall()}
    if not shutil.which("setpriv") or not names & {"postgres", "nobody"}:
        raise NoServer("root cannot start PostgreSQL here: run as another user or set TEST_DATABASE_URL")
    return str(pwd.getpwnam("postgres" if "postgres" in names else "nobody").pw_uid)


def start_server() -> dict[str, str]:
    """Start a server that answers on the loopback address alone."""
    initdb, pg_ctl = find_program("initdb"), find_program("pg_ctl")
    folder = Path(tempfile.mkdtemp(prefix="tholos-postgres-"))
    if os.geteuid() == 0:
        os.chown(folder, int(owner()), int(owner()))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data = folder / "data"
    run(initdb, "-D", data, "-U", "tholos", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
    options = f"{SETTINGS} -p {port} -c listen_addresses=127.0.0.1 -k {folder}"
    run(pg_ctl, "-D", data, "-l", folder / "log", "-o", options, "-w", "start")
    return {"folder": str(folder), "url": f"postgresql+psycopg://tholos@127.0.0.1:{port}/postgres"}


def stop_server(server: dict[str, str]) -> None:
    """Stop the server and leave nothing of it."""
    run(find_program("pg_ctl"), "-D", Path(server["folder"], "data"), "-m", "immediate", "stop")
    shutil.rmtree(server["folder"], ignore_errors=True)


@contextmanager
def shared_state(folder: Path):
    """Hold a record that the workers of one run share, locked while it is read and written."""
    path = folder / "postgres.json"
    with (folder / "postgres.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        state = json.loads(path.read_text()) if path.exists() else {"users": 0}
        yield state
        path.write_text(json.dumps(state))


def execute(url: str, statement: str) -> None:
    """Run one statement outside any transaction, as making databases asks."""
    address = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(statement)


def in_database(url: str, name: str) -> str:
    """Return the address of another database on the same server."""
    return make_url(url).set(database=name).render_as_string(hide_password=False)


def make_template(url: str) -> str:
    """Build the database that those of the tests are copied from; return its name."""
    from tests.conftest import build_database

    name = f"{TEMPLATE}_{secrets.token_hex(4)}"
    execute(url, f"CREATE DATABASE {name}")
    build_database(in_database(url, name))
    return name


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory):
    """The server's address and the name of its template database."""
    base = tmp_path_factory.getbasetemp()
    folder = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    given = os.environ.get("TEST_DATABASE_URL", "").replace("postgresql://", "postgresql+psycopg://")
    with shared_state(folder) as state:
        try:
            if not state["users"]:
                state["server"] = {"url": given} if given else start_server()
                state["template"] = make_template(state["server"]["url"])
        except NoServer as missing:
            if os.environ.get(REQUIRED):
                pytest.fail(str(missing))
            pytest.skip(str(missing))
        state["users"] += 1
    yield state["server"]["url"], state["template"]
    with shared_state(folder) as state:
        state["users"] -= 1
        if not state["users"]:
            execute(state["server"]["url"], f"DROP DATABASE {state['template']} WITH (FORCE)")
            if not given:
                stop_server(state["server"])


@pytest.fixture
def postgres_database(postgres_server):
    """The address of a database of the test's own."""
    url, template = postgres_server
    name = f"test_{secrets.token_hex(8)}"
    execute(url, f"CREATE DATABASE {name} TEMPLATE {template}")
    yield in_database(url, name)
    execute(url, f"DROP DATABASE {name} WITH (FORCE)")
