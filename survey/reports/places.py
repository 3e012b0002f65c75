"""Where in this edition something stands: a link to its section, or the word that it is elsewhere."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from flask_babel import gettext as _

from survey.reports.outline import Section
from survey.reports.parts.conduct import GuidelineRow


def list_places(anchors: Iterable[str], sections: Sequence[Section]) -> list[dict[str, str]]:
    """Return each place with its words and, where this edition holds it, its address."""
    shown = {section.anchor: section for section in sections}
    found = []
    for anchor in anchors:
        if anchor == "cover":
            found.append({"text": _("Cover"), "href": ""})
        elif anchor == "summary":
            found.append({"text": _("Summary"), "href": "#summary"})
        elif anchor in shown:
            text = f"{shown[anchor].number} {shown[anchor].title}"
            found.append({"text": text, "href": f"#{anchor}"})
    return found or ([{"text": _("in the full report"), "href": ""}] if list(anchors) else [])


def by_section(rows: Sequence[GuidelineRow]) -> list[tuple[str, list[GuidelineRow]]]:
    """Return the items of a guideline by its sections, in its order."""
    return [(section, list(same)) for section, same in groupby(rows, key=lambda row: row.section)]


FILTERS: Mapping[str, Callable[..., Any]] = {"places": list_places, "by_section": by_section}
