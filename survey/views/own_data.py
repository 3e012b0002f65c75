"""All that is kept about an expert, for that expert: as a page, as JSON, as CSV."""

from __future__ import annotations

import json
from io import BytesIO

from flask import Blueprint, render_template, send_file
from flask.typing import ResponseReturnValue

from survey.permissions import Access, ExpertSession, requires
from survey.queries.answering import list_organisers
from survey.queries.own_data import OwnData, list_cells, list_own_answers, read_own_data

blueprint = Blueprint("own_data", __name__)
BYTE_ORDER_MARK = "\ufeff"


@blueprint.get("/s/data")
@requires(Access.EXPERT)
def show(expert: ExpertSession) -> ResponseReturnValue:
    """Show everything that is kept about the expert."""
    return render_template(
        "own_data/show.html",
        data=_read(expert),
        own=list_own_answers(expert.study, expert.panelist_id),
        organisers=list_organisers(expert.study),
    )


@blueprint.get("/s/data.json")
@requires(Access.EXPERT)
def as_json(expert: ExpertSession) -> ResponseReturnValue:
    """Give everything as JSON."""
    text = json.dumps(_read(expert).as_dict(), ensure_ascii=False, indent=2)
    return _file(expert, text, "json", "application/json")


@blueprint.get("/s/data.csv")
@requires(Access.EXPERT)
def as_csv(expert: ExpertSession) -> ResponseReturnValue:
    """Give everything as a table; spreadsheets run no cell of it."""
    return _file(expert, BYTE_ORDER_MARK + list_cells(_read(expert)), "csv", "text/csv")


def _read(expert: ExpertSession) -> OwnData:
    return read_own_data(expert.study, expert.invitation, expert.panelist_id)


def _file(expert: ExpertSession, text: str, suffix: str, kind: str) -> ResponseReturnValue:
    name = f"{expert.study.code}-own-data.{suffix}"
    return send_file(
        BytesIO(text.encode("utf-8", "replace")),
        mimetype=kind,
        as_attachment=True,
        download_name=name,
        etag=False,
    )
