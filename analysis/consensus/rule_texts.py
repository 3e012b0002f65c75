"""Read rules of consensus from their texts. The forms and their meaning:

`iqr<=1`                              the middle half of the answers spans at most 1 point
`iqr<=0.25 of range`                  it spans at most that share of the range of the scale
`share>=0.75 in 6-7`                  that share of the answers lies in the band
`share>=0.75 in 1-2 or 6-7`           it lies in any one of the bands (never in two taken together)
`share>=0.75 within 1 of median`      it lies at most that far from the median
`comet 70/15`                         70 % in one outer third and less than 15 % in the other
`rand-ucla`                           no disagreement by RAND/UCLA; scale 1-9 only
`rand-classic`                        few answers outside the band of the median; scale 1-9, 8 answers
`a>=0.6`                              van der Eijk's A reaches the limit
`apmo`                                the majority reaches the average percent of majority opinions
`cvr`, `cvr in 6-7`                   more say "essential" (the top point, or the band) than by chance

Case and spaces do not matter; a share may be a percentage, and signs may be typeset (≥, –).
"""

import re

from analysis.consensus.rule_presets import ApmoRule, CometRule, LawsheRule, RandClassicRule, RandUclaRule
from analysis.consensus.rules import AgreementRule, IqrRule, NearMedianRule, RelativeIqrRule, Rule, ShareRule
from analysis.errors import InvalidRule

_GRAMMAR = (
    "iqr<=1, iqr<=0.25 of range, share>=0.75 in 6-7, share>=0.75 in 1-2 or 6-7, "
    "share>=0.75 within 1 of median, comet 70/15, rand-ucla, rand-classic, a>=0.6, apmo, cvr or cvr in 6-7"
)
_NUMBER = r"([0-9]{1,6}(?:\.[0-9]{1,9})?|\.[0-9]{1,9})"
_BAND = r"([-−]?[0-9]{1,9})\s*[-–]\s*([-−]?[0-9]{1,9})"


def parse_rule(text: str) -> Rule:
    """Read a rule of consensus; `InvalidRule` names the forms that are understood.

    >>> parse_rule("share >= 75% in 6-7").text
    'share>=0.75 in 6-7'
    """
    if not isinstance(text, str):
        raise InvalidRule(text, _GRAMMAR)
    plain = " ".join(text.lower().replace("≤", "<=").replace("≥", ">=").replace("±", "").split())
    for pattern, make in _FORMS:
        match = re.fullmatch(pattern, plain)
        if match is not None:
            return make(text, *match.groups())
    raise InvalidRule(text, _GRAMMAR)


def _as_share(text: str, number: str, percent: str | None) -> float:
    share = float(number) / (100 if percent else 1)
    if not 0 < share <= 1:
        raise InvalidRule(text, "a share above 0 and at most 1")
    return share


def _make_share(text: str, number: str, percent: str | None, bands: str) -> Rule:
    found = [tuple(int(end.replace("−", "-")) for end in band) for band in re.findall(_BAND, bands)]
    if any(low > high for low, high in found):
        raise InvalidRule(text, "a band from its lower to its upper point")
    return ShareRule(_as_share(text, number, percent), tuple(found))


def _make_near(text: str, number: str, percent: str | None, distance: str) -> Rule:
    return NearMedianRule(_as_share(text, number, percent), float(distance))


def _make_relative(text: str, number: str, percent: str | None) -> Rule:
    return RelativeIqrRule(_as_share(text, number, percent))


def _make_lawshe(text: str, low: str, high: str) -> Rule:
    low, high = (int(end.replace("−", "-")) for end in (low, high))
    if low > high:
        raise InvalidRule(text, "a band from its lower to its upper point")
    return LawsheRule((low, high))


def _make_comet(text: str, many: str | None, few: str | None) -> Rule:
    shares = (_as_share(text, many or "70", "%"), _as_share(text, few or "15", "%"))
    return CometRule(*shares)


_FORMS = (
    (rf"iqr ?<= ?{_NUMBER}", lambda text, limit: IqrRule(float(limit))),
    (rf"iqr ?<= ?{_NUMBER} ?(%)? of (?:the )?range", _make_relative),
    (
        rf"share ?>= ?{_NUMBER} ?(%)? in ({_BAND}(?: or {_BAND})*)",
        lambda text, p, u, b, *_: _make_share(text, p, u, b),
    ),
    (rf"share ?>= ?{_NUMBER} ?(%)? within {_NUMBER} of (?:the )?median", _make_near),
    (rf"comet(?: ?{_NUMBER} ?/ ?{_NUMBER})?", _make_comet),
    (rf"{_NUMBER} ?/ ?{_NUMBER}", _make_comet),
    (r"(?:rand ?[-/]? ?ucla|ipras)", lambda text: RandUclaRule()),
    (r"rand ?[-/]? ?classic", lambda text: RandClassicRule()),
    (r"apmo", lambda text: ApmoRule()),
    (r"cvr|lawshe", lambda text: LawsheRule()),
    (rf"(?:cvr|lawshe) in {_BAND}", _make_lawshe),
    (rf"a ?>= ?{_NUMBER}", lambda text, limit: AgreementRule(float(limit))),
)
