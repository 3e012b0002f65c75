"""What a mail holds: one-click stopping, no secret in its head, the deadline as a calendar file."""

import re
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy

import pytest
from sqlalchemy import select

from survey.db import db
from survey.mail import PREVIEW_LINKS, send_outbox, write_message
from survey.mail.letters import KINDS, links_of
from survey.models import Invitation, OutboxMessage
from survey.operations import leaving, panel, reminders, rounds
from survey.operations.outbox import queue_message
from survey.queries.outbox import imagine_letter
from tests import factories
from tests.pages import Visitor
from tests.survey.test_outbox import mailbox as mailbox  # the fixture: a mail server of this process

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def study(app):
    """A study with an open round, its organiser, an English and a Korean expert."""
    study = factories.make_study(
        n_drivers=1, title=factories.text("Libraries; a look, ahead", "도서관의 앞날")
    )
    factories.make_account("Ada Owner", study=study)
    factories.make_expert(study, name="Kim Expert", email="kim@tholos.test")
    factories.make_expert(study, name="이 전문가", email="lee@tholos.test", language="ko")
    round_ = factories.make_rounds(study)[0]
    rounds.set_deadline(round_, date(2026, 3, 20))
    rounds.open_round(round_, now=NOW)
    return study


def person(address: str) -> Invitation:
    return db.session.scalars(select(Invitation).filter_by(email=address)).one()


def written(study, kind: str, address: str = "kim@tholos.test"):
    """Return a mail of a kind as it arrives, and its secrets."""
    letter = imagine_letter(kind, person(address), study.rounds[0])
    links = links_of(letter)
    return message_from_bytes(write_message(letter, links).as_bytes(), policy=policy.default), links


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("address", ["kim@tholos.test", "lee@tholos.test"])
def test_every_mail_can_be_stopped_by_one_click_and_keeps_its_secrets(study, app, kind, address):
    # An address longer than a line: the header must not be torn or encoded.
    app.config["PUBLIC_URL"] = "https://delphi.department-of-long-names.university.example.org"
    mail, links = written(study, kind, address)
    ways = re.findall(r"<([^>]*)>", mail["List-Unsubscribe"])
    assert ways[0] == f"{app.config['PUBLIC_URL']}/u/{links.stop_token}"
    organiser = mail["Reply-To"].addresses[0].addr_spec
    assert ways[1].startswith(f"mailto:{organiser}?subject=stop%20")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["Auto-Submitted"] == "auto-generated"
    head = "\n".join(f"{name}: {value}" for name, value in mail.items())
    assert links.token not in head
    text, html = (mail.get_body((part,)).get_content() for part in ("plain", "html"))
    for body in (text, html):
        assert body.count(f"/u/{links.stop_token}") == 1
        assert f"/i/{links.token}?to=leave" in body
        assert "<img" not in body
        assert not re.search(r"https?://(?!delphi\.department)", body)
    assert len(mail.as_bytes()) < 100_000
    title = {"kim@tholos.test": "Libraries; a look, ahead", "lee@tholos.test": "도서관의 앞날"}[address]
    assert title in mail["Subject"]
    assert not re.search(r"\n\n\n|\n +\S", text)


def test_without_an_organiser_there_is_no_address_to_write_to(app):
    study = factories.make_study(n_drivers=0)
    factories.make_expert(study, email="kim@tholos.test")
    factories.make_round(study)
    mail, _links = written(study, "invitation")
    assert "mailto:" not in mail["List-Unsubscribe"]
    assert mail["Reply-To"] is None


def parse_calendar(text: str) -> dict[str, str]:
    """Read a calendar file of one event as RFC 5545 has it: CRLF, 75 octets, folded lines, escaped texts."""
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    lines = text.replace("\r\n ", "").split("\r\n")[:-1]
    assert (lines[0], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    pairs = dict(re.fullmatch(r"([A-Z-]+)(?:;[^:]*)?:(.*)", line).groups() for line in lines)
    assert not re.search(r"(?<!\\)[;,]", pairs["SUMMARY"])
    return {key: re.sub(r"\\(.)", r"\1", value) for key, value in pairs.items()}


@pytest.mark.parametrize("address", ["kim@tholos.test", "lee@tholos.test"])
def test_the_deadline_comes_as_a_calendar_file(study, app, address):
    (part,) = written(study, "invitation", address)[0].iter_attachments()
    assert part.get_content_type() == "text/calendar"
    event = parse_calendar(part.get_payload(decode=True).decode())
    assert (event["DTSTART"], event["DTEND"]) == ("20260320", "20260321")
    assert event["VERSION"] == "2.0"
    assert event["DTSTAMP"].endswith("T000000Z")
    title = {"kim@tholos.test": "Libraries; a look, ahead", "lee@tholos.test": "도서관의 앞날"}[address]
    assert title in event["SUMMARY"]
    assert links_of(imagine_letter("invitation", person(address), study.rounds[0])).token not in str(event)
    visitor = Visitor(app).come_as(person(address))
    with visitor.client.get("/s/rounds/1/deadline.ics") as reply:
        same = parse_calendar(reply.get_data(as_text=True))
        assert "attachment" in reply.headers["Content-Disposition"]
    assert same["UID"] == event["UID"]
    rounds.set_deadline(study.rounds[0], date(2026, 3, 25))
    with visitor.client.get("/s/rounds/1/deadline.ics") as reply:
        later = parse_calendar(reply.get_data(as_text=True))
    assert (later["UID"], later["DTSTART"]) == (event["UID"], "20260325")
    assert int(later["SEQUENCE"]) > int(event["SEQUENCE"])


def test_without_a_deadline_there_is_no_calendar_file(study, app):
    rounds.set_deadline(study.rounds[0], None)
    assert not list(written(study, "invitation")[0].iter_attachments())
    Visitor(app).come_as(person("kim@tholos.test")).get("answer.deadline", 404, number=1)


def test_a_receipt_holds_ones_own_answers_and_goes_out_on_request_alone(study, app, mailbox):
    me = person("kim@tholos.test")
    factories.answer_round(study.rounds[0], [me], lambda i, q: 6, submit=False)
    factories.answer_round(study.rounds[0], [person("lee@tholos.test")], lambda i, q: 2)
    send_outbox(now=NOW)
    visitor = Visitor(app).come_as(me)
    visitor.get("answer.receipt", number=1)
    for _ in range(5):
        visitor.post("answer.send_receipt", {}, number=1)
    mailbox.accepted.clear()
    send_outbox(now=datetime.now(UTC) + DAY)
    receipts = [mail for mail in mailbox.accepted if "your answers in round 1" in mail["Subject"]]
    assert len(receipts) == reminders.MOST_RECEIPTS_A_DAY
    for part in ("plain", "html"):
        body = receipts[0].get_body((part,)).get_content()
        assert "6 of 7" in body
        assert "2 of 7" not in body
        assert "Driver 1" in body
    assert "<" not in receipts[0].get_body(("plain",)).get_content()


def test_thanks_come_once_for_each_round_and_tell_no_time(study, mailbox):
    factories.answer_round(study.rounds[0], [person("kim@tholos.test")])
    for minute in range(4):
        factories.answer_round(study.rounds[0], [person("kim@tholos.test")])
        send_outbox(now=NOW + timedelta(minutes=minute))
    thanks = db.session.scalars(select(OutboxMessage).filter_by(kind="thanks")).one()
    assert (thanks.sent_at.hour, thanks.sent_at.minute) == (0, 0)
    assert sum("thank you" in mail["Subject"] for mail in mailbox.accepted) == 1


def test_who_wants_no_mail_gets_what_they_ask_for_and_nothing_else(study, mailbox):
    me = person("kim@tholos.test")
    leaving.stop_mail(study, me, NOW.date())
    queue_message(me, study.rounds[0], "reminder", NOW)
    queue_message(me, study.rounds[0], "new_link", NOW)
    db.session.commit()
    factories.answer_round(study.rounds[0], [me])
    send_outbox(now=NOW)
    mine = [mail["Subject"] for mail in mailbox.accepted if "kim@" in mail["To"]]
    assert mine == ["Libraries; a look, ahead: your personal link"]


def test_reminders_go_to_those_who_have_not_finished_three_times_with_two_days_between(study, mailbox):
    round_, (kim, lee) = study.rounds[0], [person(f"{name}@tholos.test") for name in ("kim", "lee")]
    everybody, sent = {kim.id, lee.id}, []
    assert reminders.remind(round_, everybody, NOW) == []  # the invitation waits still
    send_outbox(now=NOW)
    for day in range(1, 12):
        if day == 5:
            factories.answer_round(round_, [lee])
        now = NOW + day * DAY
        sent += [(day, each.name) for each in reminders.remind(round_, everybody, now)]
        send_outbox(now=now)
    assert sent == [
        (2, "Kim Expert"),
        (2, "이 전문가"),
        (4, "Kim Expert"),
        (4, "이 전문가"),
        (6, "Kim Expert"),
    ]


def test_who_finishes_after_the_reminder_was_queued_gets_none(study, mailbox):
    send_outbox(now=NOW)
    kim = person("kim@tholos.test")
    assert reminders.remind(study.rounds[0], {kim.id}, NOW + 2 * DAY) == [kim]
    factories.answer_round(study.rounds[0], [kim])
    mailbox.accepted.clear()
    send_outbox(now=NOW + 2 * DAY)
    assert ["thank you" in mail["Subject"] for mail in mailbox.accepted] == [True]


def test_the_dry_run_is_what_is_sent(study, app, mailbox):
    send_outbox(now=NOW - 3 * DAY)
    for message in db.session.scalars(select(OutboxMessage)):
        message.sent_at = datetime.now(UTC) - 3 * DAY
    db.session.commit()
    owner = Visitor(app).sign_in(db.session.scalars(select(factories.Account)).first())
    where = {"study_id": study.id, "number": 1}
    page = owner.get("reminders.show", **where)
    listed = [box.get("value") for box in page.all("input", name="person")]
    previews = {}
    for invitation_id in listed:
        shown = owner.get("reminders.preview", kind="reminder", to=invitation_id, **where)
        previews[invitation_id] = "".join(shown.one("pre").itertext()).strip()
        token = factories.link_token(study, db.session.get(Invitation, invitation_id))
        assert token not in shown.html
    mailbox.accepted.clear()
    owner.post("reminders.send", {"person": listed}, **where)
    send_outbox(now=datetime.now(UTC).replace(hour=12) + 2 * DAY)  # none goes out at night
    assert len(mailbox.accepted) == len(listed) == 2
    for mail in mailbox.accepted:
        invitation = person(mail["To"].addresses[0].addr_spec)
        links = links_of(imagine_letter("reminder", invitation, study.rounds[0]))
        text = mail.get_body(("plain",)).get_content()
        for secret in (links.token, links.stop_token):
            text = text.replace(secret, PREVIEW_LINKS.token)
        assert text.split() == previews[invitation.id].split()


def test_a_sample_goes_to_the_coordinator_alone_and_opens_nothing(study, app, mailbox):
    account = db.session.scalars(select(factories.Account)).first()
    owner = Visitor(app).sign_in(account)
    kim = person("kim@tholos.test")
    data = {"kind": "invitation", "to": kim.id}
    owner.post("reminders.send_to_self", data, study_id=study.id, number=1)
    (sample,) = mailbox.accepted
    assert factories.link_token(study, kim) not in sample.as_string()
    assert not db.session.scalars(
        select(OutboxMessage.sent_at).filter(OutboxMessage.sent_at.is_not(None))
    ).all()


def test_the_command_reminds_as_the_page_does(study, app, mailbox):
    send_outbox(now=NOW)
    for message in db.session.scalars(select(OutboxMessage)):
        message.sent_at = datetime.now(UTC) - 3 * DAY
    db.session.commit()
    runner = app.test_cli_runner()
    told = runner.invoke(args=["study", "remind", study.code, "1", "--dry-run"]).output
    assert "Would be reminded: 2." in told
    assert runner.invoke(args=["study", "remind", study.code, "1"]).output.startswith("Kim Expert <kim@")
    assert "Reminded: 0." in runner.invoke(args=["study", "remind", study.code, "1"]).output


def test_an_address_where_nobody_is_waits_for_a_new_one(study, app, mailbox):
    mailbox.replies["kim@tholos.test"] = "550 5.1.1 no such person"
    assert (send_outbox(now=NOW).n_failed, send_outbox(now=NOW + DAY).n_failed) == (1, 0)
    kim = person("kim@tholos.test")
    assert kim.address_problem == "refused"
    owner = Visitor(app).sign_in(db.session.scalars(select(factories.Account)).first())
    assert "1 person needs a new address." in owner.get("studies.board", study_id=study.id).text
    panel.change_address(study, kim, "kim@new.tholos.test", app.config["PANEL_KEY"])
    send_outbox(now=datetime.now(UTC) + DAY)
    assert [mail["To"].addresses[0].addr_spec for mail in mailbox.accepted][-1] == "kim@new.tholos.test"
    assert person("kim@new.tholos.test").address_problem == ""
