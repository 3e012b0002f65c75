"""Rules of consensus as values: fixed before the first round, printed as a text.

A rule looks at the answers to one item and says whether they meet it. Rules that are known by a name
stand in `analysis.consensus.rule_presets`; `analysis.consensus.rule_texts` lists the texts and reads them.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

from analysis.consensus.tally import Answers
from analysis.errors import ScaleMismatch
from analysis.ratings import Scale

# Quantiles of some definitions are thirds of a point; their last bit must not decide.
HAIR = 1e-9


@dataclass(frozen=True)
class Outcome:
    """Say whether a rule is met, and which count of answers it looked at, if it counts any."""

    met: bool | None
    hits: int | None = None
    reason: str | None = None


class Rule(ABC):
    """Judge the answers to one item; `uses_quantiles` if the definition of quantiles may decide."""

    text: str
    uses_quantiles: ClassVar[bool] = False

    def check(self, scale: Scale) -> None:
        """Refuse a scale that the rule cannot be applied to."""
        problem = self.problem_on(scale)
        if problem is not None:
            raise ScaleMismatch(problem)

    def problem_on(self, scale: Scale) -> str | None:
        """Say why the rule cannot be applied to a scale; None where it can."""
        return None

    @abstractmethod
    def judge(self, answers: Answers) -> Outcome:
        """Say whether the answers meet the rule."""

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class IqrRule(Rule):
    """Ask for a middle half (Q3 - Q1) of at most `limit` points."""

    uses_quantiles: ClassVar[bool] = True
    limit: float

    @property
    def text(self) -> str:
        """Write the rule as it is read."""
        return f"iqr<={self.limit:.10g}"

    def judge(self, answers: Answers) -> Outcome:
        """Compare Q3 - Q1 with the limit; undefined below four answers."""
        found = answers.quartiles
        if found is None:
            return Outcome(None, reason="quartiles need at least four answers")
        return Outcome(found[2] - found[0] <= self.limit + HAIR)


@dataclass(frozen=True)
class RelativeIqrRule(Rule):
    """Ask for a middle half (Q3 - Q1) of at most a share of the range of the scale."""

    uses_quantiles: ClassVar[bool] = True
    share: float

    @property
    def text(self) -> str:
        """Write the rule as it is read."""
        return f"iqr<={self.share:.10g} of range"

    def judge(self, answers: Answers) -> Outcome:
        """Compare (Q3 - Q1) / (K - 1) with the share; undefined below four answers."""
        return IqrRule(self.share * answers.scale.span).judge(answers)


@dataclass(frozen=True)
class ShareRule(Rule):
    """Ask for a share of the answers in one of the bands."""

    share: float
    bands: tuple[tuple[int, int], ...]

    @property
    def text(self) -> str:
        """Write the rule as it is read."""
        return f"share>={self.share:.10g} in " + " or ".join(f"{low}-{high}" for low, high in self.bands)

    def problem_on(self, scale: Scale) -> str | None:
        """Find a band that leaves the scale."""
        for low, high in self.bands:
            if not scale.low <= low <= high <= scale.high:
                return f"the band {low}-{high} of the rule {self.text!r} leaves the scale {scale}"
        return None

    def judge(self, answers: Answers) -> Outcome:
        """Compare the fullest band with the share asked for."""
        hits = max(answers.count_between(low, high) for low, high in self.bands)
        return judge_share(hits, self.share, answers)


@dataclass(frozen=True)
class NearMedianRule(Rule):
    """Ask for a share of the answers within some points of their median."""

    share: float
    distance: float

    @property
    def text(self) -> str:
        """Write the rule as it is read."""
        return f"share>={self.share:.10g} within {self.distance:.10g} of median"

    def judge(self, answers: Answers) -> Outcome:
        """Compare the share of near answers with the share asked for."""
        return judge_share(answers.count_near_median(self.distance), self.share, answers)


@dataclass(frozen=True)
class AgreementRule(Rule):
    """Ask that van der Eijk's A reaches a limit."""

    limit: float

    @property
    def text(self) -> str:
        """Write the rule as it is read."""
        return f"a>={self.limit:.10g}"

    def problem_on(self, scale: Scale) -> str | None:
        """Refuse a scale of two points, where A is undefined."""
        if scale.n_points >= 3:
            return None
        return f"the rule {self.text!r} needs a scale of three points or more, not {scale}"

    def judge(self, answers: Answers) -> Outcome:
        """Compare A with the limit."""
        figure = answers.agreement
        if figure is None:
            return Outcome(None, reason="van der Eijk's A is undefined")
        return Outcome(figure >= self.limit - HAIR)


def box_size(scale: Scale) -> int:
    """Count the points of the top (and of the bottom) box: a third of the scale, one at least.

    Two of 5, 6 or 7 points, three of 9 or 10, one of 3 or 4.
    """
    return max(1, (2 * scale.n_points + 3) // 6)


def judge_share(hits: int, share: float, answers: Answers) -> Outcome:
    """Compare a count of answers, as a share of what shares divide by, with the share asked for."""
    if answers.denominator == 0:
        return Outcome(None, reason="nobody answered")
    return Outcome(hits / answers.denominator >= share, hits)
