"""Every address and method by every kind of visitor: the declared status, and reading writes nothing."""

import inspect

import pytest
from sqlalchemy import event

from survey.db import db
from survey.permissions import ROLES, Access
from tests.access_matrix import DATA, MATRIX
from tests.world import PRINCIPALS

READING = {"HEAD", "OPTIONS"}
UNUSED_METHODS = ("PUT", "PATCH", "DELETE")
WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE", "CREATE", "DROP", "ALTER", "BEGIN IMMEDIATE")


def rows(app) -> set[str]:
    return {
        f"{method} {rule.endpoint}" for rule in app.url_map.iter_rules() for method in rule.methods - READING
    }


def test_every_address_has_its_row_and_every_row_its_address(app):
    assert rows(app) == set(MATRIX)
    assert all(set(row) == set(PRINCIPALS) for row in MATRIX.values())


def test_every_view_declares_its_access(app):
    views = {name: view for name, view in app.view_functions.items() if name != "static"}
    assert not {name for name, view in views.items() if not isinstance(getattr(view, "access", None), Access)}
    # One decorator alone: a second one would leave two layers that both carry the mark.
    layers = {name: count_guards(view) for name, view in views.items()}
    assert not {name for name, number in layers.items() if number != 1}


def count_guards(view) -> int:
    number = 0
    while view is not None:
        number += "access" in vars(view) and vars(view)["access"] is not getattr(
            getattr(view, "__wrapped__", None), "access", None
        )
        view = getattr(view, "__wrapped__", None)
    return number


@pytest.fixture
def no_writes():
    """Fail on any statement that writes while the guard is on."""
    seen = []

    def look(connection, cursor, statement, parameters, context, executemany):
        if statement.lstrip().upper().startswith(WRITES):
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", look)
    yield seen
    event.remove(db.engine, "before_cursor_execute", look)


@pytest.mark.parametrize("row", [each for each in MATRIX if each.startswith("GET")])
def test_reading_answers_as_declared_and_writes_nothing(world, app, no_writes, row):
    endpoint = row.split()[1]
    told, heads = {}, {}
    for principal in PRINCIPALS:
        visitor = world.visitor(app, principal)
        url = visitor.url(endpoint, **arguments_of(app, endpoint, world))
        with visitor.client.get(url) as response:
            told[principal] = response.status_code
        with visitor.client.head(url) as response:
            heads[principal] = response.status_code
            assert response.get_data() == b""
    assert told == heads == MATRIX[row]
    assert no_writes == []


@pytest.mark.parametrize("row", [each for each in MATRIX if each.startswith("POST")])
def test_acting_answers_as_declared(world, app, restore_world, row):
    endpoint = row.split()[1]
    told = {}
    for principal in PRINCIPALS:
        visitor = world.visitor(app, principal)
        url = visitor.url(endpoint, **arguments_of(app, endpoint, world))
        data = {"csrf_token": visitor.csrf_token(), **DATA.get(row, {})}
        with visitor.client.post(url, data=data) as response:
            told[principal] = response.status_code
        if response.status_code in {200, 303}:
            restore_world()
    assert told == MATRIX[row]


def test_who_is_refused_changes_nothing(world, app, no_writes):
    for row in (each for each in MATRIX if each.startswith("POST")):
        for principal, status in MATRIX[row].items():
            if status in {403, 404} or (
                status == 302 and "study_id" in arguments_of(app, row.split()[1], world)
            ):
                visitor = world.visitor(app, principal)
                url = visitor.url(row.split()[1], **arguments_of(app, row.split()[1], world))
                visitor.client.post(url, data={"csrf_token": visitor.csrf_token(), **DATA.get(row, {})})
                assert no_writes == [], f"{row} by {principal}"


def test_other_methods_are_not_allowed(world, app):
    visitor = world.visitor(app, "owner")
    for rule in app.url_map.iter_rules():
        url = visitor.url(rule.endpoint, **arguments_of(app, rule.endpoint, world))
        for method in UNUSED_METHODS:
            headers = {"X-CSRFToken": visitor.csrf_token()}
            assert visitor.client.open(url, method=method, headers=headers).status_code == 405


@pytest.mark.parametrize("endpoint", ["studies.board", "reports.read_report", "axes.show_axes"])
def test_not_yours_and_not_there_look_alike(world, app, endpoint):
    visitor = world.visitor(app, "coordinator_of_other_study")
    arguments = arguments_of(app, endpoint, world)
    theirs = visitor.get(endpoint, 404, **arguments)
    nowhere = visitor.get(endpoint, 404, **{**arguments, "study_id": "0" * 32})
    assert theirs.text == nowhere.text


def test_things_of_one_study_are_not_found_under_another(world, app):
    visitor = world.visitor(app, "owner")
    found = set()
    for endpoint, name in (
        ("reports.read_report", "report_id"),
        ("reports.download_report", "report_id"),
        ("reports.show_version", "report_id"),
        ("reports.withdraw", "report_id"),
        ("report_links.show_link", "link_id"),
        ("report_links.revoke_link", "link_id"),
        ("panel.replace_link", "invitation_id"),
        ("panel.revoke", "invitation_id"),
        ("panel.change_address", "invitation_id"),
        ("reasons.moderate_reason", "reason_id"),
    ):
        arguments = {**arguments_of(app, endpoint, world), name: "0" * 32}
        fetch = visitor.get if endpoint.startswith("report") else visitor.post
        found.add(
            fetch(endpoint, 404, **arguments).status
            if fetch == visitor.get
            else fetch(endpoint, {"state": "released"}, 404, **arguments).status
        )
    assert found == {404}


def arguments_of(app, endpoint: str, world) -> dict[str, object]:
    """Return the values that an address needs."""
    wanted = {name for rule in app.url_map.iter_rules(endpoint) for name in rule.arguments}
    tokens = {
        "mail_choice": world.stop_token,
        "colleagues": world.colleague_token,
        "reading": world.reader_token,
    }
    token = tokens.get(endpoint.partition(".")[0], world.token)
    values = {**world.arguments, "token": token}
    return {name: value for name, value in values.items() if name in wanted}


def test_views_receive_what_their_access_provides(app):
    provided = {Access.EXPERT: "expert", Access.READER: "reader", **dict.fromkeys(ROLES, "study")}
    for name, view in app.view_functions.items():
        access = getattr(view, "access", None)
        if access in provided:
            assert provided[access] in inspect.signature(inspect.unwrap(view)).parameters, name
