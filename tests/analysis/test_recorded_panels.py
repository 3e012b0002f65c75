"""Recorded panels of others, where they lie beside the checkout: published figures, and plain survival."""

import csv
import json
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

from analysis.consensus import assess_consensus
from analysis.ratings import Ratings, Scale
from analysis.stability import assess_stability

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
SCAN = DATA / "tech-horizon-scan"
DELIBERATION = DATA / "deliberr-pre-post"
needs_scan = pytest.mark.skipif(not SCAN.is_dir(), reason="the recorded horizon scan is not there")
needs_deliberation = pytest.mark.skipif(
    not DELIBERATION.is_dir(), reason="the recorded deliberations are not there"
)


def read_rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def make_ratings(rows, item, scale):
    """Lay rows of round, expert, item and value out as ratings."""
    names = [sorted({row[key] for row in rows}) for key in ("round", "expert", item)]
    values = np.full([len(axis) for axis in names], np.nan)
    cannot_judge = np.zeros(values.shape, bool)
    for row in rows:
        place = tuple(
            axis.index(row[key]) for axis, key in zip(names, ("round", "expert", item), strict=True)
        )
        values[place] = float(row["value"]) if row["value"] else np.nan
        cannot_judge[place] = row.get("missing_reason") == "I don't know"
    return Ratings(values, cannot_judge, names[1], names[2], [int(round_) for round_ in names[0]], scale)


def split(rows, *keys):
    parts = defaultdict(list)
    for row in rows:
        parts[tuple(row[key] for key in keys)].append(row)
    return parts


@needs_scan
def test_published_scores_of_the_horizon_scan_follow_from_the_counts():
    """The paper divides the sum of the answers by all coders, whether or not they could judge."""
    published = {row["technology"]: row for row in read_rows(SCAN / "published_weighted_scores.csv")}
    verdicts = set()
    for (technology,), rows in split(read_rows(SCAN / "ratings.csv"), "technology").items():
        ratings = make_ratings(rows, "criterion", Scale(1, 5))
        totals = defaultdict(float)
        for round_ in ratings.rounds:
            for item in assess_consensus(ratings, round_):
                totals[item.item] += sum(int(point) * count for point, count in item.counts.items())
                verdicts.add(item.verdict)
        for criterion, total in totals.items():
            row = published[technology]
            assert total / float(row["no.coders"]) == pytest.approx(float(row[criterion]))

    assert verdicts == {"consensus", "no consensus", "polarised", "too few answers"}


@needs_deliberation
def test_every_recorded_deliberation_is_assessed():
    rows = [row for row in read_rows(DELIBERATION / "long.csv") if row["kind"] == "rating"]
    verdicts = set()
    for of_case in split(rows, "survey", "case").values():
        numbers = [float(row["value"]) for row in of_case if row["value"]]
        scale = Scale(int(min(numbers)), int(max(numbers)))
        result = assess_stability(make_ratings(of_case, "item", scale), 1, 2)
        json.dumps(result.as_dict(), allow_nan=False)
        for item in result.items:
            verdicts.add(item.verdict)
            assert item.n_paired < 5 or 0 <= item.net_change <= item.share_changed <= 1

    assert {"consensus", "provisional consensus", "stable dissent", "open"} <= verdicts
