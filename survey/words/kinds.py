"""The kinds of question in a coordinator's words."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

KIND_WORDS = {
    "rating": (_l("Rating on a scale"), _l("One point of a labelled scale; consensus can be judged.")),
    "choice": (_l("Choice from a list"), _l("One answer, or as many as fit.")),
    "ranking": (_l("Ranking"), _l("Things in order, all of them or the first few.")),
    "number": (_l("Number or year"), _l("An amount, a year or a probability, typed.")),
    "quantiles": (_l("Range of a number"), _l("What is expected, and what would surprise: 5, 50 and 95 %.")),
    "text": (_l("Text"), _l("An answer in the expert’s own words.")),
    "driver_proposal": (_l("Proposals of drivers"), _l("New drivers, each with its two opposite ends.")),
    "pile_sort": (_l("Sorting into piles"), _l("Which drivers would move together.")),
    "pairs": (_l("Pairs of drivers"), _l("Whether one makes another more or less likely; a few pairs each.")),
    "placement": (_l("Places on a plane"), _l("Where things stand on two axes at once.")),
    "allocation": (_l("Driver to an axis"), _l("Axis A, axis B, both or neither.")),
}
"""Name and explanation by the code of the kind."""

ROUND_WORDS = {
    "scan": (_l("Scan"), _l("Experts propose what shapes the future.")),
    "rate": (_l("Rate"), _l("Everybody judges independently.")),
    "rerate": (_l("Rate again"), _l("The same again, beside what the panel said.")),
    "confirm": (_l("Confirm the axes"), _l("Its questions come from the axes workshop.")),
    "strategy": (_l("Strategy"), _l("Its questions come from the four scenarios.")),
    "free": (_l("Free"), _l("Whatever you compose.")),
}
"""Name and explanation by the kind of round."""
