"""Chains from the wanted future back to today, and the cells of strengths and opportunities, by hand."""

import json

import pytest

from analysis.errors import InvalidSetting
from analysis.ratings import Scale
from analysis.strategy.backcast import Link, backcast, sort_inside, sort_outside, tows

LINKS = (
    Link("fund", years=2, needs=("law",)),
    Link("law", years=1.5),
    Link("campus", years=4, needs=("fund",)),
    Link("talks", "condition", signpost="a treaty is signed"),
    Link("growth", "condition", years=3),
)
STATES = {"capability": "high", "linkage": "high", "price": "low", "context": "open"}
SUPPORTS = {"capability": ["campus", "fund"], "linkage": ["talks", "growth"], "context": ["law"]}


def chain(links=LINKS, supports=SUPPORTS, today=2024):
    return backcast(STATES, supports, links, today, 2030)


def test_latest_years_by_hand():
    found = chain()
    years = {step.name: (step.latest_end, step.latest_start, step.step) for step in found.steps}

    assert years == {
        "campus": (2030, 2026, 1),
        "fund": (2026, 2024, 2),
        "law": (2024, 2022.5, 3),
        "talks": (2030, 2030, 1),
        "growth": (2030, 2027, 1),
    }
    assert [step.name for step in found.steps] == ["talks", "growth", "campus", "fund", "law"]
    assert [step.name for step in found.steps if step.late] == ["law"]
    assert {step.name: step.watched for step in found.steps if step.kind == "condition"} == {
        "talks": True,
        "growth": False,
    }


def test_open_drivers_require_nothing_and_bare_ones_are_named():
    found = chain().as_dict()

    assert found["required"] == {"capability": "high", "linkage": "high", "price": "low"}
    assert found["without_link"] == ["price"]
    assert {tuple(step["drivers"]) for step in found["steps"]} == {("capability",), ("linkage",)}
    json.dumps(found, allow_nan=False)


@pytest.mark.parametrize(
    ("links", "supports", "told"),
    [
        ((Link("a", needs=("b",)), Link("b", needs=("a",))), {"capability": ["a"]}, "circle"),
        ((Link("a", needs=("z",)),), {"capability": ["a"]}, "'z'"),
        ((Link("a"), Link("a")), {}, "every name once"),
        ((Link("a", "wish"),), {}, "kind"),
        ((Link("a", years=-1),), {}, "years"),
    ],
)
def test_strange_chains_are_refused(links, supports, told):
    with pytest.raises(InvalidSetting, match=told):
        chain(links, supports)


def test_cells_by_hand():
    inside = sort_inside({"skills": 6, "funds": 2, "plan": 4, "unknown": None}, Scale(1, 7))
    outside = sort_outside(
        {"demand": "high", "rivalry": "high", "law": "open"}, {"demand": "high", "rivalry": "low"}
    )

    assert inside == {"skills": "S", "funds": "W", "plan": None, "unknown": None}
    assert outside == {"demand": "O", "rivalry": "T", "law": None}
    assert tows(
        inside,
        outside,
        {"export": ["skills", "demand"], "alliance": ["funds", "skills", "rivalry"], "idle": ["plan", "law"]},
    ) == {"SO": ["export"], "ST": ["alliance"], "WO": [], "WT": ["alliance"]}
