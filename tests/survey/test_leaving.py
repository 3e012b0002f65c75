"""Leaving a study: as easy as joining, told exactly before, and nothing of what is removed is left behind."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from survey.db import db
from survey.mail import send_outbox
from survey.models import Answer, Invitation, OutboxMessage, Reason, Snapshot, Submission
from survey.operations import leaving, moderation, rounds
from survey.operations.consent import record_consent
from survey.operations.erasure import wipe_deleted_rows
from survey.operations.responses import save_reason
from survey.queries.boards import count_recipients
from survey.tokens import make_stop_token
from survey.words.notice import write_notice
from tests import factories
from tests.pages import Visitor
from tests.postgres import on_both_databases

NOW = datetime(2026, 3, 9, 9, 0, tzinfo=UTC)
CANARY = "Canary-reason-7f3a"


class Scene:
    """A study with a released round and an open one; everybody answered both and gave reasons."""

    def __init__(self):
        self.study = factories.make_study(n_drivers=0, owner=factories.make_account("Ada Organiser"))
        self.panel = factories.make_panel(self.study, 7)
        self.me = self.panel[0]
        self.pseudonym = factories.panelist_id(self.study, self.me)
        self.first = factories.make_round(self.study, n_questions=2)
        factories.answer_round(self.first, self.panel)
        save_reason(self.pseudonym, self.first.questions[0], f"{CANARY} shown", "en")
        save_reason(self.pseudonym, self.first.questions[1], f"{CANARY} held", "en")
        factories.close_round(self.first, factories.freeze_plainly)
        for reason in db.session.scalars(select(Reason)).all():
            if "shown" in reason.text:
                moderation.moderate_reason(reason, "released")
        rounds.release_round(self.first)
        self.second = factories.make_round(self.study, n_questions=3)
        factories.answer_round(self.second, self.panel)
        save_reason(self.pseudonym, self.second.questions[0], f"{CANARY} new", "en")

    def kept(self) -> tuple[int, int, int]:
        """Return how many answers, reasons and submissions of mine there are."""
        return tuple(
            db.session.scalar(select(func.count()).select_from(each).filter_by(panelist_id=self.pseudonym))
            for each in (Answer, Reason, Submission)
        )


@pytest.fixture
def scene(app):
    return Scene()


@pytest.fixture
def me(scene, app):
    return Visitor(app).come_as(scene.me)


def test_every_page_of_an_expert_leads_to_leaving_and_own_data(scene, me):
    for endpoint, arguments in (
        ("answer.overview", {}),
        ("answer.show_section", {"number": 2, "position": 1}),
        ("answer.review", {"number": 2}),
        ("answer.receipt", {"number": 1}),
        ("own_data.show", {}),
    ):
        page = me.get(endpoint, **arguments)
        assert page.all("a", href="/s/stop")
        assert page.all("a", href="/s/data")


def test_leaving_with_everything_says_first_what_will_happen_and_then_does_it(scene, me):
    page = me.get("leaving.confirm", choice="remove")
    for sentence in (
        "Answers of the open round that are deleted and count for nothing: 3.",
        "Answers of closed rounds that are deleted: 2.",
        "nobody on the panel has read yet and that are deleted: 2.",
        "has read already, without your name, and that stay: 1.",
    ):
        assert sentence in page.text
    assert scene.kept() == (5, 3, 2)
    frozen = db.session.scalars(select(Snapshot.answers)).all()
    assert me.post("leaving.act", {}, choice="remove").location == "/s/stop/remove/done"
    # One submission stays: that a closed round was finished says nothing of what was answered.
    assert scene.kept() == (0, 1, 1)
    assert db.session.scalars(select(Snapshot.answers)).all() == frozen
    assert "Answers that are kept now: 0." in me.get("leaving.done", choice="remove").text
    others = db.session.scalar(select(func.count()).select_from(Answer))
    assert others == 6 * 5


def test_reasons_that_were_shown_are_hidden_on_request(scene, me):
    me.post("leaving.act", {"hides": "1"}, choice="remove")
    assert db.session.scalars(select(Reason.state).filter_by(panelist_id=scene.pseudonym)).all() == ["hidden"]


def test_leaving_can_let_everything_stay(scene, me):
    me.post("leaving.act", {}, choice="leave")
    assert scene.kept() == (5, 3, 2)
    assert scene.me.withdrawn_on is not None


@pytest.mark.parametrize("choice", ["leave", "remove"])
def test_who_left_is_asked_nothing_more_and_sees_their_data(scene, me, app, choice):
    me.post("leaving.act", {}, choice=choice)
    assert "You have left" in me.get("answer.overview").text
    me.get("answer.show_section", 403, number=2, position=1)
    question = scene.second.questions[0]
    me.post("answer.save_answer", {f"q-{question.id}": "1"}, 403, question_id=question.id)
    assert scene.me.name in me.get("own_data.show").text
    token = factories.link_token(scene.study, scene.me)
    page = Visitor(app).get("answer.show_invitation", token=token)
    assert "You left this study on" in page.text
    again = Visitor(app)
    assert again.post("answer.start", {"to": "leave"}, token=token).location == "/s/stop"
    assert scene.me.name in again.get("own_data.show").text
    assert count_recipients(scene.study) == 6
    factories.close_round(scene.second, factories.freeze_plainly)
    third = factories.make_round(scene.study)
    asked = db.session.scalars(select(OutboxMessage.invitation_id).filter_by(round_id=third.id)).all()
    assert len(asked) == 6
    assert scene.me.id not in asked


def test_the_coordinator_sees_who_left_and_how_many(scene, me, app):
    me.post("leaving.act", {}, choice="leave")
    owner = Visitor(app).sign_in(db.session.scalars(select(factories.Account)).first())
    where = {"study_id": scene.study.id}
    assert "Left after answering1" in owner.get("studies.board", **where).text
    page = owner.get("panel.show_panel", **where)
    assert "left on" in page.text
    assert "1 expert left the study" in owner.get("studies.board", **where).text


def test_leaving_twice_is_leaving_once(scene, me):
    me.post("leaving.act", {}, choice="leave")
    me.post("leaving.act", {}, choice="remove")
    assert scene.kept() == (5, 3, 2)
    confirmations = select(func.count()).select_from(OutboxMessage).filter_by(kind="withdrawal")
    assert db.session.scalar(confirmations) == 1


@pytest.mark.parametrize("state", ["invited", "begun", "finished", "between rounds", "stopped mail"])
def test_everybody_can_leave_whenever_they_like(app, state):
    study = factories.make_study(n_drivers=0)
    expert = factories.make_expert(study)
    round_ = factories.make_round(study, opened=state != "invited")
    if state not in {"invited", "stopped mail"}:
        factories.answer_round(round_, [expert], submit=state != "begun")
    if state == "between rounds":
        factories.close_round(round_, factories.freeze_plainly)
    if state == "stopped mail":
        leaving.stop_mail(study, expert, NOW.date())
    visitor = Visitor(app).come_as(expert)
    visitor.get("leaving.choose")
    visitor.post("leaving.act", {}, choice="remove")
    assert db.session.get(Invitation, expert.id).withdrawn_on is not None
    assert db.session.scalar(select(func.count()).select_from(Answer)) == 0


def test_messages_can_be_stopped_and_started_again_from_every_page(scene, me):
    me.post("leaving.act", {}, choice="stop-mail")
    assert scene.me.mail_stopped_on is not None
    assert scene.kept() == (5, 3, 2)
    assert "messages are stopped" in me.get("leaving.done", choice="stop-mail").text
    me.post("leaving.mail_again")
    assert scene.me.mail_stopped_on is None


def test_an_unknown_choice_is_not_there(me):
    me.get("leaving.confirm", 404, choice="everything")


def stop_token(scene, app) -> str:
    return make_stop_token(app.config["PANEL_KEY"], scene.study.link_key, scene.me.id)


def test_one_click_without_cookies_stops_this_studys_mail(scene, app):
    token = stop_token(scene, app)
    other = factories.make_study(n_drivers=0)
    namesake = factories.make_expert(other, email=scene.me.email)
    stranger = Visitor(app)
    for _ in range(3):
        stranger.get("mail_choice.show", token=token)
    assert scene.me.mail_stopped_on is None
    bare = app.test_client(use_cookies=False)
    with bare.post(f"/u/{token}", data={"List-Unsubscribe": "One-Click"}) as reply:
        assert reply.status_code == 200
        assert "Set-Cookie" not in reply.headers or "expert" not in reply.headers["Set-Cookie"]
    assert scene.me.mail_stopped_on is not None
    assert namesake.mail_stopped_on is None
    assert count_recipients(scene.study) == 6
    page = stranger.get("mail_choice.show", token=token)
    assert scene.me.name not in page.html
    assert scene.me.email not in page.html
    stranger.post("mail_choice.start_again", {}, 200, token=token)
    assert scene.me.mail_stopped_on is None


def test_the_secret_that_stops_mail_opens_nothing_else(scene, app):
    token = stop_token(scene, app)
    assert token != factories.link_token(scene.study, scene.me)
    Visitor(app).get("answer.show_invitation", 404, token=token)
    Visitor(app).post("answer.start", {}, 404, token=token)
    Visitor(app).get("mail_choice.show", 404, token=factories.link_token(scene.study, scene.me))
    Visitor(app).get("mail_choice.show", 404, token="x" * 43)
    assert app.test_client().post("/u/unknown").status_code == 404


def test_what_was_removed_leaves_no_byte_in_the_files(scene, me, tmp_path):
    record_consent(scene.study, scene.me, write_notice(scene.study, "en").agree(NOW.date()))
    assert any(CANARY.encode() in each.read_bytes() for each in tmp_path.glob("tholos.sqlite*"))
    me.post("leaving.act", {"hides": "1"}, choice="remove")
    moderation.moderate_reason(db.session.scalars(select(Reason)).one(), "hidden")
    db.session.remove()
    left = b"".join(each.read_bytes() for each in tmp_path.glob("tholos.sqlite*"))
    assert f"{CANARY} held".encode() not in left
    assert f"{CANARY} new".encode() not in left
    assert f"{CANARY} shown".encode() in left  # the scan finds what is still there


@on_both_databases
def test_deleted_rows_are_wiped_on_both_databases(app):
    scene = Scene()
    leaving.leave_study(scene.study, scene.me, scene.pseudonym, NOW, removes=True)
    assert wipe_deleted_rows()
    assert scene.kept() == (0, 1, 1)


def test_a_simulated_panel_gets_no_confirmation(app):
    study = factories.make_study(n_drivers=0, is_simulated=True)
    expert = factories.make_expert(study)
    factories.make_round(study)
    leaving.leave_study(study, expert, factories.panelist_id(study, expert), NOW)
    assert db.session.scalars(select(OutboxMessage)).all() == []
    assert not send_outbox().is_configured
