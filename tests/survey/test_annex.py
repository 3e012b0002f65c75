"""The data annex: every figure of a report's values as they are, inert, the same bytes each time."""

import csv
import io
import zipfile
from dataclasses import replace

import openpyxl
import pytest
from flask_babel import force_locale

from survey.reports.annex import build_annex
from survey.reports.annex.build import make_sheets
from survey.reports.annex.names import FACTS
from survey.reports.annex.shapes import read_shape
from tests.survey.report_filled import Filler
from tests.survey.report_sample import sample_consensus, sample_refused, sample_scenario

SAMPLES = {
    "scenario": sample_scenario,
    "refused": sample_refused,
    "consensus": lambda language: sample_consensus(language, 9, 2),
}


@pytest.fixture(autouse=True)
def in_app(app):
    with force_locale("en"):
        yield


def read_archive(archive):
    """Return the tables of the CSV files, by name."""
    with zipfile.ZipFile(io.BytesIO(archive)) as files:
        names = [name for name in files.namelist() if name.endswith(".csv")]
        texts = {name: files.read(name).decode("utf-8-sig") for name in names}
    return {name.removesuffix(".csv"): list(csv.reader(io.StringIO(text))) for name, text in texts.items()}


def read_workbook(xlsx):
    book = openpyxl.load_workbook(io.BytesIO(xlsx))
    return {page.title: [list(row) for row in page.iter_rows(values_only=True)] for page in book}


def test_every_number_of_the_context_stands_in_a_sheet():
    filler = Filler()
    sheets = make_sheets(filler.make_context())
    cells = {cell for sheet in sheets for row in sheet.rows for cell in row}
    missing = {path for number, path in filler.numbers.items() if number not in cells}
    assert len(filler.numbers) > 200
    assert missing == set()


def test_every_column_holds_one_kind_of_thing():
    context = Filler().make_context()
    for sheet in make_sheets(context):
        assert len(set(sheet.head)) == len(sheet.head), sheet.name
        assert len(sheet.name) <= 31
        assert all(len(row) == len(sheet.head) for row in sheet.rows), sheet.name


def test_every_number_is_described():
    tables = {sheet.name: sheet for sheet in make_sheets(Filler().make_context())}
    codebook = tables["codebook"].rows
    assert {
        f"{sheet} {column}" for sheet, column, meaning, _unit, _rounding in codebook if not meaning
    } == set()
    described = {(sheet, column) for sheet, column, *_ in codebook}
    for name in set(tables) - {"codebook", "counts", FACTS}:
        assert {(name, column) for column in tables[name].head} <= described


def test_a_part_that_tables_cannot_carry_is_noticed():
    with pytest.raises(TypeError, match="cannot carry"):
        read_shape(object)


@pytest.mark.parametrize("kind", SAMPLES)
@pytest.mark.parametrize("language", ["en", "ko"])
def test_workbook_and_csv_hold_the_same_unrounded_rows(kind, language):
    context = SAMPLES[kind](language)
    annex = build_annex(context)
    book, tables = read_workbook(annex.xlsx), read_archive(annex.archive)
    assert set(book) == {*tables, "README"}
    for name, rows in tables.items():
        in_book = [[_as_text(cell) for cell in row] for row in book[name]]
        assert in_book == [[_as_text(cell) for cell in row] for row in rows], name


def _as_text(cell):
    """Return a cell so that 5, 5.0 and "5" are the same, with the digits that a workbook keeps."""
    try:
        return f"{float(cell):.12g}"
    except (TypeError, ValueError):
        return "" if cell is None else str(cell)


def test_csv_keeps_every_digit():
    context = sample_scenario()
    table = read_archive(build_annex(context).archive)["drivers"]
    column = table[0].index("impact")
    assert [float(row[column]) for row in table[1:]] == [each.impact for each in context.drivers.drivers]


def test_what_is_undefined_is_an_empty_cell_with_its_reason():
    context = sample_consensus("en", 2, 1)
    question = context.questions[0]
    bare = replace(question.items[0].rounds[0], median=None, q1=None, q3=None, iqr=None)
    item = replace(question.items[0], rounds=(bare,), undefined={"median": "too few answers"})
    tables = read_archive(
        build_annex(replace(context, questions=(replace(question, items=(item,)),))).archive
    )
    head, row = tables["items_by_round"]
    assert row[head.index("median")] == ""
    head, row = tables["items"]
    assert row[head.index("undefined")] == "median: too few answers"


def test_readme_says_what_it_is():
    context = sample_scenario()
    annex = build_annex(context)
    lines = [row[0] for row in read_workbook(annex.xlsx)["README"]]
    assert lines[0] == context.head.title
    assert any(line.startswith("Simulated panel") for line in lines)
    assert any(context.annex.hashes[0][1] in line for line in lines)
    assert not any(
        "Simulated" in row[0] for row in read_workbook(build_annex(sample_consensus()).xlsx)["README"]
    )


HOSTILE = ("=HYPERLINK(1)", "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "a\x00b", "x" * 40_000)


@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_is_a_formula_and_long_text_stays(text):
    context = sample_scenario()
    driver = replace(context.drivers.drivers[0], name=text)
    context = replace(
        context,
        head=replace(context.head, title=text),
        drivers=replace(context.drivers, drivers=(driver, *context.drivers.drivers[1:])),
    )
    annex = build_annex(context)
    book = openpyxl.load_workbook(io.BytesIO(annex.xlsx))
    assert not [cell for page in book for row in page.iter_rows() for cell in row if cell.data_type == "f"]
    assert book["drivers"]["B2"].value
    table = read_archive(annex.archive)["drivers"]
    assert text.replace("\x00", "").replace("\r", "\n") in table[1][1]
    starts = {
        cell[0] for rows in read_archive(annex.archive).values() for row in rows for cell in row if cell
    }
    assert not starts & set("=+@\t\r\n")


def test_files_name_no_maker_and_no_hour():
    annex = build_annex(sample_scenario())
    for content in (annex.xlsx, annex.archive):
        with zipfile.ZipFile(io.BytesIO(content)) as files:
            assert {each.date_time for each in files.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    properties = openpyxl.load_workbook(io.BytesIO(annex.xlsx)).properties
    assert not properties.creator
    assert not properties.lastModifiedBy
    assert properties.created.year == 1980


def test_what_exists_once_is_a_fact():
    facts = read_archive(build_annex(sample_scenario()).archive)[FACTS]
    values = {(part, name): value for part, name, value in facts[1:]}
    assert values["axes", "stability"] == "0.58"
    assert values["strategy", "rules_w"] == "0.62"
    assert values["head", "n_experts"] == "30"
