"""Every act of a coordinator that changes the database writes an entry into the audit log."""

import pytest
from sqlalchemy import event, func, select

from survey.db import db
from survey.models import AuditEntry
from tests.access_matrix import DATA, MATRIX
from tests.survey.test_access import arguments_of

WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")
COORDINATORS = ("owner", "administrator")
AGAIN = "UPDATE finding SET computed_at=? WHERE"
"""The same computed again of the same answers: not a figure is another."""
SILENT = {
    "POST rounds.renew_interim",  # too few are new: what is shown stays as it was; a move is recorded
    "POST account.begin_second_factor",  # nothing is in force before the first code, which is recorded
}
"""Acts that change nothing that matters to anybody yet, each with its reason."""


def is_of_coordinators(row: str) -> bool:
    return row.startswith("POST") and any(
        MATRIX[row][who] == 303 and MATRIX[row]["expert"] != 303 for who in COORDINATORS
    )


@pytest.mark.parametrize("row", sorted(row for row in MATRIX if is_of_coordinators(row)))
def test_what_changes_something_is_in_the_log(world, app, restore_world, row):
    endpoint = row.split()[1]
    who = next(each for each in COORDINATORS if MATRIX[row][each] == 303)
    visitor = world.visitor(app, who)
    before = count_entries()
    written = []

    def look(connection, cursor, statement, parameters, context, executemany):
        if statement.lstrip().upper().startswith(WRITES) and not statement.startswith(AGAIN):
            written.append(statement.split("(")[0][:60])

    event.listen(db.engine, "before_cursor_execute", look)
    url = visitor.url(endpoint, **arguments_of(app, endpoint, world))
    data = {"csrf_token": visitor.csrf_token(), **DATA.get(row, {})}
    try:
        with visitor.client.post(url, data=data) as response:
            assert response.status_code == 303
    finally:
        event.remove(db.engine, "before_cursor_execute", look)
    if written and row not in SILENT:
        assert count_entries() > before, f"{row} wrote without an entry: {sorted(set(written))}"


def count_entries() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(AuditEntry))
