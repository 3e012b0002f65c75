"""From print HTML to an accessible PDF whose bytes depend on the HTML alone."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from survey.config import ROOT
from survey.errors import PdfUnavailable
from survey.reports.context import ReportContext
from survey.reports.edition import Edition
from survey.reports.finishing import finish
from survey.reports.fit import Levels, one_page_parts, set_to_fit
from survey.reports.korean import keep_words_whole
from survey.reports.render import draw_figures, render_sheets

STATIC = ROOT / "static"

_VARIANT = {"pdf_variant": "pdf/a-3a", "pdf_tags": True}


def render_report_pdf(context: ReportContext, language: str, edition: Edition | None = None) -> bytes:
    """Return an edition of the report as a PDF; the full one on A4 where none is named."""
    edition = edition or Edition(language)

    figures = draw_figures(context, edition)

    def typeset(levels: Levels) -> Any:
        return _typeset(render_sheets(context, edition, figures, levels))

    def try_summary(levels: Levels) -> Any:
        return _typeset(render_sheets(context, edition, figures, levels, is_trial=True))

    parts = one_page_parts(context, edition)
    if edition.is_executive:
        return _write(set_to_fit(typeset, parts)[0])
    # A whole report is long: only its summary is set more than once.
    return _write(typeset(set_to_fit(try_summary, parts)[1]))


def render_pdf(html: str, static_folder: Path = STATIC) -> bytes:
    """Return a PDF/UA-1 and PDF/A-3a document; only files below the static folder are ever read."""
    return _write(_typeset(html, static_folder))


def _typeset(html: str, static_folder: Path = STATIC) -> Any:
    """Return the document with its pages laid out."""
    page = _engine().HTML(
        string=keep_words_whole(html),
        base_url=static_folder.as_uri() + "/",
        url_fetcher=_static_fetcher(static_folder),
    )
    return page.render(**_VARIANT)


def _write(document: Any) -> bytes:
    return document.write_pdf(finisher=finish, **_VARIANT)


def _engine() -> Any:
    try:
        import weasyprint
    except OSError as error:
        raise PdfUnavailable(
            "The PDF cannot be made because the Pango library is missing on this server."
        ) from error
    return weasyprint


def _static_fetcher(static_folder: Path) -> Any:
    """Return a fetcher that refuses every address but files below the static folder."""
    from weasyprint.urls import FatalURLFetchingError, URLFetcher

    folder = static_folder.resolve()

    class StaticFetcher(URLFetcher):
        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            parts = urlsplit(url)
            path = Path(unquote(parts.path)).resolve()
            if parts.scheme != "file" or parts.netloc or not path.is_relative_to(folder):
                raise FatalURLFetchingError("Only files below the static folder may be read.")
            return super().fetch(url, headers)

    return StaticFetcher(allowed_protocols={"file"}, allow_redirects=False)
