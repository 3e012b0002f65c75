"""Every measure against a worked example; the source stands with the example and in the test's name."""

import doctest
import importlib
import json
import re
from pathlib import Path

import numpy as np
import pytest

from analysis import agreement, attrition
from analysis.agreement import association, rank_tests
from analysis.consensus import dispersion, indices, ordinal
from analysis.ratings import Scale
from analysis.stability import change, homogeneity

EXAMPLES = json.loads((Path(__file__).parent / "reference" / "published.json").read_text("utf-8"))


def compute_kendall_w(given):
    found = agreement.kendall_w(given["ratings_raters_x_items"])
    return found.as_dict() | {"W": found.w, "W_uncorrected": found.w_uncorrected}


def compute_skillings_mack(given):
    found = agreement.skillings_mack(np.array(given["blocks_x_treatments"], dtype=float))
    return {"stat": found.statistic, "df": found.df, "p": found.p}


def compute_krippendorff_alpha(given):
    values = np.array(given["raters_x_units"], dtype=float)
    return {"alpha": agreement.krippendorff_alpha(values, given["metric"])}


def compute_fleiss_kappa(given):
    return {"kappa": agreement.fleiss_kappa(given["counts_subjects_x_categories"])}


def compute_weighted_kappa(given):
    scale = Scale(given["categories"][0], given["categories"][-1])
    return {"kappa": agreement.weighted_kappa(given["a"], given["b"], scale, given["weights"])}


def compute_van_der_eijk_a(given):
    a = dispersion.van_der_eijk_a(given["freq"])
    return {"A": a, "polarization": (1 - a) / 2}


def compute_tastle_wierman_cns(given):
    return {"Cns": dispersion.tastle_wierman(given["freq"])}


def compute_leik_d(given):
    return {"D": dispersion.leik_d(given["freq"])}


def compute_ipras(given):
    values, scale = np.array(given["ratings"]), Scale(*given["scale"])
    low, high = np.quantile(values, [0.3, 0.7])
    index = dispersion.disagreement_index(values, scale)
    found = {"median": np.median(values), "p30": low, "p70": high, "ipr": high - low, "di": index}
    ipras = (high - low) / index if index else 2.35 + 1.5 * abs(5 - (low + high) / 2)
    return found | {"ipras": ipras, "ai": abs(5 - (low + high) / 2), "disagreement": index > 1}


def compute_wilcoxon_signed_rank(given):
    differences = given.get("differences") or np.array(given["x"]) - np.array(given["y"])
    v, p = change.wilcoxon_signed_rank(differences, given["alternative"])
    return {"V": v, "p": p, "p_exact": p}


def compute_sss(given):
    return {"change": change.net_change(given["freq_round1"], given["freq_round2"])}


def compute_mcnemar(given):
    chi2, p, _ = change.mcnemar(given["table"][0][1], given["table"][1][0])
    return {"chi2_corrected": chi2, "p": p}


def compute_stuart_maxwell(given):
    statistic, df, _ = homogeneity.stuart_maxwell(given["table"])
    return {"stat": statistic, "df": df}


def compute_bhapkar(given):
    statistic, df, _ = homogeneity.bhapkar(given["table"])
    return {"stat": statistic, "df": df}


def compute_exact_homogeneity(given):
    return {"p": homogeneity.exact_homogeneity_p(given["table"])}


def compute_rank_correlation(given):
    pair = given["a"], given["b"]
    return {"rho": association.spearman_rho(*pair), "tau_b": association.kendall_tau_b(*pair)}


def compute_pitman_morgan(given):
    r, p = association.pitman_morgan(given["a"], given["b"])
    return {"r": r, "p": p}


def compute_goodman_kruskal_lambda(given):
    return {"lambda": association.goodman_kruskal_lambda(given["table"])}


def compute_mann_whitney(given):
    u, p = rank_tests.mann_whitney(given["a"], given["b"])
    return {"u": u, "p_half": p / 2}


def compute_cliffs_delta(given):
    return {"delta": rank_tests.cliffs_delta(given["a"], given["b"])}


def compute_ordinal_variation(given):
    return {"iov": ordinal.berry_mielke_iov(given["freq"]), "l": ordinal.blair_lacy_l(given["freq"])}


def compute_strength_towards(given):
    return {"agt": ordinal.strength_towards(given["freq"], given["target"])}


def compute_wilson(given):
    low, high = dispersion.wilson_interval(given["hits"], given["n"])
    return {"low": low, "high": high}


def compute_quartiles(given):
    return dict(zip(("q1", "median", "q3"), dispersion.quartiles(**given), strict=True))


def compute_fisher(given):
    table = given["table"]
    return {"p": attrition.fisher_exact(*table), "risk_ratio": attrition.risk_ratio(*table)}


def compute_holm(given):
    return {f"p_{i}": p for i, p in enumerate(change.holm(given["p"]))}


def compute_cvr_critical(given):
    fewest = indices.fewest_essential(given["N"], given["alpha_one_tailed"])
    return {"n_essential": fewest, "CVR": indices.content_validity_ratio(fewest, given["N"])}


def compute_rwg(given):
    return {"rwg": indices.rwg(given["ratings"], Scale(1, given["A"]))}


def compute_apmo(given):
    return {"apmo_pct": 100 * indices.apmo(given["agree"], given["disagree"], given["answers"])}


def compute_group_informed_consensus(given):
    return {"gic": indices.group_informed_consensus(given["agree"], given["seen"])}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: f"{one['id']} ({one['source']})")
def test_measure_reproduces_published_value(example):
    found = globals()[f"compute_{example['measure'].lower()}"](example["input"])

    for name, expected in example["expected"].items():
        if expected is None or isinstance(expected, bool):
            assert found[name] == expected
        else:
            assert found[name] == pytest.approx(expected, abs=max(example["tolerance"], 1e-12))


def test_anxiety_ratings_separate_the_three_tests_of_w():
    """Anxiety data of R's irr package: χ² p .043, F p .0138, permutation p about .0135."""
    anxiety = np.array(
        [
            [3, 3, 3, 4, 5, 5, 2, 3, 5, 2, 2, 6, 1, 5, 2, 2, 1, 2, 4, 3],
            [3, 6, 4, 6, 2, 4, 2, 4, 3, 3, 2, 3, 3, 3, 2, 2, 1, 3, 3, 4],
            [2, 1, 4, 4, 3, 2, 1, 6, 1, 1, 1, 2, 3, 3, 1, 1, 3, 3, 2, 2],
        ]
    )

    found = agreement.kendall_w(anxiety, np.random.default_rng(4), 1999)

    assert found.w == pytest.approx(0.5397, abs=5e-4)
    assert found.p_chi2 == pytest.approx(0.043, abs=5e-4)
    assert found.p_f == pytest.approx(0.0138, abs=5e-5)
    assert found.p_permutation == pytest.approx(0.0135, abs=0.01)


ORACLES = Path(__file__).resolve().parents[2].parent / "shared" / "oracles" / "oracles.json"


@pytest.mark.skipif(not ORACLES.is_file(), reason="the collection of worked examples is not there")
def test_no_worked_example_of_the_collection_is_left_out():
    kept = {one["id"]: one for one in EXAMPLES}
    for oracle in json.loads(ORACLES.read_text("utf-8")):
        copy = kept[oracle["id"]]
        assert (copy["input"], copy["expected"]) == (oracle["input"], oracle["expected"])
        assert copy["tolerance"] <= oracle["tolerance"]


def test_methods_name_every_example_and_no_test_that_is_gone():
    here = Path(__file__).parent
    pages = "".join(page.read_text("utf-8") for page in (here.parents[1] / "docs/methods").glob("*.md"))

    assert not {one["id"] for one in EXAMPLES} - set(re.findall(r"`(\w+)`", pages))
    known = {path.stem for path in here.parent.rglob("test_*.py")}
    assert set(re.findall(r"`(test_\w+)`", pages)) <= known


@pytest.mark.parametrize(
    ("n", "ratio"),
    [
        (5, 1),
        (6, 1),
        (7, 1),
        (8, 0.75),
        (9, 0.778),
        (10, 0.8),
        (11, 0.636),
        (12, 0.667),
        (13, 0.538),
        (14, 0.571),
        (15, 0.6),
        (20, 0.5),
        (40, 0.3),
    ],
)
def test_content_validity_ratio_follows_ayre_and_scally_2014(n, ratio):
    assert indices.content_validity_ratio(indices.fewest_essential(n), n) == pytest.approx(ratio, abs=5e-4)


@pytest.mark.parametrize(
    "name",
    [
        "agreement.concordance",
        "agreement.association",
        "attrition.assess",
        "blocks",
        "stability.change",
        "consensus.dispersion",
        "consensus.indices",
        "consensus.ordinal",
        "agreement.rank_tests",
        "ranks",
        "ratings",
        "agreement.reliability",
        "consensus.rule_texts",
        "stability.rules",
        "stability.stopping_rules",
        "consensus.tails",
    ],
)
def test_examples_in_docstrings_hold(name):
    failed, tried = doctest.testmod(importlib.import_module(f"analysis.{name}"))

    assert tried > 0
    assert failed == 0
