"""The consensus board and an item's page: counts in words, sorting, filters, groups, other rules, advice."""

import pytest

from survey.models import RoundKind
from survey.operations import rounds
from survey.queries.consensus import find_consensus
from survey.queries.consensus_board import advise_item, advise_study, describe_board
from survey.queries.consensus_item import describe_item
from survey.queries.consensus_order import SORTS, heat_of
from tests import factories
from tests.pages import words

AGREE = [5, 5, 6, 6, 6, 6, 5, 5, 6, 6, 7, 4]
SPLIT = [1, 1, 1, 2, 1, 1, 7, 7, 7, 6, 7, 7]
SPREAD = [1, 2, 3, 4, 5, 6, 7, 1, 3, 5, 7, 4]
MOVED = [7, 6, 5, 4, 3, 2, 1, 7, 5, 3, 1, 4]


@pytest.fixture
def study(owner):
    return run_study(owner, ([AGREE, SPLIT, SPREAD, AGREE], [AGREE, SPLIT, MOVED, SPREAD]))


def run_study(owner, course, **facts):
    """Make a study of two groups whose rounds are answered so: rounds x items x experts."""
    facts.setdefault("protocol", {"consensus_rule": "iqr<=1"})
    study = factories.make_study(owner=owner, template="consensus", n_drivers=len(course[0]), **facts)
    panel = factories.make_panel(study, len(course[0][0]), groups=study.groups)
    panel = panel[::2] + panel[1::2]  # the first half of the answers is the first group's
    earlier = None
    for answers in course:
        earlier = run_round(study, panel, answers, earlier)
    return study


def run_round(study, panel, answers, earlier=None):
    kind = RoundKind.RERATE if earlier else RoundKind.RATE
    round_ = rounds.create_round(study, kind, factories.text("Round"), {}, feedback_round=earlier)
    specs = [
        rounds.QuestionSpec("rating", "impact", driver=driver, settings={"scale": [1, 7]})
        for driver in study.drivers[: len(answers)]
    ]
    rounds.add_section(round_, factories.text("Questions"), specs)
    rounds.open_round(round_)
    places = {question.driver.code: index for index, question in enumerate(round_.questions)}
    factories.answer_round(round_, panel, lambda expert, q: answers[places[q.driver.code]][expert])
    factories.close_round(round_)
    return round_


def codes(table):
    return [item.code for item in table.items]


def test_counts_come_first_in_words(coordinator, study):
    page = coordinator.get("consensus.show_consensus", study_id=study.id)
    told = page.text
    assert "1 of 4 items reach consensus." in told
    assert "is stable dissent" in told or "are stable dissent" in told
    assert told.index("items reach consensus") < told.index("Driver 1")


def test_every_round_is_a_cell_with_sign_word_and_colour(coordinator, study):
    page = coordinator.get("consensus.show_consensus", study_id=study.id)
    cells = [cell for cell in page.all("td") if "round-cell" in cell.get("class", "")]
    assert len(cells) == 8
    for cell in cells[:2]:
        assert "✓ Consensus" in words(cell)
        assert "heat-plus" in cell.get("class")
    assert "⇄ Two camps" in words(cells[2])
    assert "heat-minus-3" in cells[2].get("class")


@pytest.mark.parametrize("sort", SORTS)
def test_every_order_lists_every_item(study, sort):
    assert sorted(codes(find_consensus(study, sort=sort))) == ["D01", "D02", "D03", "D04"]


def test_orders_put_what_they_name_first(study):
    assert codes(find_consensus(study, sort="distance"))[0] == "D02"
    assert codes(find_consensus(study, sort="spread"))[0] == "D02"
    assert codes(find_consensus(study, sort="groups"))[0] == "D02"
    assert codes(find_consensus(study, sort="stability"))[0] == "D04"
    assert codes(find_consensus(study, sort="code")) == ["D01", "D02", "D03", "D04"]


def test_filters_leave_counts_alone(study):
    whole = find_consensus(study)
    for verdict, n in describe_board(study, whole).verdicts.items():
        table = find_consensus(study, verdict=verdict)
        assert len(table.items) == n
        assert {item.verdict for item in table.items} == {verdict}
        assert table.n_met == whole.n_met
    category = whole.items[0].category
    assert {item.category for item in find_consensus(study, category=category).items} == {category}


def test_a_filter_that_nothing_passes_says_so(coordinator, study):
    page = coordinator.get("consensus.show_consensus", study_id=study.id, verdict="nonsense")
    assert "No item matches" in page.text


def test_groups_are_shown_where_frozen_alone(coordinator, owner, study):
    page = coordinator.get("consensus.show_consensus", study_id=study.id, view="groups")
    assert {"Group 1", "Group 2"} <= {words(cell) for cell in page.all("th")}
    alone = run_study(owner, ([AGREE],), n_groups=0)
    page = coordinator.get("consensus.show_consensus", study_id=alone.id, view="groups")
    assert "stakeholder groups" not in page.text
    assert page.one("table", id="consensus")


def test_other_rules_count_the_verdicts_they_turn(study):
    board = describe_board(study, find_consensus(study))
    assert board.others
    for other in board.others:
        assert other.n_met <= other.n_judged <= 4
        assert other.n_met - other.n_gained + other.n_lost == sum(
            item.last["met"]
            for item in find_consensus(study).all_items
            if item.last["sensitivity"].get(other.rule) is not None
        )
    assert any(other.n_flipped for other in board.others)


def test_advice_names_the_items_that_still_move(coordinator, study):
    advice = advise_study(study.rounds[-1])
    moving = {code for each in advice.questions for code, _ in each.moving}
    assert moving == {"D04"}
    assert advice.code == "only_these"
    assert advise_study(study.rounds[0]) is None
    page = coordinator.get("consensus.show_consensus", study_id=study.id)
    assert "This is advice; you decide." in page.text


@pytest.mark.parametrize(
    ("stable", "met", "code"),
    [
        (True, True, "settled"),
        (True, False, "settled_dissent"),
        (False, True, "again_provisional"),
        (False, False, "again"),
        (None, True, "unknown"),
    ],
)
def test_an_item_is_left_or_asked_again(stable, met, code):
    assert advise_item({"stable": stable}, met) == code


def test_heat_is_deeper_the_further_from_the_limit():
    figures = {"rule": "iqr<=1", "met": False, "iqr": 1.5, "undefined": {}}
    steps = [heat_of(figures | {"iqr": iqr}, 6) for iqr in (1.5, 3.0, 6.0)]
    assert steps == [-1, -2, -3]
    assert heat_of(figures | {"met": True, "iqr": 0.0}, 6) == 3
    assert heat_of(figures | {"met": None, "iqr": None}, 6) is None
    agreed = figures | {"met": True, "iqr": None, "undefined": {"counts": "nearly all agree"}}
    assert heat_of(agreed, 6) == 3


def test_an_item_knows_its_neighbours_and_its_groups(coordinator, study):
    table = find_consensus(study)
    first, second, *_ = table.all_items
    about = describe_item(study, second, table)
    assert (about.previous.code, about.following.code, about.place) == ("D01", "D03", 2)
    assert describe_item(study, first, table).previous is None
    assert (about.gap.low_median, about.gap.high_median) == (1.0, 7.0)
    page = coordinator.get("consensus.show_item", study_id=study.id, item="D02")
    assert "Furthest apart: Group 1 (median 1) and Group 2 (median 7)." in page.text
    assert "Next: Driver 3" in page.text
    assert "Two opposed camps" in page.text


def test_an_item_tells_its_movement_in_sentences(coordinator, study):
    page = coordinator.get("consensus.show_item", study_id=study.id, item="D04")
    assert "From round 1 to round 2" in page.text
    assert "The median moved from 6 to 4." in page.text
    assert "The middle half widened" in page.text


def test_undefined_figures_say_why(coordinator, owner):
    few = [*AGREE[:-1], 5]
    study = run_study(owner, ([AGREE], [few]))
    page = coordinator.get("consensus.show_item", study_id=study.id, item="D01")
    assert "fewer than five experts changed" in page.text


def test_two_hundred_items_are_listed(coordinator, owner):
    study = run_study(owner, ([AGREE] * 200,))
    page = coordinator.get("consensus.show_consensus", study_id=study.id)
    assert "of 200 items reach consensus" in page.text
    assert not page.all("figure")


def test_an_item_page_counts_answers_and_tries_other_rules(coordinator, study):
    page = coordinator.get("consensus.show_item", study_id=study.id, item="D01", question="impact")
    assert f"answers of {len(AGREE)} experts" in page.text
    assert page.one("table", id="sensitivity") is not None
    coordinator.get("consensus.show_item", status=404, study_id=study.id, item="D99")
