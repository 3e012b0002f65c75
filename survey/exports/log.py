"""The audit log of a study as a file, with all that is needed to compute its hashes again."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from survey.errors import NotFound
from survey.filters import make_inert
from survey.models import Study
from survey.queries.log import LogRow, list_whole_log

FORMAT = "tholos-log/1"
COLUMNS = ("number", "at", "who", "account_id", "action", "details", "previous_hash", "hash")
FILES = ("log.csv", "log.json")


def write_log(study: Study, file_name: str) -> bytes:
    """Return a study's log as one of `FILES`."""
    if file_name not in FILES:
        raise NotFound("There is no such file.")
    entries = [_as_data(row) for row in list_whole_log(study)]
    if file_name == "log.json":
        content = {"format": FORMAT, "study": study.code, "study_id": study.id, "entries": entries}
        return (json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([make_inert(_as_cell(entry[name])) for name in COLUMNS] for entry in entries)
    return text.getvalue().encode("utf-8-sig")


def _as_data(row: LogRow) -> dict[str, Any]:
    entry = row.entry
    return {
        "number": entry.number,
        "at": entry.at.isoformat(),
        "who": row.account.name if row.account else None,
        "account_id": entry.account_id,
        "action": entry.action,
        "details": entry.details,
        "previous_hash": entry.previous_hash,
        "hash": entry.hash,
    }


def _as_cell(value: Any) -> Any:
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    return "" if value is None else value
