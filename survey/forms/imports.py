"""Forms of an import: a file or pasted cells, and what the columns hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from werkzeug.datastructures import MultiDict
from wtforms import TextAreaField

from survey.tables import Table, read_file, read_pasted
from survey.tables.columns import Columns, field_names
from survey.tables.table import Row
from survey.words.imports import field_word


class TableForm(FlaskForm):
    """A file, or what was copied from a spreadsheet."""

    file = FileField(_l("File (CSV or XLSX)"))
    pasted = TextAreaField(_l("Or paste cells here, headings included"))

    def read(self) -> Table:
        """Return the table that was sent.

        Raises:
            BadTable: when there is none in it.
        """
        if self.file.data:
            return read_file(self.file.data.read())
        return read_pasted(self.pasted.data or "")

    @property
    def file_name(self) -> str:
        """Return what the file is called, or nothing for what was pasted."""
        return (self.file.data.filename or "") if self.file.data else ""


def column_choices(kind: str, languages: Sequence[str]) -> list[tuple[str, str]]:
    """Return what a column may be said to hold."""
    names = [(name, field_word(name)) for name in field_names(kind, languages)]
    return [("", _("leave out")), *names]


def read_columns(
    form: MultiDict[str, str], columns: Columns, rows: Sequence[Row], kind: str, languages: Sequence[str]
) -> Columns:
    """Return what a person says that the columns hold; what nobody knows is left out."""
    known = set(field_names(kind, languages))
    chosen = [form.get(f"column-{place}", "") for place in range(len(columns.fields))]
    fields = tuple(each if each in known else "" for each in chosen)
    has_heading = bool(form.get("has_heading"))
    head_row = columns.head_row if columns.head_row is not None else rows[0].number
    head = columns.head if columns.head_row is not None or not has_heading else rows[0].cells
    return replace(
        columns, fields=fields, head=head, head_row=head_row if has_heading else None, is_sure=True
    )
