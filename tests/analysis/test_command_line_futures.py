"""`python -m analysis camps`, `cross-impact` and `strategy` as a researcher runs them."""

import json

import numpy as np
import pytest

from analysis.__main__ import main
from analysis.cross_impact import from_pairs
from analysis.cross_impact.scenario_wizard import write_scenario_wizard

EFFECTS = {"both": (2, 2, 2, 2), "north": (3, 3, -2, 0), "south": (-1, 0, 2, 2)}


def run(capsys, *arguments):
    status = main(list(map(str, arguments)))
    written = capsys.readouterr()
    return status, written.out, written.err


@pytest.fixture
def options_file(tmp_path):
    path = tmp_path / "options.csv"
    rows = [
        f"e{expert},{option},Q{q},{value}"
        for expert in range(6)
        for option, effects in EFFECTS.items()
        for q, value in enumerate(effects, start=1)
    ]
    path.write_text("\n".join(["expert,option,scenario,value", *rows]) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def camps_file(tmp_path):
    rng = np.random.default_rng(1)
    views = rng.choice([-1, 1], size=(2, 14))
    rows = [
        f"e{expert},1,i{item},agreement,{views[expert % 2, item] if rng.random() < 0.9 else 0}"
        for expert in range(26)
        for item in range(14)
        if rng.random() < 0.8
    ]
    path = tmp_path / "votes.csv"
    path.write_text("\n".join(["expert,round,item,question,value", *rows]) + "\n", encoding="utf-8")
    return path


def test_strategy_says_what_weights_and_sets_do(capsys, options_file):
    arguments = (
        "strategy",
        options_file,
        "--scale",
        "-3-3",
        "--resamples",
        "50",
        "--exclusive",
        "north,south",
    )

    status, table, _ = run(capsys, *arguments, "--weights", "Q3=0,Q1=1,Q2=1,Q4=0")
    assert status == 0
    assert "6 experts, 3 options, scale -3-3, weights Q1 0.50, Q2 0.50, Q3 0.00, Q4 0.00" in table
    assert "First by the weighted mean: north, until a weight moves by" in table
    assert "Agreement of the decision rules (W):" in table

    _, text, _ = run(capsys, *arguments, "--json")
    found = json.loads(text)
    both, north, south = found["options"]
    assert (found["weighted"], found["weights"]) == (False, [0.25] * 4)
    assert {
        "option",
        "values",
        "laplace",
        "maximin",
        "maximax",
        "regret_do",
        "regret_dont",
        "domain",
        "class",
    } < set(both)
    assert (both["class"], both["class_probability"]) == ("no_regret", {"no_regret": 1.0})
    assert (north["laplace"], north["domain"]) == (1, {"0": 0.75, "1": 0.5, "2": 0.5})
    assert [one["regret_exclusive"] for one in (both, north, south)] == [None, 4, 4]
    assert found["weight_sensitivity"]["first"] == ["both"]


def test_strategy_without_redrawn_panels(capsys, options_file):
    status, text, _ = run(capsys, "strategy", options_file, "--scale", "-3-3", "--resamples", "0", "--json")

    assert status == 0
    assert [one["class"] for one in json.loads(text)["options"]] == ["no_regret", "big_bet", "big_bet"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--weights", "1,1"), "weights is"),
        (("--weights", "Q1=1,Q2=1,Q3=1,Q9=1"), "weights is"),
        (("--weights", "0,0,0,0"), "not all 0"),
        (("--exclusive", "north,west"), "'west'"),
        (("--exclusive", "north,south", "--exclusive", "both,north"), "one set at most"),
    ],
)
def test_setting_of_a_strategy_that_does_not_fit_is_one_line(capsys, options_file, arguments, told):
    status, out, errors = run(capsys, "strategy", options_file, "--scale", "-3-3", *arguments)

    assert (status, out, errors.count("\n")) == (2, "", 1)
    assert told in errors


@pytest.mark.parametrize(
    "arguments",
    [("--weights", "a,b"), ("--weights", "Q1=1,Q1=2"), ("--weights", "Q1=x"), ("--exclusive", "north")],
)
def test_text_that_is_no_setting_leaves_with_one_line(capsys, arguments):
    with pytest.raises(SystemExit) as left:
        main(["strategy", "x.csv", *arguments])

    assert left.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_camps_say_what_they_read(capsys, camps_file):
    status, table, errors = run(capsys, "camps", camps_file, "--scale", "-1-1", "--min-answers", "4")
    assert (status, errors) == (0, "")
    assert "26 experts with 4 or more take part; 11 items divide the panel" in table
    assert "2 camps pass every gate." in table
    assert "99 shuffled tables, 100 redrawn panels" in table

    quick = ("--permutations", "19", "--resamples", "20", "--json")
    _, text, _ = run(capsys, "camps", camps_file, "--scale", "-1-1", *quick)
    whole = json.loads(text)
    found = whole["questions"][0]
    assert {key: whole[key] for key in found} == found  # one table reads without a list
    assert (found["k"], found["n_permuted"], found["n_redrawn"], found["min_answers"]) == (2, 19, 20, 3)
    assert sorted(set(found["assignments"].values())) == [1, 2]


def test_search_that_stops_follows_random_starts(capsys, tmp_path):
    rng = np.random.default_rng(3)
    means = rng.integers(-3, 4, (12, 12))
    path = tmp_path / "matrix.scw"
    names = [f"d{i}" for i in range(12)]
    path.write_bytes(write_scenario_wizard(from_pairs(names, means + means.T)).encode())

    _, text, _ = run(capsys, "cross-impact", path, "--json")
    whole = json.loads(text)
    assert (whole["complete"], whole["attractors"], whole["count"]) == (True, None, len(whole["consistent"]))

    status, table, _ = run(capsys, "cross-impact", path, "--budget", "5", "--starts", "300")
    assert status == 0
    assert "the search stopped before its end" in table
    assert "Followed from 300 random starts" in table

    _, text, _ = run(capsys, "cross-impact", path, "--budget", "5", "--starts", "300", "--json")
    assert all(one in whole["consistent"] for one in json.loads(text)["attractors"]["scenarios"])
