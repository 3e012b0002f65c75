"""The meaning and the unit of what stands in the annex, by the name of the field that it comes from.

A column of numbers needs an entry here; a test names those that have none. Columns of words are the report's
own words and codes and say so.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from flask_babel import lazy_gettext as _

from survey.reports.annex.meanings_future import FUTURE
from survey.reports.annex.units import COUNT, INDEX, NUMBER, ROUND, SCALE, SHARE, UNIT_INTERVAL, YEAR


class Meaning(NamedTuple):
    """Say what a figure is, and in what unit."""

    text: Any
    unit: Any = ""


_WORDS = Meaning(_("Words or a code, as the report has them"))

_PANEL: dict[str, tuple[Any, Any]] = {
    "n": (_("Experts whose answer counts"), COUNT),
    "n_experts": (_("Experts who answered"), COUNT),
    "n_rounds": (_("Rounds that were closed"), COUNT),
    "n_missing": (_("Experts of the round who gave no answer"), COUNT),
    "n_cannot_judge": (_("Experts who answered “outside my field”"), COUNT),
    "number": (_("Number of the round, step or phase; of a system, its figure"), NUMBER),
    "round_number": (_("Number of the round"), ROUND),
    "place": (_("Place in the report’s list"), NUMBER),
    "version": (_("Which wording of the driver"), NUMBER),
    "invited": (_("Experts on the panel"), COUNT),
    "answered": (_("Experts who answered; of a group, round by round"), COUNT),
    "joined": (_("Experts who joined"), COUNT),
    "returned": (_("Experts who came back"), COUNT),
    "lapsed": (_("Experts who did not come back"), COUNT),
    "reminders": (_("Reminders sent"), COUNT),
    "withdrawn": (_("Experts who withdrew"), COUNT),
    "proposals": (_("Proposals of the panel"), COUNT),
    "n_proposals": (_("Proposals that a step rests on"), COUNT),
    "n_items": (_("Items asked"), COUNT),
    "n_drivers": (_("Drivers that rest on the source"), COUNT),
    "share_missing": (_("Answers that are missing"), SHARE),
    "share_cannot_judge": (_("Answers “outside my field”"), SHARE),
    "base_year": (_("First year of the study’s view"), YEAR),
    "horizon_year": (_("Last year of the study’s view"), YEAR),
    "waypoints": (_("Years between"), YEAR),
    "year": (_("Year"), YEAR),
    "events.year": (_("Year of an event"), YEAR),
    "low": (_("Lowest point of the scale"), SCALE),
    "high": (_("Highest point of the scale"), SCALE),
    "median": (_("Median of the answers"), SCALE),
    "medians": (_("Median of the answers, by scenario or group"), SCALE),
    "q1": (_("Lower quartile"), SCALE),
    "q3": (_("Upper quartile"), SCALE),
    "iqr": (_("Upper less lower quartile"), SCALE),
    "lowest": (_("Lowest answer"), SCALE),
    "highest": (_("Highest answer"), SCALE),
    "share_in_rule": (_("Answers inside the range that the rule for consensus asks for"), SHARE),
    "agreement": (_("Van der Eijk’s agreement, −1 to 1"), INDEX),
    "kendall_w": (_("Kendall’s W over all items"), UNIT_INTERVAL),
    "krippendorff_alpha": (_("Krippendorff’s alpha over all items"), INDEX),
    "share_changed": (_("Experts who changed their answer between the last two rounds"), SHARE),
    "median_change": (_("Change of the median between the last two rounds"), SCALE),
    "weighted_kappa": (_("Weighted kappa between the last two rounds"), INDEX),
    "counts": (_("A point of the scale and how many gave it"), COUNT),
    "steps": (_("What happened to items, and how many"), COUNT),
    "rated": (_("Where ratings ended, and how many"), COUNT),
    "outcome": (_("Where items ended, and how many"), COUNT),
    "sizes": (_("Experts in each school of thought"), COUNT),
    "shared": (_("Items on which the schools of thought agree"), COUNT),
    "n_compared": (_("Items compared"), COUNT),
    "n_other_verdicts": (_("Items that end otherwise without those who left"), COUNT),
    "figures": (_("Figures of the sentence"), NUMBER),
    "scale": (_("Lowest and highest point of the scale"), SCALE),
    "versions": (_("Wordings of an item that were asked"), NUMBER),
    "item": (_("Item, or its place in the report’s list"), NUMBER),
    "recommendation": (_("Recommendation, or its place in the report’s list"), NUMBER),
    "text": (_("Text, or its place in the report’s list"), NUMBER),
    "step": (_("Step, by its number"), NUMBER),
}
_AXES: dict[str, tuple[Any, Any]] = {
    "impact": (_("Mean rating of the impact, brought to 0..1"), UNIT_INTERVAL),
    "impact_interval": (_("80 % interval of the impact over resampled panels"), UNIT_INTERVAL),
    "uncertainty": (_("Uncertainty: what experts say of it and how far apart they expect it"), UNIT_INTERVAL),
    "uncertainty_interval": (_("80 % interval of the uncertainty over resampled panels"), UNIT_INTERVAL),
    "dispersion": (_("How far apart the expected ends lie"), UNIT_INTERVAL),
    "p_critical": (_("Resampled panels in which the driver is critical"), SHARE),
    "control": (_("Mean rating of how far it can be steered"), SCALE),
    "criticality": (
        _("Geometric mean of impact and uncertainty; of axes, over their drivers"),
        UNIT_INTERVAL,
    ),
    "loading": (_("How closely the driver moves with its axis"), INDEX),
    "sign": (_("−1 where the high end of the driver lies at the low end of the axis"), NUMBER),
    "alpha": (_("Internal consistency of the axis (Cronbach’s alpha)"), INDEX),
    "alphas": (_("Internal consistency of each of the two axes"), INDEX),
    "phi": (_("Correlation of the two axes"), INDEX),
    "coverage": (_("Critical drivers that the pair carries"), SHARE),
    "p_rank1": (_("Resampled panels in which the pair comes first"), SHARE),
    "alternatives.agreement": (_("Agreement of another method’s grouping (adjusted Rand index)"), INDEX),
    "k": (_("Groups of drivers"), COUNT),
    "stability": (_("Mean agreement of the grouping over resampled panels"), INDEX),
    "stability_null": (_("The same without any structure"), INDEX),
    "figure": (_("Figure of the test"), NUMBER),
    "threshold": (_("What the test asks for"), NUMBER),
    "a": (_("Place on the first axis"), INDEX),
    "b": (_("Place on the second axis"), INDEX),
    "a_interval": (_("80 % interval on the first axis"), INDEX),
    "b_interval": (_("80 % interval on the second axis"), INDEX),
    "share_as_proposed": (_("Drivers that the panel allocated as proposed"), SHARE),
    "share_as_decoy": (_("Drivers of the second pair that were allocated as shown"), SHARE),
    "dependence_median": (_("Median rating of how far one axis drives the other"), SCALE),
    "outlines.share": (_("Part of the panel inside the outline"), SHARE),
    "outlines.a": (_("Point of the outline, first axis"), INDEX),
    "outlines.b": (_("Point of the outline, second axis"), INDEX),
    "centre": (_("Middle of the panel’s cloud on the two axes"), INDEX),
}
MEANINGS = {name: Meaning(*found) for name, found in (_PANEL | _AXES | FUTURE).items()}
_ENDS = re.compile(r"(_(?:low|high|\d+|Q\d(?:-Q\d)?)|\.column_\d+)$")
_SPREADS = ("median", "q1", "q3", "n")


def find_meaning(name: str, *, is_number: bool) -> Meaning | None:
    """Return the meaning of a column or fact; None for a number that nobody has described.

    >>> find_meaning("plausibility_q1", is_number=True).text
    'Lower quartile'
    """
    described = name
    while described not in MEANINGS and _ENDS.search(described):
        described = _ENDS.sub("", described)
    last = described.rpartition("_")[2]
    found = MEANINGS.get(described) or (MEANINGS[last] if last in _SPREADS else None)
    return found or (None if is_number else _WORDS)
