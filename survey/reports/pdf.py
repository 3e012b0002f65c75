"""From print HTML to an accessible PDF whose bytes depend on the HTML alone."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from survey.config import ROOT
from survey.errors import PdfUnavailable
from survey.reports.context import ReportContext
from survey.reports.edition import Edition
from survey.reports.finishing import finish
from survey.reports.korean import keep_words_whole
from survey.reports.render import render_report_html

STATIC = ROOT / "static"


def render_report_pdf(context: ReportContext, language: str, edition: Edition | None = None) -> bytes:
    """Return an edition of the report as a PDF; the full one on A4 where none is named."""
    return render_pdf(render_report_html(context, language, edition=edition, is_print=True))


def render_pdf(html: str, static_folder: Path = STATIC) -> bytes:
    """Return a PDF/UA-1 and PDF/A-3a document; only files below the static folder are ever read."""
    weasyprint = _engine()
    document = weasyprint.HTML(
        string=keep_words_whole(html),
        base_url=static_folder.as_uri() + "/",
        url_fetcher=_static_fetcher(static_folder),
    )
    return document.write_pdf(pdf_variant="pdf/a-3a", pdf_tags=True, finisher=finish)


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
