"""Schools of thought: what is kept of them, the floors, the exchange of two experts, the page."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey.models import RoundKind
from survey.operations import rounds
from survey.results.camps import describe_camps
from tests import factories

ITEMS = [f"D{number:02d}" for number in range(1, 9)]


def frozen(table, groups=None):
    """Return a frozen round of one question from experts x items, None where nothing was answered."""
    return {
        "panelists": [f"{row:032x}" for row in range(len(table))],
        "groups": list(groups or [None] * len(table)),
        "questions": [
            {
                "id": f"q{item}",
                "kind": "rating",
                "name": "impact",
                "item": item,
                "quadrant": None,
                "scale": [1, 7],
            }
            for item in ITEMS
        ],
        "values": [[row[column] for row in table] for column in range(len(ITEMS))],
        "n_panel": len(table),
    }


def two_schools(sizes=(14, 11), seed=1):
    """Return ratings of two groups that hold opposite opinions on the first six items and one on the rest."""
    rng = np.random.default_rng(seed)
    means = ([6, 6, 6, 2, 2, 2, 6, 6], [2, 2, 2, 6, 6, 6, 6, 6])
    rows = [rng.normal(mean, 0.8) for mean, n in zip(means, sizes, strict=True) for _ in range(n)]
    return [[float(value) for value in np.clip(np.round(row), 1, 7)] for row in rows]


def test_two_schools_are_found_with_what_divides_them():
    found = describe_camps(frozen(two_schools()), 1, seed=7)
    assert found["k"] == 2
    assert [camp["n"] for camp in found["camps"]] == [14, 11]
    gaps = {item["item"]: item["gap"] for item in found["items"]}
    assert min(gaps[item] for item in ITEMS[:6]) > 0.4
    assert max(gaps[item] or 0 for item in ITEMS[6:]) < 0.2
    best = [item["item"] for item in found["items"] if item["rank"] in (1, 2)]
    assert set(best) <= {"D07", "D08"}
    assert {item["side"] for item in found["items"] if item["item"] in best} == {"above"}


def test_a_school_of_four_is_neither_found_nor_told():
    found = describe_camps(frozen(two_schools(sizes=(20, 4))), 1, seed=7)
    told = json.dumps(found)
    assert found["camps"] == [] or min(camp["n"] for camp in found["camps"]) >= 5
    assert "assignments" not in told
    assert "coordinates" not in told


def test_one_cloud_is_no_school():
    rng = np.random.default_rng(3)
    table = [[float(rng.integers(1, 8)) for _ in ITEMS] for _ in range(24)]
    found = describe_camps(frozen(table), 1, seed=7)
    assert (found["k"], found["camps"], found["items"]) == (None, [], [])
    assert found["reason_code"] in {gate["code"] for gate in found["gates"] if not gate["passed"]}


def test_two_experts_exchanged_leave_every_byte():
    table = two_schools()
    table[3][5] = None
    exchanged = [*table]
    exchanged[2], exchanged[20] = exchanged[20], exchanged[2]
    answers, again = (frozen(sorted(each, key=str)) for each in (table, exchanged))
    shuffled = frozen([table[row] for row in np.random.default_rng(5).permutation(len(table))])
    told = [json.dumps(describe_camps(each, 1, seed=7)) for each in (answers, again, shuffled)]
    assert told[0] == told[1] == told[2]


ANSWER = st.sampled_from([None, *range(1, 8)])


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10_000), st.integers(5, 16), st.integers(2, 16), st.floats(0, 0.6))
def test_whatever_is_told_has_five_contributors_and_five_or_no_others(seed, n_first, n_second, share_missing):
    rng = np.random.default_rng(seed)
    table = two_schools((n_first, n_second), seed)
    table = [[None if rng.random() < share_missing else value for value in row] for row in table]
    found = describe_camps(frozen(table), 1, seed=1)
    assert all(camp["n"] >= 5 for camp in found["camps"])
    assert all(gate["figure"] is None or gate["figure"] >= 5 for gate in found["gates"] if is_count(gate))
    for item in found["items"]:
        n_all = sum(row[ITEMS.index(item["item"])] is not None for row in table)
        for shown in item["camps"].values():
            if shown["n"] is None:
                assert shown["median"] is None
            else:
                assert shown["n"] >= 5
                assert n_all - shown["n"] == 0 or n_all - shown["n"] >= 5


def is_count(gate):
    return gate["code"] == "camps_too_small"


@pytest.fixture
def study(owner):
    study = factories.make_study(owner=owner, template="consensus", n_drivers=len(ITEMS))
    panel = factories.make_panel(study, 25)
    round_ = rounds.create_round(study, RoundKind.RATE, factories.text("First"), {})
    specs = [
        rounds.QuestionSpec("rating", "impact", driver=driver, settings={"scale": [1, 7]})
        for driver in study.drivers
    ]
    rounds.add_section(round_, factories.text("Questions"), specs)
    rounds.open_round(round_)
    table = two_schools()
    factories.answer_round(round_, panel, lambda expert, q: table[expert][ITEMS.index(q.driver.code)])
    factories.close_round(round_)
    return study


def test_the_page_looks_and_tells(visitor, owner, study):
    coordinator = visitor.sign_in(owner)
    page = coordinator.get("camps.show", study_id=study.id)
    assert "Not looked for yet" in page.text
    coordinator.post("camps.look", study_id=study.id, status=303)
    page = coordinator.get("camps.show", study_id=study.id)
    assert (
        "The panel parts into 2 schools of thought. School A: 14 experts. School B: 11 experts." in page.text
    )
    assert "On 6 items their medians lie more than a sixth of the scale apart." in page.text
    assert "Driver 7" in page.text


def test_before_a_round_is_closed_there_is_nothing_to_look_at(visitor, owner):
    study = factories.make_study(owner=owner)
    coordinator = visitor.sign_in(owner)
    assert (
        "Close the first round with ratings first." in coordinator.get("camps.show", study_id=study.id).text
    )
    page = coordinator.post("camps.look", study_id=study.id, status=409)
    assert "close that round first" in page.text
