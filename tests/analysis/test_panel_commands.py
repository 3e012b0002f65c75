"""The commands about a panel: their JSON, their advice, their help, colour and bar."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from analysis.__main__ import main
from analysis.cli.progress import Progress
from analysis.cli.tables import number, percent
from tests.analysis.conftest import run

CONSENSUS_KEYS = (
    "item question round n n_missing n_cannot_judge counts median q1 q3 iqr share_top share_bottom "
    "share_interval van_der_eijk_a tastle_wierman leik_d disagreement_index rule verdict sensitivity "
    "undefined modes mode_share relative_iqr share_near_median agt iov blair_lacy_l rwg cvr rand_class "
    "rand_classic both_ends"
)
STABILITY_KEYS = (
    "item question n_paired share_changed share_towards_median net_change median_change iqr_change "
    "weighted_kappa wilcoxon_p wilcoxon_p_holm verdict undefined share_towards_median_movable bhapkar_p "
    "stuart_maxwell mcnemar_top_p pitman_morgan_r share_unchanged verdict_constant_panel verdicts_differ "
    "advice"
)
ENTRY_KEYS = (
    "question round m n kendall_w p_chi2 p_f p_permutation mean_spearman krippendorff_alpha skillings_mack "
    "undefined"
)
ATTRITION_KEYS = (
    "item question n_outside n_outside_left risk_ratio fisher_p fisher_p_holm cliffs_delta "
    "mann_whitney_p_holm dropout_round verdict verdict_constant_panel verdicts_differ undefined"
)


@pytest.mark.parametrize(
    ("command", "name", "keys"),
    [
        ("consensus", "items", CONSENSUS_KEYS),
        ("stability", "items", STABILITY_KEYS),
        ("agreement", "entries", ENTRY_KEYS),
        ("attrition", "items", ATTRITION_KEYS),
    ],
)
def test_json_holds_its_keys_and_a_reason_for_every_null(capsys, panel, command, name, keys):
    _, text, _ = run(capsys, command, panel, "--scale", "1-7", "--json")

    for one in json.loads(text)[name]:
        assert set(keys.split()) <= set(one)
        gone = {key for key, figure in one.items() if figure is None}
        assert gone <= set(one["undefined"]), gone - set(one["undefined"])


def test_agreement_nests_what_belongs_together(capsys, panel):
    _, text, _ = run(capsys, "agreement", panel, "--scale", "1-7", "--question", "impact", "--json")

    entries = json.loads(text)["entries"]
    assert [(one["question"], one["round"], one["m"], one["n"]) for one in entries] == [
        ("impact", 1, 8, 4),
        ("impact", 2, 8, 4),
    ]
    assert set(entries[0]["skillings_mack"]) >= {"statistic", "df", "p"}
    assert set(entries[0]["krippendorff_alpha"]) == {"nominal", "ordinal", "interval"}


def test_stability_advises_for_the_study_by_every_rule(capsys, panel):
    options = ("--scale", "1-7", "--new-arguments", "0", "--json")
    _, text, _ = run(capsys, "stability", panel, *options)

    advice = json.loads(text)["advice"]
    assert len(advice["rules"]) == 7
    assert {stop["rule"]: stop["stop"] for stop in advice["rules"]}["no new arguments"] is True
    _, text, _ = run(capsys, "stability", panel, *options, "--stopping-rule", "Rounds>=2")
    assert [(stop["rule"], stop["stop"]) for stop in json.loads(text)["advice"]["rules"]] == [
        ("rounds>=2", True)
    ]


def test_no_command_prints_the_help(capsys):
    status, out, errors = run(capsys)

    assert (status, errors) == (0, "")
    assert "consensus" in out


@pytest.mark.parametrize("command", ["consensus", "stability", "agreement", "attrition", "camps"])
def test_help_of_a_command_gives_an_example(capsys, command):
    with pytest.raises(SystemExit) as left:
        main([command, "--help"])

    assert left.value.code == 0
    assert f"python -m analysis {command} ratings.csv --scale" in capsys.readouterr().out


def test_mean_and_deviation_come_only_when_asked_for_and_with_a_warning(capsys, panel):
    _, plain, _ = run(capsys, "consensus", panel, "--scale", "1-7", "--json")
    _, asked, _ = run(capsys, "consensus", panel, "--scale", "1-7", "--moments", "--json")

    assert "cv" not in json.loads(plain)["items"][0]
    assert json.loads(plain)["warnings"] == []
    assert {"mean", "sd", "cv"} <= set(json.loads(asked)["items"][0])
    assert len(json.loads(asked)["warnings"]) == 1


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_colour_is_for_terminals_that_want_it(monkeypatch, panel):
    def write(stream, **environment):
        monkeypatch.delenv("NO_COLOR", raising=False)
        monkeypatch.setenv("TERM", "xterm")
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "stdout", stream)
        assert main(["consensus", panel, "--question", "impact"]) == 0
        return stream.getvalue()

    assert "\x1b[" in write(Terminal())
    assert "\x1b[" not in write(Terminal(), NO_COLOR="1")
    assert "\x1b[" not in write(Terminal(), TERM="dumb")
    assert "\x1b[" not in write(io.StringIO())


def test_bar_is_drawn_on_a_terminal_alone_and_wiped_out(monkeypatch):
    ticks = iter([0.0, 0.1, 2.0, 3.0])
    monkeypatch.setattr("analysis.cli.progress.time.monotonic", lambda: next(ticks, 4.0))
    screen, quiet = Terminal(), io.StringIO()

    bar = Progress("permuting", screen)
    for share in (0.1, 0.5, 1.0):
        bar(share)
    Progress("permuting", quiet)(0.5)

    assert screen.getvalue().count("permuting") == 1
    assert "50%" in screen.getvalue()
    assert screen.getvalue().endswith("\x1b[K")
    assert quiet.getvalue() == ""


def test_other_rules_are_laid_out_when_asked_for(capsys, panel):
    _, text, _ = run(capsys, "consensus", panel, "--scale", "1-7", "--question", "impact", "--sensitivity")

    lines = [line for line in text.splitlines() if line.startswith("met by")]
    assert len(lines) == 2
    assert "comet 70/15" in text
    assert "iqr<=1 (the rule)" in text


def test_help_of_the_whole_names_every_command(capsys):
    with pytest.raises(SystemExit):
        main(["--help"])

    told = capsys.readouterr().out
    assert all(command in told for command in ("consensus", "stability", "agreement", "attrition", "camps"))


@pytest.mark.parametrize(
    ("share", "told"), [(0, "0%"), (0.002, "<1%"), (0.5, "50%"), (0.994, "99%"), (0.998, ">99%"), (1, "100%")]
)
def test_share_is_not_rounded_to_nothing_or_all(share, told):
    assert percent(share) == told


def test_zero_bears_no_minus():
    assert (number(-0.001), number(-0.01), number(0.125, 3)) == ("0.00", "-0.01", "0.125")


def test_interruption_is_one_line(capsys, monkeypatch, panel):
    def interrupt(options):
        raise KeyboardInterrupt

    monkeypatch.setattr("analysis.cli.consensus.run_consensus", interrupt)

    status, out, errors = run(capsys, "consensus", panel)

    assert (status, out, errors) == (130, "", "interrupted; nothing was written\n")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full")
def test_output_that_cannot_be_written_is_one_line(panel):
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "analysis", "consensus", panel, "--scale", "1-7"],
            cwd=Path(__file__).resolve().parents[2],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )

    assert done.returncode == 2
    assert done.stderr.startswith("the answer cannot be written: ")
    assert done.stderr.count("\n") == 1
