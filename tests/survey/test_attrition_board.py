"""Who came and went, told as far as the floors allow, and what it means for the verdicts."""

from hypothesis import given
from hypothesis import strategies as st

from survey.models import RoundKind
from survey.operations import rounds
from survey.queries.attrition import describe_attrition
from survey.results.attrition import describe_flow, show_group_sizes
from tests import factories


def frozen(experts, n_panel=40):
    return {"panelists": sorted(experts), "groups": [None] * len(experts), "n_panel": n_panel}


def test_the_flow_counts_who_came_back():
    before = [frozen({*"abcdefghij", "old"} | {f"r{n}" for n in range(6)}), frozen(set("abcdefghij") | {"k"})]
    flow = describe_flow(frozen(set("fghij") | {f"r{n}" for n in range(6)}), before)
    assert (flow["joined"], flow["returned"], flow["lapsed"], flow["stayed"]) == (0, 6, 6, 5)
    assert flow["ranges"] == {}


def test_one_small_move_hides_every_count():
    flow = describe_flow(frozen(set("abcdefgh")), [frozen(set("bcdefghijklmno"))])
    assert {flow[key] for key in ("joined", "returned", "lapsed", "stayed")} == {None}
    assert flow["ranges"]["joined"] == "fewer than five answers"
    assert flow["ranges"]["lapsed"] == "five or more"


PEOPLE = st.sets(st.integers(0, 24))


@given(st.lists(PEOPLE, min_size=1, max_size=4))
def test_a_told_move_is_of_nobody_or_of_five(sets):
    *earlier, here = [frozen({str(each) for each in people}) for people in sets]
    flow = describe_flow(here, earlier)
    told = [flow[key] for key in ("joined", "returned", "lapsed") if flow[key] is not None]
    assert all(n == 0 or n >= 5 for n in told)
    assert len(told) in (0, 3)
    assert (flow["stayed"] is None) == (not told)


@given(st.lists(st.sampled_from([None, "a", "b", "c", "d"]), max_size=40))
def test_a_told_group_has_five_members_and_the_rest_none_or_five(groups):
    sizes = show_group_sizes(groups)
    told = {name: n for name, n in sizes.items() if n is not None}
    assert all(n >= 5 and n == groups.count(name) for name, n in told.items())
    rest = len(groups) - sum(told.values())
    assert not told or rest == 0 or rest >= 5


def run_study(owner, n_stay, n_leave, low=2):
    """Make a study of two rounds; those who leave after the first had answered low, the others high."""
    study = factories.make_study(owner=owner, template="consensus", n_drivers=3)
    panel = factories.make_panel(study, n_stay + n_leave)
    first = make_round(study)
    second = make_round(study, first)
    rounds.open_round(first)

    def choose(expert, question):
        is_staying = expert < n_stay
        high = 6 if question.driver.code != "D03" else 4
        return (high if is_staying or question.driver.code == "D03" else low) - (expert % 2)

    factories.answer_round(first, panel, choose)
    factories.close_round(first)
    rounds.open_round(second)
    factories.answer_round(second, panel[:n_stay], choose)
    factories.close_round(second)
    return study


def make_round(study, earlier=None):
    kind = RoundKind.RERATE if earlier else RoundKind.RATE
    round_ = rounds.create_round(study, kind, factories.text("Round"), {}, feedback_round=earlier)
    specs = [
        rounds.QuestionSpec("rating", "impact", driver=driver, settings={"scale": [1, 7]})
        for driver in study.drivers
    ]
    rounds.add_section(round_, factories.text("Questions"), specs)
    return round_


def test_a_minority_that_left_is_a_warning(owner, visitor):
    study = run_study(owner, n_stay=18, n_leave=5)
    board = describe_attrition(study)
    assert {item.row.code for _, item in board.warnings} == {"D01", "D02"}
    assert {item.side for _, item in board.warnings} == {"lower"}
    page = visitor.sign_in(owner).get("attrition.show", study_id=study.id)
    assert "Agreement there may come from their leaving." in page.text
    assert "those who left had answered clearly lower" in page.text
    assert "23 of 23 experts answered round 1." in page.text
    assert "18 of 23 answered round 2." in page.text


def test_few_who_left_are_not_compared(owner, visitor):
    study = run_study(owner, n_stay=18, n_leave=4)
    board = describe_attrition(study)
    assert board.warnings == ()
    assert board.questions[0].undefined == "fewer than five left"
    page = visitor.sign_in(owner).get("attrition.show", study_id=study.id)
    assert "fewer than 5" in page.text
    assert "clearly lower" not in page.text


def test_a_panel_that_stayed_is_told_exactly(owner, visitor):
    study = run_study(owner, n_stay=10, n_leave=0)
    snapshot = study.rounds[1].snapshot
    row = describe_attrition(study).rows[1]
    assert row.told("lapsed") == 0
    assert row.n_answered == snapshot.n_answering == 10


def test_before_any_round_is_closed_the_page_says_what_comes(owner, visitor):
    study = factories.make_study(owner=owner)
    page = visitor.sign_in(owner).get("attrition.show", study_id=study.id)
    assert "No results yet" in page.text
