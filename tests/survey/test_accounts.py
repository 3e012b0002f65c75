"""Coordinators' accounts: who may sign in, with what, and what they may do."""

import pytest
from sqlalchemy import select

from survey.db import db
from survey.errors import NotAllowed, NotFound
from survey.models import Account, AuditEntry, Role
from survey.operations import accounts
from survey.queries.studies import find_role, get_study, list_studies
from tests import factories
from tests.pages import Visitor


def test_a_password_opens_its_account_alone(app):
    account = factories.make_account()
    factories.make_account()
    assert accounts.find_account_by_password(account.email, factories.PASSWORD) is account
    assert accounts.find_account_by_password(f" {account.email.upper()} ", factories.PASSWORD) is account
    for email, password in (
        (account.email, ""),
        (account.email, factories.PASSWORD + " "),
        ("nobody@tholos.test", factories.PASSWORD),
        ("", ""),
    ):
        assert accounts.find_account_by_password(email, password) is None


def test_a_password_is_kept_as_a_slow_hash(app):
    account = factories.make_account()
    assert account.password_hash.startswith("$argon2id$")
    assert factories.PASSWORD not in account.password_hash


@pytest.mark.parametrize("act", [accounts.create_account, accounts.set_password])
def test_a_short_password_is_refused(app, act):
    arguments = ("a@tholos.test", "A") if act is accounts.create_account else (factories.make_account(),)
    with pytest.raises(NotAllowed, match="at least 12 characters"):
        act(*arguments, "x" * 11)


def test_an_address_has_one_account(app):
    accounts.create_account("Ada@Tholos.test", "Ada", factories.PASSWORD)
    with pytest.raises(NotAllowed):
        accounts.create_account(" ada@tholos.TEST ", "Eve", factories.PASSWORD)
    assert [account.name for account in db.session.scalars(select(Account))] == ["Ada"]


def test_a_disabled_account_does_not_open(app):
    account = factories.make_account()
    account.is_enabled = False
    db.session.commit()
    assert accounts.find_account_by_password(account.email, factories.PASSWORD) is None


def test_a_new_password_replaces_the_old_one(app):
    account = factories.make_account()
    before = account.get_id()
    accounts.set_password(account, "another long password")
    assert account.get_id() != before
    assert accounts.find_account_by_password(account.email, factories.PASSWORD) is None
    assert accounts.find_account_by_password(account.email, "another long password") is account


def test_a_role_is_granted_once_and_can_be_changed(app):
    study = factories.make_study(n_drivers=0)
    account = factories.make_account(study=study, role=Role.VIEWER)
    with pytest.raises(NotFound):
        get_study(account, study.id, {Role.OWNER})
    accounts.grant_role(account, study, Role.OWNER)
    assert get_study(account, study.id, {Role.OWNER}) is study
    assert (find_role(account, study), len(account.roles)) == (Role.OWNER, 1)


def test_studies_of_others_are_not_listed(app):
    study = factories.make_study(n_drivers=0)
    account, other = factories.make_account(study=study), factories.make_account()
    assert (list_studies(account), list_studies(other)) == ([study], [])
    assert find_role(other, study) is None


def test_every_act_on_an_account_is_recorded_without_its_password(app):
    actor = factories.make_account()
    account = factories.make_account(study=factories.make_study(n_drivers=0))
    accounts.set_password(account, "another long password", actor)
    everything = db.session.scalars(select(AuditEntry).order_by(AuditEntry.number)).all()
    entries = [entry for entry in everything if entry.details.get("whom") == account.id]
    assert [entry.action for entry in entries] == ["account_created", "role_granted", "password_set"]
    # Who did it, and not to whom it was done: nobody where a command on this machine acted.
    assert [entry.account_id for entry in entries] == [None, None, actor.id]
    assert "password" not in repr([entry.details for entry in entries])


def test_signing_in_leads_to_the_studies_and_out_again(app):
    account = factories.make_account()
    visitor = Visitor(app)
    form = visitor.get("account.sign_in").form_data("password")
    assert set(form) == {"csrf_token", "email", "password"}
    page = visitor.post(
        "account.sign_in", {**form, "email": account.email, "password": factories.PASSWORD}, 302
    )
    assert page.location == visitor.url("studies.list_studies")
    visitor.get("studies.list_studies")
    assert visitor.get("home.index", 302).location == page.location
    visitor.post("account.sign_out", {}, 302)
    visitor.get("studies.list_studies", 302)


def test_a_failed_sign_in_keeps_the_address_and_not_the_password(app):
    page = Visitor(app).post("account.sign_in", {"email": "ada@tholos.test", "password": "wrong"}, 422)
    assert page.one("input", name="email").get("value") == "ada@tholos.test"
    assert not page.one("input", name="password").get("value")
    assert "Check both and try again" in page.text
