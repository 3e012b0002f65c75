"""`axes` and `simulate` as a researcher runs them."""

import csv
import json

import pytest

from analysis.__main__ import main


def run(capsys, *arguments):
    try:
        status = main(arguments)
    except SystemExit as left:
        status = left.code
    out, errors = capsys.readouterr()
    return status, out, errors


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("panel") / "all"
    options = {
        "--experts": 18, "--drivers": 12, "--axes": 2, "--phi": 0.1, "--loading": 0.75,
        "--loading-spread": 0.1, "--sizes": "2,1", "--noise-drivers": 0.1, "--flipped": 0.2,
        "--impact": "6,5", "--uncertainty": "5,5", "--groups": 3, "--group-spread": 0.2, "--points": 5,
        "--missing": 0.02, "--missing-modules": 0.02, "--modules": 3, "--acquiescence": 0.2,
        "--acquiescent": 0.5, "--scale-use": 0.2, "--order-correlation": 0.1, "--response-noise": 0.2,
        "--rounds": 2, "--conformity": 0.3, "--attrition": 0.2, "--sort-noise": 0.5,
        "--sort-ambiguity": 0.2, "--piles": "2-3", "--pairs": 10, "--pair-effect": 0.9,
        "--allocations-correct": 0.8, "--seed": 3,
    }  # fmt: skip
    pairs = [str(part) for pair in options.items() for part in pair]
    assert main(["simulate", *pairs, "--missing-by-competence", "-o", str(folder)]) == 0
    return folder


def rows(path):
    return list(csv.DictReader(path.read_text("utf-8").splitlines()))


def test_every_knob_reaches_the_files(folder):
    ratings = rows(folder / "ratings.csv")
    assert {row["round"] for row in ratings} == {"1", "2"}
    assert {row["group"] for row in ratings} == {"G1", "G2", "G3"}
    assert {row["value"] for row in ratings if row["question"] == "expectation"} <= {*"12345", ""}
    assert len({row["expert"] for row in ratings if row["round"] == "2"}) < 18
    truth = rows(folder / "truth.csv")
    assert [sum(row["axis"] == axis for row in truth) for axis in ("A", "B", "")] == [7, 4, 1]
    assert {row["sign"] for row in truth} == {"1", "-1"}
    assert len(rows(folder / "pairs.csv")) == 180
    assert {row["pile"] for row in rows(folder / "sorts.csv")} <= {"0", "1", "2"}


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--loading", "0.9", "--loading-spread", "0.5"], "expected a loading from -1 to 1"),
        (["--sizes", "1,2,3"], "one number for each of the 2 axes"),
        (["--sizes", "one"], "numbers from 0 up separated by commas"),
        (["--axes", "3", "--phi", "-0.9"], "a correlation of 3 axes"),
        (["--piles", "4-2"], "a range of counts"),
        (["--missing", "2"], "a share from 0 to 1"),
        (["--order-correlation", "1"], "a number from -0.99 to 0.99"),
        (["--points", "1"], "a whole number from 2 up"),
        (["--scale-use", "-1"], "a number from 0 up"),
    ],
)
def test_a_wrong_knob_gets_one_line(capsys, tmp_path, options, told):
    status, out, errors = run(capsys, "simulate", *options, "-o", str(tmp_path / "new"))
    assert (status, out, errors.count("\n")) == (2, "", 1)
    assert told in errors
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("n_drivers", ["1", "3"])
def test_few_drivers_are_simulated_and_refused_axes(capsys, tmp_path, n_drivers):
    folder = tmp_path / "few"
    assert run(capsys, "simulate", "--drivers", n_drivers, "--axes", "0", "-o", str(folder))[0] == 0
    status, text, _ = run(capsys, "axes", str(folder / "ratings.csv"), "--json")
    assert (status, json.loads(text)["declared"]) == (0, False)


@pytest.mark.parametrize(
    "method",
    ["clv", "spectral-fused", "hac-average", "hac-ward", "paf-promax", "concept-map", "authored"],
)
def test_every_method_is_reached(capsys, folder, method):
    extra = {
        "concept-map": ["--sorts", str(folder / "sorts.csv")],
        "authored": ["--authored", str(folder / "truth.csv")],
    }.get(method, [])
    ratings = str(folder / "ratings.csv")
    status, text, _ = run(
        capsys, "axes", ratings, "--scale", "1-5", "--method", method, "--bootstrap", "10", "--json", *extra
    )
    found = json.loads(text)
    assert (status, found["method"]) == (0, method)
    assert set(found) >= {
        "declared", "reason", "k", "stability", "stability_null", "parallel_p", "axes", "assignments",
        "clusters", "pairs", "criticality", "placement", "robustness",
    }  # fmt: skip
    if method != "authored":
        assert None not in found["clusters"].values()


def test_the_table_says_what_the_json_says(capsys, folder):
    ratings, sorts = str(folder / "ratings.csv"), str(folder / "sorts.csv")
    themes = folder / "themes.csv"
    themes.write_text(
        "item,theme\n" + "".join(f"D{j:02d},{'xy'[j % 2]}\n" for j in range(1, 13)), encoding="utf-8"
    )
    status, text, _ = run(
        capsys, "axes", ratings, "--scale", "1-5", "--sorts", sorts, "--themes", str(themes), "--bootstrap",
        "20", "--k", "2", "--orientation", "unsigned", "--jobs", "2",
    )  # fmt: skip
    assert status == 0
    for part in (
        "method spectral-fused", "method paf-promax", "without sorts", "without G2", "later round",
        "poles aligned", "runs of the questionnaire", "Number of groups over redrawn panels",
        "General factor", "agree with the themes", "asking_order", "independence",
    ):  # fmt: skip
        assert part in text


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--method", "magic"], "expected clv, spectral-fused"),
        (["--method", "concept-map"], "pile sorts of the drivers"),
        (["--method", "authored"], "--authored with a file item,axis"),
        (["--orientation", "up"], "expected unsigned, aligned"),
        (["--k", "11"], "half the number of drivers"),
        (["--k", "1"], "a whole number from 2 up"),
        (["--authored", "missing.csv"], "missing.csv"),
    ],
)
def test_a_wrong_setting_gets_one_line(capsys, folder, options, told):
    status, out, errors = run(capsys, "axes", str(folder / "ratings.csv"), "--scale", "1-5", *options)
    assert (status, out, errors.count("\n")) == (2, "", 1)
    assert told in errors


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ("D01,C", "the axis is “C”"),
        ("D99,A", "the item “D99” is not in the ratings"),
        ("D01,A\nD01,B", "stands there twice"),
    ],
)
def test_authored_axes_that_do_not_fit_are_a_bad_file(capsys, folder, tmp_path, lines, told):
    path = tmp_path / "authored.csv"
    path.write_text(f"item,axis\n{lines}\n", encoding="utf-8")
    status, out, errors = run(
        capsys, "axes", str(folder / "ratings.csv"), "--scale", "1-5", "--authored", str(path)
    )
    assert (status, out, errors.count("\n")) == (2, "", 1)
    assert told in errors
