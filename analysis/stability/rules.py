"""Rules of stability as values: what must hold between two rounds for an item to be stable.

`net change<0.15`     the histogram moved by less than that (Scheibe, Skutsch & Schofer 1975)
`changed<0.15`        fewer than that share of the experts changed their answer
`kappa>=0.6`          the two answers of the experts agree at least so well (quadratic weights)

Several may be joined by `and`. The default, `net change<0.15`, is the published one. It looks at
the histogram alone: half of a large panel answering at random passes it, and one person of six
fails it. A study that can, adds `and kappa>=0.6`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from analysis.errors import InvalidRule

DEFAULT_STABILITY_RULE = "net change<0.15"
_FIGURES = {"net change": "net_change", "changed": "share_changed", "kappa": "weighted_kappa"}
_CONDITION = re.compile(r"(net change|changed|kappa) ?(<|<=|>|>=) ?([0-9]{0,3}\.?[0-9]{1,9}) ?(%?)")
_GRAMMAR = "net change<0.15, changed<0.15, kappa>=0.6, or several joined by and"


@dataclass(frozen=True)
class Condition:
    """Compare one figure of change with a limit."""

    name: str
    sign: str
    limit: float

    @property
    def text(self) -> str:
        """Write the condition as it is read."""
        return f"{self.name}{self.sign}{self.limit:.10g}"

    def holds(self, figures: Mapping[str, float | None]) -> bool | None:
        """Say whether the condition holds; None where its figure is undefined."""
        figure = figures[_FIGURES[self.name]]
        if figure is None:
            # Kappa has no value where everybody gave one answer twice, which is as stable as can be.
            return True if figures["share_changed"] == 0 else None
        return {
            "<": figure < self.limit,
            "<=": figure <= self.limit,
            ">": figure > self.limit,
            ">=": figure >= self.limit,
        }[self.sign]


@dataclass(frozen=True)
class StabilityRule:
    """Join the conditions that must all hold for an item to be stable."""

    conditions: tuple[Condition, ...]

    @property
    def text(self) -> str:
        """Write the rule as it is read."""
        return " and ".join(condition.text for condition in self.conditions)

    def judge(self, figures: Mapping[str, float | None]) -> bool | None:
        """Say whether all conditions hold; None where one is undefined and none fails."""
        found = [condition.holds(figures) for condition in self.conditions]
        if False in found:
            return False
        return None if None in found else True


def parse_stability_rule(text: str) -> StabilityRule:
    """Read a rule of stability; `InvalidRule` names the forms that are understood.

    >>> parse_stability_rule("net change < 15% and kappa >= 0.6").text
    'net change<0.15 and kappa>=0.6'
    """
    plain = " ".join(str(text).lower().replace("≤", "<=").replace("≥", ">=").split())
    conditions = []
    for part in plain.split(" and "):
        match = _CONDITION.fullmatch(part)
        if match is None or (match[1] == "kappa") != (">" in match[2]):
            raise InvalidRule(text, _GRAMMAR)
        conditions.append(Condition(match[1], match[2], float(match[3]) / (100 if match[4] else 1)))
    return StabilityRule(tuple(conditions))
