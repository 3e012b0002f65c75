"""The files that a study can be taken away in."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask_babel import gettext as _

from survey.errors import NotFound
from survey.exports.answers import AnswerTable, read_answers
from survey.exports.files import name_folders
from survey.exports.polis import polis_sheets, rated_questions
from survey.exports.sheets import codebook_sheet, long_sheet, make_sheets, wide_sheet
from survey.exports.spss import write_spss
from survey.filters import localized
from survey.models import Study
from survey.tables.written import Sheet, write_archive, write_csv, write_workbook

Maker = Callable[[Study, AnswerTable], bytes]


def make_bundle(study: Study, name: str) -> bytes:
    """Return one of `NAMES` as bytes; the same study gives the same bytes.

    Raises:
        NotFound: when there is no such file.
        TooFewAnswers: when fewer than five experts have answered a closed round.
    """
    if name not in NAMES:
        raise NotFound("There is no such file.")
    return NAMES[name](study, read_answers(study))


def describe(study: Study, table: AnswerTable) -> list[str]:
    """Return the lines that go with every export: what it is, and how it may be used."""
    lines = [
        localized(study.title),
        _("Answers of the closed rounds, row by row, exported from Tholos."),
        _("Respondents: %(n)s. Their names are made anew and stand in no order.", n=len(table.respondents)),
        _("Who knows a person’s views may recognise a row. Keep this file as you keep personal data."),
        _("What experts wrote in their own words is not in the rows; released reasons stand apart."),
        _("An empty cell is no answer; “dk” is “outside my field”."),
    ]
    if table.groups is None:
        lines.append(
            _("Groups are left out: at least one of them has fewer than five respondents, or there is none.")
        )
    if study.is_simulated:
        lines.append(_("This study is a demonstration with a simulated panel."))
    return lines


def _csv_archive(study: Study, table: AnswerTable) -> bytes:
    files = {f"{sheet.name}.csv": write_csv(sheet) for sheet in make_sheets(study, table)}
    return write_archive(files | {"README.txt": _readme(study, table)})


def _long_archive(study: Study, table: AnswerTable) -> bytes:
    return _one_table(study, table, long_sheet(table))


def _wide_archive(study: Study, table: AnswerTable) -> bytes:
    return _one_table(study, table, wide_sheet(table))


def _one_table(study: Study, table: AnswerTable, sheet: Sheet) -> bytes:
    files = {f"{each.name}.csv": write_csv(each) for each in (sheet, codebook_sheet(study, table))}
    return write_archive(files | {"README.txt": _readme(study, table)})


def _workbook(study: Study, table: AnswerTable) -> bytes:
    return write_workbook(make_sheets(study, table), describe(study, table))


def _polis_archive(study: Study, table: AnswerTable) -> bytes:
    files = {
        f"{folder}/{sheet.name}.csv": write_csv(sheet)
        for folder, question in name_folders(rated_questions(table)).items()
        for sheet in polis_sheets(study, table, question)
    }
    return write_archive(files | {"README.txt": _readme(study, table)})


def _readme(study: Study, table: AnswerTable) -> bytes:
    return ("\n".join(describe(study, table)) + "\n").encode("utf-8-sig")


NAMES: Mapping[str, Maker] = {
    "answers.zip": _csv_archive,
    "long.zip": _long_archive,
    "wide.zip": _wide_archive,
    "answers.xlsx": _workbook,
    "answers.sav": write_spss,
    "polis.zip": _polis_archive,
}
"""The files by name: CSV with codebook, a workbook, a file for SPSS, votes as Polis shares them."""
