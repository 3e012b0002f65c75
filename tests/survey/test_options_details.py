"""What options move, what may break them, and the outer conditions of the way to the wanted future."""

import pytest

from survey.errors import BadCell, BadStudyFile, CellsRefused, StaleAnswer
from survey.framing.plan import PLAN
from survey.operations import options as operations
from survey.operations.backcasting import list_conditions, mark_backcast, set_conditions
from survey.queries.options import get_plan_table
from survey.studyfile import import_study
from survey.studyshape import check_shape
from tests import factories

OPTIONS, SIGNPOSTS = PLAN["options"], PLAN["signposts"]
NOTHING = {"needs": [], "before": [], "supports": [], "signpost": ""}


@pytest.fixture
def owner(app):
    return factories.make_account()


@pytest.fixture
def study(owner):
    return factories.make_study(n_drivers=2, n_options=3, owner=owner)


def change(study, family, code, /, **cells):
    row = next(row for row in get_plan_table(study, family).rows if row.code == code)
    return operations.change_row(study, family, row.id, cells, row.mark, None)


def condition(code, **facts):
    return NOTHING | {"code": code, "name": {"en": f"Condition {code}"}, "years": 1.0} | facts


def set_all(study, *conditions, target=""):
    set_conditions(study, conditions, target, mark_backcast(study))


def test_an_option_says_what_it_moves_and_what_may_break_it_in_which_scenario(study):
    code = study.drivers[0].code
    change(study, OPTIONS, "S1.1", supports=code, reversibility="hard", failure_Q3_en="No firm joins")
    change(study, OPTIONS, "S1.1", failure_Q3_ko="참여 기업이 없다", failure_Q1_en="Too slow")
    details = study.options[0].details
    assert (details["supports"], details["reversibility"]) == ([code], "hard")
    assert details["failure"] == {
        "Q3": {"en": "No firm joins", "ko": "참여 기업이 없다"},
        "Q1": {"en": "Too slow"},
    }
    change(study, OPTIONS, "S1.1", failure_Q3_en="", failure_Q3_ko="", supports="", reversibility="")
    assert study.options[0].details == {"failure": {"Q1": {"en": "Too slow"}}}
    with pytest.raises(CellsRefused) as refused:
        change(study, OPTIONS, "S1.1", supports="D99")
    assert "There is no driver D99." in str(refused.value.cells["supports"])


def test_the_page_of_what_may_break_them_gives_back_what_was_refused(study, owner, visitor):
    coordinator = visitor.sign_in(owner)
    row = get_plan_table(study, OPTIONS).rows[0]
    here = {"study_id": study.id, "plan": "options", "plan_row": row.id}
    sent = {"mark": row.mark, "page": "failures", "failure_Q2_en": "x" * 20_001}
    page = coordinator.post("options.save_row", sent, status=422, **here)
    assert "This is too long" in page.text
    assert page.one("textarea", id=f"row-{row.id}-failure_Q2_en").text.strip() == "x" * 20_001
    coordinator.post("options.save_row", sent | {"failure_Q2_en": "The fund dries up"}, **here)
    assert "The fund dries up" in coordinator.get("options.edit_failures", study_id=study.id).text


def test_conditions_wait_for_nothing_in_a_circle(study):
    set_all(study, condition("X1", before=["S1.1"]), condition("X2", needs=["S1.2"], before=["S1.3"]))
    with pytest.raises(BadCell, match="wait for each other"):
        set_all(study, condition("X1", needs=["S1.1"], before=["S1.1"]))
    change(study, OPTIONS, "S1.2", prerequisites="S1.1")
    with pytest.raises(CellsRefused) as refused:
        change(study, OPTIONS, "S1.2", prerequisites="S1.3")
    assert "S1.2 → S1.3 → X2 → S1.2" in str(refused.value.cells["prerequisites"])
    for wrong, sentence in (
        (condition("S1.1"), "Another row has the code S1.1"),
        (condition("X1", needs=["Z9"]), "no option or condition Z9"),
        (condition("X1", supports=["D99"]), "no driver D99"),
    ):
        with pytest.raises(BadCell, match=sentence):
            set_all(study, wrong)
    with pytest.raises(StaleAnswer):
        set_conditions(study, [], "", "an old mark")
    assert [each["code"] for each in list_conditions(study)] == ["X1", "X2"]


def test_conditions_follow_new_codes_and_deleted_rows(study, owner):
    set_all(study, condition("X1", before=["S1.1", "S1.3"], needs=["S1.2"]))
    change(study, OPTIONS, "S1.1", code="Bridge")
    operations.delete_row(study, OPTIONS, study.options[2].id, owner)
    assert list_conditions(study)[0]["before"] == ["Bridge"]


def test_a_study_file_brings_details_and_conditions_and_is_refused_with_the_place(study):
    content = {
        "format": "tholos-study/1",
        "code": "whole",
        "title": {"en": "Whole"},
        "languages": ["en"],
        "template": "scenario",
        "drivers": [{"code": "D1", "name": {"en": "Driver"}}],
        "directions": [{"code": "S1", "name": {"en": "Direction"}}],
        "options": [
            {
                "code": "O1", "direction": "S1", "name": {"en": "Option"}, "phase": 1, "lead_time_years": 2,
                "cost_class": "low",
                "details": {"supports": ["D1"], "reversibility": "no", "failure": {"Q2": {"en": "Rain"}}},
            }
        ],
        "signposts": [
            {
                "code": "W1", "quadrant": "Q1", "indicator": {"en": "Ships"}, "source": {}, "threshold": {},
                "details": {"way": "above", "year": 2030, "next_look": "2027-03-31", "owner": "Port"},
            }
        ],
        "conditions": [{"code": "X1", "name": {"en": "Law"}, "years": 2, "before": ["O1"], "signpost": "W1"}],
    }  # fmt: skip
    taken = import_study(content)
    assert taken.options[0].details["failure"] == {"Q2": {"en": "Rain"}}
    assert taken.signposts[0].details["year"] == 2030
    assert list_conditions(taken)[0]["before"] == ["O1"]
    option, condition_ = content["options"][0], content["conditions"][0]
    for wrong, place in (
        ({"options": [option | {"details": {"supports": ["D9"]}}]}, "options O1: details: supports"),
        ({"options": [option | {"details": {"reversibility": "maybe"}}]}, "options O1: details"),
        (
            {"signposts": [content["signposts"][0] | {"details": {"next_look": "soon"}}]},
            "signposts W1: details",
        ),
        ({"conditions": [condition_ | {"needs": ["O1"]}]}, "prerequisites"),
        ({"conditions": [condition_ | {"signpost": "W9"}]}, "conditions X1: signpost"),
    ):
        with pytest.raises(BadStudyFile, match=place):
            check_shape(content | wrong, "whole.json")
