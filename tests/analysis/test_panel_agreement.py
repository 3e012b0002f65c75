"""Agreement of rankings, reliability, attrition and resampling: properties and degenerate inputs."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from analysis.agreement import fleiss_kappa, kendall_w, krippendorff_alpha, skillings_mack, weighted_kappa
from analysis.agreement.panel import assess_agreement
from analysis.attrition import assess_attrition, fisher_exact, risk_ratio
from analysis.errors import InvalidRatings, InvalidSetting, TooFewExperts
from analysis.ranks import midranks
from analysis.ratings import Ratings, Scale
from analysis.resampling import bootstrap_interval, permutation_p

TABLES = hnp.arrays(
    float, st.tuples(st.integers(2, 6), st.integers(3, 6)), elements=st.integers(1, 5).map(float)
)
GAPPY = hnp.arrays(
    float, st.tuples(st.integers(2, 6), st.integers(2, 6)), elements=st.sampled_from([1, 2, 3, 5, np.nan])
)
NO = np.nan


@settings(max_examples=50, deadline=None)
@given(TABLES)
def test_w_equals_the_friedman_statistic(table):
    from scipy.stats import friedmanchisquare

    found = kendall_w(table)

    if found.w is None:
        assert (table == table[:, :1]).all()
    else:
        assert found.chi2 == pytest.approx(friedmanchisquare(*table.T).statistic)
        assert 0 <= found.w <= 1


@settings(max_examples=40, deadline=None)
@given(TABLES, st.randoms(use_true_random=False))
def test_w_knows_neither_order_nor_offset_of_raters(table, random):
    order = random.sample(range(len(table)), len(table))
    offsets = np.arange(len(table))[:, None]

    found = kendall_w(table)
    assert kendall_w(table[order]) == found == kendall_w(table + offsets)


def test_w_without_agreement_is_one_over_m_on_average():
    rng = np.random.default_rng(7)
    for m in (2, 3, 5):
        found = [kendall_w(rng.permuted(np.tile(np.arange(8.0), (m, 1)), axis=1)).w for _ in range(400)]
        assert np.mean(found) == pytest.approx(1 / m, abs=0.03)


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ([[1, 2, 3]], "1 raters"),
        ([[1, 2], [2, 1]], "2 items"),
        ([[3, 3, 3], [1, 1, 1]], "alike"),
        ([[1, 2, NO], [1, NO, 3]], "0 raters"),
        (np.empty((0, 4)), "0 raters"),
    ],
)
def test_w_without_sense_is_undefined_with_a_reason(table, told):
    found = kendall_w(table, np.random.default_rng(1)).as_dict()

    assert found["w"] is None
    assert told in found["undefined"]["w"]
    assert {name for name, figure in found.items() if figure is None} == set(found["undefined"])
    json.dumps(found, allow_nan=False)


def test_permutation_tells_how_far_it_is_and_leaves_large_tables_alone():
    table, shares = np.random.default_rng(2).integers(1, 8, (300, 40)).astype(float), []
    before = table.copy()

    found = kendall_w(table, np.random.default_rng(1), 99, shares.append)

    assert shares == sorted(shares)
    assert shares[-1] == 1
    assert len(shares) > 1
    large = kendall_w(np.tile(table, (5, 1)), np.random.default_rng(1))
    assert "large" in large.undefined["p_permutation"]
    assert found.p_permutation >= 0.01
    np.testing.assert_array_equal(table, before)


def test_ranking_of_the_first_few_is_completed_only_if_asked():
    table = [[1, 2, NO, NO], [2, 1, NO, NO], [1, NO, 2, NO]]
    ratings = Ratings.of_round(table, Scale(1, 4))

    gaps = assess_agreement(ratings, 1, np.random.default_rng(1))
    last = assess_agreement(ratings, 1, np.random.default_rng(1), unranked="last")

    assert (gaps.m, gaps.n_dropped, gaps.kendall_w) == (0, 3, None)
    completed = [[1, 2, 3.5, 3.5], [2, 1, 3.5, 3.5], [1, 3.5, 2, 3.5]]
    assert last.kendall_w == kendall_w(completed).w
    assert (last.m, last.n_dropped, last.unranked) == (3, 0, "last")
    assert last.krippendorff_alpha == gaps.krippendorff_alpha


def test_perfect_agreement_has_no_finite_f():
    found = kendall_w([[1, 2, 3, 4], [2, 4, 6, 8]], np.random.default_rng(1))

    assert (found.w, found.f, found.mean_spearman) == (1, None, 1)
    assert "infinite" in found.undefined["p_f"]


def test_raters_with_gaps_are_left_out_of_w_and_counted():
    found = kendall_w([[1, 2, 3], [1, 3, 2], [1, NO, 2]])

    assert (found.n_raters, found.n_dropped) == (2, 1)


def test_complete_table_gives_skillings_mack_the_friedman_statistic():
    table = np.random.default_rng(3).permuted(np.tile(np.arange(5.0), (7, 1)), axis=1)

    assert skillings_mack(table).statistic == pytest.approx(kendall_w(table).chi2)


def test_items_that_no_rater_joins_have_no_skillings_mack():
    found = skillings_mack([[1, 2, NO, NO], [NO, NO, 1, 2], [NO, NO, NO, 4]])

    assert (found.statistic, found.p, found.n_blocks) == (None, None, 2)
    assert set(found.undefined) == {"statistic", "df", "p"}


@settings(max_examples=60, deadline=None)
@given(GAPPY, st.sampled_from(["nominal", "ordinal", "interval"]))
def test_alpha_equals_the_definition_over_pairs(values, metric):
    units = [unit[~np.isnan(unit)] for unit in values.T]
    units = [unit for unit in units if unit.size >= 2]
    pool = np.concatenate(units) if units else np.array([])

    def distance(a, b):
        if metric == "nominal":
            return float(a != b)
        if metric == "interval":
            return (a - b) ** 2
        low, high = min(a, b), max(a, b)
        between = ((pool >= low) & (pool <= high)).sum() - ((pool == a).sum() + (pool == b).sum()) / 2
        return between**2 if a != b else 0.0

    found = krippendorff_alpha(values, metric)

    if np.unique(pool).size < 2:
        assert found is None
        return
    within = (
        sum(sum(distance(a, b) for a in unit for b in unit) / (unit.size - 1) for unit in units) / pool.size
    )
    overall = sum(distance(a, b) for a in pool for b in pool) / (pool.size * (pool.size - 1))
    assert found == pytest.approx(1 - within / overall)


def test_alpha_is_low_where_everybody_rates_everything_high():
    table = np.array([[7, 6, 7, 7, 6], [6, 7, 7, 6, 7], [7, 7, 6, 7, 7]])

    assert krippendorff_alpha(table) < 0


@pytest.mark.parametrize("weights", ["none", "linear", "quadratic"])
def test_kappa_needs_pairs_and_some_expected_disagreement(weights):
    scale = Scale(-3, 3)
    assert weighted_kappa([1, NO], [NO, 1], scale, weights) is None
    assert weighted_kappa([2, 2], [2, 2], scale, weights) is None
    assert weighted_kappa([2, 2], [3, 3], scale, weights) == 0
    assert weighted_kappa([-3, 3, 0], [-3, 3, 0], scale, weights) == 1


@pytest.mark.parametrize(
    ("compute", "error"),
    [
        (lambda: weighted_kappa([1], [1, 2], Scale(1, 3)), InvalidRatings),
        (lambda: weighted_kappa([4], [1], Scale(1, 3)), InvalidRatings),
        (lambda: weighted_kappa([1], [1], Scale(1, 3), "cubic"), InvalidSetting),
        (lambda: krippendorff_alpha([[1, 2]], "ratio"), InvalidSetting),
        (lambda: krippendorff_alpha([1, 2]), InvalidRatings),
        (lambda: kendall_w([[1, np.inf, 2]]), InvalidRatings),
        (lambda: fleiss_kappa([[2, 0], [1, 2]]), InvalidRatings),
        (lambda: fisher_exact(2, 3, 2, 1), InvalidRatings),
        (lambda: permutation_p([[1.0]], np.random.default_rng(), 0), InvalidSetting),
        (lambda: bootstrap_interval([[1.0]], np.mean, np.random.default_rng()), TooFewExperts),
        (lambda: bootstrap_interval([1.0], np.mean, np.random.default_rng()), InvalidRatings),
        (lambda: bootstrap_interval([[1.0]] * 3, np.mean, np.random.default_rng(), level=1), InvalidSetting),
    ],
)
def test_input_that_makes_no_sense_is_refused(compute, error):
    with pytest.raises(error):
        compute()


def test_fleiss_kappa_of_one_category_or_one_rater_is_undefined():
    assert fleiss_kappa([[3, 0], [3, 0]]) is None
    assert fleiss_kappa([[1, 0], [0, 1]]) is None


def test_midranks_agree_with_scipy():
    from scipy.stats import rankdata

    table = np.random.default_rng(2).integers(0, 5, (6, 9))
    np.testing.assert_array_equal(midranks(table), rankdata(table, axis=1))


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 12), st.integers(1, 12), st.data())
def test_fisher_agrees_with_scipy(exposed, others, data):
    from scipy.stats import fisher_exact as reference

    hits, other_hits = data.draw(st.integers(0, exposed)), data.draw(st.integers(0, others))
    table = [[hits, exposed - hits], [other_hits, others - other_hits]]
    assert fisher_exact(exposed, hits, others, other_hits) == pytest.approx(reference(table)[1])


def make_panel(first, second, groups=None):
    values = np.array([first, second], dtype=float)[:, :, None]
    experts = [f"e{i}" for i in range(len(first))]
    return Ratings(values, np.zeros(values.shape, bool), experts, ["x"], [1, 2], Scale(1, 7), groups=groups)


def test_minority_that_leaves_is_seen():
    first = [4] * 10 + [1, 1, 1, 7]
    second = [4] * 9 + [NO] + [NO, NO, NO, 7]

    found = assess_attrition(make_panel(first, second, ["a"] * 10 + ["b"] * 4), 1, 2)

    item = found.items[0]
    assert (item.n_outside, item.n_outside_left, item.n_inside, item.n_inside_left) == (4, 3, 10, 1)
    assert item.risk_ratio == pytest.approx(7.5)
    assert item.p == pytest.approx(41 / 1001)
    assert (found.retention, found.n_left, found.n_joined) == (10 / 14, 4, 0)
    assert found.groups["b"] == {
        "n_first": 4, "n_second": 1, "retention": 0.25, "share_first": 4 / 14, "share_second": 0.1,
    }  # fmt: skip


def test_panel_that_stays_has_no_ratio_and_says_why():
    found = assess_attrition(make_panel([1, 2, 4, 4, 4, 7], [1, 2, 4, 4, 4, 7]), 1, 2)

    assert (found.retention, found.items[0].p, found.items[0].risk_ratio) == (1, None, None)
    assert set(found.items[0].undefined) == {"p", "p_holm", "risk_ratio"}
    json.dumps(found.as_dict(), allow_nan=False)


def test_empty_first_round_has_no_retention():
    found = assess_attrition(make_panel([NO] * 5, [4] * 5), 1, 2)

    assert (found.retention, found.n_joined) == (None, 5)
    assert "retention" in found.undefined
    assert risk_ratio(3, 1, 0, 0) is None
    with pytest.raises(InvalidSetting):
        assess_attrition(make_panel([4], [4]), 2, 1)


def test_resampling_follows_its_generator_and_leaves_the_table_alone():
    table = np.random.default_rng(5).integers(1, 8, (12, 4)).astype(float)
    before = table.copy()

    def run(seed):
        rng = np.random.default_rng(seed)
        mean = bootstrap_interval(table, lambda t: float(t.mean()), rng, resamples=200)
        return mean, kendall_w(table, rng, 99).p_permutation

    assert run(1) == run(1) != run(2)
    assert run(1)[0][0] < table.mean() < run(1)[0][1]
    np.testing.assert_array_equal(table, before)


def test_interval_of_a_figure_that_is_mostly_undefined_is_none():
    assert bootstrap_interval([[1.0], [2.0]], lambda _: None, np.random.default_rng(1)) is None
