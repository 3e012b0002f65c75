"""Rules of consensus that are known by a name: COMET, RAND/UCLA, RAND classic, APMO, Lawshe."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from analysis.consensus.dispersion import RAND_SCALE
from analysis.consensus.indices import apmo, fewest_essential
from analysis.consensus.rules import HAIR, Outcome, Rule, box_size
from analysis.consensus.tally import Answers, Tally
from analysis.ratings import Scale

RAND_BANDS = ((1, 3), (4, 6), (7, 9))
FEWEST_FOR_RAND_CLASSIC = 8


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
        return Outcome(index <= 1 + HAIR)


@dataclass(frozen=True)
class RandClassicRule(Rule):
    """Ask for agreement by the older RAND count: few answers outside the band of the median.

    Agreement: at most t - 1 of n answers outside the band of three points (1-3, 4-6 or 7-9) that holds
    the median; disagreement: at least t answers in 1-3 and t in 7-9; t is n / 3, rounded: 3 for 8-10
    answers, 4 for 11-13, 5 for 14-16, 6 for 17-19 and so on. Undefined below eight answers.

    Source: Fitch et al. (2001) RAND MR-1269; the limits above 16 answers as in PMC5966219, table 4.
    """

    text: ClassVar[str] = "rand-classic"

    def problem_on(self, scale: Scale) -> str | None:
        """Refuse every scale but 1-9, which alone has the three bands."""
        if scale == RAND_SCALE:
            return None
        return f"the rule 'rand-classic' is defined on the scale {RAND_SCALE} only, not on {scale}"

    def judge(self, answers: Answers) -> Outcome:
        """Count the answers outside the band of the median."""
        found = rand_classic(answers)
        if found is None:
            return Outcome(None, reason=f"fewer than {FEWEST_FOR_RAND_CLASSIC} answers")
        return Outcome(found == "agreement")


def rand_classic(answers: Answers) -> str | None:
    """Return "agreement", "disagreement" or "indeterminate"; None off the scale 1-9 or below 8 answers.

    A median between two bands goes with the upper one. See `RandClassicRule`.
    """
    if answers.scale != RAND_SCALE or answers.n < FEWEST_FOR_RAND_CLASSIC:
        return None
    limit = (answers.n + 1) // 3
    low, middle, high = (answers.count_between(*band) for band in RAND_BANDS)
    inside = high if answers.median >= 6.5 else middle if answers.median >= 3.5 else low
    if low >= limit and high >= limit:
        return "disagreement"
    return "agreement" if answers.n - inside < limit else "indeterminate"


@dataclass(frozen=True)
class ApmoRule(Rule):
    """Ask that the majority of an item reaches the average percent of majority opinions of all items.

    Answers above the middle of the scale agree, those below it disagree, the middle is neutral. The bar is
    a figure of the panel (`analysis.consensus.indices.apmo`): it falls when the panel is split.
    """

    text: ClassVar[str] = "apmo"

    def judge(self, answers: Answers) -> Outcome:
        """Compare the larger side, if it is a majority, with the bar."""
        bar = apmo_of(answers.tally)
        if bar is None or answers.denominator == 0:
            return Outcome(None, reason="nobody answered")
        agree, disagree = sides_of(answers.tally)
        hits = int(max(agree[answers.item], disagree[answers.item]))
        share = hits / answers.denominator
        return Outcome(share > 0.5 and share >= bar - HAIR, hits)


def sides_of(tally: Tally) -> tuple[np.ndarray, np.ndarray]:
    """Count, item by item, the answers above and below the middle of the scale."""
    distance = 2 * tally.scale.points - (tally.scale.low + tally.scale.high)
    return tally.counts[:, distance > 0].sum(axis=1), tally.counts[:, distance < 0].sum(axis=1)


def apmo_of(tally: Tally) -> float | None:
    """Return the average percent of majority opinions over all items, as a share."""
    return apmo(*sides_of(tally), np.array(tally.denominators))


@dataclass(frozen=True)
class LawsheRule(Rule):
    """Ask for more experts who call an item essential than a fair coin would give (one-sided .05, exact).

    `band` holds the points that mean "essential", the top point if it is None. Undefined below five
    experts. Source: Lawshe (1975); Ayre & Scally (2014), see `analysis.consensus.indices.fewest_essential`.
    """

    band: tuple[int, int] | None = None

    @property
    def text(self) -> str:
        """Write the rule as it is read."""
        return "cvr" if self.band is None else f"cvr in {self.band[0]}-{self.band[1]}"

    def problem_on(self, scale: Scale) -> str | None:
        """Find a band that leaves the scale."""
        if self.band is None or scale.low <= self.band[0] <= self.band[1] <= scale.high:
            return None
        return f"the band {self.band[0]}-{self.band[1]} of the rule {self.text!r} leaves the scale {scale}"

    def judge(self, answers: Answers) -> Outcome:
        """Compare the experts who say "essential" with the fewest that are needed."""
        hits = answers.count_between(*(self.band or (answers.scale.high, answers.scale.high)))
        fewest = fewest_essential(answers.denominator) if answers.denominator else None
        if fewest is None:
            return Outcome(None, reason="fewer than five answers")
        return Outcome(hits >= fewest, hits)
