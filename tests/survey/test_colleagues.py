"""Colleagues: inviting them by a link, their roles, the last owner, the mail; accounts and who runs them."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from survey.db import db
from survey.errors import IllegalTransition, NotAllowed, NotFound
from survey.mail import accounts as account_mail
from survey.models import Account, AccountMessage, AuditEntry, ColleagueInvitation, Role
from survey.operations import accounts, colleagues
from survey.operations import bin as bin_
from survey.queries.colleagues import find_offer, list_colleagues
from survey.queries.studies import find_role
from survey.tokens import make_account_token
from tests import factories
from tests.pages import Visitor
from tests.postgres import on_both_databases
from tests.threads import at_once

KEY = "a panel key that only tests know"
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
NEW = "another long passphrase of mine"


@pytest.fixture
def owner(app):
    return factories.make_account("Ada Owner")


@pytest.fixture
def study(owner):
    return factories.make_study(n_drivers=0, owner=owner)


def invite(study, owner, email="bea@example.org", role=Role.ANALYST, now=None, language="en"):
    person = colleagues.NewColleague(email, "Bea Colleague", role, language)
    return colleagues.invite_colleague(study, person, KEY, owner, now or datetime.now(UTC))


def token_of(invitation):
    return make_account_token(KEY, invitation.id)


def roles(study):
    return {each.account.email: each.role for each in list_colleagues(study)}


# Joining


def test_somebody_without_an_account_makes_one_and_joins(app, study, owner):
    invitation = invite(study, owner)
    visitor, token = Visitor(app), token_of(invitation)
    page = visitor.get("colleagues.join", token=token)
    assert all(each in page.text for each in ("Ada Owner", "Analyst", "bea@example.org"))
    assert db.session.get(ColleagueInvitation, invitation.id, populate_existing=True).used_at is None
    data = {"name": "Bea B.", "language": "", "password": NEW, "again": NEW}
    for wrong in ({"password": "password1234", "again": "password1234"}, {"again": "x"}, {"name": ""}):
        visitor.post("colleagues.join", {**data, **wrong}, 422, token=token)
    assert set(roles(study)) == {owner.email}
    page = visitor.post("colleagues.join", data, token=token)
    assert page.location == visitor.url("studies.board", study_id=study.id)
    visitor.get("studies.board", study_id=study.id)
    assert roles(study)["bea@example.org"] == Role.ANALYST
    Visitor(app).get("colleagues.join", 404, token=token)  # it was used


def test_somebody_with_an_account_signs_in_and_takes_the_role(app, study, owner):
    account = accounts.create_account("bea@example.org", "Bea", factories.PASSWORD)
    token = token_of(invite(study, owner, email="BEA@example.org"))
    visitor = Visitor(app)
    page = visitor.get("colleagues.join", token=token)
    target = next(each.get("href") for each in page.all("a") if "/sign-in" in each.get("href"))
    assert not page.all("input", name="password")
    page = visitor.post("colleagues.join", {"password": NEW, "again": NEW, "name": "Eve"}, 200, token=token)
    assert find_role(account, study) is None
    data = {"csrf_token": visitor.csrf_token(), "email": account.email, "password": factories.PASSWORD}
    with visitor.client.post(target, data=data) as response:
        assert response.headers["Location"] == visitor.url("colleagues.join", token=token)
    visitor.post("colleagues.join", token=token)
    assert find_role(account, study) == Role.ANALYST


def test_an_invitation_is_for_its_address_alone(app, study, owner):
    stranger = factories.make_account("Olga Other")
    token = token_of(invite(study, owner))
    visitor = Visitor(app).sign_in(stranger)
    assert "signed in with another address" in visitor.get("colleagues.join", token=token).text
    visitor.post("colleagues.join", {}, 403, token=token)
    assert find_role(stranger, study) is None


def test_no_usable_link_lies_in_the_database(app, study, owner):
    invitation = invite(study, owner)
    token = token_of(invitation)
    kept = [vars(row) for model in (ColleagueInvitation, AccountMessage, AuditEntry) for row in every(model)]
    assert token not in repr(kept)
    assert find_offer(invitation.token_hash, NOW) is None


def every(model):
    return db.session.scalars(select(model)).all()


def test_links_end_after_fourteen_days_or_when_taken_back(app, study, owner):
    invitation = invite(study, owner, now=NOW)
    token = token_of(invitation)
    assert find_offer(token, NOW + timedelta(days=14, seconds=-1)) is invitation
    end = NOW + timedelta(days=14)
    assert find_offer(token, end) is None
    with pytest.raises(NotFound):
        colleagues.join_anew(invitation, "Bea", NEW, "", end)
    colleagues.invite_again(study, invitation, owner, end)
    assert find_offer(token, end + timedelta(days=13)) is invitation
    colleagues.uninvite(study, invitation, owner)
    assert find_offer(token, end) is None
    again = invite(study, owner, now=end)
    assert token_of(again) != token


def test_an_invitation_to_a_study_in_the_bin_opens_nothing(app, study, owner):
    invitation = invite(study, owner, now=NOW)
    bin_.bin_study(study, study.code, owner, NOW)
    assert find_offer(token_of(invitation), NOW) is None
    with pytest.raises(NotFound):
        colleagues.join_anew(invitation, "Bea", NEW, "", NOW)


def test_nobody_is_invited_twice_or_with_a_role_already(app, study, owner):
    invite(study, owner)
    with pytest.raises(NotAllowed, match="is invited already"):
        invite(study, owner, email=" Bea@Example.org ")
    member = factories.make_account(study=study, role=Role.VIEWER)
    with pytest.raises(NotAllowed, match="has a role in this study already"):
        invite(study, owner, email=member.email)


@on_both_databases
def test_a_link_pressed_twice_at_once_makes_one_account(app, study, owner):
    invitation_id = invite(study, owner).id

    def join():
        found = db.session.get(ColleagueInvitation, invitation_id)
        return colleagues.join_anew(found, "Bea", NEW, "", datetime.now(UTC)).email

    results = at_once(app, [join, join])
    assert sorted(type(each).__name__ for each in results) == ["NotFound", "str"]
    assert len([each for each in every(Account) if each.email == "bea@example.org"]) == 1


# Roles


def test_a_role_bites_on_the_next_request(app, study, owner):
    editor = factories.make_account(study=study, role=Role.EDITOR)
    visitor = Visitor(app).sign_in(editor)
    visitor.get("panel.show_panel", study_id=study.id)
    colleagues.change_role(study, editor, Role.VIEWER, owner)
    visitor.get("panel.show_panel", 404, study_id=study.id)
    visitor.get("studies.board", study_id=study.id)
    colleagues.remove_colleague(study, editor, owner)
    visitor.get("studies.board", 404, study_id=study.id)
    with pytest.raises(NotFound):
        colleagues.change_role(study, editor, Role.OWNER, owner)


def test_the_last_owner_stays(app, study, owner):
    second = factories.make_account(study=study)
    colleagues.change_role(study, owner, Role.EDITOR, second)
    for act in (
        lambda: colleagues.change_role(study, second, Role.EDITOR, second),
        lambda: colleagues.remove_colleague(study, second, second),
    ):
        with pytest.raises(IllegalTransition, match="at least one owner"):
            act()
    colleagues.change_role(study, owner, Role.OWNER, second)
    accounts.set_enabled(owner, False)
    with pytest.raises(IllegalTransition):  # an owner who cannot sign in is none
        colleagues.remove_colleague(study, second, second)
    assert roles(study)[second.email] == Role.OWNER


@on_both_databases
def test_two_owners_who_remove_each_other_at_once_leave_one(app, study, owner):
    second = factories.make_account(study=study)
    study_id, ids = study.id, (owner.id, second.id)

    def remove(whom, actor):
        people = [db.session.get(Account, each) for each in (whom, actor)]
        found = db.session.get(type(study), study_id)
        colleagues.remove_colleague(found, *people)

    acts = [lambda: remove(ids[0], ids[1]), lambda: remove(ids[1], ids[0])]
    results = at_once(app, acts)
    assert sorted(type(each).__name__ for each in results) == ["IllegalTransition", "NoneType"]
    assert list(roles(db.session.get(type(study), study_id)).values()) == [Role.OWNER]


def test_every_act_on_colleagues_is_in_the_log(app, study, owner):
    invitation = invite(study, owner, now=NOW)
    colleagues.invite_again(study, invitation, owner, NOW)
    account = colleagues.join_anew(invitation, "Bea", NEW, "", NOW)
    colleagues.change_role(study, account, Role.VIEWER, owner)
    colleagues.remove_colleague(study, account, owner)
    other = invite(study, owner, email="cleo@example.org", now=NOW)
    colleagues.uninvite(study, other, owner)
    acts = [entry.action for entry in every(AuditEntry) if entry.study_id == study.id]
    for action in ("invited", "reinvited", "joined", "uninvited"):
        assert f"colleague_{action}" in acts
    changed = next(entry for entry in every(AuditEntry) if entry.action == "role_changed")
    assert (changed.details["before"], changed.details["after"]) == ({"role": "analyst"}, {"role": "viewer"})


# Pages


def test_owners_invite_by_the_page_and_get_the_link_once_without_a_mail_server(app, study, owner):
    visitor = Visitor(app).sign_in(owner)
    data = {"email": "bea@example.org", "name": "", "role": "moderator", "language": "ko"}
    visitor.post("colleagues.invite", {**data, "role": "king"}, 422, study_id=study.id)
    visitor.post("colleagues.invite", {**data, "email": "bea"}, 422, study_id=study.id)
    visitor.post("colleagues.invite", data, study_id=study.id)
    (invitation,) = every(ColleagueInvitation)
    link = f"http://tholos.test/join/{token_of(invitation)}"
    first, second = (visitor.get("colleagues.show", study_id=study.id) for _ in range(2))
    assert first.one("input", id="once").get("value") == link
    assert link not in second.html
    assert "already" in visitor.post("colleagues.invite", data, 422, study_id=study.id).text
    again = {"study_id": study.id, "colleague_invitation_id": invitation.id}
    visitor.post("colleagues.invite_again", **again)
    assert link in visitor.get("colleagues.show", study_id=study.id).html
    visitor.post("colleagues.uninvite", **again)
    Visitor(app).get("colleagues.join", 404, token=link.rpartition("/")[2])


def test_the_last_owner_is_told_on_the_page(app, study, owner):
    visitor = Visitor(app).sign_in(owner)
    where = {"study_id": study.id, "account_id": owner.id}
    visitor.post("colleagues.change_role", {"role": "viewer"}, **where)
    assert "at least one owner" in visitor.get("studies.list_studies").text
    assert "This is you" in visitor.get("colleagues.remove", **where).text
    visitor.post("colleagues.remove", **where)
    assert roles(study) == {owner.email: Role.OWNER}


# Mail


def test_an_invitation_is_written_in_the_language_of_whom_it_goes_to(app, study, owner):
    for language, said in (("en", "invites you to work on the study"), ("ko", "님께")):
        invitation = invite(study, owner, email=f"{language}@example.org", language=language)
        message = db.session.scalar(select(AccountMessage).filter_by(invitation_id=invitation.id))
        mail = account_mail.write_account_mail(message)
        text = mail.get_body(("plain",)).get_content()
        link = f"http://tholos.test/join/{token_of(invitation)}"
        assert said in text
        assert link in text
        assert link in mail.get_body(("html",)).get_content()
        assert (mail["To"].addresses[0].addr_spec, mail["Reply-To"].addresses[0].addr_spec) == (
            f"{language}@example.org",
            owner.email,
        )
        assert "\n" not in mail["Subject"]


@pytest.mark.parametrize("settings", [{"SMTP_URL": "smtp://127.0.0.1:9"}], indirect=True)
def test_what_the_server_refuses_is_tried_later_and_the_page_says_so(app, study, owner):
    invite(study, owner, now=NOW)
    assert account_mail.send_account_mail(now=NOW) == 0
    (message,) = every(AccountMessage)
    assert (message.attempts, message.sent_at) == (1, None)
    assert message.not_before == NOW + timedelta(minutes=1)
    account_mail.send_account_mail(now=NOW + timedelta(seconds=59))
    assert every(AccountMessage)[0].attempts == 1
    account_mail.send_account_mail(now=NOW + timedelta(seconds=60))
    db.session.expire_all()
    assert every(AccountMessage)[0].not_before == NOW + timedelta(minutes=6)
    page = Visitor(app).sign_in(owner).get("colleagues.show", study_id=study.id)
    assert "could not be sent: ConnectionRefusedError" in page.text


# Accounts


def test_who_runs_the_accounts_makes_them_and_sees_no_study(app, study):
    admin = accounts.set_admin(factories.make_account("Anna Admin"), True)
    visitor = Visitor(app).sign_in(admin)
    visitor.post("administration.create", {"name": "Bea", "email": "bea@example.org", "language": "ko"})
    page = visitor.get("administration.show")
    token = page.one("input", id="once").get("value").rpartition("/")[2]
    Visitor(app).post("account.new_passphrase", {"password": NEW, "again": NEW}, token=token)
    bea = accounts.find_account_by_password("bea@example.org", NEW)
    theirs = Visitor(app).sign_in(bea)
    visitor.post("administration.change", account_id=bea.id, change="disable")
    theirs.get("studies.list_studies", 302)
    visitor.post("administration.change", account_id=bea.id, change="enable")
    visitor.get("studies.board", 404, study_id=study.id)
    visitor.post("administration.change", account_id=admin.id, change="disable")
    assert "Somebody else" in visitor.get("administration.show").text
    visitor.post("administration.change", account_id=bea.id, change="let-administer")
    visitor.post("administration.change", account_id=bea.id, change="anything")
    assert db.session.get(Account, bea.id, populate_existing=True).is_admin


def test_the_last_account_that_runs_the_accounts_stays(app):
    admin = accounts.set_admin(factories.make_account(), True)
    for act in (accounts.set_admin, accounts.set_enabled):
        with pytest.raises(NotAllowed, match="the last account"):
            act(admin, False)


def test_commands_disable_enable_and_name_administrators(app):
    account, runner = factories.make_account(), app.test_cli_runner()

    def run(*words):
        result = runner.invoke(args=["account", *words])
        db.session.expire_all()
        return result.exit_code, result.output

    assert run("make-admin", account.email)[0] == 0
    assert account.is_admin
    status, _said = run("disable", account.email)
    assert (status, account.is_enabled) == (2, True)
    other = factories.make_account()
    run("make-admin", other.email)
    assert run("disable", account.email)[0] == 0
    assert not account.is_enabled
    run("enable", account.email)
    run("no-admin", account.email)
    assert (account.is_enabled, account.is_admin) == (True, False)
    assert other.email in run("list")[1]
    assert run("drop-second-factor", account.email)[0] == 0
