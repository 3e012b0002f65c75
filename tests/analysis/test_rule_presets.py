"""Rules with a name, quantiles from counts, and the figures beside consensus."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.blocks import CELLS_AT_ONCE
from analysis.consensus import assess_consensus, parse_rule
from analysis.consensus.dispersion import van_der_eijk_a
from analysis.consensus.further import describe, measure_further
from analysis.consensus.indices import moments
from analysis.consensus.ordinal import berry_mielke_iov, blair_lacy_l, strength_towards
from analysis.consensus.tally import count_table
from analysis.errors import InvalidRatings, InvalidRule, ScaleMismatch
from analysis.quantiles import QUANTILE_METHODS, quantile_of_counts
from analysis.ratings import Ratings, Scale

FIVE, SEVEN, NINE = Scale(1, 5), Scale(1, 7), Scale(1, 9)
COUNTS = st.lists(st.integers(0, 9), min_size=3, max_size=9).filter(any)


def assess(column, rule=None, scale=NINE, **settings_):
    return assess_consensus(Ratings.of_round(np.array(column, float)[:, None], scale), 1, rule, **settings_)[
        0
    ]


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Rand Classic", "rand-classic"),
        ("RAND/classic", "rand-classic"),
        ("rand ucla", "rand-ucla"),
        ("IPRAS", "rand-ucla"),
        ("70/15", "comet 70/15"),
        ("COMET70/15", "comet 70/15"),
        ("APMO", "apmo"),
        (" CVR ", "cvr"),
        ("Lawshe in 4–5", "cvr in 4-5"),
        ("IQR <= 25 % of range", "iqr<=0.25 of range"),
        ("Share ≥ 0.75 in 7–9", "share>=0.75 in 7-9"),
    ],
)
def test_named_rule_is_read_whatever_its_case_and_spaces(text, plain):
    rule = parse_rule(text)

    assert rule.text == plain
    assert parse_rule(plain) == rule


@pytest.mark.parametrize("text", ["cvr in 5-4", "iqr<=2 of range", "rand", "apmo 70", "comet 170/15"])
def test_named_rule_that_makes_no_sense_is_refused(text):
    with pytest.raises(InvalidRule):
        parse_rule(text)


@pytest.mark.parametrize("rule", ["rand-classic", "cvr in 6-9"])
def test_named_rule_off_its_scale_is_refused(rule):
    with pytest.raises(ScaleMismatch):
        assess([1] * 8, rule, FIVE)


@pytest.mark.parametrize(
    ("n", "most_outside"),
    [
        (8, 2),
        (10, 2),
        (11, 3),
        (13, 3),
        (14, 4),
        (16, 4),
        (17, 5),
        (19, 5),
        (20, 6),
        (22, 6),
        (23, 7),
        (25, 7),
    ],
)
def test_rand_classic_follows_the_published_limits_by_panel_size(n, most_outside):
    """BMC Med Inform Decis Mak 2012, table 7, for 8 to 16; PMC5966219, table 4, up to 25."""
    inside = [8] * (n - most_outside)
    assert assess(inside + [5] * most_outside, "rand-classic").rand_classic == "agreement"
    assert assess(inside[1:] + [5] * (most_outside + 1), "rand-classic").rand_classic == "indeterminate"
    both = [1] * (most_outside + 1) + [9] * (most_outside + 1) + [5] * (n - 2 * most_outside - 2)
    assert assess(both, "rand-classic").rand_classic == "disagreement"
    assert assess(both, "rand-classic").met is False


def test_rand_classic_needs_eight_answers_and_puts_a_median_between_bands_above():
    assert assess([8] * 7, "rand-classic").met is None
    assert assess([3] * 4 + [4] * 4, "rand-classic").rand_classic == "indeterminate"
    assert assess([3] * 2 + [4] * 6, "rand-classic").rand_classic == "agreement"


def test_apmo_is_the_bar_for_every_item_of_the_panel():
    """The worked example of Kapoor (1987): 8, 6 and 6 of 10 hold the majorities, so the bar is 66.7 %."""
    sides = [(8, 1), (3, 6), (6, 3)]
    table = np.array([[5] * up + [1] * down + [3] * (10 - up - down) for up, down in sides], float).T

    found = assess_consensus(Ratings.of_round(table, FIVE), 1, "apmo")

    assert [item.met for item in found] == [True, False, False]
    assert [item.share_in_rule for item in found] == [0.8, 0.6, 0.6]
    split = np.repeat([[1.0], [5.0]], 5, axis=0)
    assert assess_consensus(Ratings.of_round(split, FIVE), 1, "apmo")[0].met is False


@pytest.mark.parametrize(("n", "fewest"), [(5, 5), (8, 7), (11, 9), (20, 15), (40, 26)])
def test_lawshe_rule_asks_for_the_exact_critical_number(n, fewest):
    """Ayre & Scally (2014), the smallest number who must say "essential"."""
    three = Scale(1, 3)
    assert assess([3] * fewest + [1] * (n - fewest), "cvr", three).met is True
    assert assess([3] * (fewest - 1) + [1] * (n - fewest + 1), "cvr", three).met is False
    assert assess([3] * 4, "cvr", three, min_n=2).met is None


def test_iqr_of_the_range_scales_with_the_scale():
    assert assess([1, 1, 2, 3, 3, 3], "iqr<=0.25 of range", FIVE).met is False
    assert assess([4, 4, 5, 6, 6, 6], "iqr<=0.25 of range", NINE).met is True
    assert assess([1, 2, 3, 4, 5], scale=FIVE).relative_iqr == 0.5


def test_modes_and_ends_are_told():
    found = assess([1, 1, 1, 5, 5, 5, 3], scale=FIVE)

    assert (found.modes, found.mode_share, found.both_ends) == ((1, 5), 3 / 7, True)
    assert "at least a third lie at both ends: 3 at 1 to 2 and 3 at 4 to 5" in describe(found, FIVE)
    assert assess([3] * 6, scale=FIVE).both_ends is False
    assert describe(assess([3, 3, 4, 4, 4, 3], scale=FIVE), FIVE).startswith(
        "6 gave a number; the middle answer is between 3 and 4"
    )


def test_interval_falls_back_on_the_top_box_and_says_so():
    found = assess([6] * 8 + [1] * 2, "iqr<=1", SEVEN)
    counted = assess([6] * 8 + [1] * 2, "share>=0.75 in 6-7", SEVEN)

    assert (found.share_in_rule, found.share_interval_of) == (None, "share_top")
    assert found.share_interval == counted.share_interval == found.share_top_interval
    assert counted.share_interval_of == "share_in_rule"


def test_further_figures_stand_beside_an_item():
    item = assess([5, 5, 4, 4, 5], scale=FIVE)
    found = measure_further(item, FIVE, target=5, with_moments=True)

    # James, Demaree & Wolf (1984): .85 for these answers.
    assert (found["rwg"], found["rwg_raw"]) == (pytest.approx(0.85), pytest.approx(0.85))
    assert (found["cvr"], found["cvr_critical"]) == (pytest.approx(0.2), 1)
    assert found["mean"] == 4.6
    assert found["cv"] == pytest.approx(np.std([5, 5, 4, 4, 5], ddof=1) / 4.6)
    split = measure_further(assess([1, 1, 5, 5, 5], scale=FIVE), FIVE)
    assert (split["rwg"], split["rwg_raw"] < 0) == (0, True)
    assert "cv" not in split
    with pytest.raises(ScaleMismatch):
        measure_further(item, FIVE, target=6)


def test_further_figures_without_answers_have_reasons():
    found = measure_further(assess([np.nan] * 6), NINE, with_moments=True)

    gone = {name for name, figure in found.items() if figure is None}
    assert {"agt", "iov", "rwg", "cvr", "mean", "cv"} <= gone <= set(found["undefined"])
    assert found["in_words"] == "Nobody gave a number."


def test_coefficient_of_variation_hangs_on_the_origin_and_the_direction():
    answers = np.array([2, 3, 3, 4, 1, 5, 2, 3])

    assert moments(answers).cv != pytest.approx(moments(answers - 1).cv)
    assert moments(answers).cv != pytest.approx(moments(6 - answers).cv)
    assert moments(answers).sd == pytest.approx(moments(6 - answers).sd)
    assert moments([0, 0]).cv is None
    assert moments([3]).sd is None


@settings(max_examples=80, deadline=None)
@given(COUNTS, st.sampled_from(QUANTILE_METHODS), st.sampled_from([0.25, 0.3, 0.5, 0.7, 0.75]))
def test_quantiles_from_counts_are_those_of_the_answers(counts, method, share):
    answers = np.repeat(np.arange(len(counts)), counts)

    found = quantile_of_counts(np.array([counts]), share, method)[0]

    assert found == pytest.approx(np.quantile(answers, share, method=method), abs=1e-12)


@settings(max_examples=60, deadline=None)
@given(COUNTS)
def test_measures_of_spread_follow_their_definitions_and_know_no_direction(counts):
    n, k = sum(counts), len(counts)
    pairs = sum(counts[i] * counts[j] * (j - i) for i in range(k) for j in range(i + 1, k))
    if n > 1:
        most = (n**2 if n % 2 == 0 else n**2 - 1) * (k - 1) / 4
        assert berry_mielke_iov(counts) == pytest.approx(pairs / most)
        assert berry_mielke_iov(counts) == pytest.approx(berry_mielke_iov(counts[::-1]))
        if n % 2 == 0:
            assert blair_lacy_l(counts) ** 2 == pytest.approx(1 - berry_mielke_iov(counts))
    assert strength_towards(counts, 0) == pytest.approx(strength_towards(counts[::-1], k - 1))
    assert -1e-12 <= strength_towards(counts, 0) <= 1 + 1e-12


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 9), min_size=2, max_size=6), st.data())
def test_unused_middle_point_changes_a(used, data):
    """A hole between two camps is part of the answer: the histogram covers the whole scale."""
    place = data.draw(st.integers(1, len(used) - 1))
    apart = [*used[:place], 0, *used[place:]]
    assert van_der_eijk_a(apart) < van_der_eijk_a([*used, 0])


@pytest.mark.parametrize("counts", [[0, 0, 0]])
def test_spread_without_answers_is_none(counts):
    assert berry_mielke_iov(counts) is blair_lacy_l(counts) is strength_towards(counts, 0) is None
    with pytest.raises(ScaleMismatch):
        strength_towards(counts, 3)
    with pytest.raises(InvalidRatings):
        blair_lacy_l([-1, 2])


def test_table_is_counted_alike_in_one_block_and_in_many():
    rng = np.random.default_rng(2)
    rows = CELLS_AT_ONCE // 2 + 7
    table = rng.integers(1, 8, (rows, 4)).astype(float)
    table[rng.random(table.shape) < 0.1] = np.nan

    found = count_table(table, SEVEN)

    expected = [[np.sum(column == point) for point in SEVEN.points] for column in table.T]
    np.testing.assert_array_equal(found, expected)
