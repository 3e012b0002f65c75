"""Studies begun from templates, copied, and described; the rounds that follow their drivers."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from survey.db import db
from survey.errors import BadStudyFile
from survey.framing.outlines import list_outlines
from survey.framing.planned import is_as_planned, list_unasked
from survey.framing.rows import get_family, get_row
from survey.models import AuditEntry, Role, RoundKind, Study, Template
from survey.operations import framing, panel
from survey.operations.composer_bin import delete_round
from survey.operations.drivers_history import (
    Wording,
    merge_drivers,
    propose_driver,
    retire_driver,
    split_driver,
)
from survey.operations.framing_bin import delete_row
from survey.operations.framing_clone import clone_study
from survey.operations.framing_lines import add_drivers_by_line
from survey.operations.framing_tables import change_row
from survey.operations.plans_outline import follow_drivers
from survey.operations.rounds import QuestionSpec, add_section
from survey.operations.studies import check_protocol
from survey.queries.studies import find_role
from survey.results.rounds import freeze_round
from survey.studyshape import check_shape
from survey.views.protocol import find_cautions
from tests import factories
from tests.pages import Visitor

LINES = "\n".join(f"Driver {n} | falls {n} | rises {n}" for n in range(1, 7))
BASICS = {
    "title_en": "Water 2040",
    "focal_question_en": "Who will have water?",
    "languages": "en",
    "base_year": "2026",
    "horizon_year": "2040",
    "time_zone": "Asia/Seoul",
}


def begin(account, template="scenario", **facts) -> Study:
    known = {"title": {"en": "Water 2040"}, "languages": ["en"], "base_year": 2026, "horizon_year": 2040}
    return framing.start_study(template=template, account=account, **{**known, **facts})


def newest_study() -> Study:
    return db.session.scalars(select(Study).order_by(Study.created_at.desc())).first()


@pytest.mark.parametrize("outline", list_outlines(), ids=lambda outline: outline.template)
def test_what_an_outline_plans_could_stand_in_a_study_file(outline):
    codes = [f"D{number:02d}" for number in range(1, 5)]
    rounds = [
        {
            **{key: entry[key] for key in ("kind", "title", "intro", "feedback_of")},
            "sections": [
                {
                    "questions": [
                        question | ({"driver": codes[0]} if section.get("per") else {})
                        if question.get("settings", {}).get("items") != "drivers"
                        else question | {"settings": question["settings"] | {"items": codes}}
                        for question in section["questions"]
                    ]
                }
                for section in entry["sections"]
            ],
        }
        for entry in outline.rounds
    ]
    drivers = [{"code": code, "name": {"en": code}} for code in codes]
    content = {
        "code": "x",
        "title": outline.name,
        "languages": ["en", "ko"],
        "template": str(outline.template),
        "protocol": outline.protocol,
        "drivers": drivers,
        "rounds": rounds,
    }
    check_shape(content, "outline")


@pytest.mark.parametrize("outline", list_outlines(), ids=lambda outline: outline.template)
def test_every_text_of_an_outline_is_there_in_both_languages(outline):
    texts = []

    def collect(value):
        if isinstance(value, dict) and "en" in value:
            texts.append(value)
        elif isinstance(value, dict | list):
            for each in value.values() if isinstance(value, dict) else value:
                collect(each)

    collect([outline.name, outline.what, outline.outcome, list(outline.rounds)])
    assert len(texts) >= 3
    assert all(text["en"].strip() and text["ko"].strip() for text in texts)


@pytest.mark.parametrize("template", list(Template))
def test_whoever_begins_a_study_owns_it_and_its_rounds_are_planned(app, template):
    account = factories.make_account()
    study = begin(account, template)
    kinds = {
        "scenario": ["scan", "rate", "rerate", "confirm", "strategy"],
        "consensus": ["rate", "rerate"],
        "rand_ucla": ["rate", "rerate"],
        "policy": ["rate", "rerate"],
        "empty": [],
    }
    assert find_role(account, study) is Role.OWNER
    assert [round_.kind for round_ in study.rounds] == kinds[template]
    check_protocol(study.protocol)
    again = [round_ for round_ in study.rounds if round_.kind == RoundKind.RERATE]
    assert all(round_.feedback_round.kind == RoundKind.RATE for round_ in again)


def test_axes_of_a_scenario_study_come_from_the_round_that_rates(app):
    study = begin(factories.make_account())
    assert study.rounds[study.protocol["axis_round"] - 1].kind == RoundKind.RATE


def test_the_round_of_the_axes_keeps_its_place_in_the_protocol(app):
    account = factories.make_account()
    study = begin(account)
    assert "axis_round" not in find_cautions(study)  # a scan rates nothing that feedback could draw together
    delete_round(study.rounds[0], account)
    assert study.rounds[study.protocol["axis_round"] - 1].kind == RoundKind.RATE
    assert study.protocol["axis_round"] == 1


def test_planned_rounds_follow_the_drivers_and_leave_what_was_composed_by_hand(app):
    account = factories.make_account()
    study = begin(account)
    add_drivers_by_line(study, LINES, "en", account)
    rate, rerate = study.rounds[1], study.rounds[2]
    assert len(rate.questions) == 6 * 4 + 1  # four ratings each, and the sort
    assert rate.questions[-1].settings["items"] == [driver.code for driver in study.drivers]
    assert len(rerate.questions) == 6 * 3
    add_section(rerate, {}, [QuestionSpec("text", "by hand")])
    delete_row(study, get_family("drivers"), study.drivers[0].id, account)
    rate, rerate = study.rounds[1], study.rounds[2]
    assert len(rate.questions) == 5 * 4 + 1
    assert not is_as_planned(study, rerate)
    add_drivers_by_line(study, "A new one | low | high", "en", account)
    assert len(rate.questions) == 6 * 4 + 1
    assert [driver.name["en"] for driver in list_unasked(study, rerate)] == ["A new one"]
    assert follow_drivers(study, account) == []


def test_what_becomes_of_drivers_after_the_scan_reaches_the_rounds(app):
    account = factories.make_account()
    study = begin(account)
    add_drivers_by_line(study, LINES, "en", account)
    wording = Wording({"en": "Proposed"}, {"en": "ends"}, {"en": "begins"}, category="values")
    propose_driver(study, wording, [], account)
    rate = study.rounds[1]
    assert len(rate.questions) == 7 * 4 + 1
    merge_drivers(study.drivers[0], study.drivers[1:3], account)
    retire_driver(study.drivers[3], account)
    assert len(rate.questions) == 4 * 4 + 1
    assert rate.questions[-1].settings["items"] == ["D07", "D01", "D05", "D06"]
    split_driver(study.drivers[6], [wording, replace(wording, name={"en": "Other half"})], account)
    assert len(rate.questions) == 5 * 4 + 1


def test_a_new_domain_moves_a_driver_to_the_page_of_its_like(app):
    account = factories.make_account()
    study = begin(account)
    first, *_, last = add_drivers_by_line(study, LINES, "en", account)
    row = get_row(study, get_family("drivers"), last.row.id)
    change_row(study, row.family, row.id, {"category": "social"}, row.mark, account)
    assert study.rounds[1].questions[0].driver_id == last.row.id
    assert first.row.position < last.row.position


def test_a_rand_study_can_be_run_as_its_template_plans_it(app):
    account = factories.make_account()
    study = begin(account, "rand_ucla")
    add_drivers_by_line(study, "First item\nSecond item", "en", account)
    experts = factories.make_panel(study, 9)
    first, second = study.rounds
    for round_ in (first, second):
        factories.rounds.open_round(round_)
        factories.answer_round(round_, experts, {"appropriateness": [7, 8, 9, 7, 8, 9, 7, 8, 9]})
        factories.close_round(round_, freeze_round)
    found = next(iter(second.snapshot.rated.values()))
    assert found["consensus"]["rule"] == "rand-ucla"
    assert found["consensus"]["met"] is True


@pytest.mark.parametrize("template", ["consensus", "rand_ucla", "policy"])
def test_pages_of_a_template_can_be_read_from_the_first_round_to_the_last(visitor, template):
    account = factories.make_account()
    study = begin(account, template, languages=["en", "ko"])
    add_drivers_by_line(study, "First item\nSecond item", "en", account)
    experts = factories.make_panel(study, 9)
    visitor.sign_in(account)
    visitor.get("protocol.show", study_id=study.id)
    for round_ in study.rounds:
        factories.rounds.open_round(round_)
        expert = Visitor(visitor.app).come_as(experts[0])
        page = expert.get("answer.show_section", number=round_.number, position=1)
        assert "First item" in page.text
        factories.answer_round(round_, experts)
        factories.close_round(round_, freeze_round)
        visitor.get("rounds.show_round", study_id=study.id, number=round_.number)
    verdicts = {entry["consensus"]["rule"] for entry in study.rounds[1].snapshot.rated.values()}
    assert verdicts == {study.protocol["consensus_rule"]}
    for language in ("en", "ko"):
        visitor.speak(language).get("consensus.show_consensus", study_id=study.id)
        visitor.get("framing.drivers", study_id=study.id)


def test_a_copy_takes_the_frame_along_and_leaves_people_and_answers(world):
    study = db.session.get(Study, world.study_id)
    account = factories.make_account()
    copy = clone_study(study, {"en": "Again"}, account, with_groups=False)
    assert [driver.code for driver in copy.drivers] == [driver.code for driver in study.drivers]
    assert [option.code for option in copy.options] == [option.code for option in study.options]
    assert copy.options[0].direction.study_id == copy.id
    assert [round_.kind for round_ in copy.rounds] == [round_.kind for round_ in study.rounds]
    assert all(round_.is_draft for round_ in copy.rounds)
    assert {q.driver.study_id for round_ in copy.rounds for q in round_.questions if q.driver} == {copy.id}
    assert not copy.rounds[2].questions  # the confirmation follows from decisions
    assert copy.rounds[1].feedback_round is copy.rounds[0]
    assert (copy.groups, copy.axes, copy.scenarios, copy.amendments) == ([], [], [], [])
    assert not copy.is_protocol_locked
    assert copy.protocol == study.protocol
    assert copy.link_key != study.link_key
    assert find_role(account, copy) is Role.OWNER
    assert len(clone_study(study, {"en": "Once more"}, account).groups) == len(study.groups)


def test_codes_come_from_the_title_and_are_never_taken_twice(app):
    account = factories.make_account()
    titles = [{"en": "Wasser & Brot"}, {"en": "Wasser & Brot"}, {"ko": "물"}]
    assert [begin(account, title=title).code for title in titles] == ["wasser-brot", "wasser-brot-2", "study"]


def test_the_form_begins_a_study_and_gives_back_what_was_typed(visitor):
    visitor.sign_in(factories.make_account())
    page = visitor.post("framing.new_study", {**BASICS, "template": "scenario", "horizon_year": "2020"}, 422)
    assert "must not lie before" in page.text
    assert page.one("input", name="title_en").get("value") == "Water 2040"
    page = visitor.post("framing.new_study", {**BASICS, "template": "nonsense"}, 422)
    page = visitor.post("framing.new_study", {**BASICS, "template": "scenario", "title_ko": "물"}, 422)
    assert "This language is not ticked above" in page.text
    page = visitor.post(
        "framing.new_study", {**BASICS, "template": "scenario", "time_zone": "Mars/North"}, 422
    )
    page = visitor.post("framing.new_study", {**BASICS, "template": "scenario"})
    study = newest_study()
    assert page.location.endswith(f"/studies/{study.id}/drivers-table")
    assert (study.horizon_year, study.time_zone, study.title) == (2040, "Asia/Seoul", {"en": "Water 2040"})


def test_two_coordinators_change_the_basics_and_nothing_is_lost(app, visitor):
    account = factories.make_account()
    study = begin(account)
    visitor.sign_in(account)
    mine = visitor.get("framing.basics", study_id=study.id).form_data("mark") | {"languages": "en"}
    framing.change_basics(study, {"title": {"en": "Theirs"}}, framing.mark_basics(study), account)
    page = visitor.post("framing.basics", {**mine, "title_en": "Mine"}, 422, study_id=study.id)
    assert "Somebody else changed this" in page.text
    assert page.one("input", name="title_en").get("value") == "Mine"
    again = page.form_data("mark") | {"languages": "en"}
    visitor.post("framing.basics", again, study_id=study.id)
    db.session.expire_all()
    assert study.title == {"en": "Mine"}
    entry = db.session.scalars(
        select(AuditEntry).filter_by(action="basics_changed").order_by(AuditEntry.number.desc())
    ).first()
    assert (entry.details["before"], entry.details["after"]) == (
        {"title": {"en": "Theirs"}},
        {"title": {"en": "Mine"}},
    )


def test_the_question_stays_once_it_was_asked_and_a_language_may_join(app):
    account = factories.make_account()
    study = factories.make_study(owner=account, focal_question={"en": "Who?"})
    factories.make_round(study)
    framing.change_basics(
        study, {"focal_question": {"en": "Who?", "ko": "누구?"}}, framing.mark_basics(study), account
    )
    with pytest.raises(framing.NotAllowed, match="as the panel read them"):
        framing.change_basics(study, {"focal_question": {"en": "What?"}}, framing.mark_basics(study), account)


def test_a_language_in_which_somebody_is_invited_stays(app):
    account = factories.make_account()
    study = factories.make_study(owner=account)
    key = app.config["PANEL_KEY"]
    panel.invite_expert(study, name="K", email="k@example.org", language="ko", group=None, panel_key=key)
    with pytest.raises(framing.NotAllowed, match="language that would go"):
        framing.change_basics(study, {"languages": ["en"]}, framing.mark_basics(study), account)


@pytest.mark.parametrize("code", ["D 1", "D:1", "D/1", "", "x" * 41])
def test_no_study_file_brings_in_a_code_that_could_be_read_as_two(code):
    content = {"code": "x", "title": {"en": "X"}, "languages": ["en"], "template": "scenario"}
    check_shape(content | {"drivers": [{"code": "D-1.b_2", "name": {"en": "One"}}]}, "file")
    check_shape(content | {"drivers": [{"code": "가뭄1", "name": {"en": "One"}}]}, "file")
    with pytest.raises(BadStudyFile, match="letters, digits, dots"):
        check_shape(content | {"drivers": [{"code": code, "name": {"en": "One"}}]}, "file")
