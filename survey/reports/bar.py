"""The bar above a report that is read as a page: where it leads back to, what else there is of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import render_template
from flask_babel import force_locale

BEGINNING = "<main>"


def add_bar(html: str, language: str, links: Sequence[Mapping[str, str]]) -> str:
    """Return a stored page with links above it; one without a main part stays as it is.

    Args:
        html: the page as it was kept.
        language: that of the report.
        links: mappings with "href" and "text"; one with "token" is a button that sends a form.
    """
    if BEGINNING not in html:
        return html
    with force_locale(language):
        bar = render_template("reports/bar.html", links=links)
    return html.replace(BEGINNING, f"{bar}{BEGINNING}", 1)
