"""Cross-impact at its edges: ties, many states, many descriptors, damaged and oddly saved files."""

import json

import numpy as np
import pytest

from analysis.__main__ import main
from analysis.cross_impact import CrossImpactMatrix, assess_scenario, find_consistent, from_pairs
from analysis.cross_impact.attractors import find_attractors
from analysis.cross_impact.scenario_wizard import read_scenario_wizard, write_scenario_wizard
from analysis.errors import BadFile, InvalidSetting


def draw(rng, n_descriptors, n_states, reach=3):
    total = n_descriptors * n_states
    judgements = rng.integers(-reach, reach + 1, (total, total)).astype(float)
    own = np.arange(total) // n_states
    judgements[own[:, None] == own] = 0
    states = tuple(f"s{k}" for k in range(n_states))
    return CrossImpactMatrix(
        tuple(f"d{i}" for i in range(n_descriptors)), (states,) * n_descriptors, judgements
    )


def look_at_all(matrix):
    """Score every scenario by its definition, in one array, without the search."""
    sizes = [len(own) for own in matrix.states]
    rows = np.indices(sizes).reshape(len(sizes), -1).T
    columns = rows + np.concatenate([[0], np.cumsum(sizes)[:-1]])
    scores = matrix.judgements[columns].sum(axis=1)
    kept = np.ones(len(rows), dtype=bool)
    for d, own in enumerate(matrix.columns):
        active = scores[np.arange(len(rows)), columns[:, d]]
        kept &= active >= scores[:, own].max(axis=1) - 1e-9
    return [matrix.name(row) for row in columns[kept]]


def test_two_hundred_random_matrices_give_the_same_sets():
    rng = np.random.default_rng(2006)
    for number in range(200):
        matrix = draw(rng, int(rng.integers(2, 8)), int(rng.integers(2, 4)), int(rng.integers(1, 4)))
        if number % 4 == 0:  # few judgements make many ties
            sparse = np.where(rng.random(matrix.judgements.shape) < 0.3, matrix.judgements, 0)
            matrix = CrossImpactMatrix(matrix.descriptors, matrix.states, sparse)
        assert list(find_consistent(matrix, limit=3000).consistent) == look_at_all(matrix)


def test_five_descriptors_of_six_states():
    matrix = draw(np.random.default_rng(56), 5, 6)
    found = find_consistent(matrix)

    assert list(found.consistent) == look_at_all(matrix)
    assert found.complete


def test_without_judgements_everything_is_consistent():
    flat = from_pairs([f"d{i}" for i in range(8)], np.zeros((8, 8)))
    found = find_consistent(flat)

    assert (len(found.consistent), found.complete) == (256, True)
    assert set(found.total_impact_score) == {0}


def test_a_tie_counts_as_the_best():
    """B is indifferent to A, A wants B's state: both of B's states go with the matching one of A."""
    judgements = [[0, 0, 1, 1], [0, 0, 1, 1], [2, 0, 0, 0], [0, 2, 0, 0]]
    matrix = CrossImpactMatrix(("A", "B"), (("a1", "a2"), ("b1", "b2")), judgements)

    assert find_consistent(matrix).consistent == ({"A": "a1", "B": "b1"}, {"A": "a2", "B": "b2"})


def test_starts_settle_in_consistent_scenarios_alone():
    matrix = draw(np.random.default_rng(4), 10, 2)
    every = list(find_consistent(matrix).consistent)
    found = find_attractors(matrix, np.random.default_rng(1), 500)

    assert found.scenarios
    assert all(scenario in every for scenario in found.scenarios)
    assert sum(found.shares) + found.unsettled == pytest.approx(1)
    assert list(found.shares) == sorted(found.shares, reverse=True)
    json.dumps(found.as_dict(), allow_nan=False)


def test_sixty_descriptors_are_followed_where_they_cannot_be_enumerated():
    means = np.random.default_rng(9).integers(-3, 4, (60, 60))
    matrix = from_pairs([f"d{i}" for i in range(60)], means + means.T)

    assert not find_consistent(matrix, budget=1000).complete
    found = find_attractors(matrix, np.random.default_rng(1), 200)
    assert found.unsettled == 0  # symmetric judgements: the total score rises with every step
    assert all(assess_scenario(matrix, one).consistent for one in found.scenarios[:5])
    with pytest.raises(InvalidSetting):
        find_attractors(matrix, np.random.default_rng(1), 0)


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r", "\n\n", " \t\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp949"])
def test_line_ends_and_encodings_change_nothing(ends, encoding):
    matrix = draw(np.random.default_rng(5), 3, 3)
    named = CrossImpactMatrix(("정부", "시장", "기후"), matrix.states, matrix.judgements)
    text = write_scenario_wizard(named, "정책").replace("\r\n", ends)

    again = read_scenario_wizard(text.encode(encoding))

    assert (again.descriptors, again.states) == (named.descriptors, named.states)
    assert np.array_equal(again.judgements, named.judgements)


def damage(content, rng):
    for _ in range(rng.integers(1, 5)):
        begin = int(rng.integers(0, len(content) + 1))
        end = min(len(content), begin + int(rng.integers(0, 60)))
        pieces = (b"", content[begin:end] * 2, rng.bytes(6), b"\n#\n", b",", b"&", b"\r", b"\xff\xfe", b"\0")
        content = content[:begin] + pieces[rng.integers(len(pieces))] + content[end:]
    return content


def test_damaged_files_are_read_or_refused_in_one_line():
    rng = np.random.default_rng(41)
    whole = write_scenario_wizard(draw(rng, 3, 3), "정책").encode()
    refused = several_lines = 0
    for _ in range(300):
        try:
            read_scenario_wizard(damage(whole, rng))
        except BadFile as fault:
            refused += 1
            several_lines += "\n" in str(fault)
    assert refused > 200
    assert several_lines == 0


def test_command_refuses_damaged_files_in_one_line(capsys, tmp_path):
    rng = np.random.default_rng(42)
    whole = write_scenario_wizard(draw(rng, 3, 2)).encode()
    path = tmp_path / "matrix.scw"
    for _ in range(25):
        path.write_bytes(damage(whole, rng))
        status = main(["cross-impact", str(path), "--json"])
        written = capsys.readouterr()
        assert (status, written.err.count("\n"), bool(written.out)) in ((0, 0, True), (2, 1, False))
