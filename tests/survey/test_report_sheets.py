"""What the printed editions hold, read from their pages: four to decide on, one that says it all."""

import io
import re
from dataclasses import replace
from functools import cache

import pytest
from flask_babel import force_locale
from pypdf import PdfReader

from survey.models.release import Paper, Profile
from survey.reports.edition import Edition
from survey.reports.fit import HIGHEST, set_to_fit
from survey.reports.pdf import render_pdf, render_report_pdf
from survey.reports.render import render_report_html
from tests.survey.pdf_checks import find_faults
from tests.survey.report_sample import sample_consensus, sample_refused, sample_scenario

A4, LETTER = (595, 842), (612, 792)
LONG = "An exceedingly long name of something that a panel was asked about, with every qualification kept "


def lengthen(context):
    """Return a study whose names are as long as a study may make them."""
    axes = tuple(replace(a, name=LONG * 2, low_pole=LONG * 3, high_pole=LONG * 3) for a in context.axes.axes)
    scenarios = tuple(replace(s, name=LONG, headline=LONG * 4) for s in context.scenarios.scenarios)
    options = tuple(replace(o, name=LONG, actor=LONG, instrument=LONG * 2) for o in context.strategy.options)
    return replace(
        context,
        head=replace(context.head, title=LONG, focal_question=LONG * 4),
        axes=replace(context.axes, axes=axes),
        scenarios=replace(context.scenarios, scenarios=scenarios),
        strategy=replace(context.strategy, options=options),
    )


CONTEXTS = {
    "scenario": sample_scenario,
    "refused": sample_refused,
    "consensus": sample_consensus,
    "early": lambda language: replace(sample_scenario(language), strategy=None, preference=None),
    "long": lambda language: lengthen(sample_scenario(language)),
}


@cache
def make(kind, language="en", paper=Paper.A4, is_draft=False):
    edition = Edition(language, Profile.EXECUTIVE, paper, is_draft=is_draft, number=3)
    return render_report_pdf(CONTEXTS[kind](language), language, edition)


@pytest.fixture
def sheets(app):
    """Return the pages of an executive edition as text, its lines joined."""

    def read(*named, **how):
        pages = PdfReader(io.BytesIO(make(*named, **how))).pages
        return [" ".join(page.extract_text().split()) for page in pages]

    with app.app_context():
        yield read


@pytest.mark.parametrize(
    ("kind", "language", "paper"),
    [
        ("scenario", "en", Paper.A4),
        ("scenario", "ko", Paper.LETTER),
        ("refused", "en", Paper.LETTER),
        ("consensus", "en", Paper.A4),
        ("early", "ko", Paper.A4),
        ("long", "en", Paper.LETTER),
    ],
)
def test_executive_report_is_four_pages_of_its_paper(sheets, kind, language, paper):
    pages = PdfReader(io.BytesIO(make(kind, language, paper))).pages
    assert len(pages) == 4
    size = A4 if paper == Paper.A4 else LETTER
    assert {(round(page.mediabox.width), round(page.mediabox.height)) for page in pages} == {size}
    assert all(page.extract_text().strip() for page in pages)


def test_first_page_alone_tells_axes_future_actions_certainty_and_dissent(sheets):
    page, context = sheets("scenario")[0], sample_scenario()
    for axis in context.axes.axes:
        assert axis.name in page
        assert axis.low_pole in page
        assert axis.high_pole in page
    preferred = next(s for s in context.scenarios.scenarios if s.quadrant == context.preference.quadrant)
    assert f"The panel prefers “{preferred.name}”" in page
    actions = re.findall(r"(?:Start now|Start now and keep an exit)[^:]*: ", page)
    assert len(actions) == 3
    assert "of the resampled panels" in page
    assert "How sure this is" in page
    assert "experts answered" in page
    assert "Where the experts disagree" in page
    assert re.search(r"hold lasting, different views|far apart|lasting disagreement", page)


def test_first_page_says_when_no_future_is_preferred_and_nothing_recommended(sheets):
    assert "do not support two independent axes" in sheets("refused", "en", Paper.LETTER)[0]
    assert "Nothing is recommended yet" in sheets("refused", "en", Paper.LETTER)[0]


def test_what_finds_no_room_is_left_to_the_full_report_in_words(sheets):
    pages = sheets("long", "en", Paper.LETTER)
    assert "more in the full report" in pages[2]


def test_draft_is_marked_on_every_page_and_only_then(sheets):
    marked, plain = sheets("scenario", "en", Paper.A4, True), sheets("scenario")
    assert all("Draft, not released" in page for page in marked)
    assert all("Simulated panel" in page for page in (*marked, *plain))
    assert not any("Draft" in page for page in plain)
    assert b"report-draft" not in make("scenario")
    with force_locale("en"):
        html = render_report_html(sample_scenario(), "en", edition=Edition(is_draft=True), is_print=True)
    assert 'data-watermark="Draft"' in html


@pytest.mark.parametrize(
    ("kind", "language", "paper"), [("scenario", "ko", Paper.LETTER), ("consensus", "en", Paper.A4)]
)
def test_executive_report_can_be_read_aloud(sheets, kind, language, paper):
    assert find_faults(make(kind, language, paper), language) == []


def test_fitting_ends_even_where_nothing_fits():
    class Page:
        def __init__(self):
            self.anchors = {"summary": (0, 0)}

    class Document:
        pages = (Page(), Page())

    tried = []
    _document, levels = set_to_fit(lambda levels: tried.append(dict(levels)) or Document(), ("summary",))
    assert levels == {"summary": HIGHEST}
    assert len(tried) == HIGHEST + 1


@pytest.mark.parametrize("n_lines", [24, 25, 26, 27, 28])
def test_no_table_head_or_single_row_stands_alone_at_the_end_of_a_page(n_lines):
    rows = "".join(f"<tr><td>row{i}</td></tr>" for i in range(10))
    styles = "".join(f'<link rel="stylesheet" href="css/{name}.css">' for name in ("report", "report-print"))
    table = f'<table><thead><tr><th scope="col">HEAD</th></tr></thead><tbody>{rows}</tbody></table>'
    lines = "<p>line</p>" * n_lines
    html = f'<html lang="en"><head><title>t</title>{styles}</head><body>{lines}{table}</body></html>'
    for page in PdfReader(io.BytesIO(render_pdf(html))).pages:
        text = page.extract_text()
        assert text.count("HEAD") == (1 if "row" in text else 0)
        assert len(re.findall(r"row\d", text)) != 1
