"""Curating as a coordinator does it: proposals side by side, drivers made of them, their history told."""

import pytest

from survey.db import db
from survey.models import Contribution, Driver, Role
from survey.operations import drivers_history as history
from survey.operations import rounds
from survey.results import find_alike
from tests import factories
from tests.pages import Visitor, words
from tests.survey.curating import Scan
from tests.survey.test_curating_drivers import rated, worded

WORDED = {
    "name_en": "Rents",
    "name_ko": "임대료",
    "low_pole_en": "fall",
    "low_pole_ko": "하락",
    "high_pole_en": "rise",
    "high_pole_ko": "상승",
    "category": "economic",
}


@pytest.fixture
def scan(app):
    return Scan()


@pytest.fixture
def here(app, scan):
    visitor = Visitor(app).sign_in(scan.owner)
    visitor.at = {"study_id": scan.study.id}
    return visitor


# Side by side


def test_nearly_the_same_is_put_side_by_side_in_both_languages():
    proposals = {
        "a": "Rents near the stations",
        "b": "Rents near stations",
        "c": "임대료 수준",
        "d": "임대료의 수준",
        "e": "Sea level at the port",
    }
    found = find_alike(proposals, {"D01": ("Tides", "조수"), "D02": ("Level of the sea at ports", "해수면")})
    assert {(each.proposals, each.drivers) for each in found} == {
        (("a", "b"), ()),
        (("c", "d"), ()),
        (("e",), ("D02",)),
    }
    assert find_alike({}, {"D01": ("Tides",)}) == []


def test_the_page_shows_groups_coverage_and_telling_words(here, scan):
    scan.find("Sea level at the port").shown = {"name": "Sea level, says Canary"}
    db.session.commit()
    page = here.get("curating.show_proposals", **here.at)
    assert len(page.all("section", class_="alike")) == 2
    rows = {words(row.find("th")): [words(cell) for cell in row.findall("td")] for row in page.all("tr")}
    assert rows["Social ✓ covered"] == ["1", "0"]
    assert rows["Economic ◐ proposed only"] == ["0", "4"]
    assert rows["Values ○ nothing yet"] == ["0", "0"]
    assert "Canary" in [words(mark) for mark in page.all("mark")]


def test_nothing_is_shown_before_the_close_or_below_the_floor(app):
    for scan in (Scan(closes=False), Scan(4)):
        page = Visitor(app).sign_in(scan.owner).get("curating.show_proposals", study_id=scan.study.id)
        assert "Rents near" not in page.text
        assert "No proposals yet" in page.text


# Deciding


def test_a_group_becomes_one_driver(here, scan):
    ids = [scan.find("Rents near the stations").id, scan.find("Rents near stations").id]
    page = here.post("curating.use_proposals", {"group": " ".join(ids)}, **here.at)
    assert "/proposals/driver?" in page.location
    form = here.get("curating.make_driver", **here.at, proposal=ids)
    data = form.form_data("name_en")
    assert data["name_en"] in {"Rents near the stations", "Rents near stations"}
    assert data["category"] == "economic"
    here.post("curating.make_driver", {"proposal": ids, **WORDED, "name_ko": ""}, status=422, **here.at)
    same = {"proposal": ids, **WORDED, "high_pole_en": "Fall "}
    page = here.post("curating.make_driver", same, status=422, **here.at)
    assert "they must be opposites" in page.text
    here.post("curating.make_driver", {"proposal": ids, **WORDED, "reason": "Two said it."}, **here.at)
    driver = db.session.query(Driver).filter_by(code="D03").one()
    page = here.get("curating.show_driver", **here.at, driver_id=driver.id)
    assert "From 2 proposals of the panel" in page.text
    assert "Two said it." in page.text
    used = here.get("curating.show_proposals", **here.at, state="used")
    assert "Rents near stations" in used.text


def test_a_proposal_joins_a_driver_or_is_set_aside_with_a_reason(here, scan):
    driver = scan.study.drivers[0]
    row = scan.find("Trust in city hall")
    here.post("curating.use_proposals", {"proposal": row.id, "merge": "1", "driver": driver.id}, **here.at)
    assert scan.find("Trust in city hall").state == "used"
    other = scan.find("Sea level at the port")
    chosen = {"proposal": other.id, "state": "hidden", "reason": "Outside the region."}
    here.post("curating.decide_proposals", chosen, **here.at)
    page = here.get("curating.show_proposals", **here.at, state="hidden")
    assert "Set aside: Outside the region." in page.text
    here.post("curating.decide_proposals", {"only": f"{other.id}:held"}, **here.at)
    assert (other.state, other.set_aside_reason) == ("held", "")


def test_nothing_ticked_or_nonsense_is_told(here):
    here.post("curating.use_proposals", {}, **here.at)
    assert "Tick at least one proposal first." in here.get("curating.show_proposals", **here.at).text
    here.post("curating.decide_proposals", {"state": "burnt"}, status=404, **here.at)
    here.post("curating.use_proposals", {"proposal": "x", "merge": "1", "driver": "x"}, status=404, **here.at)


# The history


def test_a_driver_is_reworded_split_merged_and_retired_by_page(here, scan):
    first, second = scan.study.drivers
    at = {**here.at, "driver_id": first.id}
    data = here.get("curating.reword", **at).form_data("name_en")
    here.post("curating.reword", data | {"name_en": "Better", "reason": "Clearer."}, **at)
    db.session.refresh(first)
    assert first.name["en"] == "Better"
    halves = {f"{half}{key}": text for half in ("one_", "two_") for key, text in WORDED.items()}
    here.post("curating.split", {**halves, "reason": "It was two things."}, **at)
    assert {driver.code for driver in scan.study.drivers} == {"D01", "D02", "D03", "D04"}
    third = next(driver for driver in scan.study.drivers if driver.code == "D03")
    at = {**here.at, "driver_id": third.id}
    here.post("curating.merge", {"others": [second.id], "reason": "The same."}, **at)
    here.post("curating.retire", {"reason": "Settled."}, **at)
    here.post("curating.retire", {"restore": "1"}, **at)
    page = here.get("curating.show_lineage", **here.at)
    for said in ("Split", "Merged", "Retired", "Put back on the list", "It was two things."):
        assert said in page.text


def test_what_was_asked_needs_a_reason_and_keeps_what_was_typed(here, scan):
    first = scan.study.drivers[0]
    round_ = rated(scan.study, opens=True)
    at = {**here.at, "driver_id": first.id}
    data = here.get("curating.reword", **at).form_data("name_en") | {"name_en": "Better"}
    page = here.post("curating.reword", data, status=409, **at)
    assert "is being asked in round 2" in page.text
    factories.close_round(round_)
    page = here.post("curating.reword", data, status=422, **at)
    assert "say why its wording changes" in words(page.one("div", id="reason-error"))
    assert page.one("input", name="name_en").get("value") == "Better"
    here.post("curating.retire", {}, **at)
    assert "say why it changes" in here.get("curating.show_driver", **at).text
    history.reword_driver(first, worded(first, name=factories.text("Better")), reason="Unclear.")
    rounds.open_round(rated(scan.study))
    page = here.get("curating.show_driver", **at)
    assert "Round 3, in wording 2" in page.text
    assert "no stability between them is computed" in page.text


@pytest.mark.parametrize(
    ("role", "reads", "decides"),
    [("moderator", True, True), ("analyst", True, False), ("viewer", False, False)],
)
def test_each_role_sees_and_does_what_is_theirs(app, scan, role, reads, decides):
    visitor = Visitor(app).sign_in(factories.make_account(study=scan.study, role=Role(role)))
    at = {"study_id": scan.study.id}
    page = visitor.get("curating.show_proposals", status=200 if reads else 404, **at)
    if reads:
        assert bool(page.all("fieldset", class_="act-panel")) is decides
        assert "Make one driver" not in page.text
    history.propose_driver(scan.study, worded(scan.study.drivers[0]), [scan.find("Trust in city hall")])
    driver = db.session.query(Driver).filter_by(code="D03").one()
    page = visitor.get("curating.show_driver", **at, driver_id=driver.id)
    assert ("Trust in city hall" in page.text) is reads


def test_other_words_for_a_proposal_are_sealed_to_moderators(app, here, scan):
    row = scan.find("Trust in city hall")
    where = {**here.at, "contribution_id": row.id}
    data = here.get("reasons.reword_text", **where).form_data("name")
    here.post("reasons.reword_text", data | {"name": "Trust in government"}, **where)
    db.session.refresh(row)
    assert row.parts["name"] == "Trust in government"
    assert row.written["name"] == "Trust in city hall"
    analyst = Visitor(app).sign_in(factories.make_account(study=scan.study, role=Role.ANALYST))
    page = analyst.get("curating.show_proposals", **here.at)
    assert "Trust in government" in page.text
    assert "Trust in city hall" not in page.text


def test_older_rounds_can_be_taken_in(here, scan):
    db.session.query(Contribution).delete()
    db.session.commit()
    assert "Take in what was written" in here.get("curating.show_proposals", **here.at).text
    here.post("reasons.take_in", **here.at, number=1)
    assert "Take in what was written" not in here.get("curating.show_proposals", **here.at).text
