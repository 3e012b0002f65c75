"""Further figures of consensus, for protocols that name them; none decides a verdict.

They stand beside `analysis.consensus.ItemConsensus` in what the command line writes.
"""

from typing import Any

import numpy as np

from analysis.consensus.indices import content_validity_ratio, fewest_essential, moments, rwg
from analysis.consensus.ordinal import berry_mielke_iov, blair_lacy_l, strength_towards
from analysis.consensus.result import ItemConsensus
from analysis.consensus.rules import box_size
from analysis.errors import ScaleMismatch
from analysis.ratings import Scale


def measure_further(
    item: ItemConsensus, scale: Scale, *, target: int | None = None, with_moments: bool = False
) -> dict[str, Any]:
    """Return further figures of an item, flat, with the reason of every None in `undefined`.

    agt, agt_target     strength towards a point of the scale (the top one unless `target` is given)
    iov, blair_lacy_l   spread of Berry & Mielke, concentration of Blair & Lacy
    rwg, rwg_raw        agreement with a flat histogram as null; rwg is 0 where the raw figure is negative
    cvr, cvr_critical   content validity ratio, the top point standing for "essential", and the least
                        ratio that chance does not explain (one-sided .05, exact)
    in_words            the item in one plain sentence
    mean, sd, cv        only with `with_moments`; they treat the scale as equally spaced

    They are computed from the answers that are numbers. Without any, each is None.
    """
    target = scale.high if target is None else target
    if not scale.low <= target <= scale.high:
        raise ScaleMismatch(f"the target {target} is off the scale {scale}")
    counts = np.array(list(item.counts.values()))
    answers = np.repeat(scale.points, counts)
    raw = rwg(answers, scale)
    fewest = fewest_essential(item.n) if item.n else None
    figures: dict[str, Any] = {
        "agt_target": target,
        "agt": strength_towards(counts, target - scale.low),
        "iov": berry_mielke_iov(counts),
        "blair_lacy_l": blair_lacy_l(counts),
        "rwg": None if raw is None else max(0.0, raw),
        "rwg_raw": raw,
        "cvr": content_validity_ratio(int(counts[-1]), item.n) if item.n else None,
        "cvr_critical": None if fewest is None else content_validity_ratio(fewest, item.n),
    }
    if with_moments:
        figures |= moments(answers).__dict__
    reasons = {name: _REASONS.get(name, "nobody answered") for name, one in figures.items() if one is None}
    return figures | {"in_words": describe(item, scale), "undefined": dict(item.undefined) | reasons}


_REASONS = {
    "iov": "fewer than two answers",
    "rwg": "fewer than two answers",
    "rwg_raw": "fewer than two answers",
    "cvr_critical": "fewer than five answers",
    "sd": "fewer than two answers",
    "cv": "the mean is 0, or there are fewer than two answers",
}


def describe(item: ItemConsensus, scale: Scale) -> str:
    """Say in one plain sentence what the answers to an item look like.

    A figure of the outer thirds is told where at least a third of the answers lie in both.
    """
    if item.n == 0:
        return "Nobody gave a number."
    told = f"{item.n} gave a number; the middle answer is {_point(item.median)}"
    if item.iqr is not None:
        told += f", the middle half lies between {item.q1:g} and {item.q3:g}"
    if item.both_ends:
        size = box_size(scale)
        counts = list(item.counts.values())
        told += (
            f"; at least a third lie at both ends: {sum(counts[:size])} at {_band(scale.low, size)} and "
            f"{sum(counts[-size:])} at {_band(scale.high - size + 1, size)}"
        )
    return f"{told}."


def _point(median: float) -> str:
    return f"{median:g}" if median == int(median) else f"between {median - 0.5:g} and {median + 0.5:g}"


def _band(low: int, size: int) -> str:
    return str(low) if size == 1 else f"{low} to {low + size - 1}"
