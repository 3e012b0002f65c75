"""The pages of the strategy: wind tunnel, rules and weights, signposts, the way back, the roadmap."""

import pytest

from survey import results
from survey.db import db
from survey.models import Account, AuditEntry
from survey.operations.backcasting import list_conditions
from survey.queries.studies import find_finding
from tests import factories
from tests.survey import strategy_course as course


@pytest.fixture
def study(rated_study):
    return rated_study


@pytest.fixture
def here(study):
    return {"study_id": study.id}


@pytest.fixture
def coordinator(visitor, study):
    return visitor.sign_in(db.session.query(Account).one())


def codes_of(page):
    body = page.one("table", id="options").find("tbody")
    return ["".join(row.find("th").itertext()).split(" ")[0] for row in body.iter("tr")]


def test_the_board_shows_value_class_and_shaping_and_is_sorted_and_filtered(coordinator, here):
    page = coordinator.get("strategy.show_strategy", **here)
    assert codes_of(page) == ["S1.1", "S1.2", "S1.3", "S1.4"]
    assert "Big bet" in page.text
    assert "shaping" in page.text
    assert "Weights of the scenarios: Q1 0.25, Q2 0.25, Q3 0.25, Q4 0.25" in page.text
    assert codes_of(coordinator.get("strategy.show_strategy", sort="contribution", **here))[:2] == [
        "S1.2",
        "S1.3",
    ]
    assert codes_of(coordinator.get("strategy.show_strategy", sort="worst", **here))[-1] == "S1.3"
    assert codes_of(coordinator.get("strategy.show_strategy", direction="S9", **here)) == []
    assert codes_of(coordinator.get("strategy.show_strategy", sort="nonsense", **here))[0] == "S1.1"


def test_weights_are_set_on_their_page_and_all_is_computed_anew(coordinator, study, here):
    page = coordinator.get("strategy.show_rules", **here)
    assert "The rules agree to W" in page.text
    page = coordinator.post("strategy.change_weights", {"kind": "given", "Q1": "2"}, status=422, **here)
    assert "Give each scenario a weight" in page.text
    assert page.one("input", id="Q1").get("value") == "2"
    page = coordinator.post("strategy.change_weights", {"kind": "given", "Q1": "x"}, status=422, **here)
    assert page.one("input", id="Q1").get("value") == "x"
    given = {"kind": "given", "Q1": "3", "Q2": "1", "Q3": "0", "Q4": "0"}
    coordinator.post("strategy.change_weights", given, **here)
    assert find_finding(study, "strategy").data["weights"] == [0.75, 0.25, 0, 0]
    page = coordinator.get("strategy.show_rules", **here)
    assert "Q1 0.75, Q2 0.25, Q3 0.00, Q4 0.00 (as given" in page.text
    assert "First by the weighted mean: S1.3 Option 3." in page.text
    assert "falls from 0.75 below" in page.text
    assert db.session.query(AuditEntry).filter_by(action="weights_set").count() == 1


def test_signposts_show_how_well_they_tell_scenarios_apart(coordinator, study, here):
    assert "has not judged them yet" in coordinator.get("strategy.show_signposts", **here).text
    coordinator.post("strategy.assess_strategy", **here)
    page = coordinator.get("strategy.show_signposts", **here)
    assert "Tells “Q1 name” well from the others." in page.text
    assert "Common to many scenarios: little diagnostic power." in page.text
    assert "0.56–1.00" in page.text


def test_conditions_with_a_circle_are_refused_and_come_back_as_typed(coordinator, study, here):
    page = coordinator.get("strategy.edit_conditions", **here)
    data = page.form_data("target")
    wrong = data | {"name1_en": "A law", "years1": "2", "needs1": "S1.1", "before1": "S1.1"}
    page = coordinator.post("strategy.edit_conditions", wrong, status=422, **here)
    assert "S1.1 → X1 → S1.1" in page.text
    assert page.one("input", id="needs1").get("value") == "S1.1"
    nameless = data | {"years1": "2"}
    assert (
        "Give the condition a name"
        in coordinator.post("strategy.edit_conditions", nameless, status=422, **here).text
    )
    coordinator.post("strategy.edit_conditions", wrong | {"needs1": "", "signpost1": "W1"}, **here)
    assert [(each["code"], each["signpost"]) for each in list_conditions(study)] == [("X1", "W1")]
    stale = coordinator.post("strategy.edit_conditions", data, status=422, **here)
    assert "Somebody else changed the conditions" in stale.text


def test_the_way_back_is_computed_shown_and_called_outdated(coordinator, study, here):
    assert "Not computed yet" in coordinator.get("strategy.show_backcast", **here).text
    course.change_option(study, "S1.2", supports="D01", lead_time_years="12")
    coordinator.post("strategy.trace_back", **here)
    page = coordinator.get("strategy.show_backcast", **here)
    assert "Wanted in 2035: “Q1 name”." in page.text
    assert "Too late already" in page.text
    assert "S1.2 (latest start 2023)" in page.text
    assert "D02 Driver 2" in page.text  # nothing leads there
    assert len(page.all("div", class_="chart-narrow")) == 1
    course.change_option(study, "S1.2", lead_time_years="2")
    assert "Compute the way back anew" in coordinator.get("strategy.show_backcast", **here).text


def test_the_roadmap_puts_nothing_before_what_it_needs_and_triggers_instead_of_dates(
    coordinator, study, here
):
    course.change_option(study, "S1.2", trigger_en="When ten ports ask for it")
    course.change_option(study, "S1.4", prerequisites="S1.2")
    course.change_option(study, "S1.3", prerequisites="S1.1")
    page = coordinator.get("options.show_roadmap", **here)
    assert "S1.3 is planned for phase 1; by its class and what it needs it starts in phase 2" in page.text
    assert "on its trigger: When ten ports ask for it" in page.text
    placed = results.place_options(study)
    assert placed["S1.3"]["start_year"] == 2029
    assert placed["S1.2"]["phase"] is None
    starts = [placed[code]["start_year"] for code in ("S1.1", "S1.3")]
    assert starts[1] >= starts[0] + 1


def test_readers_change_nothing(visitor, study, here):
    reader = visitor.sign_in(factories.make_account(study=study, role="viewer"))
    for page in ("strategy.show_strategy", "strategy.show_rules", "strategy.show_signposts"):
        reader.get(page, **here)
    reader.post("strategy.change_weights", {"kind": "uniform"}, status=404, **here)
    assert "Save and compute anew" not in reader.get("strategy.show_rules", **here).text
