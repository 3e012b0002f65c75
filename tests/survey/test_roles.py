"""Each role sees what it may and no more: names, figures, and no link that leads to a wall."""

import re

import pytest
from sqlalchemy import select
from werkzeug.exceptions import HTTPException

from survey.db import db
from survey.models import Account, Invitation, Role, Study
from survey.operations import accounts
from survey.permissions import ROLES, Access
from tests.access_matrix import MATRIX
from tests.pages import Page
from tests.survey.test_access import arguments_of

WITHOUT_PEOPLE = ("moderator", "analyst", "viewer")
MAY = {
    Role.OWNER: set(ROLES),
    Role.EDITOR: set(ROLES) - {Access.OWN_STUDY},
    Role.MODERATOR: {Access.SEE_STUDY, Access.READ_RESULTS, Access.READ_WORDS, Access.MODERATE},
    Role.ANALYST: {Access.SEE_STUDY, Access.READ_RESULTS, Access.READ_WORDS, Access.ANALYSE},
    Role.MAILER: {Access.SEE_STUDY, Access.SEE_PEOPLE, Access.MAIL_PANEL},
    Role.VIEWER: {Access.SEE_STUDY, Access.READ_RESULTS},
}
OF_RESULTS = (
    *("Axis A", "Axis B", "Low A", "High B", "Q1 name", "Q2 headline", "Q3 story", "Reason 0."),
    *("Provisional consensus", "Stable dissent", "Too few answers", "two camps", "middle half", "median"),
    *("answers support two axes", "answers do not support", "No regret", "Big bet"),
)
"""What the pages of results say of this study; none of it is for who keeps the mail."""
SETTINGS = {"median", "middle half", "Stable dissent"}


def test_what_each_role_may_is_what_was_decided():
    assert {role: {access for access in ROLES if role in ROLES[access]} for role in Role} == MAY


def fetch(world, app, principal):
    """Return every page of the study that a principal may read, as text, by its row."""
    visitor, pages = world.visitor(app, principal), {}
    for row in (each for each in MATRIX if each.startswith("GET") and MATRIX[each][principal] == 200):
        endpoint = row.split()[1]
        if endpoint == "static":
            continue
        url = visitor.url(endpoint, **arguments_of(app, endpoint, world))
        with visitor.client.get(url) as response:
            if "text" in response.mimetype or "json" in response.mimetype:
                pages[row] = response.get_data(as_text=True)
    return pages


@pytest.mark.parametrize("principal", WITHOUT_PEOPLE)
def test_without_people_no_page_holds_a_name_or_an_address(world, app, principal):
    people = db.session.scalars(select(Invitation)).all()
    canaries = {each.name for each in people} | {each.email for each in people} | {"Canary Expert"}
    pages = fetch(world, app, principal)
    assert len(pages) > 12
    found = {row for row, html in pages.items() if any(each in html for each in canaries)}
    assert found == set()


def test_the_same_canaries_are_on_the_pages_of_those_who_keep_people(world, app):
    assert "Canary Expert" in fetch(world, app, "mailer")["GET panel.show_panel"]


def test_files_of_an_analyst_hold_no_name(world, app):
    people = db.session.scalars(select(Invitation)).all()
    visitor = world.visitor(app, "analyst")
    url = visitor.url("exports.export_answers", study_id=world.study_id, file_name="answers.zip")
    with visitor.client.post(url, data={"csrf_token": visitor.csrf_token()}) as response:
        content = response.get_data()
    for each in people:
        assert each.email.encode() not in content
        assert each.name.encode() not in content


def test_without_results_no_page_holds_a_result(world, app):
    pages = fetch(world, app, "mailer")
    assert "GET studies.board" in pages
    told = {
        (row, said)
        for row, html in pages.items()
        for said in OF_RESULTS
        if said.casefold() in visible(html).casefold() and not row.startswith("GET home")
    }
    assert {each for each in told if not is_of_the_notice(*each)} == set()
    # The same words do stand where results are read.
    read = "".join(fetch(world, app, "viewer").values())
    assert {said for said in OF_RESULTS[:8] if said in read} >= {"Axis A", "Q1 name"}


def is_of_the_notice(row: str, said: str) -> bool:
    """Say whether a word only tells what rounds, protocols and notices are, of this study or of any."""
    return row in {"GET studies.frame", "GET protocol.show", "GET framing.new_study"} and said in SETTINGS


def visible(html: str) -> str:
    return re.sub(r"<[^>]+>", " ", html)


@pytest.mark.parametrize("role", [str(role) for role in Role])
def test_no_link_or_form_leads_a_role_into_a_wall(world, app, role):
    walls = set()
    for row, html in fetch(world, app, role).items():
        if "<html" not in html[:400]:
            continue
        page = Page(html, 200, row)
        targets = [(each.get("href"), "GET") for each in page.all("a")]
        targets += [
            (each.get("action") or "", (each.get("method") or "get").upper()) for each in page.all("form")
        ]
        walls |= {(row, target) for target, method in targets if is_wall(app, role, target, method)}
    assert walls == set()


def is_wall(app, role: str, target: str | None, method: str) -> bool:
    """Say whether an address of this host belongs to a page that a role does not reach."""
    if not target or not target.startswith("/"):
        return False
    path = target.partition("?")[0].partition("#")[0]
    try:
        endpoint, _values = app.url_map.bind("tholos.test").match(path, method)
    except HTTPException:
        return True
    access = getattr(app.view_functions[endpoint], "access", None)
    return access in ROLES and Role(role) not in ROLES[access]


def test_an_administrator_sees_no_study_by_that_alone(world, app):
    pages = fetch(world, app, "administrator")
    study = db.session.get(Study, world.study_id)
    assert "GET administration.show" in pages
    assert not [row for row, html in pages.items() if study.id in html or study.code in html]


def test_a_disabled_account_with_a_live_session_reaches_nothing(world, app):
    viewer = db.session.get(Account, world.accounts["viewer"])
    visitor = world.visitor(app, "viewer")
    visitor.get("studies.board", study_id=world.study_id)
    accounts.set_enabled(viewer, False)
    visitor.get("studies.board", 302, study_id=world.study_id)
    visitor.get("account.show", 302)
