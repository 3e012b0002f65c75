"""Further figures of change: tests against SciPy, counting and hand-made tables; classes and order."""

import json
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.agreement.association import goodman_kruskal_lambda, kendall_tau_b, pitman_morgan, spearman_rho
from analysis.agreement.rank_tests import cliffs_delta, mann_whitney
from analysis.agreement.reliability import weighted_kappa
from analysis.consensus.tails import chi2_tail, t_tail
from analysis.errors import InvalidRatings
from analysis.ranks import complete_rankings, midranks
from analysis.ratings import Ratings, Scale
from analysis.stability import assess_stability
from analysis.stability.homogeneity import bhapkar, exact_homogeneity_p, stuart_maxwell, three_bands
from analysis.stability.item_change import measure_change
from analysis.stability.item_order import compare_order
from analysis.stability.transitions import count_transitions

SEVEN = Scale(1, 7)
NO = np.nan
GROUP = st.lists(st.integers(1, 7), min_size=1, max_size=6)
PAIRS = st.lists(st.tuples(st.integers(1, 7), st.integers(1, 7)), min_size=5, max_size=20)


def make_rounds(*tables, scale=SEVEN):
    values = np.array(tables, dtype=float)
    values = values[:, :, None] if values.ndim == 2 else values
    names = [[f"{kind}{i}" for i in range(n)] for kind, n in zip("ei", values.shape[1:], strict=True)]
    return Ratings(values, np.zeros(values.shape, bool), *names, range(1, len(values) + 1), scale)


def measure(first, second, **settings_):
    ratings = make_rounds(first, second)
    return measure_change(ratings, assess_stability(ratings, 1, 2, **settings_))[0]


@settings(max_examples=60, deadline=None)
@given(GROUP, GROUP)
def test_mann_whitney_counts_every_way_to_choose_a_group(first, second):
    ranks = midranks(np.array(first + second, float))
    sums = [sum(chosen) for chosen in combinations(ranks, len(first))]
    seen = ranks[: len(first)].sum()
    tails = [np.mean(np.array(sums) <= seen + 1e-9), np.mean(np.array(sums) >= seen - 1e-9)]

    u, p = mann_whitney(first, second)

    assert p == pytest.approx(min(1, 2 * min(tails)))
    assert cliffs_delta(first, second) == pytest.approx(2 * u / (len(first) * len(second)) - 1)


def test_mann_whitney_of_many_is_scipys_normal_approximation():
    from scipy.stats import mannwhitneyu

    rng = np.random.default_rng(4)
    first, second = rng.integers(1, 8, 70), rng.integers(2, 8, 30)
    expected = mannwhitneyu(first, second, method="asymptotic")

    assert mann_whitney(first, second) == pytest.approx((expected.statistic, expected.pvalue))
    assert mann_whitney([4] * 70, [4] * 30)[1] == 1
    assert mann_whitney([], [1]) is None
    assert cliffs_delta([NO], [1]) is None


def test_tails_in_closed_form_are_scipys():
    from scipy.special import chdtrc, stdtr

    for df, x in product((1, 2, 3, 6, 17, 40, 999), (0, 1e-9, 0.3, 2, 11, 60, 900)):
        assert chi2_tail(x, df) == pytest.approx(chdtrc(df, x), rel=1e-9, abs=1e-300)
    for df, x in product((1, 2, 3, 6, 17, 40, 999), (0, 0.01, 0.3, 2, 11, 60, 900)):
        assert t_tail(x, df) == pytest.approx(2 * stdtr(df, -x), abs=1e-12)


@settings(max_examples=40, deadline=None)
@given(PAIRS)
def test_series_are_compared_as_scipy_compares_them(pairs):
    from scipy.stats import kendalltau, pearsonr, spearmanr

    first, second = np.array(pairs, float).T
    if len(set(first)) > 1 and len(set(second)) > 1:
        assert spearman_rho(first, second) == pytest.approx(spearmanr(first, second).statistic)
        assert kendall_tau_b(first, second) == pytest.approx(kendalltau(first, second).statistic)
    else:
        assert spearman_rho(first, second) is None
        assert kendall_tau_b(first, second) is None
    found = pitman_morgan(first, second)
    if len(set(first + second)) > 1 and len(set(first - second)) > 1:
        expected = pearsonr(first + second, first - second)
        assert found == pytest.approx((expected.statistic, expected.pvalue), abs=1e-7)
    else:
        assert found is None


def test_spread_that_shrinks_has_a_positive_r():
    assert pitman_morgan([1, 2, 4, 6, 7, 7], [3, 3, 4, 5, 5, 5])[0] > 0
    assert pitman_morgan([4, 4, 4, 4, 4], [1, 2, 4, 6, 7]) == (-1, 0)
    assert pitman_morgan([1, 2, 3], [1, 1, 1]) is None
    with pytest.raises(InvalidRatings):
        spearman_rho([1, 2], [1])


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 4), min_size=9, max_size=9))
def test_exact_homogeneity_counts_every_direction_of_every_move(cells):
    table = np.array(cells).reshape(3, 3)
    moves = [(i, j) for i in range(3) for j in range(i + 1, 3) for _ in range(table[i, j] + table[j, i])]
    if len(moves) > 9:
        return
    seen = stuart_maxwell(table)[0]
    reached = total = 0
    for turns in product((False, True), repeat=len(moves)):
        other = np.zeros((3, 3))
        for (i, j), turned in zip(moves, turns, strict=True):
            other[(j, i) if turned else (i, j)] += 1
        total += 1
        reached += stuart_maxwell(other)[0] >= seen - 1e-9
    assert exact_homogeneity_p(table) == pytest.approx(reached / total)


def test_homogeneity_without_sense_is_refused_or_none():
    assert bhapkar(np.diag([0, 0])) is None
    assert bhapkar([[0, 5], [0, 0]]) is None
    assert bhapkar(np.diag([3, 4]))[0] == 0
    assert exact_homogeneity_p(np.full((3, 3), 200)) is None
    with pytest.raises(InvalidRatings):
        exact_homogeneity_p([[1, 2], [3, 4]])
    assert three_bands(np.eye(7, dtype=int), SEVEN).tolist() == [[2, 0, 0], [0, 3, 0], [0, 0, 2]]


@settings(max_examples=40, deadline=None)
@given(PAIRS)
def test_figures_from_transitions_are_those_of_the_answers(pairs):
    first, second = np.array(pairs, float).T
    found = assess_stability(make_rounds(first, second), 1, 2).items[0]

    assert found.share_changed == np.mean(first != second)
    kappa = weighted_kappa(first, second, SEVEN)
    assert found.weighted_kappa == (None if kappa is None else pytest.approx(kappa, abs=1e-12))
    more = measure(first, second)
    assert more["share_unchanged"] == pytest.approx(np.mean(first == second))
    assert more["top_entered"] == np.sum((second >= 6) & (first < 6))
    assert more["bottom_left"] == np.sum((first <= 2) & (second > 2))


def test_scale_too_long_for_square_tables_is_counted_sparsely():
    scale = Scale(0, 1000)
    rng = np.random.default_rng(8)
    tables = rng.integers(0, 1001, (2, 60, 3)).astype(float)
    tables[rng.random(tables.shape) < 0.2] = NO
    transitions = count_transitions(*tables, scale)

    paired = ~np.isnan(tables).any(axis=0)
    assert transitions.total().tolist() == paired.sum(axis=0).tolist()
    for j, (first, second, count) in enumerate(transitions.moves):
        expected = sorted(map(tuple, tables[:, paired[:, j], j].T.astype(int).tolist()))
        assert sorted(zip(np.repeat(first, count), np.repeat(second, count), strict=True)) == expected


def test_same_answers_twice_leave_every_further_figure_at_rest():
    found = measure([1, 2, 4, 6, 7, 7], [1, 2, 4, 6, 7, 7])

    assert (found["share_unchanged"], found["goodman_kruskal_lambda"], found["net_change_all"]) == (1, 1, 0)
    assert (found["stuart_maxwell"], found["stuart_maxwell_p"], found["homogeneity_p_exact"]) == (0, 1, 1)
    assert (found["mcnemar_top_p"], found["mcnemar_bottom_p"], found["pitman_morgan_r"]) == (1, 1, None)
    assert "pitman_morgan_r" in found["undefined"]


def test_small_panels_are_compared_in_three_bands():
    assert measure([1] * 6 + [4] * 6, [4] * 12)["homogeneity_categories"] == "three bands"
    assert measure([1] * 6 + [4] * 20, [4] * 26)["homogeneity_categories"] == "points"


@pytest.mark.parametrize(
    ("column", "name"),
    [
        ([6] * 9 + [1], "consensus"),
        ([1] * 5 + [7] * 5, "bipolarity"),
        ([1] * 3 + [4] * 6 + [7] * 2, "majority"),
        ([1, 2, 3, 4, 4, 4, 5, 6, 7], "plurality"),
        ([1, 2, 3, 4, 5, 6, 7], "disagreement"),
    ],
)
def test_stable_item_is_classed_by_its_distribution(column, name):
    assert measure(column, column)["distribution_class"] == name
    assert measure(column, column[::-1], stability_rule="changed<0.15")["distribution_class"] in (
        "not stable",
        name,
    )


def test_too_few_pairs_leave_the_unpaired_picture_alone():
    found = measure([1, 2, 3, 4, 5, NO, NO], [1, 2, 3, NO, NO, 5, 5])

    assert found["net_change_all"] == pytest.approx(0.2)
    assert found["stuart_maxwell"] is None
    assert {name for name, figure in found.items() if figure is None} <= set(found["undefined"])
    json.dumps(found, allow_nan=False)


def test_lambda_of_no_surprise_is_undefined():
    assert goodman_kruskal_lambda([[3, 0], [4, 0]]) is None
    assert goodman_kruskal_lambda([[5, 5], [4, 4]]) == 0


def test_order_of_items_is_compared_over_the_same_experts():
    rng = np.random.default_rng(3)
    first = np.clip(np.round(np.linspace(1, 7, 6) + rng.normal(size=(12, 6)) * 0.5), 1, 7)
    second = first.copy()
    second[0, 0] = NO
    found = compare_order(make_rounds(first, second), 1, 2)

    assert found.rho_medians == pytest.approx(1, abs=0.05)
    assert (found.n_items, found.n_raters) == (6, 11)
    assert found.w_change == 0
    few = compare_order(make_rounds(first[:, :4], second[:, :4]), 1, 2).as_dict()
    assert few["rho_means"] is None
    assert {name for name, figure in few.items() if figure is None} <= set(few["undefined"])


def test_items_left_out_of_a_ranking_share_the_last_ranks():
    found = complete_rankings(
        [[1, 2, NO, NO, NO], [NO] * 5, [2, 1, 3, NO, NO]], [[False] * 5] * 2 + [[False] * 4 + [True]]
    )

    np.testing.assert_array_equal(found, [[1, 2, 4, 4, 4], [NO] * 5, [2, 1, 3, 4, NO]])
    assert np.isnan(midranks([3, NO, 1])).tolist() == [False, True, False]
