"""Reporting guidelines: every item once, answered from the records, stated once, or open."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask_babel import force_locale

from survey import results
from survey.db import db
from survey.demo import CONTENT, LOADERS, small
from survey.models import Account, Amendment, AuditEntry, Study
from survey.operations import protocol, rounds
from survey.operations.statements import mark_statement, state
from survey.reports.assembly import build_report
from survey.reports.citing import citation, data_hash
from survey.reports.deviations import deviation_sentence, told_words
from survey.reports.edition import Edition
from survey.reports.guidelines import STATEMENTS, TOPICS, count_states, list_uses, load_guidelines
from survey.reports.render import render_report_html
from survey.results.attrition import BELOW_FLOOR
from survey.studyfile import read_study_file
from tests import factories

SHARED = Path(__file__).parents[3] / "shared" / "data" / "reporting-guidelines"
SOURCE = SHARED / "accord_delphistar_items.json"
COUNTS = {"delphistar": 38, "accord": 35}
LEAST = {"delphistar": 25, "accord": 20}


@pytest.fixture
def study(world):
    return db.session.get(Study, world.study_id)


@pytest.fixture
def editor(visitor, world):
    return visitor.sign_in(db.session.get(Account, world.accounts["owner"]))


def row_of(part, guideline, code):
    table = next(each for each in part.tables if each.code == guideline)
    return next(row for row in table.rows if row.code == code)


def answers(study, language="en"):
    return build_report(study, language).guidelines


def test_both_guidelines_have_all_their_items():
    for guideline in load_guidelines():
        codes = [item.code for item in guideline.items]
        assert len(codes) == len(set(codes)) == COUNTS[guideline.code]
        assert guideline.citation
        assert guideline.licence == "CC BY 4.0"
        for item in guideline.items:
            assert item.title["en"]
            assert item.title["ko"]
            assert item.topic in TOPICS


@pytest.mark.skipif(not SOURCE.exists(), reason="the folder of shared data is not here")
def test_the_codes_are_those_of_the_published_checklists_and_the_titles_are_ours():
    published = json.loads(SOURCE.read_text(encoding="utf-8"))
    for guideline in load_guidelines():
        theirs = {
            row["item_no"]: row["item_text"] for row in published if row["guideline_id"] == guideline.code
        }
        assert [item.code for item in guideline.items] == list(theirs)
        assert all(theirs[item.code] != item.title["en"] for item in guideline.items)


def test_no_topic_is_left_unused_and_none_can_never_be_answered():
    used = {item.topic for guideline in load_guidelines() for item in guideline.items}
    assert used == set(TOPICS)
    for topic in TOPICS.values():
        assert topic.answer or topic.statement
        assert topic.statement is None or topic.statement in STATEMENTS
        assert topic.is_enough or topic.statement


def test_what_the_records_say_agrees_with_the_records(study):
    study.focal_question = {"en": "What becomes of ferries?"}
    part = answers(study)
    closed = [round_ for round_ in study.rounds if round_.snapshot]
    for round_ in closed:
        snapshot = round_.snapshot
        told = f"Round {round_.number}: {snapshot.n_answering} of {snapshot.findings['n_panelists']}"
        assert told in " ".join(row_of(part, "accord", "R3").sentences)
    assert f"{len(closed)} rounds were held." in row_of(part, "delphistar", "21").sentences
    assert study.protocol_hash[:16] in row_of(part, "delphistar", "8").sentences[0]
    assert "What becomes of ferries?" in row_of(part, "delphistar", "10").sentences[0]
    assert "It was not changed after round 1 had opened." in row_of(part, "accord", "M12").sentences


def test_the_records_of_a_demo_study_answer_most_items_and_answer_them_truly(app, monkeypatch):
    monkeypatch.setattr(small, "propose_axes", lambda study: None)  # takes long, and answers no item
    file, load = LOADERS[0]
    content = read_study_file(CONTENT / file)
    account = factories.make_account()
    study = load(content, account, app.config["PANEL_KEY"], datetime(2026, 3, 2, 9, tzinfo=UTC))
    part = answers(study)
    counts = count_states(part)
    for guideline, least in LEAST.items():
        assert counts[guideline]["records"] >= least
    closed = [round_ for round_ in study.rounds if round_.snapshot]
    told = " ".join(row_of(part, "accord", "R1").sentences)
    for round_ in closed:
        assert f"Round {round_.number}: " in told
        assert f"({(round_.closed_at - round_.opened_at).days} days)" in told
    before, after = ({(each["name"], each["item"]) for each in r.snapshot.rated.values()} for r in closed)
    again = row_of(part, "accord", "M13").sentences[0]
    assert f"asked {len(before & after)} of {len(before)} ratings" in again
    verdicts = [each["consensus"]["verdict"] for each in closed[0].snapshot.rated.values()]
    assert f"of the {verdicts.count('consensus')} with consensus" in again
    assert f"{len(study.evidence)} sources" in row_of(part, "accord", "M6").sentences[0]
    groups = row_of(part, "delphistar", "11").sentences[0]
    assert all(group.name["en"] in groups for group in study.groups)
    assert len(part.asked) == len({(r.number, q.name, q.kind) for r in closed for q in r.questions})


def test_a_bare_study_claims_nothing_that_it_does_not_know(world):
    owner = db.session.get(Account, world.accounts["owner"])
    bare = factories.make_study(n_drivers=2, owner=owner)
    part = answers(bare)
    for guideline, code in (("delphistar", "33"), ("delphistar", "8"), ("accord", "R1"), ("accord", "M16")):
        assert row_of(part, guideline, code).state == "open"
    counts = count_states(part)
    assert counts["delphistar"]["records"] < LEAST["delphistar"]
    for guideline, n in COUNTS.items():
        assert sum(counts[guideline].values()) == n


def test_a_statement_given_once_answers_both_guidelines(editor, study):
    page = editor.get("statements.show", study_id=study.id)
    data = page.form_data("funding-text_en") | {
        "funding-text_en": "The ministry paid.",
        "funding-text_ko": "부처가 지원했습니다.",
    }
    editor.post("statements.state", data, study_id=study.id, statement="funding")
    part = answers(study)
    assert row_of(part, "delphistar", "4").state == row_of(part, "accord", "O3").state == "stated"
    assert row_of(part, "accord", "O3").statement == "The ministry paid."
    assert row_of(answers(study, "ko"), "delphistar", "4").statement == "부처가 지원했습니다."
    assert list_uses(part)["funding"] == ["DELPHISTAR 4", "ACCORD O3"]
    act = db.session.query(AuditEntry).filter_by(action="statement_changed").one()
    assert act.details["statement"] == "funding"
    assert "The ministry paid." in editor.get("statements.show", study_id=study.id).text
    assert "The ministry paid." in render_report_html(build_report(study, "en"), "en")


def test_a_statement_is_emptied_again_and_the_second_editor_is_told(editor, study, world):
    owner = db.session.get(Account, world.accounts["owner"])
    page = editor.get("statements.show", study_id=study.id)
    stale = page.form_data("ethics-text_en") | {"ethics-text_en": "Mine."}
    state(study, "ethics", {"en": "Theirs."}, mark_statement(study, "ethics"), owner)
    refused = editor.post("statements.state", stale, status=422, study_id=study.id, statement="ethics")
    assert "Somebody else changed this statement" in refused.text
    assert "Theirs." in refused.text
    assert "Mine." in refused.text
    assert ("Ethics", "Theirs.") in answers(study).further
    state(study, "ethics", {}, mark_statement(study, "ethics"), owner)
    assert study.statements == {}


def test_a_statement_beyond_the_list_is_not_found(editor, study):
    editor.post("statements.state", {}, status=404, study_id=study.id, statement="horoscope")


def test_a_rule_changed_after_the_first_answers_is_a_deviation_and_warned_of(study, world):
    owner = db.session.get(Account, world.accounts["owner"])
    protocol.change_settings(study, {"consensus_rule": "iqr<=1.5"}, owner, "The panel was too strict.")
    assert db.session.query(Amendment).count() == 1
    report = build_report(study, "en")
    assert "rule_amended" in [each.code for each in report.deviations]
    html = render_report_html(report, "en")
    assert "The consensus rule was changed" in html
    assert "The panel was too strict." in html
    assert any("was changed on" in text for text in row_of(report.guidelines, "accord", "M12").sentences)


def test_an_opened_rounds_later_deadline_is_a_deviation(study):
    fifth = study.open_round
    day = study.started_on
    rounds.set_deadline(fifth, day.replace(year=day.year + 1))
    rounds.set_deadline(fifth, day.replace(year=day.year + 2))
    found = [each for each in build_report(study, "en").deviations if each.code == "deadline_moved"]
    assert [each.figures["round"] for each in found] == [fifth.number]


def test_every_deviation_has_its_sentence_and_ranges_stay_ranges(study):
    with force_locale("en"):
        for each in build_report(study, "en").deviations:
            assert deviation_sentence(each)
        assert told_words(BELOW_FLOOR) == "fewer than five"
        assert told_words(None) == "–"
        assert told_words(7) == "7"


def test_the_flow_counts_what_the_rounds_hold(study):
    report = build_report(study, "en")
    closed = [round_ for round_ in study.rounds if round_.snapshot]
    assert [step.answered for step in report.flow.panel] == [each.snapshot.n_answering for each in closed]
    drivers = {driver.code for driver in study.drivers}
    for step, round_ in zip(report.flow.items, closed, strict=False):
        rated = {entry["item"] for entry in round_.snapshot.rated.values()} & drivers
        assert dict(step.rated).get("drivers", 0) == len(rated)


def test_a_study_of_consensus_alone_answers_its_guidelines(world):
    owner = db.session.get(Account, world.accounts["owner"])
    study = factories.make_study(n_drivers=3, owner=owner, template="consensus")
    experts = factories.make_panel(study, 8)
    round_ = factories.make_round(study, n_questions=3)
    factories.answer_round(round_, experts)
    rounds.close_round(round_, results.freeze_round, owner)
    report = build_report(study, "ko")
    html = render_report_html(report, "ko")
    assert 'id="annex-guidelines"' in html
    assert 'id="recommendations"' not in html
    counts = count_states(report.guidelines)
    assert counts["delphistar"]["records"] >= 20
    assert row_of(report.guidelines, "delphistar", "33").state == "records"


def test_the_report_says_how_it_is_cited_and_its_data_hash_follows_the_data(study):
    report = build_report(study, "en")
    with force_locale("en"):
        told = " ".join(citation(report, Edition("en", number=3)))
    assert data_hash(report) in told
    assert "Version 3." in told
    assert f"n = {report.head.n_experts}" in told
    assert data_hash(report) in render_report_html(report, "en")
    round_ = next(each for each in study.rounds if each.snapshot)
    round_.snapshot.input_hash = "0" * 64
    with db.session.no_autoflush:
        assert data_hash(build_report(study, "en")) != data_hash(report)
    db.session.rollback()
