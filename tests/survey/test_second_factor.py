"""Passphrases, the second factor, recovery codes, forgotten passphrases, one's own account."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from sqlalchemy import select

from survey.db import db, transaction
from survey.errors import NotAllowed, NotFound
from survey.models import Account, AccountMessage, AuditEntry, ColleagueInvitation
from survey.operations import accounts, new_passphrases, second_factor
from survey.operations.passphrases import COMMON, refuse_weak
from survey.queries.colleagues import find_offer
from survey.tokens import make_account_token
from tests import factories
from tests.pages import Visitor
from tests.postgres import on_both_databases
from tests.threads import at_once

NOW = datetime(2026, 3, 2, 9, 0, 10, tzinfo=UTC)
KEY = "a panel key that only tests know"
ANOTHER = "another long passphrase of mine"


def code_at(account, moment=NOW):
    return pyotp.TOTP(account.totp_secret).at(moment)


def set_up(account, moment=NOW):
    second_factor.begin_totp(account)
    return second_factor.confirm_totp(account, code_at(account, moment), moment)


def live_code(account):
    return code_at(account, datetime.now(UTC) + timedelta(seconds=30))


# Passphrases


@pytest.mark.parametrize(
    "weak",
    [
        "password1234",
        "Password2026!",
        "PASSWORDPASSWORD",
        "qwertyuiop123",
        "123456789012",
        "abcdefghijklm",
        "aaaaaaaaaaaaaaa",
        "abababababab",
        "iloveyou!!!!!!",
        "ada@tholos.test",
        "Ada Lovelace 1",
        "dragondragon",
    ],
)
def test_what_everybody_tries_first_is_refused(weak):
    with pytest.raises(NotAllowed, match="four or more words"):
        refuse_weak(weak, ("ada@tholos.test", "Ada Lovelace"))


@pytest.mark.parametrize(
    "strong",
    [factories.PASSWORD, ANOTHER, "푸른 산 위의 고양이 네 마리", "xK9$mq2!vT7p", "my password is not here"],
)
def test_long_and_uncommon_passphrases_are_taken(strong):
    refuse_weak(strong, ("ada@tholos.test", "Ada Lovelace"))


def test_every_common_password_of_the_list_is_refused_at_full_length():
    long_ones = [word for word in COMMON.read_text(encoding="utf-8").split() if len(word) >= 12]
    assert len(long_ones) > 150
    for word in long_ones:
        with pytest.raises(NotAllowed):
            refuse_weak(word)


# One-time codes


def test_codes_are_those_of_the_standard(app):
    # RFC 6238, appendix B: the seed "12345678901234567890" at 59 s gives 94287082, here the last six.
    account = factories.make_account()
    _give_secret(account, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
    assert second_factor.confirm_totp(account, "287 082", datetime.fromtimestamp(59, UTC))


@transaction
def _give_secret(account, secret):
    account.totp_secret = secret


def test_a_second_factor_is_in_force_after_its_first_code(app):
    account = factories.make_account()
    second_factor.begin_totp(account)
    assert not account.has_second_factor
    with pytest.raises(NotAllowed, match="does not fit"):
        second_factor.confirm_totp(account, "000000", datetime.fromtimestamp(59, UTC))
    before = account.get_id()
    codes = second_factor.confirm_totp(account, code_at(account), NOW)
    assert account.has_second_factor
    assert account.get_id() != before  # sessions that were opened without it end
    assert (len(codes), len(set(codes))) == (10, 10)
    assert not set(codes) & set(account.recovery_hashes)
    with pytest.raises(NotAllowed, match="in force already"):
        second_factor.begin_totp(account)


def test_a_code_opens_once_and_so_does_no_earlier_one(app):
    account = factories.make_account()
    set_up(account)
    later = NOW + timedelta(seconds=60)
    assert not second_factor.check_second_factor(account, code_at(account), NOW)  # it confirmed the device
    assert second_factor.check_second_factor(account, code_at(account, later), later)
    assert not second_factor.check_second_factor(account, code_at(account, later), later)
    earlier = later - timedelta(seconds=30)
    assert not second_factor.check_second_factor(account, code_at(account, earlier), later)
    assert not second_factor.check_second_factor(account, code_at(account, later), later + timedelta(hours=1))


@pytest.mark.parametrize("wrong", ["", "12345", "1234567", "abcdef", "１２３４５６", "-12345", "000000\n"])
def test_what_is_no_code_opens_nothing(app, wrong):
    account = factories.make_account()
    set_up(account)
    assert not second_factor.check_second_factor(account, wrong, NOW + timedelta(days=1))


def test_a_clock_may_be_one_step_off_and_not_two(app):
    for seconds, opens in ((-60, False), (-30, True), (30, True), (60, False)):
        account = factories.make_account()
        set_up(account, NOW - timedelta(days=1))
        assert second_factor.check_second_factor(
            account, code_at(account, NOW + timedelta(seconds=seconds)), NOW
        ) is (opens), seconds


def test_a_recovery_code_opens_once(app):
    account = factories.make_account()
    codes = set_up(account)
    assert second_factor.check_second_factor(account, f" {codes[3].upper()} ", NOW)
    assert not second_factor.check_second_factor(account, codes[3], NOW)
    assert len(account.recovery_hashes) == 9
    other = factories.make_account()
    set_up(other)
    assert not second_factor.check_second_factor(other, codes[4], NOW)
    renewed = second_factor.make_recovery_codes(account, code_at(account, NOW + timedelta(seconds=30)), NOW)
    assert not second_factor.check_second_factor(account, codes[5], NOW)
    assert second_factor.check_second_factor(account, renewed[0], NOW)
    details = repr([entry.details for entry in db.session.scalars(select(AuditEntry))])
    assert not any(code in details for code in (*codes, *renewed))


@on_both_databases
def test_one_code_given_twice_at_once_opens_one_door(app):
    account = factories.make_account()
    codes = set_up(account)
    later = NOW + timedelta(minutes=5)
    account_id = account.id
    for code in (code_at(account, later), codes[0]):

        def attempt(code=code):
            return second_factor.check_second_factor(db.session.get(Account, account_id), code, later)

        assert sorted(at_once(app, [attempt, attempt])) == [False, True]


# Signing in


def test_signing_in_takes_both_steps(app):
    account = factories.make_account()
    second_factor.begin_totp(account)
    codes = second_factor.confirm_totp(account, code_at(account, datetime.now(UTC)), datetime.now(UTC))
    visitor = Visitor(app)
    right = {"email": account.email, "password": factories.PASSWORD}
    page = visitor.post("account.sign_in", right, 303, next="/account")
    assert page.location == visitor.url("account.second_step")
    visitor.get("studies.list_studies", 302)  # not in yet
    assert "does not fit" in visitor.post("account.second_step", {"code": "000000"}, 422).text
    page = visitor.post("account.second_step", {"code": live_code(account)})
    assert page.location == "/account"
    visitor.get("studies.list_studies")
    other = Visitor(app)
    other.post("account.sign_in", right, 303, next="//evil.test")
    page = other.post("account.second_step", {"code": codes[0]})
    assert page.location == visitor.url("studies.list_studies")


def test_the_second_step_ends_with_the_passphrase_that_opened_it(app):
    account = factories.make_account()
    set_up(account, datetime.now(UTC))
    visitor = Visitor(app)
    visitor.post("account.sign_in", {"email": account.email, "password": factories.PASSWORD}, 303)
    accounts.set_password(account, ANOTHER)
    page = visitor.post("account.second_step", {"code": live_code(account)})
    assert page.location == visitor.url("account.sign_in")


@pytest.mark.parametrize("settings", [{"RATELIMIT_ENABLED": True}], indirect=True)
def test_guessing_is_slowed_for_an_account_from_wherever_it_comes(app):
    account, other = factories.make_account(), factories.make_account()
    for number in range(10):
        guesser = Visitor(app)
        guesser.client.environ_base["REMOTE_ADDR"] = f"10.0.0.{number}"
        guesser.post("account.sign_in", {"email": account.email, "password": "wrong"}, 422)
    visitor = Visitor(app)
    visitor.post("account.sign_in", {"email": account.email.upper(), "password": factories.PASSWORD}, 429)
    visitor.post("account.sign_in", {"email": other.email, "password": factories.PASSWORD}, 302)


@pytest.mark.parametrize("settings", [{"RATELIMIT_ENABLED": True}], indirect=True)
def test_guessing_codes_is_slowed(app):
    account = factories.make_account()
    set_up(account, datetime.now(UTC))
    visitor = Visitor(app)
    visitor.post("account.sign_in", {"email": account.email, "password": factories.PASSWORD}, 303)
    for _ in range(8):
        visitor.post("account.second_step", {"code": "000000"}, 422)
    visitor.post("account.second_step", {"code": live_code(account)}, 429)


# One's own account


def test_setting_up_by_pages(app):
    account = factories.make_account()
    visitor = Visitor(app).sign_in(account)
    assert "Set up a second factor" in visitor.get("account.show_second_factor").text
    visitor.post("account.begin_second_factor")
    page = visitor.get("account.show_second_factor")
    assert account.totp_secret in page.text.replace(" ", "")
    with visitor.client.get(visitor.url("account.draw_second_factor")) as picture:
        assert picture.mimetype == "image/svg+xml"
        assert "<script" not in picture.get_data(as_text=True)
    assert "does not fit" in visitor.post("account.confirm_second_factor", {"code": "1"}, 422).text
    code = code_at(account, datetime.now(UTC))
    visitor.post("account.confirm_second_factor", {"code": code})
    page = visitor.get("account.show_second_factor")
    codes = ["".join(each.itertext()) for each in page.one("ol", class_="recovery-codes").iter("code")]
    assert len(codes) == 10
    visitor.post("account.put_codes_away")
    assert not visitor.get("account.show_second_factor").all("ol", class_="recovery-codes")
    visitor.get("account.draw_second_factor", 404)  # the secret is drawn for nobody any more
    visitor.post("account.remove_second_factor", {"remove-password": "wrong"}, 422)
    visitor.post("account.remove_second_factor", {"remove-password": factories.PASSWORD})
    assert not db.session.get(Account, account.id, populate_existing=True).has_second_factor


def test_a_changed_passphrase_ends_other_sessions(app):
    account = factories.make_account()
    here, there = Visitor(app).sign_in(account), Visitor(app).sign_in(account)
    data = {"change-current": "wrong", "change-password": ANOTHER, "change-again": ANOTHER}
    assert "not your passphrase" in here.post("account.change_passphrase", data, 422).text
    data["change-current"] = factories.PASSWORD
    assert "differ" in here.post("account.change_passphrase", {**data, "change-again": "x"}, 422).text
    weak = {**data, "change-password": "password1234", "change-again": "password1234"}
    assert "tried first" in here.post("account.change_passphrase", weak, 422).text
    here.post("account.change_passphrase", data)
    here.get("account.show")
    there.get("account.show", 302)
    assert accounts.find_account_by_password(account.email, ANOTHER)


def test_other_sessions_end_on_demand(app):
    account = factories.make_account()
    here, there = Visitor(app).sign_in(account), Visitor(app).sign_in(account)
    here.post("account.end_sessions", {"sessions-password": "wrong"}, 422)
    there.get("account.show")
    here.post("account.end_sessions", {"sessions-password": factories.PASSWORD})
    here.get("account.show")
    there.get("account.show", 302)


def test_name_and_language_are_ones_own(app):
    account = factories.make_account()
    visitor = Visitor(app).sign_in(account)
    visitor.post("account.save_profile", {"name": "  Ada   New ", "language": "ko"})
    assert visitor.get("account.show").root.get("lang") == "ko"
    found = db.session.get(Account, account.id, populate_existing=True)
    assert (found.name, found.language) == ("Ada New", "ko")
    assert visitor.post("account.save_profile", {"name": "", "language": "xx"}, 422).status == 422


# Forgotten passphrases


def test_a_forgotten_passphrase_is_set_anew_by_a_link_that_works_once(app):
    account = factories.make_account()
    set_up(account)
    offer = new_passphrases.ask_new_passphrase(account.email, KEY, datetime.now(UTC))
    token = make_account_token(KEY, offer.id)
    assert token not in repr([vars(row) for row in db.session.scalars(select(ColleagueInvitation))])
    visitor, elsewhere = Visitor(app), Visitor(app).sign_in(account)
    data = {"password": ANOTHER, "again": ANOTHER}
    for weak in ({"password": "short", "again": "short"}, {"password": ANOTHER, "again": "x"}):
        visitor.post("account.new_passphrase", weak, 422, token=token)
    visitor.post("account.new_passphrase", data, token=token)
    visitor.get("account.new_passphrase", 404, token=token)
    elsewhere.get("account.show", 302)
    assert db.session.get(Account, account.id, populate_existing=True).has_second_factor
    assert accounts.find_account_by_password(account.email, ANOTHER)


def test_known_and_unknown_addresses_look_alike(app):
    account = factories.make_account()
    disabled = accounts.set_enabled(factories.make_account(), False)
    emails = (account.email, disabled.email, "nobody@tholos.test")
    texts = {Visitor(app).post("account.forgotten", {"email": email}, 200).text for email in emails}
    assert len(texts) == 1
    assert [each.kind for each in db.session.scalars(select(AccountMessage))] == ["passphrase"]
    acts = [entry.action for entry in db.session.scalars(select(AuditEntry))]
    assert acts.count("password_asked") == 3


def test_links_are_few_and_short_lived(app):
    account = factories.make_account()
    sent = [new_passphrases.ask_new_passphrase(account.email, KEY, NOW) for _ in range(5)]
    assert [each is not None for each in sent] == [True, True, True, False, False]
    token = make_account_token(KEY, sent[0].id)
    assert find_offer(token, NOW + timedelta(minutes=119)) is sent[0]
    assert find_offer(token, NOW + timedelta(hours=2)) is None
    with pytest.raises(NotFound):
        new_passphrases.set_new_passphrase(sent[0], ANOTHER, NOW + timedelta(hours=2))
