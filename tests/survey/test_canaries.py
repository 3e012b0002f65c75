"""Names, addresses, links and pseudonyms of experts occur nowhere but where they must."""

import json
import re

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from survey.db import db
from survey.mail import send_outbox
from survey.models import AuditEntry, Finding, Invitation, Panelist, Snapshot, Study
from survey.reports.assembly import build_report
from survey.reports.render import render_report_html
from survey.tokens import hash_token
from tests import factories
from tests.access_matrix import MATRIX
from tests.survey.test_access import arguments_of

READERS = (
    "nobody",
    "stakeholder",
    "expert",
    "expert_of_other_study",
    "owner",
    "viewer",
    "coordinator_of_other_study",
)
# The page that lists who is on the panel; who sends invitations must know whom.
NAMES_ALLOWED = {("panel.show_panel", "owner"), ("panel.show_panel", "viewer")}
# Pages about writing to these people, or about one of them.
NAMES_ALLOWED |= {
    (endpoint, "owner")
    for endpoint in (
        "panel.revoke",
        "panel.change_address",
        "reminders.show",
        "reminders.preview",
        "reminders.preview_html",
    )
}
# What is kept about a person, for that person.
NAMES_ALLOWED |= {
    (f"own_data.{view}", principal)
    for view in ("show", "as_json", "as_csv")
    for principal in ("expert", "expert_of_other_study")
}
# The page of a link sends its form back to the same address.
TOKEN_ALLOWED = {"answer.show_invitation", "account.new_passphrase"}
# So does the page of a link to reports; the study's editors may copy it.
READER_TOKEN_ALLOWED = {("reading.show_link", reader) for reader in READERS}
READER_TOKEN_ALLOWED |= {("report_links.show_link", "owner"), ("report_links.renew_link", "owner")}
ISLANDS = "Atlantic/Canary"  # a time zone, no name


@pytest.fixture
def canaries(world):
    """Patterns by what they would give away."""
    study = db.session.get(Study, world.study_id)
    invitations = db.session.scalars(select(Invitation)).all()
    tokens = [factories.link_token(study, each) for each in invitations if each.study_id == study.id]
    return {
        "name": re.compile(r"canary", re.IGNORECASE),
        "address": re.compile(r"expert\d+@|expert\d+%40"),
        "token": re.compile("|".join(map(re.escape, [*tokens, *map(hash_token, tokens)]))),
        "pseudonym": re.compile("|".join(db.session.scalars(select(Panelist.id)))),
        "key": re.compile(study.link_key),
        "reader's token": re.compile(f"{world.reader_token}|{hash_token(world.reader_token)}"),
    }


@pytest.mark.parametrize("row", [row for row in MATRIX if row.startswith("GET") and row != "GET static"])
def test_no_page_names_an_expert(world, app, canaries, row):
    endpoint = row.split()[1]
    for principal in READERS:
        visitor = world.visitor(app, principal)
        url = visitor.url(endpoint, **arguments_of(app, endpoint, world))
        with visitor.client.get(url) as response:
            sent = (response.get_data(as_text=True) + str(response.headers)).replace(ISLANDS, "")
        allowed = {"name", "address"} if (endpoint, principal) in NAMES_ALLOWED else set()
        allowed |= {"token"} if endpoint in TOKEN_ALLOWED else set()
        allowed |= {"reader's token"} if (endpoint, principal) in READER_TOKEN_ALLOWED else set()
        found = {what for what, pattern in canaries.items() if pattern.search(sent)} - allowed
        assert not found, f"{endpoint} shows {found} to {principal}"


@pytest.mark.parametrize("number", range(1, 5))
def test_no_result_names_an_expert(world, app, canaries, number):
    shown = world.visitor(app, "expert").get("answer.results", number=number).html
    shown += world.visitor(app, "owner").get("rounds.show_round", study_id=world.study_id, number=number).html
    assert not {what for what, pattern in canaries.items() if pattern.search(shown)}


def test_what_is_computed_and_logged_names_nobody(world, canaries):
    kept = [each.findings for each in db.session.scalars(select(Snapshot))]
    kept += [each.data for each in db.session.scalars(select(Finding))]
    kept += [[each.action, each.details] for each in db.session.scalars(select(AuditEntry))]
    assert len(kept) > 20
    text = json.dumps(kept)
    assert not {what for what, pattern in canaries.items() if pattern.search(text)}


def test_frozen_answers_name_nobody(world, canaries):
    text = json.dumps([each.answers for each in db.session.scalars(select(Snapshot))])
    assert not {what for what in ("name", "address", "token", "key") if canaries[what].search(text)}


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_report_names_nobody(world, app, canaries, language):
    study = db.session.get(Study, world.study_id)
    html = render_report_html(build_report(study, language), language)
    assert study.title[language] in html
    assert not {what for what, pattern in canaries.items() if pattern.search(html)}


def test_the_log_names_nobody(world, app, canaries, capfd):
    app.config["SMTP_URL"] = "smtp://127.0.0.1:1"
    send_outbox()
    broken = world.visitor(app, "expert")
    broken.client.get(f"/i/{world.token}x")
    app.view_functions["answer.overview"] = lambda **_: 1 / 0
    broken.get("answer.overview", 500)
    logged = "".join(capfd.readouterr())
    assert "unhandled_error" in logged
    assert "mail_failed" in logged
    assert not {what for what, pattern in canaries.items() if pattern.search(logged)}


def test_a_failed_statement_is_logged_without_what_it_carried(canaries):
    invitation = db.session.scalars(select(Invitation)).first()
    again = Invitation(
        id=invitation.id, study_id=invitation.study_id, name="Canary", email="x", language="en"
    )
    db.session.expunge(invitation)
    db.session.add(again)
    with pytest.raises(IntegrityError) as caught:
        db.session.flush()
    db.session.rollback()
    assert not canaries["name"].search(str(caught.value))
