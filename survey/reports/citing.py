"""How a report is cited: title, panel, day, version, and the hash of the data that it rests on."""

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import gettext as _

from survey.filters import day
from survey.reports.context import ReportContext
from survey.reports.edition import Edition
from survey.results.frozen import hash_content


def data_hash(context: ReportContext) -> str:
    """Return one SHA-256 of all the hashes under which a report's answers and findings are known."""
    return hash_content([value for _label, value in context.annex.hashes])


def citation(context: ReportContext, edition: Edition) -> list[str]:
    """Return how to cite the report, sentence by sentence."""
    head = context.head
    said = [
        _("%(title)s.", title=head.title),
        _("Delphi study, %(rounds)s rounds, n = %(n)s.", rounds=head.n_rounds, n=head.n_experts),
    ]
    if head.is_simulated:
        said.append(_("Simulated panel."))
    if edition.number is not None:
        said.append(_("Version %(number)s.", number=edition.number))
    said.append(_("As of %(day)s.", day=day(head.as_of, "medium")))
    software = dict(context.annex.versions).get("tholos")
    if software:
        said.append(_("Made with Tholos %(version)s.", version=software))
    if context.annex.hashes:
        said.append(_("Data: SHA-256 %(hash)s.", hash=data_hash(context)))
    return said


FILTERS: Mapping[str, Callable[..., Any]] = {"citation": citation}
