"""A mail server that refuses, stalls, hangs up or lies: nothing is lost, nothing is sent twice unseen.

The server is a process of its own (tests/mail_server.py), and so are the senders that are killed.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from survey.db import db
from survey.mail import postman, send_outbox
from survey.models import Invitation, OutboxMessage
from survey.operations import rounds
from survey.operations.outbox import LEASE
from tests import factories
from tests.postgres import on_both_databases

ROOT = Path(__file__).resolve().parent.parent.parent
N_EXPERTS = 5
PATIENCE_SECONDS = 20


class Server:
    """The mail server's process: started, stopped, told how to behave, asked what it accepted."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.process: subprocess.Popen | None = None
        self.behave("ok")

    def behave(self, mode: str) -> None:
        (self.folder / "mode").write_text(mode)

    def start(self) -> None:
        (self.folder / "ready").unlink(missing_ok=True)
        command = [sys.executable, ROOT / "tests/mail_server.py", self.folder]
        self.process = subprocess.Popen(command)
        wait_until(lambda: (self.folder / "ready").exists())

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{(self.folder / 'port').read_text()}"

    @property
    def accepted(self) -> list[dict[str, str]]:
        path = self.folder / "accepted"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def wait_until(condition) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.02)


@pytest.fixture
def server(app, tmp_path):
    folder = tmp_path / "mail"
    folder.mkdir()
    server = Server(folder)
    server.start()
    app.config["SMTP_URL"] = server.url
    yield server
    server.stop()


@pytest.fixture
def study(app):
    """A study that has just opened a round to five experts."""
    study = factories.make_study(n_drivers=0)
    factories.make_panel(study, N_EXPERTS)
    rounds.open_round(factories.make_round(study, opened=False))
    return study


def now() -> datetime:
    return datetime.now(UTC)


FAULTS = ("greet-421", "rcpt-451", "data-451", "data-554", "drop", "hang", "tls-broken")


@pytest.mark.parametrize("fault", FAULTS)
def test_what_the_server_does_not_take_is_delivered_once_when_it_recovers(study, server, monkeypatch, fault):
    monkeypatch.setattr(postman, "TIMEOUT_SECONDS", 0.3)
    server.behave(fault)
    assert send_outbox(now=now()).n_sent == 0
    assert server.accepted == []
    server.behave("ok")
    for hours in range(1, 5):
        send_outbox(now=now() + timedelta(hours=hours))
    delivered = Counter(each["to"] for each in server.accepted)
    assert len(delivered) == N_EXPERTS
    assert set(delivered.values()) == {1}


def test_an_hour_without_a_server_in_the_middle_of_a_batch(study, server):
    assert send_outbox(limit=2, now=now()).n_sent == 2
    server.stop()
    for minutes in (1, 7, 38):
        assert send_outbox(now=now() + timedelta(minutes=minutes)).n_sent == 0
    server.start()
    for hours in (3, 6, 12):
        send_outbox(now=now() + timedelta(hours=hours))
    assert Counter(each["to"] for each in server.accepted).most_common(1)[0][1] == 1
    assert len(server.accepted) == N_EXPERTS


def test_one_address_where_nobody_is_harms_no_other(study, server):
    server.behave("rcpt-550")
    send_outbox(limit=1, now=now())
    server.behave("ok")
    send_outbox(now=now() + timedelta(days=1))
    problems = db.session.scalars(select(Invitation.address_problem)).all()
    assert sorted(problems) == [""] * (N_EXPERTS - 1) + ["refused"]
    assert len(server.accepted) == N_EXPERTS - 1


def test_a_lost_reply_after_acceptance_may_repeat_a_mail_under_the_same_id(study, server):
    """The one case that no sender can tell from a loss; the mailbox can, by the Message-ID."""
    server.behave("accept-drop")
    assert send_outbox(limit=1, now=now()).n_failed == 1
    server.behave("ok")
    send_outbox(now=now() + timedelta(hours=1))
    copies = Counter((each["to"], each["id"]) for each in server.accepted)
    assert len(copies) == N_EXPERTS
    assert sorted(copies.values()) == [1] * (N_EXPERTS - 1) + [2]


def start_sender(app, server: Server) -> subprocess.Popen:
    settings = {
        "SECRET_KEY": app.config["SECRET_KEY"],
        "PANEL_KEY": app.config["PANEL_KEY"],
        "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
        "SMTP_URL": server.url,
        "PUBLIC_URL": "http://tholos.test",
        "MAIL_SENDER": app.config["MAIL_SENDER"],
    }
    command = [sys.executable, "-m", "flask", "--app", "app", "mail", "send"]
    return subprocess.Popen(command, cwd=ROOT, env={**os.environ, **settings}, stdout=subprocess.DEVNULL)


@on_both_databases
def test_a_sender_killed_between_acceptance_and_its_note_repeats_one_mail_under_the_same_id(
    study, server, app
):
    server.behave("accept-hang")
    db.session.remove()
    sender = start_sender(app, server)
    wait_until(lambda: server.accepted)
    sender.send_signal(signal.SIGKILL)
    sender.wait()
    server.behave("ok")
    assert send_outbox(now=now()).n_sent == N_EXPERTS - 1  # the lease of the one still runs
    send_outbox(now=now() + LEASE + timedelta(minutes=1))
    copies = Counter((each["to"], each["id"]) for each in server.accepted)
    assert len(copies) == N_EXPERTS
    assert sorted(copies.values()) == [1] * (N_EXPERTS - 1) + [2]
    assert None not in db.session.scalars(select(OutboxMessage.sent_at)).all()


@on_both_databases
def test_two_senders_at_once_send_every_mail_once(study, server, app):
    db.session.remove()
    senders = [start_sender(app, server) for _ in range(2)]
    assert [sender.wait(timeout=PATIENCE_SECONDS * 3) for sender in senders] == [0, 0]
    delivered = Counter(each["to"] for each in server.accepted)
    assert (len(delivered), set(delivered.values())) == (N_EXPERTS, {1})


def test_the_server_sends_by_itself(study, server, app):
    from survey.mail.background import start_sending

    db.session.remove()
    start_sending(app, seconds=0.05)
    start_sending(app, seconds=0.05)
    wait_until(lambda: len(server.accepted) == N_EXPERTS)
    time.sleep(0.3)
    assert len(server.accepted) == N_EXPERTS
    app.config["SMTP_URL"] = ""  # the threads end with the process; until then they find nothing to do
