"""Which rule of consensus to take where none is named, and which others to show beside it."""

from functools import lru_cache

from analysis.consensus.dispersion import RAND_SCALE
from analysis.consensus.rule_presets import CometRule, RandClassicRule, RandUclaRule
from analysis.consensus.rules import AgreementRule, IqrRule, NearMedianRule, Rule, ShareRule, box_size
from analysis.ratings import Scale


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
        rules += [RandUclaRule(), RandClassicRule()]
    return tuple(rules)
