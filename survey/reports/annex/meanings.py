"""The meaning and the unit of what stands in the annex, by the name of the field that it comes from."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask_babel import lazy_gettext as _


class Meaning(NamedTuple):
    """Say what a figure is, and in what unit."""

    text: Any
    unit: Any = ""


_SHARE = _("share, 0 to 1")
_SCALE = _("points of the question’s scale")
_COUNT = _("count")

MEANINGS: dict[str, Meaning] = {
    "n": Meaning(_("Experts whose answer counts"), _COUNT),
    "median": Meaning(_("Median of the answers"), _SCALE),
    "q1": Meaning(_("Lower quartile"), _SCALE),
    "q3": Meaning(_("Upper quartile"), _SCALE),
    "iqr": Meaning(_("Interquartile range: upper less lower quartile"), _SCALE),
    "share_in_rule": Meaning(_("Answers inside the range that the rule for consensus asks for"), _SHARE),
}


def find_meaning(sheet: str, source: str) -> Meaning | None:
    """Return the meaning of a column: that of its sheet's own, else the one that its field has everywhere."""
    return MEANINGS.get(f"{sheet}.{source}") or MEANINGS.get(source)
