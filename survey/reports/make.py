"""Making reports: the context once, then page, PDF and data from it; a draft first, then released."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from flask_babel import force_locale

from survey.models import Account, Report, Study
from survey.operations.reports import (
    Files,
    Version,
    next_number,
    refuse_release,
    release_report,
    store_report,
)
from survey.queries.reports import find_newest, find_previous
from survey.reports.annex import Annex, build_annex
from survey.reports.assembly import build_report
from survey.reports.content import compare, describe, hash_report
from survey.reports.context import ReportContext
from survey.reports.edition import Edition
from survey.reports.pdf import render_report_pdf
from survey.reports.render import render_report_html
from survey.tables.written import write_archive
from survey.words.versions import news_words

Tell = Callable[[float, str], None]
Change = Mapping[str, Any]
WORKBOOK = "figures.xlsx"


def _tell_nobody(_share: float, _step: str) -> None:
    """Hear how far the work is, and tell nobody."""


def make_report(
    study: Study,
    language: str,
    account: Account | None = None,
    tell: Tell = _tell_nobody,
    *,
    edition: Edition | None = None,
    note: str = "",
) -> Report:
    """Make a draft of an edition and keep it as its next version; `tell` hears how far it is.

    Raises:
        PdfUnavailable: when the libraries that the PDF engine needs are missing.
    """
    draft = replace(edition or Edition(), language=language, is_draft=True)
    return _make(study, draft, note, account, tell)[0]


def publish_report(
    study: Study, language: str, account: Account | None = None, *, edition: Edition | None = None
) -> Report:
    """Make a version and release it at once; for the demo, where nobody has to look at a draft first."""
    final = replace(edition or Edition(), language=language, is_draft=False)
    report, files = _make(study, final, "", account, _tell_nobody)
    return release_report(report, files, report.content_hash, account)


def make_final(study: Study, report: Report, account: Account | None, tell: Tell = _tell_nobody) -> Report:
    """Make a draft's final files, without watermark and of the same content, and release it.

    Raises:
        NotAllowed: when the study says something else by now, or the version is no draft any more.
    """
    context = build_report(study, report.language)
    content_hash = hash_report(context)
    refuse_release(report, content_hash)
    edition = Edition.of(report.language, report.profile, report.paper, report.sections)
    before = find_previous(report, is_released=True)
    news = compare_with(before, report.basis)
    edition = replace(
        edition, number=report.number, note=report.note, news=_say(news, report.language, before)
    )
    files = _render(context, edition, tell)
    return release_report(report, files, content_hash, account)


def make_pdf(study: Study, language: str, edition: Edition | None = None) -> bytes:
    """Return an edition of a study's report as PDF without keeping it."""
    return render_report_pdf(build_report(study, language), language, edition)


def says_the_same(study: Study, edition: Edition, sections: list[str]) -> Report | None:
    """Return the newest version of an edition when making another would change nothing but its number."""
    newest = find_newest(study, edition.profile, edition.language)
    if newest is None or newest.withdrawal or newest.paper != edition.paper or newest.sections != sections:
        return None
    is_same = newest.content_hash == hash_report(build_report(study, edition.language))
    return newest if is_same else None


def compare_with(before: Report | None, basis: Change | None) -> list[Change]:
    """Return what is new against another version: that it is the first, or says the same, included."""
    if before is None:
        return [{"code": "first"}]
    if before.basis is None or basis is None:  # from before this was kept
        return []
    return [{"code": "since", "number": before.number}, *(compare(before.basis, basis) or [{"code": "same"}])]


def _make(
    study: Study, edition: Edition, note: str, account: Account | None, tell: Tell
) -> tuple[Report, Files]:
    language, profile = edition.language, str(edition.profile)
    context = build_report(study, language)
    with force_locale(language):
        basis = describe(context)
    released = find_newest(study, profile, language, is_released=True)
    news = _say(compare_with(released, basis), language, released)
    number = next_number(study, profile, language)
    edition = replace(edition, number=number, note=note, news=news)
    files = _render(context, edition, tell)
    version = Version(
        profile=profile,
        paper=str(edition.paper),
        sections=edition.sections,
        number=number,
        content_hash=hash_report(context),
        changes=[basis, *compare_with(find_newest(study, profile, language), basis)],
        note=note,
        annex=files.annex,
    )
    kept = {"html": files.html, "pdf": files.pdf, "pdf_hash": files.pdf_hash}
    return store_report(study, language=language, version=version, account=account, **kept), files


def _say(news: list[Change], language: str, before: Report | None) -> tuple[str, ...]:
    """Return what is new for readers, who know released versions only; nothing of the first."""
    if before is None:
        return ()
    with force_locale(language):
        return tuple(news_words(news))


def _render(context: ReportContext, edition: Edition, tell: Tell) -> Files:
    tell(0.2, "typesetting")
    pdf = render_report_pdf(context, edition.language, edition)
    tell(0.85, "drawing")
    html = render_report_html(context, edition.language, edition=edition)
    tell(0.9, "tabulating")
    annex = pack_annex(build_annex(context, edition))
    tell(0.95, "keeping")
    return Files(html, pdf, hashlib.sha256(pdf).hexdigest(), annex)


def pack_annex(annex: Annex) -> bytes:
    """Return a data annex as one ZIP: its tables as CSV, and the workbook with all of them."""
    with ZipFile(BytesIO(annex.archive)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    return write_archive({WORKBOOK: annex.xlsx, **files})
