"""Forged requests, stolen links, hostile input: each meets a plain sentence and changes nothing."""

import re
from dataclasses import replace

import pytest
from sqlalchemy import select

from survey import create_app
from survey.db import db
from survey.models import Account, Answer, Invitation, Reason, Study
from survey.operations import accounts, panel
from tests import factories
from tests.access_matrix import DATA, MATRIX
from tests.pages import OwnContext, Visitor
from tests.survey.test_access import arguments_of

# A mailbox presses this button for its owner, without cookies (RFC 8058); the secret in it alone decides.
ONE_CLICK = "POST mail_choice.stop"
POSTS = [row for row in MATRIX if row.startswith("POST")]
GETS = [row for row in MATRIX if row.startswith("GET")]


@pytest.mark.parametrize("row", [row for row in POSTS if row != ONE_CLICK])
def test_without_a_forgery_token_nothing_is_done(world, app, row):
    endpoint = row.split()[1]
    for principal in ("owner", "expert"):
        visitor = world.visitor(app, principal)
        url = visitor.url(endpoint, **arguments_of(app, endpoint, world))
        for data in ({}, {"csrf_token": "forged"}, {"csrf_token": Visitor(app).csrf_token()}):
            assert visitor.client.post(url, data={**DATA.get(row, {}), **data}).status_code == 400


@pytest.mark.parametrize("row", GETS)
def test_every_answer_carries_the_protective_headers(world, app, row):
    endpoint = row.split()[1]
    for principal in ("nobody", "expert", "owner"):
        visitor = world.visitor(app, principal)
        with visitor.client.get(visitor.url(endpoint, **arguments_of(app, endpoint, world))) as response:
            headers = response.headers
        policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
        assert policy["default-src"] == policy["object-src"] == "'none'"
        # The preview shows itself at the width of a phone, in a frame of its own host.
        is_framed = endpoint.startswith("preview.") and response.status_code == 200
        assert policy["frame-ancestors"] == ("'self'" if is_framed else "'none'")
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
        if endpoint != "static":
            assert headers["Cache-Control"] == "no-store"
            assert "Cookie" in headers["Vary"]
            assert "ETag" not in headers
            assert "Last-Modified" not in headers


def test_over_https_cookies_and_transport_are_bound_to_it(app, settings):
    secure = create_app(replace(settings, public_url="https://tholos.test"))
    secure.test_client_class = OwnContext
    client = Visitor(secure).client
    response = client.get("/", base_url="https://tholos.test")
    cookie = response.headers["Set-Cookie"]
    assert cookie.startswith("__Host-tholos=")
    assert all(part in cookie for part in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"))
    assert "Domain" not in cookie
    assert response.headers["Strict-Transport-Security"].startswith("max-age=31536000")


OUTSIDE = (
    "https://evil.test",
    "//evil.test",
    "/\\evil.test",
    "\\\\evil.test",
    "javascript:alert(1)",
    "/%09/evil.test",
)


@pytest.mark.parametrize(
    "target", [*OUTSIDE, "http:evil.test", " //evil.test", "/\t/evil.test", "///evil.test"]
)
def test_no_redirect_leaves_the_host(world, app, target):
    account = db.session.get(Account, world.accounts["owner"])
    data = {"email": account.email, "password": factories.PASSWORD}
    visitor = Visitor(app)
    page = visitor.post("account.sign_in", data, 302, next=target)
    assert stays(page.location), page.location
    page = visitor.post("home.set_language", {"language": "ko", "next": target}, 302)
    assert stays(page.location), page.location


def stays(location: str) -> bool:
    """Say whether a browser that follows this stays on the host; browsers drop tabs and turn backslashes."""
    location = re.sub(r"[\t\r\n]", "", location.strip()).replace("\\", "/")
    return location.startswith("/") and not location.startswith("//")


def test_a_redirect_within_the_host_is_followed(world, app):
    account = db.session.get(Account, world.accounts["owner"])
    target = f"/studies/{world.study_id}"
    data = {"email": account.email, "password": factories.PASSWORD}
    assert Visitor(app).post("account.sign_in", data, 302, next=target).location == target


def test_a_forged_host_appears_in_no_link(world, app):
    client = Visitor(app).client
    with client.get("/sign-in", headers={"Host": "evil.test", "X-Forwarded-Host": "evil.test"}) as response:
        assert "evil.test" not in response.get_data(as_text=True)


@pytest.mark.parametrize("settings", [{"RATELIMIT_ENABLED": True}], indirect=True)
def test_guessing_passwords_is_slowed(app):
    account = factories.make_account()
    visitor = Visitor(app)
    for _ in range(10):
        visitor.post("account.sign_in", {"email": account.email, "password": "wrong"}, 422)
    page = visitor.post("account.sign_in", {"email": account.email, "password": factories.PASSWORD}, 429)
    assert "Too many attempts" in page.text


def test_signing_in_begins_a_new_session(app):
    account = factories.make_account()
    visitor = Visitor(app)
    with visitor.client.session_transaction() as session:
        session["planted"] = "by somebody else"
    before = visitor.csrf_token()
    visitor.post("account.sign_in", {"email": account.email, "password": factories.PASSWORD}, 302)
    with visitor.client.session_transaction() as session:
        assert "planted" not in session
    assert visitor.csrf_token() != before


def test_wrong_password_and_unknown_address_look_alike(app):
    account = factories.make_account()
    texts = {
        Visitor(app).post("account.sign_in", {"email": email, "password": "wrong"}, 422).text
        for email in (account.email, "nobody@tholos.test")
    }
    assert len(texts) == 1


@pytest.mark.parametrize("act", ["disable", "new password", "sign out"])
def test_a_session_ends_with_its_ground(app, act):
    account = factories.make_account()
    visitor = Visitor(app).sign_in(account)
    visitor.get("studies.list_studies")
    if act == "sign out":
        visitor.post("account.sign_out", {}, 302)
    elif act == "disable":
        account.is_enabled = False
        db.session.commit()
    else:
        accounts.set_password(account, "another long password")
    visitor.get("studies.list_studies", 302)


@pytest.mark.parametrize("act", [panel.revoke_invitation, None])
def test_an_experts_session_ends_with_the_link(world, app, act):
    visitor = world.visitor(app, "expert")
    visitor.get("answer.overview")
    invitation = db.session.get(Invitation, world.invitations["expert"][0])
    study = db.session.get(Study, world.study_id)
    if act:
        act(study, invitation)
    else:
        panel.replace_link(study, invitation, app.config["PANEL_KEY"])
    visitor.get("answer.overview", 403)
    visitor.get("answer.show_invitation", 410, token=world.token)
    visitor.post("answer.start", {}, 303, token=world.token)
    visitor.get("answer.overview", 403)


def test_looking_at_an_invitation_leaves_no_trace(world, app):
    visitor = Visitor(app)
    url = visitor.url("answer.show_invitation", token=world.token)
    for _ in range(20):
        assert visitor.client.get(url).status_code == 200
        assert visitor.client.head(url).status_code == 200
    visitor.get("answer.overview", 403)
    page = visitor.post("answer.start", {}, 303, token=world.token)
    assert world.token not in page.location
    visitor.get("answer.overview")


WRONG_TOKENS = (
    "x",
    "A" * 43,
    "A" * 5_000,
    "%00",
    "%ED%A0%80",
    "..%2F..%2Fetc",
    "' OR 1=1 --",
    "<script>",
    "é" * 43,
)


@pytest.mark.parametrize("token", WRONG_TOKENS)
def test_a_wrong_link_is_told_in_a_sentence(app, token):
    for method in ("GET", "HEAD"):
        with Visitor(app).client.open(f"/i/{token}", method=method) as response:
            assert response.status_code == 404
            assert method == "HEAD" or "<h1>" in response.get_data(as_text=True)


PAYLOADS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'-alert(1)-'",
    "</textarea><script>alert(1)</script>",
    "{{ 7*191 }}{% raw %}",
    "javascript:alert(1)",
    "<svg/onload=alert(1)>",
    "%(name)s %s {0}",
)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_words_of_people_are_shown_and_never_run(app, payload):
    """Fetching a page checks that it has no inline script, no handler and no broken tag."""
    owner = factories.make_account(f"Ada {payload}")
    study = factories.make_study(
        n_drivers=0,
        owner=owner,
        title=factories.text(payload, payload),
        focal_question=factories.text(payload),
    )
    factories.studies.add_driver(study, "D01", factories.text(payload), statement=factories.text(payload))
    expert = factories.make_expert(study, name=payload)
    round_ = factories.make_round(study)
    question = round_.questions[0].id
    answering = Visitor(app).come_as(expert)
    answering.post(
        "answer.save_reason", {f"q-{question}-reason": payload, "reason": payload}, 200, question_id=question
    )
    for endpoint, arguments in (
        ("answer.overview", {}),
        ("answer.show_section", {"number": 1, "position": 1}),
        ("answer.receipt", {"number": 1}),
    ):
        answering.get(endpoint, **arguments)
    running = Visitor(app).sign_in(owner)
    for endpoint in ("studies.board", "studies.frame", "panel.show_panel", "reasons.list_reasons"):
        page = running.get(endpoint, study_id=study.id)
        assert payload in page.text


HOSTILE = {
    "nul": "a\x00b",
    "lone surrogate": b"a\xed\xa0\x80b",
    "not utf-8": b"\xff\xfe\xfa",
    "right to left": "\u202e\u2066abc",
    "ten thousand characters": "x" * 10_000,
    "a megabyte": "x" * 1_000_000,
    "deep": "[" * 5_000,
    "combining": "e" + "\u0301" * 500,
}


@pytest.mark.parametrize(
    "row",
    [
        "POST answer.save_answer",
        "POST answer.save_reason",
        "POST answer.save_section",
        "POST panel.invite_expert",
        "POST scenarios.word_scenario",
        "POST axes.adopt_axes",
        "POST rounds.set_deadline",
        "POST account.sign_in",
    ],
)
def test_hostile_input_meets_words_and_no_traceback(world, app, row):
    endpoint = row.split()[1]
    visitor = world.visitor(app, "expert" if endpoint.startswith("answer") else "owner")
    if endpoint == "account.sign_in":
        visitor = Visitor(app)
    url = visitor.url(endpoint, **arguments_of(app, endpoint, world))
    names = set(DATA.get(row, {})) | fields_of(visitor, app, world, endpoint)
    for kind, value in HOSTILE.items():
        data = {**dict.fromkeys(names, value), "csrf_token": visitor.csrf_token()}
        with visitor.client.post(url, data=data) as response:
            text = response.get_data(as_text=True)
        assert response.status_code in {200, 302, 303, 404, 409, 413, 422}, kind
        assert "Traceback" not in text


PAGE_OF = {
    "answer.save_answer": "answer.show_section",
    "answer.save_reason": "answer.show_section",
    "answer.save_section": "answer.show_section",
    "panel.invite_expert": "panel.show_panel",
    "rounds.set_deadline": "rounds.show_round",
}


def fields_of(visitor, app, world, endpoint) -> set[str]:
    """Return every field that the forms of the page behind an address have."""
    shown = PAGE_OF.get(endpoint, endpoint)
    page = visitor.get(shown, **arguments_of(app, shown, world))
    return {
        field.get("name")
        for tag in ("input", "textarea", "select")
        for field in page.root.iter(tag)
        if field.get("name")
    } - {"csrf_token"}


def test_a_stale_form_is_explained_and_changes_nothing(world, app):
    visitor = world.visitor(app, "expert")
    url = visitor.url("answer.save_answer", question_id=world.question_id)
    before = db.session.scalars(select(Answer.number)).all()
    with visitor.client.post(url, data={"csrf_token": "old"}) as response:
        assert "open for too long" in response.get_data(as_text=True)
    assert db.session.scalars(select(Answer.number)).all() == before


def test_extra_fields_change_nothing(world, app):
    visitor = world.visitor(app, "owner")
    data = {
        **DATA["POST panel.invite_expert"],
        "is_enabled": "1",
        "role": "owner",
        "study_id": "x",
        "id": "y",
    }
    visitor.post("panel.invite_expert", data, 303, study_id=world.study_id)
    invited = db.session.scalars(select(Invitation).filter_by(email="new@example.org")).one()
    assert (invited.study_id, invited.link_serial, len(invited.id)) == (world.study_id, 1, 32)
    assert db.session.scalars(select(Reason.state)).all()
