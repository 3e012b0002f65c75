"""The report as PDF can be read aloud; and the checker sees where it could not."""

import pytest

from scripts import validate_pdf
from survey.reports import pdf
from survey.reports.render import render_report_html
from tests.survey.pdf_checks import bookmark_faults, find_faults, named_languages
from tests.survey.report_sample import sample_consensus

CLUMSY = """<html lang="en"><head><title>Clumsy</title>
<style>@page { @top-center { content: "running head" } } h2 { break-before: page }</style></head><body>
<h1>One</h1><p>See <a href="#two"><span>part</span> <b>two</b></a>.</p>
<table><thead><tr><th scope="col">Item</th></tr></thead><tbody><tr><td>a</td></tr></tbody></table>
<blockquote lang="ko"><p>한국어</p></blockquote>
<h2 id="two">Two</h2><p>Text</p></body></html>"""


@pytest.fixture
def in_app(app):
    with app.app_context():
        yield


def test_a_report_in_korean_can_be_read_aloud(in_app):
    html = render_report_html(sample_consensus("ko", 9, 2), "ko", is_print=True)
    content = pdf.render_pdf(html)
    assert find_faults(content, "ko") == []
    assert bookmark_faults(content, html) == []


def test_every_page_is_mended_whatever_the_html(in_app):
    content = pdf.render_pdf(CLUMSY)
    assert find_faults(content, "en") == []
    assert named_languages(content) == {"ko": 1}


@pytest.mark.parametrize(
    ("left_out", "fault"),
    [
        ("_claim_accessibility", "pdfuaid"),
        ("_free_running_heads", "outside of structure"),
        ("_drop_doubled_links", "a link is not tagged"),
        ("_scope_heads", "what it is the head of"),
    ],
)
def test_the_checker_sees_what_the_engine_leaves_undone(in_app, monkeypatch, left_out, fault):
    monkeypatch.setattr(f"survey.reports.finishing.{left_out}", lambda *_: None)
    assert any(fault in each for each in find_faults(pdf.render_pdf(CLUMSY), "en"))


FAULTS = {
    "a figure has no text": (
        "<p>Text",
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg><p>Text',
    ),
    "a heading of level 3": ("<h2 id", "<h3>Skipped</h3><h2 id"),
    "different widths": ("<tr><td>a</td></tr>", "<tr><td>a</td><td>b</td></tr><tr><td>c</td></tr>"),
    "names another language": ('lang="en"', 'lang="de"'),
    "do not begin": ("<h1>One</h1>", ""),
    "an author": ("<title>", '<meta name="author" content="Ada"><title>'),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_the_checker_sees_what_the_html_does_wrong(in_app, fault):
    content = pdf.render_pdf(CLUMSY.replace(*FAULTS[fault]))
    assert any(fault in each for each in find_faults(content, "en"))


def test_the_checker_sees_bookmarks_that_are_no_headings(in_app):
    content = pdf.render_pdf(CLUMSY)
    assert bookmark_faults(content, CLUMSY.replace(">Two<", ">Three<")) != []


def test_without_a_validator_it_is_said_that_nothing_was_checked(monkeypatch, capsys):
    monkeypatch.setattr(validate_pdf, "find_commands", lambda files: [])
    assert validate_pdf.main(["report.pdf"]) == validate_pdf.NOT_CHECKED
    assert "Not checked" in capsys.readouterr().out
