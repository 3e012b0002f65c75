"""Drivers change with their history kept, and only while nobody is asked about them."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from survey.db import db
from survey.errors import IllegalTransition, InvalidAnswer, MissingReason
from survey.models import AuditEntry, LineageStep, RoundKind
from survey.operations import drivers_history as history
from survey.operations import rounds
from survey.operations.drivers_history import Wording
from survey.operations.lineage import list_without_poles
from tests import factories
from tests.factories import text
from tests.survey.curating import Scan


def worded(driver, **changes):
    """Return a driver's wording with changes."""
    names = ("name", "low_pole", "high_pole", "statement", "category", "evidence_codes")
    return replace(Wording(**{name: getattr(driver, name) for name in names}), **changes)


def rated(study, names=("impact",), drivers=None, *, opens=False):
    """Add a round that rates drivers."""
    round_ = rounds.create_round(study, RoundKind.RATE, text("Rate"), {})
    drivers = study.drivers if drivers is None else drivers
    specs = [rounds.QuestionSpec("rating", name, driver=driver) for driver in drivers for name in names]
    rounds.add_section(round_, text("Questions"), specs)
    return rounds.open_round(round_) if opens else round_


def steps(study):
    return db.session.scalars(
        select(LineageStep).filter_by(study_id=study.id).order_by(LineageStep.number)
    ).all()


RENTS = Wording(text("Rents"), text("fall", "하락"), text("rise", "상승"), category="economic")


@pytest.fixture
def study(app):
    return factories.make_study(n_drivers=3)


# Proposals


def test_proposals_become_a_driver_with_its_history(app):
    scan = Scan()
    both = [scan.find("Rents near the stations"), scan.find("Rents near stations")]
    driver = history.propose_driver(scan.study, RENTS, both, scan.owner)
    assert (driver.code, driver.version, driver.category) == ("D03", 1, "economic")
    assert {row.state for row in both} == {"used"}
    (step,) = steps(scan.study)
    assert (step.number, step.kind, step.contribution_ids) == (1, "proposed", sorted(row.id for row in both))
    assert step.after[0]["code"] == "D03"
    with pytest.raises(IllegalTransition):
        history.merge_proposals(scan.study.drivers[0], both[:1])


def test_a_proposal_can_join_a_driver_that_is_there(app):
    scan = Scan()
    history.merge_proposals(scan.study.drivers[0], [scan.find("Trust in city hall")], scan.owner)
    (step,) = steps(scan.study)
    assert (step.kind, step.before, step.after) == ("merged", step.after, step.after)
    with pytest.raises(InvalidAnswer):
        history.merge_proposals(scan.study.drivers[0], [scan.find("Pile 0")])


@pytest.mark.parametrize(
    "wording",
    [
        Wording(text("No pole")),
        Wording(text("One pole"), low_pole=text("falls")),
        Wording(text("The same"), low_pole={"en": "Falls"}, high_pole={"en": "falls "}),
        Wording({}, RENTS.low_pole, RENTS.high_pole),
    ],
)
def test_a_new_driver_needs_a_name_and_two_opposite_poles(study, wording):
    with pytest.raises(InvalidAnswer):
        history.propose_driver(study, wording, [])
    assert len(study.drivers) == 3


def test_codes_go_on_where_the_study_left_off(study):
    assert history.next_code(study) == "D04"
    study.drivers[0].code = "X-12"
    db.session.commit()
    assert history.next_code(study) == "D04"
    assert history.next_code(factories.make_study(n_drivers=0)) == "D01"


# Rewording


def test_rewording_before_anybody_was_asked_is_no_new_version(study):
    driver = study.drivers[0]
    history.reword_driver(driver, worded(driver, name=text("Better")))
    assert (driver.name["en"], driver.version, steps(study)) == ("Better", 1, [])
    entry = db.session.scalars(select(AuditEntry).filter_by(action="driver_edited")).one()
    assert entry.details["before"]["name"]["en"] == "Driver 1"


def test_rewording_what_was_asked_is_a_new_version_with_a_reason(study):
    rated(study, opens=True)
    factories.close_round(study.rounds[0])
    driver = study.drivers[0]
    with pytest.raises(MissingReason):
        history.reword_driver(driver, worded(driver, name=text("Better")))
    history.reword_driver(driver, worded(driver, name=text("Better")), reason="It was unclear.")
    assert driver.version == 2
    (step,) = steps(study)
    assert (step.kind, step.reason) == ("reworded", "It was unclear.")
    assert (step.before[0]["name"]["en"], step.after[0]["name"]["en"]) == ("Driver 1", "Better")
    history.reword_driver(driver, worded(driver, category="political"))
    assert driver.version == 2, "a domain is not what experts judged"


def test_a_round_keeps_which_wording_it_asked(study):
    first = rated(study, opens=True)
    factories.close_round(first)
    history.reword_driver(study.drivers[0], worded(study.drivers[0], name=text("Better")), reason="Unclear.")
    second = rated(study, opens=True)
    assert [question.driver_version for question in first.questions] == [1, 1, 1]
    assert [question.driver_version for question in second.questions] == [2, 1, 1]


@pytest.mark.parametrize("act", ["reword", "split", "merge", "retire"])
def test_nothing_changes_a_driver_that_is_being_asked(study, act):
    rated(study, drivers=study.drivers[:1], opens=True)
    driver, other = study.drivers[:2]
    acts = {
        "reword": lambda: history.reword_driver(driver, worded(driver, name=text("X")), reason="x"),
        "split": lambda: history.split_driver(driver, [RENTS, RENTS], reason="x"),
        "merge": lambda: history.merge_drivers(other, [driver], reason="x"),
        "retire": lambda: history.retire_driver(driver, reason="x"),
    }
    with pytest.raises(IllegalTransition, match="“D01” is being asked in round 1"):
        acts[act]()
    assert driver.retired_on is None
    history.retire_driver(other)


def test_a_driver_among_the_cards_of_an_open_pile_sort_does_not_change(study):
    round_ = rounds.create_round(study, RoundKind.SCAN, text("Sort"), {})
    spec = rounds.QuestionSpec("pile_sort", "sort", settings={"items": ["D01", "D02"]})
    rounds.add_section(round_, text("Questions"), [spec])
    rounds.open_round(round_)
    with pytest.raises(IllegalTransition):
        history.retire_driver(study.drivers[0])
    history.retire_driver(study.drivers[2])


# Splitting, merging, retiring, restoring


def asked_codes(round_):
    return [question.driver.code for question in round_.questions if question.driver]


def test_a_split_driver_is_asked_as_its_parts(study):
    round_ = rated(study, ("impact", "uncertainty"))
    parts = history.split_driver(study.drivers[0], [RENTS, replace(RENTS, name=text("Wages"))])
    assert [part.code for part in parts] == ["D04", "D05"]
    assert sorted(set(asked_codes(round_))) == ["D02", "D03", "D04", "D05"]
    assert len(round_.questions) == 8
    (step,) = steps(study)
    assert (step.kind, [each["code"] for each in step.after]) == ("split", ["D04", "D05"])
    with pytest.raises(InvalidAnswer):
        history.split_driver(study.drivers[1], [RENTS])


def test_merged_drivers_are_asked_once(study):
    round_ = rated(study)
    sort = rounds.QuestionSpec("pile_sort", "sort", settings={"items": ["D01", "D02", "D03"]})
    rounds.add_section(round_, text("Sort"), [sort])
    first, second, _ = study.drivers
    history.merge_drivers(first, [second, first])
    assert asked_codes(round_) == ["D01", "D03"]
    assert round_.questions[-1].settings["items"] == ["D01", "D03"]
    assert second.retired_on
    with pytest.raises(IllegalTransition):
        history.merge_drivers(first, [second])
    with pytest.raises(InvalidAnswer):
        history.merge_drivers(first, [first])


def test_a_retired_driver_stays_where_it_was_answered_and_is_asked_no_more(study):
    first = rated(study, opens=True)
    factories.close_round(first)
    draft = rated(study)
    with pytest.raises(MissingReason):
        history.retire_driver(study.drivers[0])
    history.retire_driver(study.drivers[0], reason="Settled by law.")
    assert asked_codes(first) == ["D01", "D02", "D03"]
    assert asked_codes(rounds.open_round(draft)) == ["D02", "D03"]
    history.restore_driver(study.drivers[0], reason="The law fell.")
    assert study.drivers[0].retired_on is None
    assert [step.kind for step in steps(study)] == ["retired", "restored"]
    assert [step.number for step in steps(study)] == [1, 2]


# Poles


@pytest.mark.parametrize(
    ("template", "name", "is_refused"),
    [("scenario", "impact", True), ("consensus", "impact", False), ("consensus", "expectation", True)],
)
def test_no_driver_is_rated_without_two_opposite_poles(app, template, name, is_refused):
    study = factories.make_study(n_drivers=3, template=template)
    study.drivers[1].high_pole = {}
    study.drivers[2].high_pole = study.drivers[2].low_pole
    db.session.commit()
    round_ = rated(study, (name,))
    if is_refused:
        assert [driver.code for driver in list_without_poles(round_)] == ["D02", "D03"]
        with pytest.raises(IllegalTransition, match="D02 Driver 2, D03 Driver 3"):
            rounds.open_round(round_)
    else:
        assert rounds.open_round(round_).is_open


def test_every_step_is_in_the_log_with_before_and_after(study):
    history.retire_driver(study.drivers[0], reason="Settled by law.")
    entry = db.session.scalars(select(AuditEntry).filter_by(action="driver_retired")).one()
    assert entry.details["before"][0]["code"] == "D01"
    assert entry.details["reason"] == "Settled by law."
