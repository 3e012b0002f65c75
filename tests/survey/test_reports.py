"""Reports: every kind of study gives a whole, accessible, unchanging page and PDF."""

import io
import logging
import re
from dataclasses import replace
from itertools import pairwise
from xml.etree import ElementTree

import pikepdf
import pytest
from flask_babel import force_locale

from survey import words
from survey.errors import PdfUnavailable
from survey.reports import findings, limits
from survey.reports.context import ReportContext
from survey.reports.edition import Edition
from survey.reports.korean import keep_words_whole
from survey.reports.outline import outline
from survey.reports.pdf import render_pdf, render_report_pdf
from survey.reports.render import render_report_html
from tests.survey.report_sample import sample_consensus, sample_refused, sample_scenario

SAMPLES = {
    "scenario": sample_scenario,
    "refused": sample_refused,
    "consensus": lambda language: sample_consensus(language, 9, 2),
}


@pytest.fixture
def in_app(app):
    with app.app_context():
        yield app


@pytest.fixture
def pdf_log(caplog):
    """Fail on anything that the PDF engine complains of."""
    caplog.set_level(logging.WARNING, logger="weasyprint")
    yield caplog
    assert [record.getMessage() for record in caplog.records if record.name.startswith("weasyprint")] == []


def render(kind, language="en", **options):
    return render_report_html(SAMPLES[kind](language), language, **options)


@pytest.mark.parametrize("kind", SAMPLES)
@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("is_print", [False, True])
def test_html_is_whole_and_free_of_inline_style(in_app, kind, language, is_print):
    html = render(kind, language, is_print=is_print)
    assert f'<html lang="{language}">' in html
    assert not re.search(r"\sstyle=|<style|<script|\son\w+=", html)
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', html)) <= set(ids)
    assert html.count("<h1") == 1
    assert "None" not in re.sub(r"<svg.*?</svg>", "", html, flags=re.DOTALL)


@pytest.mark.parametrize("kind", SAMPLES)
def test_every_table_head_has_a_scope_and_every_level_follows(in_app, kind):
    html = render(kind)
    assert not re.search(r"<th(?![^>]*scope=)[ >]", html)
    levels = [int(level) for level in re.findall(r"<h([1-6])", html)]
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))


def test_title_begins_with_the_heading(in_app):
    html = render("scenario")
    heading = re.search(r"<h1[^>]*>(.*?)</h1>", html)[1]
    assert re.search(r"<title>(.*?)</title>", html)[1].startswith(heading)


def test_study_text_is_escaped(in_app):
    context = sample_scenario()
    head = replace(context.head, title="<script>alert(1)</script>")
    assert "<script>" not in render_report_html(replace(context, head=head), "en")


def test_simulated_panel_is_named_on_the_cover(in_app):
    assert "Simulated panel" in render("scenario")
    assert "Simulated panel" not in render("consensus")


def test_sections_follow_what_the_context_holds(in_app):
    with force_locale("en"):
        scenario = [s.anchor for s in outline(sample_scenario())]
        consensus = [s.anchor for s in outline(SAMPLES["consensus"]("en"))]
    assert scenario[:3] == ["question", "method", "drivers"]
    assert scenario[-3:] == ["annex-items", "annex-reasons", "annex-parameters"]
    assert consensus == ["method", "consensus", "disagreement", "limits", "annex-items", "annex-parameters"]


def test_refusal_says_what_failed_and_what_would_help(in_app):
    html = render("refused")
    assert "do not support two independent axes" in html
    assert "not passed" in html
    assert "Invite more experts." in html
    with force_locale("en"):
        missing = [s.anchor for s in outline(sample_refused()) if s.is_missing]
    assert missing == ["scenarios", "preference", "strategy", "roadmap"]


def test_report_before_any_axes_is_whole(in_app):
    early = replace(sample_refused(), axes=None, drivers=None, questions=())
    html = render_report_html(early, "en")
    assert "have not been computed yet" in html


def test_barest_report_is_whole(in_app):
    full = sample_scenario()
    method = replace(full.method, rounds=(), groups=(), protocol=(), changes=(), fixed_on=None)
    bare = ReportContext("en", full.head, method)
    assert "Limits" in render_report_html(bare, "en")


def test_recommendations_come_in_order_with_their_evidence(in_app):
    html = render("scenario")
    classes = ("(no_regret)", "(hedge)", "(big_bet)", "(undetermined)", "(abandon)")
    places = [html.index(each) for each in classes]
    assert places == sorted(places)
    assert "Serves 4 of 4 scenarios" in html
    assert "n = 26." in html


def test_summary_names_only_decided_options(in_app):
    with force_locale("en"):
        top = findings.top_options(sample_scenario())
    assert len(top) == findings.N_TOP
    assert {option.option_class for option in top} <= set(findings.CLASS_ORDER[:5])


def test_split_preference_is_said(in_app):
    context = sample_scenario()
    split = replace(context.preference, quadrant=None)
    html = render_report_html(replace(context, preference=split), "en")
    assert "agrees on no preferred future" in html


def test_every_code_has_words(in_app):
    with force_locale("en"):
        assert words.class_word("no_regret") == "No regret"
        assert words.verdict_word(None) == "–"
        assert limits.limit_sentence("attrition", {"first": 30, "last": 26}).startswith("30 experts")
        assert "–" in limits.limit_sentence("attrition", {})
        assert limits.limit_title("not known") == "not known"


def test_korean_words_are_wrapped_outside_markup_only():
    html = (
        '<head><title>한국 연구</title></head><p title="한국 연구">한국 연구소 B2</p>'
        "<svg><text>한국 연구</text></svg>"
    )
    kept = keep_words_whole(html)
    assert '<span class="w">연구소</span>' in kept
    assert kept.count("<span") == 2
    assert re.sub(r"</?span[^>]*>", "", kept) == html


@pytest.mark.parametrize(("kind", "language"), [("scenario", "ko"), ("consensus", "en")])
def test_pdf_is_tagged_titled_and_anonymous(in_app, pdf_log, kind, language):
    context = SAMPLES[kind](language)
    pdf = render_report_pdf(context, language)
    with pikepdf.open(io.BytesIO(pdf)) as document:
        root = document.Root
        assert root.MarkInfo.Marked
        assert str(root.Lang) == language
        assert root.ViewerPreferences.DisplayDocTitle
        assert "/StructTreeRoot" in root
        assert "/Author" not in document.docinfo
        assert "/CreationDate" not in document.docinfo
        assert str(document.docinfo["/Title"]) == context.head.title
        metadata = root.Metadata.read_bytes().decode()
        fonts = {str(font.get("/BaseFont", "")) for font in document.objects if _is_font(font)}
        assert fonts
        assert all("Pretendard" in name for name in fonts)
        figures = [
            o for o in document.objects if isinstance(o, pikepdf.Dictionary) and o.get("/S") == "/Figure"
        ]
        assert figures
        assert all(str(figure.get("/Alt", "")) for figure in figures)
        with document.open_outline() as bookmarks:
            assert len(bookmarks.root) >= 5
    assert 'pdfaid:part="3"' in metadata
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
    ElementTree.fromstring(re.search(r"<x:xmpmeta.*</x:xmpmeta>", metadata, re.DOTALL)[0])


def test_cover_stays_on_one_page(in_app):
    few = Edition.of("ko", "full", sections=["limits"])
    pdf = render_report_pdf(SAMPLES["refused"]("ko"), "ko", few)
    with pikepdf.open(io.BytesIO(pdf)) as document, document.open_outline() as bookmarks:
        summary = bookmarks.root[0].destination[0]
        # cover, contents, summary
        assert summary.objgen == document.pages[2].obj.objgen


def _is_font(thing):
    return isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/Font"


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "../../etc/passwd",
        "http://example.org/x.png",
        "data:image/png;base64,AA==",
        "//host/x.png",
    ],
)
def test_pdf_engine_reads_only_static_files(address):
    from weasyprint.urls import FatalURLFetchingError

    html = f'<html lang="en"><title>t</title><p>text</p><img alt="x" src="{address}"></html>'
    with pytest.raises(FatalURLFetchingError):
        render_pdf(html)


def test_missing_pdf_library_is_a_domain_error(monkeypatch):
    import builtins
    import sys

    def refuse(name, *args, **kwargs):
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return real(name, *args, **kwargs)

    real = builtins.__import__
    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(PdfUnavailable):
        render_pdf("<p>text</p>")
