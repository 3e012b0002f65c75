"""Who answered how much: response by round and group, gaps by item, and experts who answer all alike."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.ratings import Ratings

MIN_FOR_STRAIGHT_LINE = 3


def took_part(ratings: Ratings, round_: int) -> NDArray[np.bool_]:
    """Mark the experts who gave a number or said "cannot judge" on any item of a round."""
    values, cannot_judge = ratings.at(round_)
    return (~np.isnan(values) | cannot_judge).any(axis=1)


def describe_rounds(ratings: Ratings) -> list[dict[str, Any]]:
    """Return, round by round, how many took part, of whom, by group, and who answered every item alike.

    response_rate    of the experts in the file; those who were invited and never answered are not in it
    retention        of those who took part in the first round, how many are still there (R_k / R_1)
    groups           the same by group, with each group's share of the round
    n_straight_lined of the experts with three numbers or more, those who gave one number to all items;
                     `straight_lined` names them
    """
    present = [took_part(ratings, round_) for round_ in ratings.rounds]
    found = []
    for round_, here in zip(ratings.rounds, present, strict=True):
        lined = _straight_lined(ratings.at(round_)[0])
        found.append(
            {
                "round": round_,
                "n_panel": ratings.n_experts,
                **_rates(here, present[0], np.ones_like(here)),
                "groups": {
                    group: _rates(here, present[0], member)
                    | {"share_of_round": _ratio((here & member).sum(), here.sum())}
                    for group, member in group_members(ratings).items()
                },
                "n_straight_lined": int(lined.sum()),
                "straight_lined": [ratings.experts[i] for i in np.flatnonzero(lined)],
            }
        )
    return found


def describe_gaps(ratings: Ratings) -> list[dict[str, Any]]:
    """Return, for every item and round, how many of those who took part left it out or cannot judge it.

    The shares are None in a round that nobody took part in.
    """
    found = []
    for round_ in ratings.rounds:
        values, cannot_judge = ratings.at(round_)
        here = took_part(ratings, round_)
        n, unjudged = int(here.sum()), cannot_judge.sum(axis=0)
        missing = n - unjudged - (~np.isnan(values)).sum(axis=0)
        found += [
            {
                "item": item,
                "round": round_,
                "n_took_part": n,
                "n_no_answer": int(missing[j]),
                "share_no_answer": _ratio(missing[j], n),
                "n_cannot_judge": int(unjudged[j]),
                "share_cannot_judge": _ratio(unjudged[j], n),
            }
            for j, item in enumerate(ratings.items)
        ]
    return found


def group_members(ratings: Ratings) -> dict[str, NDArray[np.bool_]]:
    """Mark the members of every group, in the order in which the groups appear."""
    names = ratings.groups or ()
    return {
        group: np.array([name == group for name in names])
        for group in dict.fromkeys(name for name in names if name is not None)
    }


def _rates(here: NDArray[np.bool_], at_first: NDArray[np.bool_], member: NDArray[np.bool_]) -> dict[str, Any]:
    n, n_first = int((here & member).sum()), int((at_first & member).sum())
    return {
        "n": n,
        "response_rate": _ratio(n, member.sum()),
        "retention": _ratio((here & at_first & member).sum(), n_first),
    }


def _straight_lined(values: NDArray[np.float64]) -> NDArray[np.bool_]:
    known = ~np.isnan(values)
    lowest = np.where(known, values, np.inf).min(axis=1, initial=np.inf)
    highest = np.where(known, values, -np.inf).max(axis=1, initial=-np.inf)
    return (known.sum(axis=1) >= MIN_FOR_STRAIGHT_LINE) & (lowest == highest)


def _ratio(part: int, whole: int) -> float | None:
    return float(part) / float(whole) if whole else None
