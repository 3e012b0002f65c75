"""What is frozen of questions that are no ratings: right figures, and none below the floors."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.operations.studies import DEFAULT_PROTOCOL
from survey.results.floors import Difference
from survey.results.frozen import CANNOT_JUDGE
from survey.results.kinds import summarise

YEAR = {"format": "year", "never": True}
ABC = {"choices": [{"code": code, "text": {"en": code}} for code in "abc"]}
NEVER = {"never": True}
FEW_DIFFER = [Difference(n_joined_or_left=1, n_changed=2)]


def years(*numbers, n_never=0, settings=YEAR, differences=()):
    cells = [*map(float, numbers), *([NEVER] * n_never)]
    return summarise("number", cells, settings, DEFAULT_PROTOCOL, differences)


def chosen(differences=(), **counts):
    cells = [{"choices": [code]} for code, count in counts.items() for _ in range(count)]
    found = summarise("choice", cells, ABC, DEFAULT_PROTOCOL, differences)
    return {each["code"]: each["count"] for each in found["choices"]}


def test_numbers_have_the_quartiles_of_the_protocol():
    """Nine integers from 1: type 7 of Hyndman & Fan (1996) gives 3, 5, 7."""
    found = years(*range(1, 10), settings={})
    assert (found["n"], found["q1"], found["median"], found["q3"]) == (9, 3, 5, 7)
    other = summarise(
        "number", [float(n) for n in range(1, 10)], {}, DEFAULT_PROTOCOL | {"quantile_method": "weibull"}
    )
    assert (other["q1"], other["q3"]) == (2.5, 7.5)


def test_who_did_not_answer_or_cannot_judge_is_counted_apart():
    cells = [1.0, 2.0, 3.0, 4.0, 9.0, CANNOT_JUDGE, None, None]
    found = summarise("number", cells, {}, DEFAULT_PROTOCOL)
    assert (found["n"], found["n_cannot_judge"], found["n_missing"], found["median"]) == (5, 1, 2, 3)


def test_four_numbers_show_nothing():
    found = years(2030, 2031, 2032, 2033)
    assert [found[key] for key in ("median", "q1", "q3", "never")] == [None] * 4
    assert found["reason"] == "fewer than five answers"


@pytest.mark.parametrize(
    ("n_numbers", "n_never", "told"),
    [(8, 0, (8, 0)), (8, 5, (8, 5)), (8, 4, (None, None)), (4, 8, (None, None)), (0, 8, (0, 8))],
)
def test_never_is_told_where_it_gives_nobody_away(n_numbers, n_never, told):
    found = years(*range(2030, 2030 + n_numbers), n_never=n_never)
    assert (found["n_numbers"], found["never"]) == told
    assert found["n"] == n_numbers + n_never


def test_nearly_the_same_number_from_all_is_told_by_its_median_alone():
    found = years(*[2030] * 8, 2040, 2041)
    assert (found["median"], found["q1"], found["q3"]) == (2030, None, None)


def test_few_differences_from_an_earlier_round_leave_the_median():
    found = years(*range(2030, 2042), differences=FEW_DIFFER)
    assert (found["median"], found["q1"], found["n_numbers"]) == (2035.5, None, None)
    moved = years(*range(2030, 2042), differences=[Difference(1, 2, moves_median=True)])
    assert (moved["median"], moved["reason"]) == (
        None,
        "fewer than five answers differ from an earlier round",
    )
    large = years(*range(2030, 2054), differences=FEW_DIFFER)
    assert (large["q1"], large["n_numbers"]) == (2035.75, None)


def test_uncertain_numbers_give_medians_and_the_pool():
    answers = [{"p5": low, "p50": low + 3, "p95": low + 9} for low in (1, 2, 3, 4, 10)]
    found = summarise("quantiles", answers, {}, DEFAULT_PROTOCOL)
    assert [found[part] for part in ("p5", "p50", "p95")] == [3, 6, 12]
    assert 6 < found["pooled_median"] < 8
    narrowed = summarise("quantiles", answers, {}, DEFAULT_PROTOCOL, FEW_DIFFER)
    assert (narrowed["p50"], narrowed["pooled_median"]) == (None, None)
    large = summarise("quantiles", answers * 4, {}, DEFAULT_PROTOCOL, FEW_DIFFER)
    assert (large["p50"], large["reason"]) == (6, None)
    assert summarise("quantiles", answers[:4], {}, DEFAULT_PROTOCOL)["p50"] is None


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ({"a": 6, "b": 6}, {"a": 6, "b": 6, "c": 0}),
        ({"a": 12}, {"a": 12, "b": 0, "c": 0}),
        ({"a": 9, "b": 3}, {"a": None, "b": None, "c": 0}),
        ({"a": 6, "b": 5, "c": 1}, {"a": 6, "b": None, "c": None}),
        ({"a": 20, "b": 10, "c": 2}, {"a": 20, "b": None, "c": None}),
        ({"a": 4}, {}),
    ],
)
def test_counts_are_shown_where_no_subtraction_finds_a_few(counts, shown):
    assert chosen(**counts) == shown


def test_no_count_is_shown_where_few_differ_from_an_earlier_round():
    assert chosen(FEW_DIFFER, a=6, b=6) == {}


@given(counts=st.lists(st.integers(0, 30), min_size=3, max_size=3).filter(lambda counts: sum(counts) >= 5))
def test_hidden_counts_always_stand_for_none_or_five(counts):
    shown = chosen(**dict(zip("abc", counts, strict=True)))
    hidden = [count for code, count in zip("abc", counts, strict=True) if shown[code] is None]
    assert not hidden or (sum(hidden) >= 5 and len(hidden) >= 2)
    for count in filter(None, shown.values()):
        assert count >= 5
        assert sum(counts) - count == 0 or sum(counts) - count >= 5


def test_several_choices_are_counted_each_by_itself():
    cells = [{"choices": ["a", "b"]}] * 6 + [{"choices": ["a"]}] * 2
    found = summarise("choice", cells, ABC | {"several": True}, DEFAULT_PROTOCOL)
    told = {each["code"]: (each["count"], each["share"]) for each in found["choices"]}
    assert told == {"a": (8, 1.0), "b": (None, None), "c": (0, 0.0)}


def test_what_was_written_never_stands_in_a_summary():
    cells = [{"choices": ["other"], "other": f"Canary {n}"} for n in range(6)]
    texts = [{"text": f"Canary {n}"} for n in range(6)]
    proposals = [{"proposals": [{"name": f"Canary {n}", "low": "a", "high": "b"}] * 2} for n in range(6)]
    found = [
        summarise("choice", cells, ABC | {"other": True}, DEFAULT_PROTOCOL),
        summarise("text", texts, {}, DEFAULT_PROTOCOL),
        summarise("driver_proposal", proposals, {}, DEFAULT_PROTOCOL),
    ]
    assert "Canary" not in str(found)
    assert Counter({each["code"]: each["count"] for each in found[0]["choices"]})["other"] == 6
    assert found[1]["n"] == 6
    assert found[2]["n_proposals"] == 12
    assert summarise("driver_proposal", proposals[:4], {}, DEFAULT_PROTOCOL)["n_proposals"] is None
