"""The personal link: for whom it opens, what it leaves behind, how it explains itself, when it is lost."""

import time
from datetime import UTC, datetime, timedelta
from statistics import median

import pytest
from sqlalchemy import func, select

from survey.db import db
from survey.models import Answer, AuditEntry, Consent, Invitation, Notice, OutboxMessage, Submission
from survey.operations import leaving, links, panel, rounds
from survey.operations.responses import save_answer
from survey.queries.panel import count_progress
from survey.questions import Value
from survey.views import invitation as invitation_views
from tests import factories
from tests.pages import Visitor
from tests.postgres import on_both_databases
from tests.threads import at_once

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def study(app):
    """A study that is in its first round, with an organiser."""
    study = factories.make_study(n_drivers=1, owner=factories.make_account("Ada Organiser"))
    factories.make_rounds(study)
    rounds.open_round(study.rounds[0])
    return study


@pytest.fixture
def expert(study):
    return factories.make_expert(study, name="Kim Expert", email="kim@example.org")


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(invitation_views, "LEAST_SECONDS", 0)


def new_links() -> list[OutboxMessage]:
    return db.session.scalars(select(OutboxMessage).filter_by(kind="new_link")).all()


def count(model) -> int:
    return db.session.scalar(select(func.count()).select_from(model))


def test_a_link_works_again_and_again_and_on_a_second_device(study, expert, app):
    token = factories.link_token(study, expert)
    question = study.rounds[0].questions[0]
    save_answer(factories.panelist_id(study, expert), question, Value(number=6.0))
    for _device in range(3):
        device = Visitor(app)
        page = device.get("answer.show_invitation", token=token)
        data = page.form_data("may_quote")
        assert (
            device.post("answer.start", data, token=token).location
            == f"/s/rounds/1/sections/1#q-{study.rounds[0].questions[1].id}"
        )
        section = device.get("answer.show_section", number=1, position=1)
        assert section.form_data(class_="answer-form")[f"q-{question.id}"] == "6"


def test_a_replaced_link_offers_to_send_the_valid_one_to_the_address_on_file(study, expert, app, quick):
    token = factories.link_token(study, expert)
    panel.replace_link(study, expert, app.config["PANEL_KEY"])
    page = Visitor(app).get("answer.show_invitation", 410, token=token)
    assert "replaced" in page.text
    assert "Ada Organiser" in page.text
    assert "kim@" not in page.html
    for _ in range(5):
        page = Visitor(app).post("answer.send_new_link", {}, 200, token=token)
        assert "kim@" not in page.html
    (first, *others) = new_links()
    assert first.invitation_id == expert.id
    assert len(others) == links.MOST_IN_AN_HOUR - 1


def test_an_hour_later_a_link_is_sent_again(study, expert):
    for minutes in (0, 1, 2, 3):
        links.send_current_link(expert, NOW + timedelta(minutes=minutes))
    assert len(new_links()) == 3
    assert links.send_current_link(expert, NOW + timedelta(minutes=62))


@pytest.mark.parametrize("state", ["revoked", "replaced", "withdrawn", "closed", "unknown"])
@pytest.mark.parametrize("language", ["en", "ko"])
def test_no_link_ends_in_a_bare_refusal(study, app, state, language):
    person = factories.make_expert(study, language=language)
    token = factories.link_token(study, person)
    if state == "revoked":
        panel.revoke_invitation(study, person)
    elif state == "replaced":
        panel.replace_link(study, person, app.config["PANEL_KEY"])
    elif state == "withdrawn":
        leaving.leave_study(study, person, factories.panelist_id(study, person), NOW)
    elif state == "closed":
        factories.answer_round(study.rounds[0], factories.make_panel(study, 6))
        factories.close_round(study.rounds[0])
    status = {"revoked": 410, "replaced": 410, "unknown": 404}.get(state, 200)
    page = Visitor(app, language).get(
        "answer.show_invitation", status, token="x" * 43 if state == "unknown" else token
    )
    assert page.root.get("lang") == language
    if state != "unknown":  # then nobody knows which study it was
        assert study.title[language] in page.heading
        assert page.all("a", href=f"mailto:{invited_by(study)}")
    ways_on = [*page.all("form", action=f"/i/{token}"), *page.all("a", href="/new-link")]
    ways_on += page.all("form", action=f"/i/{token}/new-link")
    assert ways_on or state == "revoked"


def invited_by(study) -> str:
    return db.session.scalars(select(factories.Account.email).filter_by(name="Ada Organiser")).one()


def test_asking_for_a_link_tells_nobody_who_is_on_a_panel(study, expert, app, monkeypatch):
    monkeypatch.setattr(invitation_views, "LEAST_SECONDS", 0.08)
    texts, times = {}, {}
    for address in ("kim@example.org", "stranger@example.org"):
        for _ in range(3):
            visitor = Visitor(app)
            started = time.monotonic()
            page = visitor.post("answer.new_link", {"email": address}, 200)
            times.setdefault(address, []).append(time.monotonic() - started)
            texts.setdefault(address, set()).add(page.text)
    assert texts["kim@example.org"] == texts["stranger@example.org"]
    assert len(texts["kim@example.org"]) == 1
    known, unknown = (median(each) for each in times.values())
    assert min(known, unknown) >= 0.08
    assert {each.invitation_id for each in new_links()} == {expert.id}


def test_a_known_and_an_unknown_address_cost_the_same_acts(study, expert):
    before = count(AuditEntry)
    assert links.request_links("Kim@Example.org ", NOW) == 1
    assert links.request_links("stranger@example.org", NOW) == 0
    assert count(AuditEntry) == before + 2


@pytest.mark.parametrize("settings", [{"RATELIMIT_ENABLED": True}], indirect=True)
def test_one_client_asks_three_times_an_hour(study, expert, app, quick):
    visitor = Visitor(app)
    for number in range(3):
        visitor.post("answer.new_link", {"email": f"person{number}@example.org"}, 200)
    visitor.post("answer.new_link", {"email": "kim@example.org"}, 429)
    assert new_links() == []


def test_nobody_who_is_gone_gets_a_link_again(study, expert):
    panel.revoke_invitation(study, expert)
    assert links.request_links("kim@example.org", NOW) == 0


def test_who_got_anothers_link_leaves_and_can_tell(study, expert, app):
    stranger = Visitor(app)
    stranger.post("answer.start", {}, token=factories.link_token(study, expert))
    page = stranger.get("answer.overview")
    assert "k•••@example.org" in page.text
    assert "kim@example.org" not in page.html
    assert stranger.post("answer.leave_as_somebody_else").location == "/not-me"
    stranger.get("answer.overview", 403)
    page = stranger.get("answer.tell_misdirected")
    assert "kim" not in page.html.lower()
    stranger.post("answer.tell_misdirected", {}, 200)
    assert db.session.get(Invitation, expert.id).address_problem == "misdirected"
    owner = Visitor(app).sign_in(db.session.scalars(select(factories.Account)).first())
    assert "the link reached somebody else" in owner.get("panel.show_panel", study_id=study.id).text
    assert "1 person needs a new address." in owner.get("panel.show_panel", study_id=study.id).text


def test_telling_twice_or_without_a_link_changes_nothing(study, expert, app):
    Visitor(app).post("answer.tell_misdirected", {}, 200)
    assert db.session.get(Invitation, expert.id).address_problem == ""


def test_an_address_can_be_corrected_until_its_owner_answers(study, expert, app):
    owner = Visitor(app).sign_in(db.session.scalars(select(factories.Account)).first())
    old = factories.link_token(study, expert)
    where = {"study_id": study.id, "invitation_id": expert.id}
    owner.post("panel.change_address", {"email": "kim@example.net"}, **where)
    assert expert.email == "kim@example.net"
    Visitor(app).get("answer.show_invitation", 410, token=old)
    Visitor(app).get("answer.show_invitation", 200, token=factories.link_token(study, expert))
    factories.answer_round(study.rounds[0], [expert])
    page = owner.post("panel.change_address", {"email": "boss@example.net"}, 422, **where)
    assert "would open these answers" in page.text
    assert expert.email == "kim@example.net"


def test_revoking_is_confirmed_first(study, expert, app):
    owner = Visitor(app).sign_in(db.session.scalars(select(factories.Account)).first())
    where = {"study_id": study.id, "invitation_id": expert.id}
    page = owner.get("panel.revoke", **where)
    assert "What revoking does" in page.text
    assert expert.revoked_at is None
    owner.post("panel.revoke", {}, **where)
    assert expert.revoked_at is not None
    Visitor(app).get("answer.show_invitation", 410, token=factories.link_token(study, expert))


@pytest.mark.browser
def test_a_mail_scanner_harms_nothing(study, expert, app, browser, live_server):
    """HEAD, twenty GETs, link previews, and a browser that follows every link and sends every form."""
    token = factories.link_token(study, expert)
    client = Visitor(app).client
    for agent in ("Slackbot-LinkExpanding 1.0", "facebookexternalhit/1.1", "Mozilla/5.0"):
        headers = {"User-Agent": agent}
        assert client.head(f"/i/{token}", headers=headers).status_code == 200
        assert all(client.get(f"/i/{token}", headers=headers).status_code == 200 for _ in range(20))
    scan(browser, f"{live_server}/i/{token}")
    db.session.rollback()
    assert {model.__name__: count(model) for model in (Answer, Submission, Consent, Notice)} == {
        "Answer": 0,
        "Submission": 0,
        "Consent": 0,
        "Notice": 0,
    }
    assert count_progress(study.rounds[0]).n_started == 0
    person = db.session.get(Invitation, expert.id)
    assert (person.mail_stopped_on, person.withdrawn_on, person.address_problem) == (None, None, "")
    human = Visitor(app)
    data = human.get("answer.show_invitation", token=token).form_data("may_quote")
    human.post("answer.start", data, token=token)
    question = study.rounds[0].questions[0]
    human.post("answer.save_answer", {f"q-{question.id}": "5"}, 200, question_id=question.id)
    assert (count(Answer), count(Consent)) == (1, 1)


def scan(browser, address: str) -> None:
    """Open a page in a browser of one's own, follow all its links, and send each of its forms ticked."""
    looker = browser.new_page()
    looker.goto(address)
    targets = looker.eval_on_selector_all("a[href]", "links => links.map(each => each.href)")
    n_forms = looker.locator("form").count()
    assert n_forms >= 2
    for target in {each for each in targets if each.startswith("http")}:
        looker.goto(target)
    for number in range(n_forms):
        looker.goto(address)
        form = looker.locator("form").nth(number)
        for box in form.locator("input[type=checkbox]").all():
            box.check()
        form.locator("button").first.click()
        looker.wait_for_load_state()
    looker.context.close()


NUMBERS = ("900101-1234567", "9001011234567", "900101 2234567", "000229-3123456", "900101–5234567")
HARMLESS = ("991301-1234567", "1234567890123456", "010-1234-5678", "900101-9234567", "2026-03-02", "9001011")


@pytest.mark.parametrize("number", NUMBERS)
def test_registration_numbers_are_taken_nowhere(study, app, number):
    owner = Visitor(app).sign_in(db.session.scalars(select(factories.Account)).first())
    for facts in ({"name": f"Kim {number}"}, {"email": f"{number.replace(' ', '')}@example.org"}):
        data = {"name": "Kim", "email": "a@example.org", "language": "en", "group": "", **facts}
        assert "registration number" in owner.post("panel.invite_expert", data, 422, study_id=study.id).text
        with pytest.raises(panel.NotAllowed, match="registration number"):
            factories.make_expert(study, **facts)


@pytest.mark.parametrize("text", HARMLESS)
def test_other_numbers_are_no_registration_numbers(text):
    assert not panel.refuse_registration_numbers(text)


@on_both_databases
def test_the_same_address_invited_at_once_is_refused_in_words(app):
    study_id = factories.make_study(n_drivers=0).id

    def invite() -> None:
        factories.make_expert(db.session.get(factories.Study, study_id), email="a@example.org")

    told = at_once(app, [invite] * 6)
    assert sorted(type(each).__name__ for each in told).count("NotAllowed") == 5
    assert count(Invitation) == 1


def test_progress_counts_everybody_whom_a_round_was_for(study, app):
    first, second, _third = factories.make_panel(study, 3)
    factories.answer_round(study.rounds[0], [first])
    panel.revoke_invitation(study, first)
    leaving.leave_study(study, second, factories.panelist_id(study, second), datetime.now(UTC))
    progress = count_progress(study.rounds[0])
    assert (progress.n_invited, progress.n_started, progress.n_finished) == (3, 1, 1)
