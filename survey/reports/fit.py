"""What has to keep to one page: entries are left to the full report until it does.

Some parts of a report are promised to be one page long: the summary, and each of the four pages to decide on.
How much they may hold depends on how long a study's texts are, which only the typesetting tells. So each such
part has a level: 0 shows most, and the templates ask `room(anchor, most, ..., least)` for the figure of its
level. Where a part runs over, its level rises and the report is set again.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from survey.reports.context import ReportContext
from survey.reports.edition import Edition
from survey.reports.outline import outline

Figure = TypeVar("Figure")
Levels = Mapping[str, int]
HIGHEST = 6


def one_page_parts(context: ReportContext, edition: Edition) -> tuple[str, ...]:
    """Return the anchors of the parts of an edition that must not be longer than a page, in order."""
    if not edition.is_executive:
        return ("summary",)
    return ("summary", *(section.anchor for section in outline(context, edition)))


def room_for(levels: Levels) -> Callable[..., Any]:
    """Return what templates ask for the figure of a part's level; past the last, the last one holds."""

    def room(anchor: str, *figures: Figure) -> Figure:
        return figures[min(levels.get(anchor, 0), len(figures) - 1)]

    return room


def set_to_fit(typeset: Callable[[Levels], Any], parts: Sequence[str]) -> tuple[Any, Levels]:
    """Return what `typeset` makes once every part keeps to its page, and the lowest such levels."""
    levels = dict.fromkeys(parts, 0)
    while True:
        document = typeset(levels)
        over = [part for part in _run_over(document.pages, parts) if levels[part] < HIGHEST]
        if not over:
            return document, levels
        for part in over:
            levels[part] += 1


def _run_over(pages: Sequence[Any], parts: Sequence[str]) -> list[str]:
    """Return the parts that lie on more than one page, and the first where its head pushes it off its own."""
    found = [part for part in parts if sum(part in page.anchors for page in pages) > 1]
    is_pushed = len(parts) > 1 and parts[0] not in pages[0].anchors
    return found if not is_pushed or parts[0] in found else [parts[0], *found]
