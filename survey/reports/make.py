"""Making reports: the context once, then the page and the PDF from it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from survey.models import Account, Report, Study
from survey.operations.reports import store_report
from survey.reports.assembly import build_report
from survey.reports.edition import Edition
from survey.reports.pdf import render_report_pdf
from survey.reports.render import render_report_html

Tell = Callable[[float, str], None]


def make_report(
    study: Study,
    language: str,
    account: Account | None = None,
    tell: Tell = lambda share, step: None,
    *,
    edition: Edition | None = None,
) -> Report:
    """Make an edition of a study's report and keep it, page and PDF; `tell` hears how far it is.

    Raises:
        PdfUnavailable: when the libraries that the PDF engine needs are missing.
    """
    context = build_report(study, language)
    tell(0.3, "typesetting")
    pdf = render_report_pdf(context, language, edition)
    tell(0.95, "keeping")
    return store_report(
        study,
        language=language,
        html=render_report_html(context, language, edition=edition),
        pdf=pdf,
        pdf_hash=hashlib.sha256(pdf).hexdigest(),
        account=account,
    )


def make_pdf(study: Study, language: str, edition: Edition | None = None) -> bytes:
    """Return an edition of a study's report as PDF without keeping it."""
    return render_report_pdf(build_report(study, language), language, edition)
