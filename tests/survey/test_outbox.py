"""Mail: written in the transaction that causes it, sent once, tried again when the server refuses."""

import asyncio
import socket
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP
from sqlalchemy import select

from survey.db import db
from survey.errors import ConfigurationError
from survey.mail import Postman, send_outbox
from survey.mail.letters import KINDS
from survey.models import OutboxMessage
from survey.operations import outbox, panel, rounds
from survey.queries.studies import count_unsent_mail
from tests import factories
from tests.threads import at_once

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=1)


class Mailbox:
    """A mail server's mind: what it says to each recipient, and what it has accepted."""

    def __init__(self) -> None:
        self.accepted = []
        self.replies: dict[str, str] = {}
        self.drops = 0
        # The names under which the library looks for them.
        vars(self).update(handle_RCPT=self.hear_recipient, handle_DATA=self.hear_data)

    async def hear_recipient(self, server, session, envelope, address, options):
        reply = self.replies.get(address, "250 OK")
        if reply.startswith("250"):
            envelope.rcpt_tos.append(address)
        return reply

    async def hear_data(self, server, session, envelope):
        if self.drops:
            self.drops -= 1
            server.transport.abort()
            await asyncio.sleep(0.05)
            return "421 gone"
        self.accepted.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


class QuietServer(SMTP):
    """A mail server that looks up no host names."""

    def __init__(self, handler, **settings):
        super().__init__(handler, hostname="mail.tholos.test", **settings)


class LocalController(Controller):
    def factory(self):
        return QuietServer(self.handler)


@pytest.fixture
def mailbox(app):
    mailbox = Mailbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = LocalController(mailbox, hostname="127.0.0.1", port=port)
    controller.start()
    app.config["SMTP_URL"] = f"smtp://127.0.0.1:{port}"
    yield mailbox
    controller.stop()


@pytest.fixture
def study(app):
    """A study with an open round, an English and a Korean expert, and an organiser."""
    study = factories.make_study(n_drivers=0, title=factories.text("Libraries in 2035", "2035년의 도서관"))
    factories.make_account("Ada Owner", study=study)
    factories.make_expert(study, name="Kim Expert", email="kim@tholos.test")
    factories.make_expert(study, name="이 전문가", email="lee@tholos.test", language="ko")
    round_ = factories.make_round(study, opened=False)
    rounds.set_deadline(round_, date(2026, 3, 20))
    rounds.open_round(round_, now=NOW)
    return study


def messages() -> dict[str, OutboxMessage]:
    """Return every message by the address it goes to."""
    rows = db.session.scalars(select(OutboxMessage)).all()
    return {db.session.get(panel.Invitation, row.invitation_id).email: row for row in rows}


def test_everybody_gets_one_message_in_their_language(study, mailbox):
    report = send_outbox(now=NOW)
    assert (report.n_sent, report.n_failed) == (2, 0)
    english, korean = sorted(mailbox.accepted, key=lambda mail: mail["To"])
    assert english["Subject"] == "Libraries in 2035: you are invited, answers until March 20, 2026"
    assert "2035년의 도서관" in korean["Subject"]
    assert {message.sent_at for message in messages().values()} == {NOW}
    assert count_unsent_mail(study) == 0


def test_a_message_has_text_and_html_with_the_personal_link_and_no_more(study, mailbox):
    send_outbox(now=NOW)
    mail = next(each for each in mailbox.accepted if "kim@" in each["To"])
    invitation = db.session.scalar(select(panel.Invitation).filter_by(email="kim@tholos.test"))
    link = f"http://tholos.test/i/{factories.link_token(study, invitation)}"
    text, html = (mail.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert link in text.splitlines()
    assert f'href="{link}"' in html
    assert "<img" not in html
    assert "2035년" not in text + html
    headers = "\n".join(f"{name}: {value}" for name, value in mail.items())
    assert link.rpartition("/")[2] not in headers
    assert mail["Reply-To"].addresses[0].display_name == "Ada Owner"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["From"] == '"Ada Owner (Tholos)" <noreply@tholos.test>'
    for known in (invitation.id, study.id, messages()["kim@tholos.test"].id, "kim"):
        assert known not in mail["Message-ID"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("has_deadline", [True, False])
def test_every_kind_of_message_can_be_written(study, mailbox, kind, language, has_deadline):
    address = {"en": "kim@tholos.test", "ko": "lee@tholos.test"}[language]
    messages()[address].kind = kind
    if not has_deadline:
        study.rounds[0].closes_on = None
    db.session.commit()
    send_outbox(now=NOW)
    mail = next(each for each in mailbox.accepted if address in each["To"])
    assert mail["Subject"].strip().startswith(study.title[language])
    lines = mail.get_body(("plain",)).get_content().splitlines()
    assert sum(line.startswith("http://tholos.test/i/") for line in lines) == 1
    assert len(mail.as_bytes()) < 100_000


@pytest.mark.parametrize("reply", ["451 try later", "554 not today", "550 5.7.1 relay access denied"])
def test_a_refused_message_is_tried_again_later_and_later(study, mailbox, reply):
    mailbox.replies["kim@tholos.test"] = reply
    assert (send_outbox(now=NOW).n_sent, len(mailbox.accepted)) == (1, 1)
    waits = []
    now = NOW
    for _ in range(6):
        message = messages()["kim@tholos.test"]
        assert message.last_error == reply
        waits.append((message.not_before - now) // timedelta(minutes=1))
        assert send_outbox(now=message.not_before - timedelta(seconds=1)).n_failed == 0
        now = message.not_before
        send_outbox(now=now)
    assert waits == [1, 5, 30, 120, 360, 360]
    del mailbox.replies["kim@tholos.test"]
    send_outbox(now=now + timedelta(days=1))
    assert len(mailbox.accepted) == 2
    assert messages()["kim@tholos.test"].last_error == ""


def test_a_message_that_is_refused_for_days_rests(study, mailbox):
    mailbox.replies["kim@tholos.test"] = "451 try later"
    now = NOW
    for _ in range(outbox.MAX_ATTEMPTS + 5):
        send_outbox(now=now)
        now += timedelta(days=1)
    assert messages()["kim@tholos.test"].attempts == outbox.MAX_ATTEMPTS


def test_a_connection_lost_after_the_data_leaves_the_message_unsent(study, mailbox):
    mailbox.drops = 1
    report = send_outbox(now=NOW)
    assert (report.n_sent, report.n_failed, len(mailbox.accepted)) == (1, 1, 1)
    send_outbox(now=LATER)
    assert sorted(mail["To"].addresses[0].addr_spec for mail in mailbox.accepted) == sorted(messages())


def test_an_outage_delays_every_message_and_loses_none(study, mailbox, app):
    address, app.config["SMTP_URL"] = app.config["SMTP_URL"], "smtp://127.0.0.1:1"
    assert send_outbox(now=NOW).n_sent == 0
    assert messages()["kim@tholos.test"].last_error == "ConnectionRefusedError"
    app.config["SMTP_URL"] = address
    send_outbox(now=LATER)
    send_outbox(now=LATER + timedelta(days=1))
    assert len(mailbox.accepted) == 2


def test_what_was_accepted_is_never_sent_again(study, mailbox, app):
    reports = at_once(app, [lambda: send_outbox(now=NOW).n_sent] * 4)
    assert sum(reports) == 2
    assert send_outbox(now=LATER).n_sent == 0
    assert len(mailbox.accepted) == 2


def test_a_sender_that_died_leaves_its_message_to_the_next_one(study, mailbox):
    outbox.claim_message(NOW)
    assert send_outbox(now=NOW).n_sent == 1
    assert send_outbox(now=NOW + outbox.LEASE).n_sent == 1


def test_the_limit_holds(study, mailbox):
    assert send_outbox(limit=1, now=NOW).n_sent == 1


def test_people_who_left_get_nothing(study, mailbox):
    panel.revoke_invitation(study, db.session.scalar(select(panel.Invitation).filter_by(name="Kim Expert")))
    report = send_outbox(now=NOW)
    assert (report.n_sent, report.n_set_aside) == (1, 1)
    assert messages()["kim@tholos.test"].last_error == OutboxMessage.SET_ASIDE
    assert (count_unsent_mail(study), send_outbox(now=LATER).n_set_aside) == (0, 0)


def test_a_closed_round_is_announced_to_nobody(study, mailbox):
    rounds.close_round(study.rounds[0], factories.freeze_plainly)
    assert (send_outbox(now=NOW).n_sent, mailbox.accepted) == (0, [])


def test_a_reminder_to_somebody_who_finished_is_set_aside(study, mailbox):
    messages()["kim@tholos.test"].kind = "reminder"
    db.session.commit()
    invitation = db.session.scalar(select(panel.Invitation).filter_by(name="Kim Expert"))
    factories.answer_round(study.rounds[0], [invitation])
    subjects = {mail["To"].addresses[0].addr_spec: mail["Subject"] for mail in send_and_read(mailbox)}
    assert "thank you" in subjects["kim@tholos.test"]
    assert set(subjects) == {"kim@tholos.test", "lee@tholos.test"}


def send_and_read(mailbox):
    send_outbox(now=NOW)
    return mailbox.accepted


def test_names_and_titles_never_reach_the_headers_as_headers(app, mailbox):
    title = factories.text("Study\r\nBcc: all@tholos.test", "연구\nBcc: all@tholos.test")
    study = factories.make_study(n_drivers=0, title=title)
    factories.make_account("Eve\r\nX-Evil: 1", study=study)
    factories.make_expert(study, name='Kim "K" <x@y.test>,\r\nBcc: all@tholos.test')
    rounds.open_round(factories.make_round(study, opened=False), now=NOW)
    (mail,) = send_and_read(mailbox)
    assert "Bcc" not in mail
    assert "X-Evil" not in mail
    assert len(mail["To"].addresses) == 1
    assert mail["Subject"] == "Study Bcc: all@tholos.test: you are invited"


def test_markup_in_names_and_titles_is_text(app, mailbox):
    study = factories.make_study(n_drivers=0, title=factories.text("<b>Bold</b> & more"))
    factories.make_expert(study, name="<script>alert(1)</script>")
    rounds.open_round(factories.make_round(study, opened=False), now=NOW)
    (mail,) = send_and_read(mailbox)
    html = mail.get_body(("html",)).get_content()
    assert "<script" not in html
    assert "&lt;b&gt;Bold&lt;/b&gt; &amp; more" in html
    assert "&amp;lt;" not in html
    assert "“<b>Bold</b> & more”" in mail.get_body(("plain",)).get_content()


def test_an_address_that_cannot_be_written_harms_no_other(study, mailbox):
    broken = factories.make_expert(study)
    broken.email = "no address at all\r\nBcc: x@y.test"  # such as no form takes any more
    db.session.add(
        OutboxMessage(invitation_id=broken.id, round_id=study.rounds[0].id, kind="reminder", not_before=NOW)
    )
    db.session.commit()
    report = send_outbox(now=NOW)
    assert (report.n_sent, report.n_failed) == (2, 1)


def test_without_a_mail_server_nothing_is_sent_and_nothing_lost(study):
    report = send_outbox(now=NOW)
    assert not report.is_configured
    assert "outbox" in str(report)
    assert count_unsent_mail(study) == 2


@pytest.mark.parametrize("url", ["http://mail.test", "smtp://", "mail.test:25"])
def test_an_address_of_no_mail_server_is_refused(app, url):
    with pytest.raises(ConfigurationError):
        Postman(url)
