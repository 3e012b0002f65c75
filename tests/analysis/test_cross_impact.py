"""Cross-impact balance: scores, consistency, search, succession, neighbours, files of ScenarioWizard."""

import json
from contextlib import suppress
from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from analysis.__main__ import main
from analysis.cross_impact import (
    CrossImpactMatrix,
    assess_scenario,
    find_consistent,
    from_pairs,
    mean_judgements,
    nearest_consistent,
    succeed,
)
from analysis.cross_impact.scenario_wizard import read_scenario_wizard, write_scenario_wizard
from analysis.errors import BadFile, InvalidRatings, InvalidSetting

# ScenarioWizard 4.1 manual (Weimer-Jehle 2013), fig. 2-2; blocks on the diagonal left out.
SOMEWHERELAND = """
-2 1 1 0 0 0 0 0 -2 1 1 0 0 0   2 1 -3 -2 -1 3 -2 2 0 0 0 2 -1 -1   0 0 0 0 2 -2 3 -3 2 -1 -1 -2 2 0
0 0 0 -2 1 1 0 0 0 0 0 0 0 0   0 0 0 0 1 -1 0 0 1 0 -1 0 0 0   3 -1 -2 3 0 -3 0 0 3 -1 -2 -2 1 1
2 1 -3 0 0 0 -2 2 -3 1 2 0 0 0   -1 2 -1 0 0 0 0 0 0 0 0 0 0 0   0 0 0 0 0 0 -2 2 3 -1 -2 0 0 0
0 0 0 0 0 0 0 0 0 3 -1 -2 -2 1 1   0 -3 3 0 0 0 0 0 0 -3 1 2 2 -1 -1
0 0 0 0 0 0 -2 -1 3 0 0 2 -1 -1   0 0 0 -1 0 1 1 1 -2 0 0 -1 0 1   2 -1 -1 -3 1 2 3 0 -3 0 0 -2 -1 3
0 3 -3 0 0 0 -3 0 3 -3 3 -2 1 1   1 -2 1 0 0 0 -1 2 -1 2 -2 2 -1 -1   0 0 0 0 0 0 -1 2 -1 1 -1 2 -1 -1
"""
# A file that ScenarioWizard 4 saved, and the solutions that it printed for it (state numbers, total impact
# score): Stockholm Environment Institute, cibsa, sample_files/CIB_global, MIT licence.
GLOBAL = """$ ScenarioWizard 4.0
CIB_global.scw
&WTRD
 -FT
 -Ntl
 -Mix
&WSEC
 -Rlx
 -Mod
 -Alrt
&WECO
 -Decl
 -Stag
 -ModGr
 -RpdGr
#
&
{blank}
#
#
FFFFFF
#
#
 0 , 0 , 0 , 1 , 2 ,-3 ,-4 ,-2 , 3 , 3{space}
 0 , 0 , 0 ,-2 , 1 , 1 , 3 , 5 ,-3 ,-5{space}
 0 , 0 , 0 , 2 , 1 ,-3 ,-2 , 0 , 4 ,-2{space}
 1 ,-3 , 2 , 0 , 0 , 0 ,-1 ,-1 , 1 , 1{space}
 1 ,-2 , 1 , 0 , 0 , 0 , 0 , 1 , 0 ,-1{space}
-2 , 3 ,-1 , 0 , 0 , 0 , 1 , 2 ,-1 ,-2{space}
-3 , 5 ,-2 ,-3 , 1 , 2 , 0 , 0 , 0 , 0{space}
-2 , 3 ,-1 ,-2 , 1 , 1 , 0 , 0 , 0 , 0{space}
 2 ,-4 , 2 , 1 , 0 ,-1 , 0 , 0 , 0 , 0{space}
 3 ,-6 , 3 ,-1 , 1 , 0 , 0 , 0 , 0 , 0{space}
#
# 0-0
""".format(blank=" \n \n ", space=" ")
GLOBAL_SOLUTIONS = {(1, 2, 3): 8, (2, 2, 2): 9, (2, 3, 2): 15, (3, 1, 3): 12}


def somewhereland():
    sizes = [3, 3, 3, 2, 3, 3]
    owner = np.repeat(range(6), sizes)
    judgements = np.zeros((17, 17))
    judgements[owner[:, None] != owner] = [float(cell) for cell in SOMEWHERELAND.split()]
    states = [[f"{d}{i + 1}" for i in range(size)] for d, size in zip("ABCDEF", sizes, strict=True)]
    return CrossImpactMatrix(tuple("ABCDEF"), tuple(states), judgements)


def scenario_of(matrix, *states):
    return dict(zip(matrix.descriptors, states, strict=True))


def two_by_two():
    """Build A and B of two states: A wants B alike (2), B wants A alike (1)."""
    return CrossImpactMatrix(
        ("A", "B"),
        (("up", "down"), ("up", "down")),
        [[0, 0, 2, -2], [0, 0, -2, 2], [1, -1, 0, 0], [-1, 1, 0, 0]],
    )


def check_every(matrix, allowed=0.0):
    """List what is consistent by looking at every scenario, without the search."""
    found = []
    for states in product(*matrix.states):
        balance = assess_scenario(matrix, scenario_of(matrix, *states))
        if balance.inconsistency <= allowed + 1e-9:
            found.append(balance.scenario)
    return found


@st.composite
def matrices(draw, most=10, states=3):
    sizes = draw(st.lists(st.integers(1, states), min_size=1, max_size=most))
    if np.prod(sizes) > 1500:
        sizes = [min(size, 2) for size in sizes]
    total = sum(sizes)
    seed, reach = draw(st.integers(0, 2**32 - 1)), draw(st.sampled_from([0, 1, 3]))
    rng = np.random.default_rng(seed)
    judgements = rng.integers(-reach, reach + 1, (total, total)).astype(float)
    if draw(st.booleans()):
        judgements += rng.normal(size=judgements.shape).round(1)
    names = tuple(f"d{i}" for i in range(len(sizes)))
    return CrossImpactMatrix(names, tuple(tuple(f"s{k}" for k in range(size)) for size in sizes), judgements)


# Scores and consistency


def test_scores_add_up_by_hand():
    balance = assess_scenario(two_by_two(), {"A": "up", "B": "down"})

    assert balance.scores == {"A": {"up": -1, "down": 1}, "B": {"up": 2, "down": -2}}
    assert balance.shortfall == {"A": 2, "B": 4}
    assert (balance.inconsistency, balance.consistent, balance.total_impact_score) == (4, False, -3)
    assert json.dumps(balance.as_dict())


def test_consistent_scenarios_by_hand():
    found = find_consistent(two_by_two()).as_dict()

    assert found["consistent"] == [{"A": "up", "B": "up"}, {"A": "down", "B": "down"}]
    assert (found["count"], found["complete"]) == (2, True)
    assert (found["inconsistency"], found["total_impact_score"]) == ([0, 0], [3, 3])


def test_published_balances_of_somewhereland():
    matrix = somewhereland()
    balance = assess_scenario(matrix, scenario_of(matrix, "A2", "B1", "C3", "D1", "E1", "F1"))

    printed = [0, 3, -3, 2, 1, -3, -9, -1, 10, -7, 7, 4, -1, -3, 2, -1, -1]
    assert [score for own in balance.scores.values() for score in own.values()] == printed
    assert [name for name, gap in balance.shortfall.items() if gap] == ["D"]


def test_solutions_of_scenario_wizard():
    matrix = read_scenario_wizard(GLOBAL)
    found = find_consistent(matrix)

    numbers = [
        tuple(own.index(s) + 1 for own, s in zip(matrix.states, one.values(), strict=True))
        for one in found.consistent
    ]
    assert dict(zip(numbers, found.total_impact_score, strict=True)) == GLOBAL_SOLUTIONS


@settings(max_examples=60, deadline=None)
@given(matrices(), st.sampled_from([0.0, 1.0]))
def test_search_finds_what_looking_at_all_finds(matrix, allowed):
    found = find_consistent(matrix, allowed, limit=5000)

    assert list(found.consistent) == check_every(matrix, allowed)
    assert found.complete


def test_search_says_when_it_stopped():
    flat = from_pairs([f"d{i}" for i in range(12)], np.zeros((12, 12)))

    part = find_consistent(flat, limit=50)
    assert (len(part.consistent), part.complete) == (50, False)
    assert not find_consistent(flat, budget=100).complete
    assert find_consistent(flat, limit=4096).complete


def test_twenty_descriptors_are_searched_to_the_end():
    judgements = np.random.default_rng(3).integers(-3, 4, (20, 20))
    found = find_consistent(from_pairs([f"d{i}" for i in range(20)], judgements))

    assert found.complete
    assert all(value == 0 for value in found.inconsistency)


# Matrices from pair judgements


def test_pairs_make_two_states():
    means = mean_judgements(["x", "y", "z"], [("x", "y", 2), ("y", "x", 1), ("y", "z", -1)])
    matrix = from_pairs(["x", "y", "z"], means)

    assert means[0, 1] == means[1, 0] == 1.5
    assert np.isnan(means[0, 2])
    np.testing.assert_array_equal(matrix.judgements[:2, 2:4], [[1.5, -1.5], [-1.5, 1.5]])
    assert not matrix.judgements[:2, 4:].any()
    assert {tuple(one.values()) for one in find_consistent(matrix).consistent} == {
        ("high", "high", "low"),
        ("low", "low", "high"),
    }


@pytest.mark.parametrize("pairs", [[("x", "q", 1)], [("x", "x", 1)]])
def test_pair_of_unknown_items_is_refused(pairs):
    with pytest.raises(InvalidRatings):
        mean_judgements(["x", "y"], pairs)


@pytest.mark.parametrize(
    ("descriptors", "states", "judgements"),
    [
        ((), (), []),
        (("A",), ((),), []),
        (("A", "A"), (("u",), ("u",)), np.zeros((2, 2))),
        (("A",), (("u", "u"),), np.zeros((2, 2))),
        (("A",), (("u ",),), np.zeros((1, 1))),
        (("A",), (("",),), np.zeros((1, 1))),
        (("A",), (("u",),), np.zeros((2, 2))),
        (("A",), (("u",),), [[np.nan]]),
        (("A",), (("u",),), [["x"]]),
        (("A",), (tuple(map(str, range(501))),), np.zeros((501, 501))),
    ],
)
def test_matrix_that_does_not_fit_is_refused(descriptors, states, judgements):
    with pytest.raises(InvalidRatings):
        CrossImpactMatrix(descriptors, states, judgements)


def test_judgements_are_copied_and_locked():
    given_ = np.zeros((2, 2))
    matrix = CrossImpactMatrix(("A",), (("u", "v"),), given_)
    given_[0, 1] = 5

    assert matrix.judgements[0, 1] == 0
    assert not matrix.judgements.flags.writeable


@pytest.mark.parametrize("scenario", [{"A": "up"}, {"A": "up", "B": "sideways"}])
def test_unknown_scenario_is_refused(scenario):
    with pytest.raises(InvalidSetting):
        assess_scenario(two_by_two(), scenario)


# Succession and neighbours


def test_global_succession_can_run_in_a_circle_where_local_arrives():
    start = {"A": "up", "B": "down"}

    everywhere = succeed(two_by_two(), start)
    assert everywhere.end is None
    assert list(everywhere.cycle) == [start, {"A": "down", "B": "up"}]
    one_by_one = succeed(two_by_two(), start, "local")
    assert one_by_one.as_dict()["path"] == [start, {"A": "up", "B": "up"}]
    assert one_by_one.end == {"A": "up", "B": "up"}
    with pytest.raises(InvalidSetting):
        succeed(two_by_two(), start, "sideways")
    assert succeed(two_by_two(), start, "local", max_steps=1).end is None


@settings(max_examples=40, deadline=None)
@given(matrices(most=7), st.sampled_from(["global", "local"]))
def test_succession_ends_where_nothing_is_short(matrix, mode):
    way = succeed(matrix, {d: own[0] for d, own in zip(matrix.descriptors, matrix.states, strict=True)}, mode)

    assume(way.end is not None)
    assert assess_scenario(matrix, way.end).consistent
    assert way.path[-1] == way.end
    assert succeed(matrix, way.end, mode).path == (way.end,)


@settings(max_examples=40, deadline=None)
@given(matrices(most=7))
def test_nearest_neighbour_is_the_nearest_of_all(matrix):
    start = {d: own[-1] for d, own in zip(matrix.descriptors, matrix.states, strict=True)}
    nearest = nearest_consistent(matrix, start)

    apart = [sum(one[d] != start[d] for d in start) for one in check_every(matrix)]
    assert nearest.distance == min(apart, default=None)
    assert len(nearest.scenarios) == sum(steps == nearest.distance for steps in apart)
    for one, flips in zip(nearest.scenarios, nearest.flips, strict=True):
        assert list(flips) == [d for d in start if one[d] != start[d]]


def test_nearest_neighbour_names_what_flips():
    nearest = nearest_consistent(two_by_two(), {"A": "up", "B": "down"}).as_dict()

    assert (nearest["distance"], nearest["flips"]) == (1, [["B"], ["A"]])
    assert nearest_consistent(two_by_two(), {"A": "up", "B": "up"}).distance == 0


# Files


@settings(max_examples=60, deadline=None)
@given(matrices(most=6))
def test_file_is_read_as_it_was_written(matrix):
    again = read_scenario_wizard(write_scenario_wizard(matrix))

    assert (again.descriptors, again.states) == (matrix.descriptors, matrix.states)
    np.testing.assert_array_equal(again.judgements, matrix.judgements)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(min_size=1, max_size=8), min_size=1, max_size=4))
def test_names_survive_the_file(names):
    try:
        matrix = CrossImpactMatrix(names, (("&u", "-v", "#w"),) * len(names), np.zeros((3 * len(names),) * 2))
    except InvalidRatings:
        return
    assert read_scenario_wizard(write_scenario_wizard(matrix).encode()).descriptors == tuple(names)


def test_nameless_states_get_their_number():
    text = write_scenario_wizard(two_by_two()).replace(" -down", " -").replace("&B", "&")
    matrix = read_scenario_wizard(text)

    assert (matrix.descriptors, matrix.states) == (("A", "2"), (("up", "2"), ("up", "2")))


def test_western_and_korean_files_are_read():
    text = write_scenario_wizard(two_by_two())

    assert read_scenario_wizard(text.replace("&A", "&Größe").encode("cp1252")).descriptors[0] == "Größe"
    assert read_scenario_wizard(text.replace("&A", "&정부").encode("cp949")).descriptors[0] == "정부"


@pytest.mark.parametrize(
    "change",
    [
        ("&A\r\n", ""),
        ("&B\r\n -up\r\n -down\r\n", "&B\r\n"),
        (" -down\r\n", " -up\r\n"),
        ("&B", "&A"),
        ("&B", "B"),
        ("FFFFFF\r\n#", "FFFFFF\r\n"),
        (" 2 ,", " two ,"),
        (" 2 ,", ""),
        (" 2 ,", " nan ,"),
        (" 2 ,", " 99999999 ,"),
        (" 0 , 0 , 2 ,-2 \r\n", ""),
        ("\r\n#\r\n# 0-0", "\r\n 0 , 0 , 0 , 0 \r\n#"),
        ("&A", "&A\0"),
        ("&A", "&A\x07b"),
        ("&A", "&" + "A" * 300),
    ],
)
def test_odd_file_is_a_bad_file(change):
    text = write_scenario_wizard(two_by_two())
    assert change[0] in text

    with pytest.raises(BadFile):
        read_scenario_wizard(text.replace(*change))


@pytest.mark.parametrize(
    "source", ["", "nowhere.scw", b"\x81\n", b"\xff\xfe\n", "$\n", "&A\n-u\n#\n#\n#\n#\n#\n"]
)
def test_what_is_no_project_is_a_bad_file(source):
    with pytest.raises(BadFile):
        read_scenario_wizard(source)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_nothing_but_bad_file_is_raised(data):
    content = write_scenario_wizard(two_by_two()).encode()
    start = data.draw(st.integers(0, len(content)))
    end = data.draw(st.integers(start, len(content)))
    content = content[:start] + data.draw(st.binary(max_size=12)) + content[end:]
    with suppress(BadFile):
        read_scenario_wizard(content)


@pytest.mark.parametrize("title", ["", "&x", "two\nlines"])
def test_title_must_not_read_as_something_else(title):
    with pytest.raises(InvalidSetting):
        write_scenario_wizard(two_by_two(), title)


# Command line


def test_command_prints_a_table_or_json(capsys, tmp_path):
    path = tmp_path / "matrix.scw"
    path.write_text(GLOBAL, encoding="utf-8")

    assert main(["cross-impact", str(path)]) == 0
    table = capsys.readouterr().out
    assert "Scenarios found: 4" in table
    assert "RpdGr" not in table
    assert main(["cross-impact", str(path), "--json", "--max-inconsistency", "1"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["command"], found["count"], found["complete"]) == ("cross-impact", 6, True)
    assert main(["cross-impact", str(path), "--limit", "1"]) == 0
    assert "stopped" in capsys.readouterr().out
    path.write_text("&A\n", encoding="utf-8")
    assert main(["cross-impact", str(path)]) == 2
