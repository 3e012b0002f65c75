"""The words of the wind tunnel: weights and what hangs on them, rules, what settles a class, signposts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from survey.filters import fixed, localized, number, percent, signed
from survey.framing.plan import FAILURES
from survey.models import QUADRANTS, Option, Study
from survey.words.codes import class_word
from survey.words.futures import scenario_name

Found = Mapping[str, Any]
STRONG = 0.5
"""From here on a signpost tells its scenario well from the others."""
LITTLE = 0.25


def rule_word(code: str) -> str:
    """Return a decision rule by the question it asks."""
    words = {
        "laplace": _("Weighted mean"),
        "maximin": _("Best worst case"),
        "maximax": _("Best best case"),
        "hurwicz_0.5": _("Middle of worst and best"),
        "regret_do": _("Least harm if done"),
        "regret_dont": _("Greatest loss if left"),
        "domain_1": _("Serves in most scenarios"),
    }
    return words.get(code, code)


def weights_word(kind: str) -> str:
    """Return where the weights of the scenarios come from."""
    words = {
        "uniform": _("every scenario counts the same"),
        "plausibility": _("by the panel’s median plausibility, scaled to 1"),
        "given": _("as given by those who run the study, scaled to 1"),
    }
    return words.get(kind, kind)


def weights_line(data: Found) -> str:
    """Return the weights that a result rests on, as they are printed wherever they are used."""
    kind = data.get("weighting", {}).get("kind", "uniform")
    pairs = zip(data["scenarios"], data["weights"], strict=True)
    figures = ", ".join(f"{quadrant} {fixed(weight)}" for quadrant, weight in pairs)
    line = _("Weights of the scenarios: %(figures)s (%(kind)s).", figures=figures, kind=weights_word(kind))
    if data.get("weighting", {}).get("undefined"):
        line += " " + _("Too few judged how plausible each scenario is to weight by it.")
    return line


class StrategyWords:
    """Sentences about the options of one study, in one language."""

    def __init__(self, study: Study, language: str | None = None) -> None:
        self.language = language
        written = {scenario.quadrant: scenario for scenario in study.scenarios}
        self.scenarios = {
            quadrant: scenario_name(written.get(quadrant), study.axes, quadrant, language)
            for quadrant in QUADRANTS
        }
        self.options = {
            option.code: f"{option.code} {localized(option.name, language)}".strip()
            for option in study.options
        }
        self.names = {option.code: localized(option.name, language) for option in study.options}
        self.drivers = {driver.code: localized(driver.name, language) for driver in study.drivers}

    def option(self, code: str) -> str:
        """Return an option by its code and its name."""
        return self.options.get(code, code)

    def sensitivity(self, data: Found) -> list[str]:
        """Return how far each weight may move until another option comes first."""
        found = data.get("weight_sensitivity") or {}
        first = found.get("first", [])
        if not first:
            return [_("Fewer than two options are rated in every scenario; no order can change.")]
        if len(first) > 1:
            names = "; ".join(self.option(code) for code in first)
            return [_("These share the first place by the weighted mean: %(names)s.", names=names)]
        said = [_("First by the weighted mean: %(name)s.", name=self.option(first[0]))]
        said += [sentence for move in found["moves"] for sentence in self._moves(move)]
        if len(said) == 1:
            said.append(_("No weight of a single scenario, however great, changes the first place."))
        return said

    def _moves(self, move: Found) -> list[str]:
        name, said = self.scenarios.get(move["scenario"], move["scenario"]), []
        if move["up"] is not None:
            said.append(
                _(
                    "If the weight of “%(scenario)s” rises from %(now)s above %(to)s, first is %(option)s.",
                    scenario=name,
                    now=fixed(move["weight"]),
                    to=fixed(move["up"]),
                    option=self.option(move["up_to"]),
                )
            )
        if move["down"] is not None:
            said.append(
                _(
                    "If the weight of “%(scenario)s” falls from %(now)s below %(to)s, first is %(option)s.",
                    scenario=name,
                    now=fixed(move["weight"]),
                    to=fixed(move["down"]),
                    option=self.option(move["down_to"]),
                )
            )
        return said

    def settles(self, found: Found) -> str:
        """Return what would settle the class of an undetermined option."""
        settles = found.get("settles")
        if not settles:
            return ""
        shares = found["class_probability"]
        rivals = ", ".join(
            f"{class_word(code)} {percent(shares[code])}" for code in settles["between"] if code in shares
        )
        said = _("Over redrawn panels: %(rivals)s.", rivals=rivals)
        places = "; ".join(
            _(
                "“%(scenario)s” (median %(median)s, from %(low)s to %(high)s over redrawn panels)",
                scenario=self.scenarios.get(quadrant, quadrant),
                median=signed(found["values"][quadrant]),
                low=signed(found["intervals"][quadrant][0]),
                high=signed(found["intervals"][quadrant][1]),
            )
            for quadrant in settles["scenarios"]
            if found["intervals"].get(quadrant)
        )
        if places:
            said += " " + _("More answers would settle it, or arguments about: %(places)s.", places=places)
        return said

    def failures(self, option: Option) -> list[tuple[str, str]]:
        """Return what may break an option, as its author says: name of the scenario and text."""
        told = option.details.get("failure", {})
        return [
            (self.scenarios[quadrant], localized(told[quadrant], self.language))
            for quadrant in FAILURES.values()
            if told.get(quadrant)
        ]

    def supports(self, option: Option) -> str:
        """Return the drivers that an option moves, by code and name."""
        codes = option.details.get("supports", [])
        return "; ".join(f"{code} {self.drivers.get(code, '')}".strip() for code in codes)

    def power(self, found: Found) -> str:
        """Return how well a signpost tells the scenarios apart, in words."""
        if found["diagnosticity"] is None:
            return signpost_reason(found["undefined"].get("diagnosticity", ""))
        if found["at_most"] < LITTLE:
            return _("Common to many scenarios: little diagnostic power.")
        if found["scenario"] is None:
            return _("No scenario stands out for certain.")
        name = self.scenarios[found["scenario"]]
        if found["diagnosticity"] >= STRONG:
            return _("Tells “%(scenario)s” well from the others.", scenario=name)
        if found["diagnosticity"] >= LITTLE:
            return _("Speaks for “%(scenario)s”, not for it alone.", scenario=name)
        return _("Leans to “%(scenario)s”; how much cannot be told from so few answers.", scenario=name)


def signpost_reason(code: str) -> str:
    """Return why no diagnosticity is told."""
    words = {
        "the panel was not asked about this signpost": _("The panel was not asked about it."),
        "fewer than five experts judged it": _("Fewer than five experts judged it."),
        "its answers differ too little from earlier ones to be shown": _(
            "Its answers differ too little from earlier ones to be shown."
        ),
    }
    return words.get(code, code)


def range_word(low: float | None, high: float | None) -> str:
    """Return a figure that is known between two ends."""
    if low is None or high is None:
        return "–"
    return fixed(low) if fixed(low) == fixed(high) else f"{fixed(low)}–{fixed(high)}"


def placing_word(code: str, planned: int | None = None) -> str:
    """Return why an option stands where it stands in time, or nowhere."""
    words = {
        "on_trigger": _("on its trigger"),
        "dropped": _("dropped"),
        "waits_for_prerequisite": _("waits for what has no date"),
        "after_horizon": _("only after the last phase"),
        "ask_again": _("class undetermined: placed for now"),
    }
    return words.get(code, "")


def years_word(year: float) -> str:
    """Return a point in time: a year, or a year and the part of it."""
    return number(year, 1) if year % 1 else f"{year:.0f}"
