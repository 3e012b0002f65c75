"""Camps with missing answers: planted ones are found, gaps make none, recorded votes are parted."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from sklearn.decomposition import PCA

from analysis.axes.clusters import adjusted_rand
from analysis.camps import find_camps
from analysis.camps.plane import stretch
from analysis.ratings import Scale

RECORDED = Path(__file__).resolve().parents[2].parent / "shared/data/polis-opendata"
needs_votes = pytest.mark.skipif(not RECORDED.is_dir(), reason="the recorded conversations are not there")


def find(values, scale, seed=1, **settings):
    experts, items = (
        [f"{letter}{i}" for i in range(n)] for letter, n in zip("EI", values.shape, strict=True)
    )
    return find_camps(values, experts, items, scale, np.random.default_rng(seed), **settings)


def agreement(found, truth, assignments=None):
    """Return the adjusted Rand index over those who have a camp in both."""
    labels = np.array([camp or 0 for camp in (assignments or found.assignments).values()])
    known = (labels > 0) & (np.asarray(truth) >= 0)
    return adjusted_rand(labels[known][None], np.asarray(truth)[known])[0]


def rate(rng, positions, spread=1.0):
    return np.clip(np.round(4 + positions + spread * rng.standard_normal(positions.shape)), 1, 7)


@pytest.mark.parametrize(("n_experts", "camps"), [(40, 2), (60, 3)])
def test_planted_camps_are_found_with_half_of_the_answers_missing(n_experts, camps):
    rng = np.random.default_rng(n_experts)
    truth = np.arange(n_experts) % camps
    values = rate(rng, 1.4 * rng.choice([-1.0, 1.0], size=(camps, 24))[truth])
    values[rng.random(values.shape) < 0.5] = np.nan

    found = find(values, Scale(1, 7))

    assert (found.k, found.n_experts) == (camps, n_experts)
    assert agreement(found, truth) > 0.85


@pytest.mark.parametrize("pattern", ["halves", "block", "quiet"])
def test_gaps_alone_make_no_camps(pattern):
    """Whole blocks of items unanswered by part of the panel, or part of the panel nearly silent."""
    declared = 0
    for seed in range(8):
        rng = np.random.default_rng(seed)
        values = rate(rng, np.tile(rng.normal(0, 1, 20), (40, 1)))
        if pattern == "halves":
            values[:20, :10] = values[20:, 10:] = np.nan
        elif pattern == "block":
            values[:14, 8:] = np.nan
        else:
            values[:20][rng.random((20, 20)) < 0.7] = np.nan
        declared += find(values, Scale(1, 7), seed, resamples=20, permutations=39).k is not None

    assert declared <= 1


def test_few_answers_draw_nobody_to_the_middle():
    """Without common views the places have one spread, whatever the number of answers."""
    rng = np.random.default_rng(3)
    votes = rng.choice([-1.0, 1.0], size=(600, 100))
    answered = np.where(np.arange(600) % 2, 100, 12)
    votes[rng.random((600, 100)).argsort(axis=1) >= answered[:, None]] = 0
    drawn = votes @ np.linalg.qr(rng.standard_normal((100, 2)))[0]

    places = stretch(drawn, answered, 100)

    assert drawn[::2].std() < 0.4 * drawn[1::2].std()
    assert places[::2].std() == pytest.approx(places[1::2].std(), rel=0.1)
    assert np.array_equal(stretch(drawn, np.full(600, 100), 100), drawn)


def read_votes(name):
    with (RECORDED / name / "participants-votes.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    assert header[1] == "group-id"
    votes = np.array([[float(cell) if cell else np.nan for cell in row[6:]] for row in rows])
    return votes, np.array([int(row[1] or -1) for row in rows])


@needs_votes
@pytest.mark.parametrize("name", ["15-per-hour-seattle", "scoop-hivemind.ubi"])
def test_coordinates_of_recorded_votes_are_those_of_scikit_learn(name):
    votes, _ = read_votes(name)
    filled = np.where(np.isnan(votes), np.nanmean(votes, axis=0), votes)
    known = PCA(2, svd_solver="full").fit(filled)

    found = find(votes, Scale(-1, 1), resamples=2, permutations=19)

    coordinates = np.array(list(found.coordinates.values()))
    places = known.transform(filled)
    turn = np.sign((coordinates * places).sum(axis=0))
    assert coordinates == pytest.approx(places * turn, abs=1e-6)
    assert found.explained_variance == pytest.approx(known.explained_variance_ratio_, abs=1e-6)
    json.dumps(found.as_dict(), allow_nan=False)


# What red-dwarf 0.4.0 (`run_pipeline`, defaults) reached on these votes: adjusted Rand index with `group-id`.
@needs_votes
@pytest.mark.parametrize(
    ("name", "reached", "code"),
    [
        ("15-per-hour-seattle", 0.459, ("like_chance", "one_cloud")),
        ("scoop-hivemind.ubi", 0.0946, ("camps",)),
        ("american-assembly.bowling-green", 0.745, ("camps",)),
    ],
)
def test_recorded_votes_are_parted_as_their_platform_did(name, reached, code):
    """Polis open data (CC BY 4.0) with the groups that Polis published."""
    votes, groups = read_votes(name)

    found = find(votes, Scale(-1, 1))

    assert agreement(found, groups, found.candidate_assignments) >= reached
    assert (found.candidate_k, found.min_answers) == (2, 7)
    assert found.reason_code in code
    assert (found.k == 2) == (found.reason_code == "camps")
    assert 10 <= found.n_redrawn < 100
    assert 0 < found.stability_error < 0.1
    assert found.n_permuted == (19 if found.n_experts > 300 else 39)
