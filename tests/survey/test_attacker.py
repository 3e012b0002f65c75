"""An attacker who knows who took part and reads all that is published: how well can they guess an answer?

The bounds: at most .15 better than from the round before, and no answer that must be what it is.
``THOLOS_ATTACKS=400`` makes as many attacks of each kind on each size of panel.
"""

import os
from collections import defaultdict
from functools import cache
from itertools import combinations_with_replacement

import numpy as np
import pytest

from analysis.consensus import assess_consensus
from analysis.ratings import Ratings, Scale
from survey.results.floors import (
    FEW_DIFFER,
    N_APART_TO_SHOW_SPREAD,
    Difference,
    compare_answers,
    show_consensus,
)

N_ATTACKS = int(os.environ.get("THOLOS_ATTACKS", "10"))
N_GUESSES = 12
MARGIN = 0.15
NINE, FIVE = Scale(1, 9), Scale(1, 5)
TOLD = ("median", "q1", "q3", "share_top", "share_bottom", "van_der_eijk_a", "met", "verdict")


def publish(answers, scale, before=None):
    """Return what a round publishes of an item, given the answers by expert and those of a round before."""
    return publish_beside(answers, scale, [compare_answers(answers, before)] if before else [])


def publish_beside(answers, scale, differences):
    return _publish(tuple(sorted(answers.values())), scale, tuple(differences))


@cache
def _publish(answers, scale, differences):
    experts = [f"e{index:02d}" for index in range(len(answers))]
    values = np.array([[[answer] for answer in answers]], dtype=float)
    ratings = Ratings(values, np.zeros(values.shape, bool), experts, ["i"], [1], scale, "impact", None)
    (item,) = assess_consensus(ratings, 1, "iqr<=1")
    shown = show_consensus(item, differences)
    counts = tuple(sorted(shown["counts"].items()))
    return (*(shown[key] for key in TOLD), counts, item.n, shown["undefined"].get("counts"))


def draw_panel(rng, n):
    """Return answers that lie round a middle of their own, as panels' do."""
    middle, spread = rng.uniform(2, 8), rng.uniform(1.0, 2.2)
    return np.clip(np.rint(rng.normal(middle, spread, n)), 1, 9)


def answer_again(rng, answers, share):
    """Return what the same experts say after feedback: some change, most of these towards the middle."""
    changes = rng.random(answers.size) < share
    towards = np.where(
        rng.random(answers.size) < 0.7,
        np.sign(np.median(answers) - answers),
        rng.choice([-1, 1], answers.size),
    )
    return np.where(
        changes, np.clip(answers + towards * rng.choice([1, 1, 1, 2], answers.size), 1, 9), answers
    )


def by_expert(values, first=0):
    return {f"e{index:02d}": float(value) for index, value in enumerate(values, start=first)}


def guess(rng, known, published, share, joins):
    """Return the likeliest answer of the one who joined or left, and the best guess without the last round.

    The attacker even knows every answer of the others in the round before, though not whose it is.
    """
    others = known if joins else known[:-1]
    prior = np.convolve([np.sum(others == point) for point in range(1, 10)], [0.5, 1, 0.5], "same") + 0.2
    hits = np.zeros(9)
    for point in range(9):
        first = by_expert(others if joins else [*others, point + 1.0])
        for _ in range(N_GUESSES if share else 1):
            again = answer_again(rng, others, share)
            second = by_expert([*again, point + 1.0] if joins else again)
            hits[point] += publish(second, NINE, first) == published
    plain = int(np.argmax(prior)) + 1
    return (int(np.argmax(hits * prior)) + 1 if hits.any() else plain), plain


@pytest.mark.parametrize("n", [8, 12, 20, 30])
def test_who_joins_or_leaves_between_rounds_is_not_found_out(n):
    rng = np.random.default_rng(n)
    right = baseline = 0
    ways = [(joins, share) for joins in (True, False) for share in (0.0, 0.15)]
    for joins, share in ways * N_ATTACKS:
        answers = draw_panel(rng, n + 1)
        first = answers[:n] if joins else answers
        second = np.append(answer_again(rng, answers[:n], share), answers[n:] if joins else [])
        published = publish(by_expert(second), NINE, by_expert(first))
        found, plain = guess(rng, first, published, share, joins)
        right += found == answers[n]
        baseline += plain == answers[n]
    n_all = len(ways) * N_ATTACKS
    noise = 2 * np.sqrt(0.25 / n_all)
    assert right / n_all <= baseline / n_all + MARGIN + noise


def test_without_the_floors_the_attacker_would_know(monkeypatch):
    # The same attack on all figures of both rounds; it must succeed, or the test above would prove nothing.
    monkeypatch.setattr("survey.results.floors.Difference.is_few", False)
    rng = np.random.default_rng(1)
    right = 0
    for _ in range(30):
        answers = draw_panel(rng, 9)
        published = publish(by_expert(answers), NINE, by_expert(answers[:8]))
        right += guess(rng, answers[:8], published, 0.0, True)[0] == answers[8]
    assert right >= 24


def consistent(n, scale):
    """Return all panels of n experts by what is published of them."""
    found = defaultdict(list)
    points = [float(point) for point in range(scale.low, scale.high + 1)]
    for panel in combinations_with_replacement(points, n):
        found[publish(by_expert(panel), scale)].append(panel)
    return found


@pytest.mark.parametrize("n", [5, 8])
def test_no_answer_of_one_round_must_be_what_it_is(n):
    """Neither from outside nor for an expert who knows their own answer."""
    for panels in consistent(n, FIVE).values():
        assert not {panel[0] for panel in panels if len(set(panel)) == 1} or len(panels) > 1
        for own in {value for panel in panels for value in panel}:
            others = {_without(panel, own) for panel in panels if own in panel}
            assert any(len(set(each)) > 1 for each in others), (own, others)


def _without(panel, value):
    rest = list(panel)
    rest.remove(value)
    return tuple(rest)


@pytest.mark.parametrize("joins", [True, False], ids=["joins", "leaves"])
def test_no_answer_of_who_joins_or_leaves_must_be_what_it_is(joins):
    """Eight experts on a five-point scale answer again; a ninth joins or has left.

    The attacker is given what the first round publishes, at best every answer, though not whose it is, and
    learns from the reason for holding back that at most three of the others changed theirs.
    """
    firsts, seconds = (_panels(n) for n in ((8, 9) if joins else (9, 8)))
    told = {moves: defaultdict(list) for moves in (False, True)}
    for panel in seconds:
        for moves, found in told.items():
            found[_publish_few(panel, moves)].append(panel)
    known = [each for each in firsts if each.sum() - each.max() >= N_APART_TO_SHOW_SPREAD]
    for first in np.random.default_rng(3).permutation(known)[:25]:
        for published, second in _possible(first, told).items():
            most = 3 if FEW_DIFFER in published else 8
            possible = [point for point in range(5) if _is_consistent(first, second, point, joins, most)]
            assert len(possible) != 1, (first, published, possible)


def _possible(first, told):
    """Return the second rounds by what would be published of them, the first round being this one."""
    found = defaultdict(list)
    for moves, by_published in told.items():
        for published, panels in by_published.items():
            found[published] += [each for each in panels if (_median(each) != _median(first)) is moves]
    return {published: np.array(panels) for published, panels in found.items() if panels}


def _median(counts):
    return float(np.median(np.repeat(np.arange(1.0, 6.0), counts)))


def _panels(n):
    """Return how often each of five points is given, for every panel of n experts."""
    panels = combinations_with_replacement(range(5), n)
    return np.array([[panel.count(point) for point in range(5)] for panel in panels])


def _publish_few(counts, moves_median):
    values = np.repeat(np.arange(1.0, 6.0), counts)
    return publish_beside(by_expert(values), FIVE, [Difference(1, 0, moves_median)])


def _is_consistent(first, second, point, joins, most):
    one = np.eye(5, dtype=int)[point]
    before, after = (first, second - one) if joins else (first - one, second)
    n_changed = np.abs(after - before).sum(axis=1) / 2
    return bool(np.any((n_changed <= most) & (after >= 0).all(axis=1) & (before >= 0).all()))
