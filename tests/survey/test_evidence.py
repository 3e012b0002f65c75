"""What a round asks beside ratings, from the answer to the frozen summary and to the axes."""

import csv
import io

import numpy as np
import pytest

from analysis.agreement import kendall_w
from analysis.files import read_pairs
from survey import results
from survey.db import db
from survey.models import QuestionBlock, RoundKind
from survey.operations import rounds
from survey.operations.rounds import QuestionSpec
from survey.questions import KINDS, Value
from survey.results.evidence import pairs_of, sorts_of, write_pairs
from survey.results.floors import Difference
from survey.results.kinds import MEASURES, NARROW, summarise
from tests import factories

PROTOCOL = {"quantile_method": "linear"}
ENDS = {key: {"en": key} for key in ("label", "low", "high")}


FEW = [Difference(n_joined_or_left=1, n_changed=2)]
ONE_JOINED = [Difference(n_joined_or_left=1, n_changed=9)]


def frozen(answers: list[dict | None], kind: str, settings: dict, differences=()) -> dict:
    return summarise(kind, answers, settings, PROTOCOL, differences)


def test_ranks_give_the_published_concordance():
    """Kendall & Gibbons (1990), as in the doctest of `kendall_w`: three judges, six things, W = 0.1619."""
    ranks = [[1, 6, 3, 2, 5, 4], [1, 5, 6, 4, 2, 3], [6, 3, 2, 5, 4, 1]]
    codes = list("ABCDEF")
    answers = [{"ranks": dict(zip(codes, row, strict=True))} for row in ranks]
    twice = frozen(answers * 2, "ranking", {"items": codes})
    assert twice["agreement"]["w"] == pytest.approx(kendall_w(ranks * 2).w) == pytest.approx(0.1619, abs=5e-5)
    assert (twice["agreement"]["m"], twice["agreement"]["n_items"]) == (6, 6)
    assert 0 < twice["agreement"]["p"] <= 1
    assert [item["median"] for item in twice["items"]] == sorted(item["median"] for item in twice["items"])


def test_few_orders_are_held_back():
    found = frozen([{"ranks": {"A": 1, "B": 2, "C": 3}}] * 4, "ranking", {"items": list("ABC")})
    assert {item["median"] for item in found["items"]} == {None}
    assert found["agreement"]["w"] is None
    assert found["agreement"]["reason"] == "fewer than five answers"


def test_what_was_left_without_a_place_shares_the_places_that_are_left():
    found = frozen([{"ranks": {"A": 1, "B": 2}}] * 5, "ranking", {"items": list("ABCDE"), "top": 2})
    assert {item["code"]: item["median"] for item in found["items"]} == {
        "A": 1,
        "B": 2,
        "C": 4,
        "D": 4,
        "E": 4,
    }
    assert found["agreement"]["w"] == pytest.approx(1)


def test_a_pair_is_shown_from_five_judgements_whatever_its_direction():
    answers = [{"pairs": [["D01", "D02", 2]]}] * 3 + [{"pairs": [["D02", "D01", 1], ["D03", "D01", -2]]}] * 2
    found = frozen(answers, "pairs", {"items": ["D01", "D02", "D03"]})
    assert found["pairs"] == [{"items": ["D01", "D02"], "n": 5, "mean": pytest.approx(1.6)}]
    assert found["n_held_back"] == 1


def test_half_places_do_not_count_and_few_are_held_back():
    settings = {"x": ENDS, "y": ENDS, "subjects": ["today", "islands"]}
    whole = [{"places": {"today": [place, 8 - place]}} for place in (2, 3, 4, 5, 6)]
    half = [{"places": {"today": [7, None], "islands": [1, 1]}}] * 4
    today, islands = frozen(whole + half, "placement", settings)["subjects"]
    assert (today["n"], today["x"]["median"], today["y"]["q1"], today["y"]["q3"]) == (5, 4, 3, 5)
    assert (islands["n"], islands["x"]["median"]) == (4, None)
    assert islands["reason"] == "fewer than five answers"


def test_piles_tell_what_lay_together_and_keep_their_names_to_themselves():
    sort = {"piles": {"D01": "1", "D02": "1", "D03": "2"}, "names": {"1": "My secret words"}}
    other = {"piles": {"D01": "3", "D02": "1", "D03": "1"}}
    settings = {"items": ["D01", "D02", "D03", "D04"]}
    found = frozen([sort] * 15 + [other] * 5, "pile_sort", settings)
    assert found["n_sorts"] == 20
    shares = {tuple(pair["items"]): pair["together"] for pair in found["pairs"]}
    assert shares == {("D01", "D02"): 0.75, ("D02", "D03"): 0.25, ("D01", "D03"): 0}
    assert "secret" not in str(found)
    assert frozen([sort] * 15 + [other] * 5, "pile_sort", settings, ONE_JOINED)["pairs"] == []


def test_piles_single_nobody_out_who_sorted_otherwise_than_the_rest():
    sort = {"piles": {"D01": "1", "D02": "1", "D03": "2"}}
    other = {"piles": {"D01": "3", "D02": "1", "D03": "1"}}
    found = frozen([sort] * 8 + [other] * 4, "pile_sort", {"items": ["D01", "D02", "D03"]})
    assert [pair["items"] for pair in found["pairs"]] == [["D01", "D03"]]


@pytest.mark.parametrize(("n", "is_kept"), [(12, False), (24, True)])
def test_where_few_orders_differ_a_large_panel_keeps_its_middle_places(n, is_kept):
    answers = [{"ranks": {"B": 1 + i % 2, "A": 2 - i % 2, "C": 3}} for i in range(n)]
    found = frozen(answers, "ranking", {"items": list("BAC")}, FEW)
    assert [item["code"] for item in found["items"]] == ["A", "B", "C"]
    assert [item["median"] is not None for item in found["items"]] == [is_kept] * 3
    assert (found["agreement"]["w"], found["agreement"]["p"]) == (None, None)
    assert found["agreement"]["reason"] == "fewer than five answers differ from an earlier round"


@pytest.mark.parametrize("differences", [FEW, ONE_JOINED])
def test_where_somebody_joined_no_mean_of_a_pair_is_kept(differences):
    answers = [{"pairs": [["D01", "D02", 2]]}] * 24 + [{"pairs": [["D01", "D03", 1]]}]
    found = frozen(answers, "pairs", {"items": ["D01", "D02", "D03"]}, differences)
    assert (found["pairs"], found["n_held_back"]) == ([], 2)


@pytest.mark.parametrize("differences", [FEW, ONE_JOINED])
def test_where_somebody_joined_only_places_that_many_gave_are_kept(differences):
    settings = {"x": ENDS, "y": ENDS, "subjects": ["today", "islands"]}
    answers = [{"places": {"today": [1 + i % 7, 4]}} for i in range(14)]
    answers += [{"places": {"today": [1 + i % 7, 4], "islands": [2, 2]}} for i in range(7)]
    today, islands = frozen(answers, "placement", settings, differences)["subjects"]
    assert (today["n"], today["x"]["median"], today["reason"]) == (21, 4, None)
    assert (islands["n"], islands["x"]["median"], islands["y"]["q1"]) == (None, None, None)
    assert islands["reason"] == "fewer than five answers differ from an earlier round"
    assert frozen(answers, "placement", settings)["subjects"][1]["x"]["median"] == 2


def test_every_measure_with_figures_says_what_is_left_beside_an_earlier_round():
    assert MEASURES.keys() - NARROW.keys() == {"texts"}


@pytest.fixture
def study(app):
    study = factories.make_study(n_drivers=6)
    codes = [driver.code for driver in study.drivers]
    round_ = rounds.create_round(study, RoundKind.RATE, factories.text("Round"), {})
    rated = [
        QuestionSpec("rating", name, driver=driver, settings={"scale": [1, 7]})
        for driver in study.drivers
        for name in ("impact", "uncertainty", "expectation")
    ]
    shared = QuestionSpec("pairs", "pairs", settings={"items": codes, "per_expert": 5})
    sort = QuestionSpec("pile_sort", "sort", settings={"items": codes})
    rounds.add_section(round_, factories.text("All"), [*rated, shared, sort])
    return study


def blocks_of(round_) -> dict[str, int]:
    question = next(each for each in round_.questions if each.kind == "pairs")
    rows = db.session.query(QuestionBlock).filter_by(question_id=question.id)
    return {row.panelist_id: row.block for row in rows}


def test_blocks_are_shared_out_when_the_round_opens(study):
    experts = factories.make_panel(study, 9)
    round_ = study.rounds[0]
    assert blocks_of(round_) == {}
    rounds.open_round(round_)
    blocks = blocks_of(round_)
    assert sorted(blocks.values()) == list(range(9))
    late = [factories.panelist_id(study, factories.make_expert(study)) for _ in range(2)]
    after = blocks_of(round_)
    assert {key: after[key] for key in blocks} == blocks
    assert len({after[each] for each in late}) == 2  # the second draws among those that fewer have
    assert {after[each] for each in late} <= set(range(9))
    assert len(after) == len(experts) + 2


def judge(index: int, question) -> Value:
    """Answer pairs of the own block: drivers of the same half help each other."""
    if question.kind != "pairs":
        return factories.pick(index, question)
    pairs = KINDS["pairs"].asked(question.settings | {"block": index})
    halves = {driver: number // 3 for number, driver in enumerate(question.settings["items"])}
    return Value(data={"pairs": [[a, b, 2 if halves[a] == halves[b] else -1] for a, b in pairs]})


def test_pairs_and_piles_reach_the_axes_and_the_file_of_pairs(study, tmp_path):
    round_ = rounds.open_round(study.rounds[0])
    factories.answer_round(round_, factories.make_panel(study, 12), judge)
    factories.close_round(round_)
    answers = round_.snapshot.answers
    assert results.propose_axes(study).data["channels"] == ["ratings", "sorts", "pairs"]
    assert len(sorts_of(answers)) == len(pairs_of(answers)) == 12
    file = tmp_path / "pairs.csv"
    file.write_text(write_pairs(answers), encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(write_pairs(answers))))
    assert len(read_pairs(file)) == len(rows) == 12 * 5
    assert {row["expert"] for row in rows} == {f"R{number:02d}" for number in range(1, 13)}


def test_a_driver_that_is_turned_round_turns_its_judgements():
    answers = {
        "questions": [
            {"id": "1", "kind": "pairs", "name": "p", "item": "p", "quadrant": None, "scale": []},
        ],
        "values": [[{"pairs": [["A", "B", 2], ["A", "C", 1], ["B", "C", -1]]}, "dk", None]],
    }
    assert pairs_of(answers, {"A"}) == [[("A", "B", -2), ("A", "C", -1), ("B", "C", -1)], [], []]
    assert pairs_of(answers, {"A", "B"})[0][0] == ("A", "B", 2)
    assert np.sum([value for _, _, value in pairs_of(answers)[0]]) == 2
