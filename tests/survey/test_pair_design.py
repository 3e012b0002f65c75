"""Which pairs an expert judges: balanced over any panel, the same whenever the block is asked for."""

from collections import Counter
from itertools import combinations

import pytest

from survey.questions.pair_design import block_pairs, count_pairs

N_EXPERTS = 40


def items(n: int) -> list[str]:
    return [f"D{number:02d}" for number in range(1, n + 1)]


@pytest.mark.parametrize("n_items", range(4, 41))
@pytest.mark.parametrize("per_expert", [7, 20])
def test_every_pair_is_judged_about_equally_often_by_panels_of_any_size(n_items, per_expert):
    pairs = {frozenset(pair) for pair in combinations(items(n_items), 2)}
    counts = Counter(dict.fromkeys(pairs, 0))
    for block in range(N_EXPERTS):
        asked = [frozenset(pair) for pair in block_pairs(items(n_items), per_expert, block)]
        assert len(set(asked)) == len(asked) == min(per_expert, count_pairs(n_items))
        counts.update(asked)
        assert max(counts.values()) - min(counts.values()) <= 1
    assert set(counts) == pairs


@pytest.mark.parametrize("n_items", range(4, 41))
@pytest.mark.parametrize("per_expert", [7, 20])
def test_every_driver_occurs_about_equally_often_in_a_block(n_items, per_expert):
    for block in range(N_EXPERTS):
        used = Counter(item for pair in block_pairs(items(n_items), per_expert, block) for item in pair)
        counts = [used[item] for item in items(n_items)]
        assert max(counts) - min(counts) <= 2


def test_the_walecki_cycles_are_those_of_the_source():
    """Alspach (2008): K_7 falls into 3 Hamiltonian cycles; each runs through all 7 vertices."""
    from survey.questions.pair_design import _pair_sequence

    sequence = _pair_sequence(7)
    for start in (0, 7, 14):
        degrees = Counter(vertex for edge in sequence[start : start + 7] for vertex in edge)
        assert degrees == dict.fromkeys(range(7), 2)
    assert len({frozenset(edge) for edge in sequence}) == 21


def test_a_block_is_the_same_whenever_it_is_asked_for():
    first = [block_pairs(items(24), 20, block) for block in range(16)]
    assert first == [block_pairs(items(24), 20, block) for block in range(16)]
    assert first[3][:3] == [("D14", "D07"), ("D01", "D13"), ("D03", "D17")]


def test_every_expert_of_a_usual_panel_gets_other_pairs_in_another_order():
    blocks = [block_pairs(items(24), 20, block) for block in range(30)]
    assert len({frozenset(map(frozenset, block)) for block in blocks}) == 30


def test_both_directions_of_a_pair_are_asked():
    directions = {
        pair for block in range(40) for pair in block_pairs(items(8), 20, block) if {*pair} == {"D01", "D02"}
    }
    assert directions == {("D01", "D02"), ("D02", "D01")}


def test_a_block_is_never_larger_than_all_pairs():
    assert len(block_pairs(items(4), 20, 5)) == 6
