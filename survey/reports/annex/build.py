"""From a report's values to the two files of its data annex."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import force_locale
from flask_babel import gettext as _

from survey.reports.annex.codebook import codebook_sheet
from survey.reports.annex.counts import count_sheet
from survey.reports.annex.flatten import Flattening, Table
from survey.reports.context import ReportContext
from survey.tables.written import Sheet, write_archive, write_csv, write_workbook

if TYPE_CHECKING:
    from survey.reports.edition import Edition

README = "README.txt"


@dataclass(frozen=True)
class Annex:
    """Hold the same tables twice: as one workbook (XLSX), and as CSV files in one archive (ZIP)."""

    xlsx: bytes
    archive: bytes


def build_annex(context: ReportContext, edition: Edition | None = None) -> Annex:
    """Return every figure of a report as tables, whatever sections the edition shows."""
    with force_locale(context.language):
        sheets = make_sheets(context)
        files = {f"{sheet.name}.csv": write_csv(sheet) for sheet in sheets}
        notes = list(_notes(context, edition, sheets, files))
    readme = ("\n".join(notes) + "\n").encode("utf-8-sig")
    return Annex(write_workbook(sheets, notes), write_archive(files | {README: readme}))


def make_sheets(context: ReportContext) -> list[Sheet]:
    """Return the sheets of the annex; only tables that hold something are among them.

    A further table that is no field of the context is one more entry of this list.
    """
    tables = Flattening().read(context)
    return [*map(_sheet, tables), count_sheet(context), codebook_sheet(tables)]


def _sheet(table: Table) -> Sheet:
    rows = tuple(tuple(row.get(column) for column in table.columns) for row in table.rows)
    return Sheet(table.name, tuple(table.columns), rows)


def _notes(
    context: ReportContext, edition: Edition | None, sheets: Sequence[Sheet], files: dict[str, bytes]
) -> Iterator[str]:
    head = context.head
    yield head.title
    yield _("Data annex of the report: every figure in it, and those that it draws, unrounded.")
    if head.is_simulated:
        meaning = _("No person answered. The figures show the method and say nothing about the world.")
        yield f"{_('Simulated panel')}: {meaning}"
    if head.is_draft:
        yield f"{_('Draft')}: {_('A round is still open or to come; results may change.')}"
    if edition and edition.number is not None:
        yield _("Version %(number)s of the report.", number=edition.number)
    yield _("As of %(day)s; study %(code)s.", day=head.as_of.isoformat(), code=head.code)
    yield _("An empty cell is a figure that is undefined or that fewer than five experts stand behind.")
    yield _("Numbers are not rounded; the report rounds where it shows them.")
    yield _("The sheet “codebook” explains each column.")
    for label, value in (*context.annex.hashes, *context.annex.versions):
        yield f"{label}: {value}"
    digest = hashlib.sha256(b"".join(files[name] for name in sorted(files))).hexdigest()
    yield _("Fingerprint of these tables: %(hash)s", hash=digest)
    yield _("Sheets: %(names)s", names=", ".join(sheet.name for sheet in sheets))
