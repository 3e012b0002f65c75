"""`python -m analysis` as a researcher runs it."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from analysis.__main__ import main
from analysis.cli.tables import layout, number, p_value, width
from tests.analysis.conftest import HEADER, run

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("command", ["consensus", "stability", "agreement", "attrition", "camps"])
def test_command_writes_a_table_or_json(capsys, panel, command):
    status, table, errors = run(capsys, command, panel, "--scale", "1-7", "--question", "impact")
    assert (status, errors) == (0, "")
    assert "impact" in table

    status, text, errors = run(capsys, command, panel, "--scale", "1-7", "--json", "--seed", "3")
    found = json.loads(text)
    assert (status, errors) == (0, "")
    assert (found["command"], found["scale"], found["seed"]) == (command, [1, 7], 3)


def test_consensus_takes_question_rule_and_rounds(capsys, panel):
    options = (
        "--scale",
        "1-7",
        "--question",
        "impact",
        "--rule",
        "share>=0.75 in 6-7",
        "--rounds",
        "2",
        "--json",
    )
    _, text, _ = run(capsys, "consensus", panel, *options)

    items = json.loads(text)["items"]
    assert [item["item"] for item in items] == ["기후", "energy", "age", "trade"]
    assert {(item["question"], item["round"], item["rule"]) for item in items} == {
        ("impact", 2, "share>=0.75 in 6-7")
    }


def test_question_asked_once_is_passed_over(capsys, panel):
    _, text, _ = run(capsys, "stability", panel, "--scale", "1-7", "--rounds", "1,2", "--json")

    assert [one["question"] for one in json.loads(text)["questions"]] == ["impact", "control"]


def test_scale_may_begin_with_a_minus(capsys, tmp_path):
    path = tmp_path / "swing.csv"
    path.write_text(f"{HEADER}\n" + "".join(f"e{i},1,x,effect,{i - 3}\n" for i in range(7)), encoding="utf-8")

    for scale in (("--scale", "-3-3"), ("--scale=-3-3",)):
        status, text, _ = run(capsys, "consensus", str(path), *scale, "--json")
        assert (status, json.loads(text)["scale"]) == (0, [-3, 3])


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("consensus", "none.csv"), "none.csv: the file cannot be read"),
        (("consensus", "PANEL", "--scale", "1-5"), "off the scale"),
        (("consensus", "PANEL", "--scale", "seven"), "'seven' is not a scale"),
        (("consensus", "PANEL", "--scale", "1-7", "--rule", "most"), "'most' is not a rule"),
        (("consensus", "PANEL", "--scale", "1-7", "--question", "cost"), "there is no question 'cost'"),
        (("consensus", "PANEL", "--scale", "1-7", "--rounds", "9"), "there is no round 9"),
        (("consensus", "PANEL", "--scale", "1-7", "--rounds", "one"), "expected numbers"),
        (("stability", "PANEL", "--scale", "1-7", "--rounds", "2,1"), "an earlier and a later round"),
        (("stability", "PANEL", "--scale", "1-7", "--rounds", "1"), "two rounds such as 1,2"),
        (
            ("stability", "PANEL", "--scale", "1-7", "--question", "scan"),
            "no question was asked in two rounds",
        ),
        (("stability", "PANEL", "--scale", "1-7", "--stability-rule", "calm"), "'calm' is not a rule"),
    ],
)
def test_fault_is_one_line_and_status_2(capsys, panel, arguments, told):
    status, out, errors = run(capsys, *(panel if one == "PANEL" else one for one in arguments))

    assert (status, out) == (2, "")
    assert told in errors
    assert errors.count("\n") == 1


@pytest.mark.parametrize(
    "arguments", [("consensus", "x", "--min-n", "0"), ("agreement", "x", "--seed", "-1"), ("guess", "x")]
)
def test_argument_that_makes_no_sense_is_one_line_and_status_2(capsys, arguments):
    with pytest.raises(SystemExit) as left:
        main(list(arguments))

    assert left.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_same_seed_gives_the_same_bytes(capsys, panel):
    texts = [
        run(capsys, "agreement", panel, "--question", "impact", "--json", "--seed", seed)[1]
        for seed in ("5", "5", "6")
    ]

    assert texts[0] == texts[1] != texts[2]


def test_module_runs_and_bears_a_narrow_terminal(panel):
    done = subprocess.run(
        [sys.executable, "-m", "analysis", "consensus", panel, "--question", "impact"],
        cwd=ROOT,
        env={"PYTHONIOENCODING": "ascii", "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        check=False,
    )

    assert done.returncode == 0
    assert rb"\uae30\ud6c4" in done.stdout


def test_import_loads_no_heavy_package():
    code = (
        "import sys, analysis, analysis.consensus, analysis.stability, analysis.agreement;"
        "print(sorted({'scipy', 'sklearn', 'pandas', 'joblib'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


def test_korean_letters_take_two_columns():
    table = layout(("item", "n"), [("기후", "1"), ("abc", "22")])

    assert width("기후ab") == 6
    assert table.splitlines() == ["item  n", "----  --", "기후  1", "abc   22"]


def test_undefined_figures_are_a_dash():
    assert (number(None), p_value(None), p_value(1e-9)) == ("-", "-", "<0.001")


@pytest.fixture
def simulated(tmp_path):
    """Write a simulated panel as the files of the scenario commands."""
    from analysis import simulate

    rng = np.random.default_rng(11)
    panel = simulate.simulate_panel(rng, n_experts=16, n_drivers=12, loading=0.8)
    rows = [
        f"e{expert},1,{item},{question},{'' if np.isnan(value) else int(value)}"
        for question in ("expectation", "impact", "uncertainty")
        for expert, line in enumerate(getattr(panel, question))
        for item, value in zip(panel.items, line, strict=True)
    ]
    sorts = [f"e{i},{item},{1 + k % 2}" for i in range(16) for k, item in enumerate(panel.items)]
    pairs = [f"e{i},{panel.items[0]},{panel.items[k]},{k % 3 - 1}" for i in range(16) for k in range(1, 6)]
    places = [f"e{i},{item},{'AB'[k % 2]}" for i in range(16) for k, item in enumerate(panel.items)]
    for name, header, lines in (
        ("ratings", HEADER, rows),
        ("sorts", "expert,item,pile", sorts),
        ("pairs", "expert,item_a,item_b,value", pairs),
        ("allocations", "expert,item,axis", places),
    ):
        (tmp_path / f"{name}.csv").write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return tmp_path


def test_axes_are_proposed_or_refused_with_every_gate(capsys, simulated):
    ratings = str(simulated / "ratings.csv")
    structure = [f"--{name}={simulated / name}.csv" for name in ("sorts", "pairs", "allocations")]

    status, table, _ = run(capsys, "axes", ratings, "--scale", "1-7", "--bootstrap", "20")
    assert (status, "declared" in table, "too_few_experts" in table) == (0, True, True)

    status, text, _ = run(
        capsys, "axes", ratings, "--scale", "1-7", "--bootstrap", "20", "--json", *structure
    )
    found = json.loads(text)
    assert (status, found["n_experts"]) == (0, 16)
    assert len(found["channels"]) == 4


@pytest.mark.parametrize(
    ("name", "line", "told"),
    [
        ("sorts", "e99,D01,1", "the expert “e99” is not in the ratings"),
        ("pairs", "e0,nowhere,D01,1", "the item “nowhere” is not in the ratings"),
        ("allocations", "e0,D01,C", "row 2: the axis is “C”"),
    ],
)
def test_structure_that_does_not_fit_the_ratings_is_a_bad_file(capsys, simulated, name, line, told):
    path = simulated / f"{name}.csv"
    header = path.read_text("utf-8").splitlines()[0]
    path.write_text(f"{header}\n{line}\n", encoding="utf-8")

    status, out, errors = run(capsys, "axes", str(simulated / "ratings.csv"), f"--{name}={path}")

    assert (status, out, errors.count("\n")) == (2, "", 1)
    assert told in errors


def test_axes_without_expectations_is_refused(capsys, panel):
    status, _, errors = run(capsys, "axes", panel, "--scale", "1-7")

    assert status == 2
    assert "there is no question expectation" in errors


def test_strategy_classes_every_option(capsys, tmp_path):
    path = tmp_path / "options.csv"
    rows = [
        f"e{e},{o},Q{q},{v}" for e in range(6) for o, v in (("build", 2), ("wait", -2)) for q in (1, 2, 3, 4)
    ]
    path.write_text("\n".join(["expert,option,scenario,value", *rows]) + "\n", encoding="utf-8")

    status, table, _ = run(capsys, "strategy", str(path), "--scale", "-3-3")
    assert (status, "no_regret" in table, "abandon" in table) == (0, True, True)

    _, text, _ = run(capsys, "strategy", str(path), "--scale", "-3-3", "--json")
    assert [option["class"] for option in json.loads(text)["options"]] == ["no_regret", "abandon"]


def test_simulated_panel_is_read_by_the_other_commands(capsys, tmp_path):
    folder = tmp_path / "new" / "panel"
    options = ("simulate", "--experts", "12", "--drivers", "8", "--missing", "0.1", "-o", str(folder))

    status, text, _ = run(capsys, *options, "--json")
    assert (status, len(json.loads(text)["files"])) == (0, 5)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}

    structure = [f"--{name}={folder / name}.csv" for name in ("sorts", "pairs", "allocations")]
    assert run(capsys, "axes", str(folder / "ratings.csv"), "--bootstrap", "5", *structure)[0] == 0
    assert run(capsys, "consensus", str(folder / "ratings.csv"), "--scale", "1-7")[0] == 0

    status, _, errors = run(capsys, *options)
    assert (status, "the file is there already" in errors) == (2, True)
    assert run(capsys, *options[:-1], str(tmp_path / "again"))[0] == 0
    assert before == {path.name: path.read_bytes() for path in (tmp_path / "again").iterdir()}


def test_folder_that_cannot_be_made_is_refused(capsys, tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")

    status, out, errors = run(capsys, "simulate", "-o", str(tmp_path / "file" / "below"))

    assert (status, out, errors.count("\n")) == (2, "", 1)
