"""Rules of consensus as values: fixed before the first round, printed as a text.

A rule looks at the answers to one item and says whether they meet it. `analysis.rule_texts` lists
the texts and reads them.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar

from analysis.dispersion import RAND_SCALE
from analysis.errors import ScaleMismatch
from analysis.ratings import Scale
from analysis.tally import Answers

# Quantiles of some definitions are thirds of a point; their last bit must not decide.
_HAIR = 1e-9


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
        return Outcome(found[2] - found[0] <= self.limit + _HAIR)


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
        return _judge_share(hits, self.share, answers)


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
        return _judge_share(answers.count_near_median(self.distance), self.share, answers)


@dataclass(frozen=True)
class CometRule(Rule):
    """Ask for many answers in one outer third of the scale and few in the other, either way round.

    Source: Williamson et al. (2012) Trials 13:132, "70/15" for core outcome sets; on the scale
    1-9 the thirds are 1-3 and 7-9. Consensus to leave out counts as consensus too.
    """

    many: float
    few: float

    @property
    def text(self) -> str:
        """Write the rule as it is read."""
        return f"comet {100 * self.many:.10g}/{100 * self.few:.10g}"

    def judge(self, answers: Answers) -> Outcome:
        """Compare the fuller outer third with `many` and the other with `few`."""
        counts = answers.counts
        size = box_size(answers.scale)
        fewer, hits = sorted((int(counts[:size].sum()), int(counts[-size:].sum())))
        if answers.denominator == 0:
            return Outcome(None, reason="nobody answered")
        shares = hits / answers.denominator, fewer / answers.denominator
        return Outcome(shares[0] >= self.many and shares[1] < self.few, hits)


@dataclass(frozen=True)
class RandUclaRule(Rule):
    """Ask that the panel does not disagree by the RAND/UCLA method (disagreement index at most 1)."""

    text: ClassVar[str] = "rand-ucla"
    uses_quantiles: ClassVar[bool] = True

    def problem_on(self, scale: Scale) -> str | None:
        """Refuse every scale but 1-9, for which alone the constants were fitted."""
        if scale == RAND_SCALE:
            return None
        return f"the rule 'rand-ucla' is defined on the scale {RAND_SCALE} only, not on {scale}"

    def judge(self, answers: Answers) -> Outcome:
        """Compare the disagreement index with 1."""
        index = answers.disagreement_index
        if index is None:
            return Outcome(None, reason="the disagreement index is undefined")
        return Outcome(index <= 1 + _HAIR)


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
        return Outcome(figure >= self.limit - _HAIR)


def box_size(scale: Scale) -> int:
    """Count the points of the top (and of the bottom) box: a third of the scale, one at least.

    Two of 5, 6 or 7 points, three of 9 or 10, one of 3 or 4.
    """
    return max(1, (2 * scale.n_points + 3) // 6)


def _judge_share(hits: int, share: float, answers: Answers) -> Outcome:
    if answers.denominator == 0:
        return Outcome(None, reason="nobody answered")
    return Outcome(hits / answers.denominator >= share, hits)


def default_rule(scale: Scale) -> Rule:
    """Choose the rule for a scale where the study names none: a limit on the middle half.

    `iqr<=1` up to 8 points, `iqr<=2` on 9 to 11, a fifth of the range beyond; on 2 or 3 points,
    where a middle half of 1 says nothing, `share>=0.75 within 0 of median`.

    A limit on the middle half finds consensus wherever on the scale it lies, also at the low end
    and in the middle: a panel of foresight agrees as much when it calls a driver irrelevant. The
    rule most in use, 75 % in the top box, sees the top alone and reports the rest as dissent; it
    is there as `share>=0.75 in 6-7`, and for both ends as `share>=0.75 in 1-2 or 6-7`.
    """
    if scale.n_points <= 3:
        return NearMedianRule(0.75, 0)
    if scale.n_points <= 8:
        return IqrRule(1)
    return IqrRule(2) if scale.n_points <= 11 else IqrRule(scale.span / 5)


@lru_cache(maxsize=64)
def sensitivity_rules(scale: Scale) -> tuple[Rule, ...]:
    """List the rules whose answers are shown beside the study's own."""
    size = box_size(scale)
    bottom, top = (scale.low, scale.low + size - 1), (scale.high - size + 1, scale.high)
    rules: list[Rule] = [
        default_rule(scale),
        ShareRule(0.75, (top,)),
        ShareRule(0.75, (bottom, top)),
        NearMedianRule(0.75, 1),
        CometRule(0.7, 0.15),
    ]
    if scale.n_points >= 3:
        rules.append(AgreementRule(0.6))
    if scale == RAND_SCALE:
        rules.append(RandUclaRule())
    return tuple(rules)
