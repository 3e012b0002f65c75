"""Every number of the report is in the data annex, and every figure there comes again from the answers."""

import shutil
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from flask_babel import force_locale

from survey import create_app
from survey.db import db, transaction
from survey.demo import CONTENT, LOADERS
from survey.reports.annex import build_annex
from survey.reports.annex.build import make_sheets
from survey.reports.assembly import build_report
from survey.reports.pdf import render_pdf
from survey.reports.render import render_report_html
from survey.studyfile import read_study_file
from tests.conftest import make_settings
from tests.factories import make_account
from tests.survey import recompute
from tests.survey.number_proof import AnnexNumbers, count_held, find_missing, find_strangers, read_archive
from tests.survey.pdf_checks import bookmark_faults, find_faults
from tests.survey.pdf_words import read_blocks

PANEL_KEY = "a panel key that only tests know"
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


@transaction
def load_demo_study():
    file, load = LOADERS[-1]
    return load(read_study_file(CONTENT / file), make_account(), PANEL_KEY, NOW)


@pytest.fixture(scope="module")
def demo(sqlite_template, tmp_path_factory, cheap_passwords):
    """The demo's main study, its report's values, the PDF and the annex, all of it made once."""
    path = tmp_path_factory.mktemp("demo") / "tholos.sqlite"
    shutil.copy(sqlite_template, path)
    app = create_app(make_settings(f"sqlite:///{path}"))
    with app.app_context(), force_locale("en"):
        study = load_demo_study()
        context = build_report(study, "en")
        html = render_report_html(context, "en", is_print=True)
        pdf = render_pdf(html)
        yield SimpleNamespace(
            study=study,
            context=context,
            html=html,
            pdf=pdf,
            blocks=read_blocks(pdf),
            tables=read_archive(build_annex(context).archive),
        )
        db.session.remove()
        db.engine.dispose()


def test_every_number_of_the_pdf_stands_in_the_annex(demo):
    annex = AnnexNumbers(demo.tables)
    assert find_strangers(demo.blocks, annex) == []
    assert find_missing(demo.blocks, demo.tables) == []
    held, printed = count_held(demo.blocks, annex)
    assert printed > 1000
    assert held > 0.95 * printed, "too many rows are about nothing that the annex names"


def test_every_section_was_read(demo):
    titles = {block.section for block in demo.blocks}
    assert len(titles) >= 15
    assert sum(block.kind == "TR" for block in demo.blocks) > 200


def change(context, path, value):
    """Return a context in which one value is another one."""
    name, *rest = path
    if isinstance(name, int):
        return (*context[:name], change(context[name], rest, value) if rest else value, *context[name + 1 :])
    if isinstance(context, dict):
        return context | {name: value}
    return replace(context, **{name: change(getattr(context, name), rest, value) if rest else value})


EXACT = {
    "impact of a driver": (("drivers", "drivers", 3, "impact"), 0.1234),
    "control of a driver": (("drivers", "drivers", 3, "control"), 1.23),
    "loading": (("axes", "axes", 0, "drivers", 0, "loading"), 0.1111),
    "median of an item": (("questions", 0, "items", 2, "rounds", 0, "median"), 1.75),
    "quartile of an item": (("questions", 0, "items", 2, "rounds", 0, "q3"), 6.75),
    "count of an item": (("questions", 0, "items", 2, "rounds", 0, "n"), 91),
    "agreement of an item": (("questions", 0, "items", 2, "rounds", 0, "agreement"), -0.4567),
    "plausibility": (("scenarios", "scenarios", 1, "plausibility", "median"), 1.25),
    "option in a future": (("strategy", "options", 2, "values", "Q1"), -2.75),
    "experts": (("head", "n_experts"), 77),
}


@pytest.mark.parametrize("what", EXACT)
def test_another_figure_in_a_table_is_caught(demo, what):
    assert find_missing(demo.blocks, tables_of(change(demo.context, *EXACT[what]))) != []


ANYWHERE = {
    ("drivers", "drivers", 3, "impact_interval"): (0.1234, 0.9876),
    ("axes", "gates", 3, "figure"): 0.2468,
    ("axes", "pairs", 0, "phi"): -0.987,
    ("strategy", "options", 2, "iqr", "Q2"): 3.75,
    ("method", "share_cannot_judge"): 0.87,
}


def test_other_figures_anywhere_are_caught(demo):
    context = demo.context
    for path, value in ANYWHERE.items():
        context = change(context, path, value)
    strangers = find_strangers(demo.blocks, AnnexNumbers(tables_of(context)))
    assert len({text for _section, text, _token in strangers}) >= len(ANYWHERE)


def tables_of(context):
    return {
        sheet.name: [list(sheet.head), *([_as_text(cell) for cell in row] for row in sheet.rows)]
        for sheet in make_sheets(context)
    }


def _as_text(cell):
    return "" if cell is None else str(cell)


FEWEST = {"consensus": 1500, "missing": 150, "axes": 150, "scenarios": 30, "options": 150}


def as_figure(cell):
    if cell in ("yes", "no"):
        return cell == "yes"
    try:
        return float(cell)
    except ValueError:
        return cell


def find_cell(tables, sheet, keys, column):
    """Return the one cell of the annex, or None where it is empty or was never asked."""
    head, *rows = tables[sheet]
    places = {head.index(key): value for key, value in keys.items()}
    found = [row for row in rows if all(row[place] == value for place, value in places.items())]
    assert len(found) <= 1, (sheet, keys)
    return as_figure(found[0][head.index(column)]) if found and found[0][head.index(column)] != "" else None


@pytest.mark.parametrize("part", ["consensus", "missing", "axes", "scenarios", "options"])
def test_figures_come_out_again_from_the_answers(demo, part):
    if part == "consensus":
        figures = recompute.consensus_of(demo.study, recompute.read_export(demo.study))
    else:
        figures = getattr(recompute, f"{part}_of")(demo.study)
    compared, differing = Counter(), []
    for sheet, keys, column, value in figures:
        cell = find_cell(demo.tables, sheet, keys, column)
        if cell is None:  # undefined, or held back by a floor
            continue
        compared[sheet, column] += 1
        if not is_same(cell, value):
            differing.append((sheet, keys, column, cell, value))
    assert differing == []
    assert sum(compared.values()) > FEWEST[part]


def is_same(cell, value):
    if isinstance(cell, float) and isinstance(value, int | float) and not isinstance(value, bool):
        return abs(cell - value) <= 1e-9
    return cell == value


def test_the_demo_as_pdf_can_be_read_aloud(demo):
    assert find_faults(demo.pdf, "en") == []
    assert bookmark_faults(demo.pdf, demo.html) == []
