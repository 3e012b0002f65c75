"""From round 4 to the strategy: contribution, weights, signposts, floors, exclusive sets, the way back."""

import pytest

from survey import results
from survey.db import db
from survey.errors import NothingToDecide
from survey.models import Account, RoundKind
from survey.models.adoption import mark_content
from survey.operations import plans
from survey.operations.asks import choose_asks
from survey.operations.backcasting import mark_backcast, set_conditions
from survey.operations.options_phases import set_phases
from survey.operations.weights import set_weights
from survey.queries.studies import find_finding
from tests.survey import strategy_course as course


@pytest.fixture
def rated(rated_study):
    return rated_study


def options_of(study):
    return {found["option"]: found for found in find_finding(study, "strategy").data["options"]}


def test_the_fourth_round_asks_what_options_bring_about_and_where_signposts_are_seen(asked_study):
    study = asked_study
    asked = [(q.name, q.item, q.quadrant) for q in study.rounds[3].questions]
    assert ("contribution", "S1.1", "Q1") in asked
    assert ("signpost_W1", "signpost_W1", None) in asked
    assert not [name for name, _item, _quadrant in asked if name == "failure"]  # only where it is chosen
    choose_asks(study, RoundKind.STRATEGY, ["failure"])
    plans.compose_strategy(study, study.rounds[3])
    assert {q.name for q in study.rounds[3].questions} == {"performance", "failure"}


def test_without_a_preferred_future_nobody_is_asked_what_brings_it_about(app):
    study = course.make_framed()
    course.run_to_strategy(study, prefers=None)
    assert {q.name for q in study.rounds[3].questions} == {"performance"} | {
        f"signpost_W{n}" for n in (1, 2, 3)
    }
    with pytest.raises(NothingToDecide, match="Choose the scenario"):
        results.trace_back(study)
    set_conditions(study, [], "Q3", mark_backcast(study))
    plans.compose_strategy(study, study.rounds[3])
    towards = {q.quadrant for q in study.rounds[3].questions if q.name == "contribution"}
    assert towards == {"Q3"}
    data = results.trace_back(study).data
    assert data["tows"]["undefined"] == {"tows": "no option says which drivers it moves"}
    assert (data["quadrant"], data["steps"]) == ("Q3", [])


def test_options_are_classed_and_those_that_move_the_world_are_shaping(rated):
    found = options_of(rated)
    assert [found[code]["class"] for code in sorted(found)] == [
        "no_regret", "contingent", "big_bet", "abandon"
    ]  # fmt: skip
    assert {code: each["shaping"] for code, each in found.items()} == {
        "S1.1": False, "S1.2": True, "S1.3": True, "S1.4": False
    }  # fmt: skip
    assert (found["S1.2"]["contribution_n"], found["S1.2"]["contribution_to"]) == (12, "Q1")
    assert found["S1.3"]["domain"] == {"0": 0.5, "1": 0.5, "2": 0.5}
    # All twelve answer alike: only the middle may be told.
    assert found["S1.1"]["iqr"] == dict.fromkeys(course.QUADRANTS)
    assert "iqr.Q1" in found["S1.1"]["undefined"]


def test_four_answers_are_no_figure(asked_study):
    study, experts = asked_study, course.list_experts()

    def choose(index, question):
        few = question.item == "S1.1" or question.name == "signpost_W1"
        return None if few and index > 3 else course.answer(index, question)

    course.rate_options(study, experts, choose)
    found = options_of(study)
    assert found["S1.1"]["class"] is None
    assert found["S1.1"]["values"] == dict.fromkeys(course.QUADRANTS)
    assert found["S1.1"]["contribution"] is None
    assert found["S1.2"]["class"] == "contingent"
    posts = results.assess_signposts(study).data["signposts"]
    assert posts["W1"]["diagnosticity"] is None
    assert posts["W1"]["shares"] == dict.fromkeys(course.QUADRANTS)
    assert posts["W1"]["undefined"] == {"diagnosticity": "fewer than five experts judged it"}


def test_weights_are_uniform_by_plausibility_or_given_and_printed(rated):
    finding = find_finding(rated, "strategy")
    assert finding.data["weights"] == [0.25] * 4
    assert options_of(rated)["S1.3"]["laplace"] == 0.25
    set_weights(rated, "plausibility", None)
    data = results.assess_strategy(rated).data
    assert data["weights"] == [2 / 16, 4 / 16, 6 / 16, 4 / 16]  # medians 2, 4, 6, 4, scaled
    assert data["weighting"] == {"kind": "plausibility", "wished": "plausibility", "undefined": {}}
    set_weights(rated, "given", {"Q1": 3, "Q2": 1, "Q3": 0, "Q4": 0})
    data = results.assess_strategy(rated).data
    assert data["weights"] == [0.75, 0.25, 0, 0]
    assert {found["option"]: found["laplace"] for found in data["options"]}["S1.3"] == 2.75
    sensitivity = data["weight_sensitivity"]
    assert sensitivity["first"] == ["S1.3"]
    assert data["parameters"]["weights"] == "given"


def test_signposts_are_as_diagnostic_as_the_floors_let_be_told(rated):
    data = results.assess_signposts(rated).data
    first, common, third = (data["signposts"][code] for code in ("W1", "W2", "W3"))
    # Q1 has 11 of 12: all but one, told as 8 to 12. Q2 has one: told as none to four.
    assert first["shares"] == {"Q1": None, "Q2": None, "Q3": 0, "Q4": 0}
    assert first["diagnosticity"] == pytest.approx(8 / 12 - (4 / 12) / 3)
    assert first["at_most"] == 1
    assert first["scenario"] == "Q1"
    assert (common["diagnosticity"], common["scenario"]) == (0, None)
    assert third["shares"]["Q4"] == 0.5
    # Q3 has 8 of 12: told as 8 to 12, which is more than the half that Q4 has.
    assert third["ends"]["Q3"] == [8 / 12, 1]
    assert data["leading"] == {"Q1": ["W1"], "Q2": [], "Q3": ["W3"], "Q4": []}


def test_an_exclusive_set_gets_its_regret_and_the_others_none(rated):
    set_phases(rated, course.PHASES, [["S1.2", "S1.3"]], mark_content(rated.phases))
    (one,) = results.assess_strategy(rated).data["exclusive_sets"]
    assert one["regret"]["S1.2"] == {"Q1": 1, "Q2": 1, "Q3": 0, "Q4": 0}
    assert one["largest"] == {"S1.2": 1, "S1.3": 2}
    assert one["least"] == ["S1.2"]
    assert options_of(rated)["S1.1"]["regret_exclusive"] is None


def test_the_way_back_names_what_comes_when_what_is_late_and_what_nothing_leads_to(rated):
    course.change_option(rated, "S1.1", supports="D01")
    course.change_option(rated, "S1.2", supports="D02, D04", prerequisites="S1.1", lead_time_years="5")
    law = {"code": "X1", "name": {"en": "A law"}, "years": 6.0, "needs": [], "before": ["S1.1"],
           "supports": [], "signpost": "W1"}  # fmt: skip
    set_conditions(rated, [law], "", mark_backcast(rated))
    finding = results.trace_back(rated)
    steps = {step["name"]: step for step in finding.data["steps"]}
    assert (finding.data["quadrant"], finding.data["today"], finding.data["horizon"]) == ("Q1", 2026, 2035)
    assert (steps["S1.2"]["latest_start"], steps["S1.1"]["latest_start"]) == (2030, 2029)
    assert (steps["X1"]["latest_start"], steps["X1"]["late"], steps["X1"]["watched"]) == (2023, True, True)
    assert "D03" in finding.data["without_link"]
    assert finding.data["unused"] == ["S1.3", "S1.4"]
    cells = finding.data["tows"]["cells"]
    assert set(cells) == {"Q2", "Q3", "Q4"}
    assert not results.is_traced_anew(rated, finding)
    course.change_option(rated, "S1.2", lead_time_years="1")
    assert results.is_traced_anew(rated, finding)


def test_the_pages_of_the_fourth_round_name_the_wanted_future_and_the_signposts(asked_study, visitor):
    study = asked_study
    coordinator = visitor.sign_in(db.session.query(Account).one())
    titles = {section.title["en"]: section.position for section in study.rounds[3].sections}
    here = {"study_id": study.id, "number": 4}
    page = coordinator.get(
        "preview.show_section", position=titles["What the options themselves bring about"], **here
    )
    assert "how far would this option itself move the world" in page.text
    assert "Q1 name" in page.text
    page = coordinator.get("preview.show_section", position=titles["Signs of what is coming"], **here)
    assert "Sign W1" in page.text
    assert "In which of the four futures would this be seen by 2035?" in page.text
    assert "In none of them" in page.text
