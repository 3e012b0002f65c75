"""What the panel makes of the four futures: votes, expectation, today, names, wild cards, floors."""

import json
import shutil

import pytest

from survey import create_app, results
from survey.db import db
from survey.errors import BadStudyFile
from survey.models import BinEntry, RoundKind, WildCard
from survey.operations import decisions, plans, rounds
from survey.operations.curating import decide_contributions
from survey.operations.studies import add_system
from survey.operations.wild_cards import add_wild_card
from survey.queries.boards import find_draft
from survey.queries.futures import list_asked_drivers
from survey.queries.futures_judged import list_wild_texts, read_judged
from survey.queries.panel import list_members
from survey.queries.studies import find_finding, find_study_by_code
from survey.queries.texts import list_written
from survey.questions import Value
from survey.reports.assembly.report import build_report
from survey.reports.render import render_report_html
from survey.studyfile import import_study, parse_study_file
from tests import factories
from tests.conftest import make_settings
from tests.pages import words
from tests.world import adopt_axes, run_round

HERE = "scenarios.show_scenarios"
N = 14
FUTURE = "A storm that nobody ordered"


EXPECTED, TODAY = ("Q4",) * 8 + ("Q3",) * 6, {"north": [6, 2], "south": [2, 5]}
WISHED = {"Q1": 6, "Q2": 4, "Q3": 1, "Q4": 4}
BELIEVED = {"Q1": 3, "Q2": 3, "Q3": 4, "Q4": 6}
ENDS = {"Q1": "high", "Q2": "low", "Q3": "low", "Q4": "high"}


def say_outcome(index, question):
    if question.item == "D06":
        return choose("open" if index < 8 else "high")
    return choose(ENDS[question.quadrant] if index < 9 else "open")


def choose(code):
    return Value(data={"choices": [code]})


ANSWERS = {
    "outcome": say_outcome,
    "expected": lambda index, _question: choose(EXPECTED[index]),
    "today": lambda index, _question: Value(data={"places": TODAY}),
    "desirability": lambda index, question: float(WISHED[question.quadrant] + index % 2),
    "plausibility": lambda index, question: float(BELIEVED[question.quadrant] + index % 2),
    "name_proposal": lambda index, question: Value(data={"text": f"Storm {question.quadrant}"}),
    "wild_card": lambda index, _question: Value(data={"text": FUTURE + "." + " It comes." * (index % 2)}),
    "scenario_name": lambda index, _question: choose("n1" if index < 8 else "keep"),
}
"""What is known beforehand; all else is picked as ever."""
FEW = ("outcome", "expected", "today")


def judge(index, question):
    return ANSWERS.get(question.name, factories.pick)(index, question)


def judge_thinly(index, question):
    """Four experts answer what the floors are for; the panel is of one mind about no future."""
    if question.name in FEW and index >= 4:
        return None
    return 4.0 + index % 2 if question.name == "desirability" else judge(index, question)


@pytest.fixture(scope="session")
def storms_template(sqlite_template, tmp_path_factory, cheap_passwords):
    """A database with a study that asks about its axes next; D03 and D06 are critical and lie on neither."""
    path = tmp_path_factory.mktemp("storms") / "storms.sqlite"
    shutil.copy(sqlite_template, path)
    with create_app(make_settings(f"sqlite:///{path}")).app_context():
        study = factories.make_study(n_drivers=6, n_options=1, code="storms")
        for code in ("north", "south"):
            add_system(study, code, factories.text(code.capitalize()), {})
        for round_ in factories.make_rounds(study)[:2]:
            run_round(round_, factories.make_panel(study, N) if round_.number == 1 else list_people(study))
        adopt_axes(study)
        proposal = find_finding(study, "axes")
        found = {code: {"cell": "critical", "value": 0.5} for code in ("D03", "D06")}
        proposal.data = proposal.data | {"criticality": proposal.data["criticality"] | found}
        for axis in study.axes:
            axis.members[:] = [each for each in axis.members if each.driver.code not in found]
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    return path


@pytest.fixture
def unasked(app, storms_template, tmp_path):
    db.session.remove()
    db.engine.dispose()
    for old in tmp_path.glob("tholos.sqlite*"):
        old.unlink()
    shutil.copy(storms_template, tmp_path / "tholos.sqlite")
    return find_study_by_code("storms")


@pytest.fixture
def study(unasked):
    hold(unasked, RoundKind.CONFIRM)
    results.build_scenarios(unasked)
    return unasked


def hold(study, kind, answers=judge):
    """Compose a round, let everybody answer it as known beforehand, and close it."""
    draft = find_draft(study, kind)
    if kind == RoundKind.CONFIRM:
        plans.compose_confirmation(study, draft, list_asked_drivers(study))
    else:
        plans.compose_strategy(study, draft)
    factories.answer_round(rounds.open_round(draft), list_people(study), answers)
    factories.close_round(draft)


def list_people(study):
    return [member.invitation for member in list_members(study, None)]


def read_report(study, language="en"):
    return build_report(study, language)


def test_votes_speak_where_the_axes_are_silent_and_nothing_is_invented(study):
    found = find_finding(study, "scenarios").data
    assert {q: ends["D03"] for q, ends in found["states"].items()} == {
        "Q1": "high",
        "Q2": "low",
        "Q3": "low",
        "Q4": "high",
    }
    assert found["basis"]["D03"] == "vote"
    assert found["basis"]["D06"] == "open", "eight of fourteen say that it cannot be said"
    report = read_report(study)
    row = next(row for row in report.scenarios.outcomes if row.code == "D03")
    assert row.basis == "vote"
    assert row.votes["Q1"] == "▲ 9 · ○ 5 (n = 14)"


def test_page_and_report_tell_the_same_of_the_four_futures(visitor, study):
    judged = read_judged(study)
    assert judged.expected.counts == {"Q1": 0, "Q2": 0, "Q3": 6, "Q4": 8}
    assert [place.code for place in judged.places] == ["north", "south"]
    found = find_finding(study, "scenarios").data
    assert found["preferred"]["quadrant"] == "Q1"
    assert found["gap"]["Q1"]["gap"] == 3
    report = read_report(study)
    assert [place.quadrant for place in report.judged.places] == ["Q4", "Q2"]
    assert report.judged.scenarios[3].share_expecting == 8 / 14
    assert report.judged.scenarios[0].gap == 3
    page = visitor.sign_in(factories.make_account(study=study)).get(HERE, study_id=study.id)
    html = render_report_html(report, "en")
    said = [*report.judged.gap_sentences, report.judged.expected_sentence]
    said += [place.sentence for place in report.judged.places]
    assert len(said) == 5
    for sentence in said:
        assert sentence in page.text
        assert sentence.replace("“", "“") in html
    assert "57 % expect" in report.judged.expected_sentence
    assert "7" in words(page.one("table", id="desirability"))
    assert render_report_html(read_report(study, "ko"), "ko")


def test_few_answers_show_no_figure_and_no_separation_shows_the_split(visitor, unasked):
    study = unasked
    hold(study, RoundKind.CONFIRM, judge_thinly)
    found = results.build_scenarios(study).data
    assert found["preferred"]["quadrant"] is None
    assert found["basis"]["D03"] == "open", "four votes decide nothing"
    judged = read_judged(study)
    assert not judged.expected.is_shown
    assert all(place.x["median"] is None for place in judged.places)
    page = visitor.sign_in(factories.make_account(study=study)).get(HERE, study_id=study.id)
    assert "The panel agrees on no preferred future." in page.text
    assert "All experts" in words(page.one("table", id="desirability"))
    assert "is not shown: it could tell" in page.text
    html = render_report_html(read_report(study), "en")
    assert "fewer than five experts placed it" in html


def test_the_panels_name_is_taken_over_by_vote(visitor, study):
    owner = visitor.sign_in(factories.make_account(study=study))
    third = study.rounds[2]
    held = [text for group in list_written(study) for text in group.texts]
    decide_contributions(held, "released")
    for quadrant in ("Q1", "Q2", "Q3", "Q4"):
        text = factories.text(f"Working title {quadrant}")
        decisions.word_scenario(study, quadrant, text, {}, {})
    form = owner.get("scenarios.list_names", study_id=study.id).form_data("Q1_1_en")
    assert form["Q1_1_en"] == "Storm Q1"
    owner.post("scenarios.list_names", form | {"Q1_1_ko": "폭풍", "Q1_2_en": "Mine"}, study_id=study.id)
    hold(study, RoundKind.STRATEGY)
    assert results.find_winners(study) == dict.fromkeys(("Q1", "Q2", "Q3", "Q4"), "n1")
    vote = read_judged(study).name_votes["Q1"]
    assert [code for code, _text, _count in vote.choices] == ["n1", "n2", "keep"]
    here = {"study_id": study.id, "quadrant": "Q1"}
    owner.post("scenarios.adopt_name", {"name": "n9"}, status=404, **here)
    owner.post("scenarios.adopt_name", {"name": "n1"}, **here)
    owner.post("scenarios.adopt_name", {"name": "keep"}, study_id=study.id, quadrant="Q2")
    db.session.expire_all()
    assert study.scenarios[0].name == {"en": "Storm Q1", "ko": "폭풍"}
    origins = [scenario.name_origin for scenario in read_report(study).scenarios.scenarios]
    assert origins[0] == "Named by the panel’s vote in round 4: 8 of 14. Proposed by the panel."
    assert origins[1] == "The panel kept this name by vote in round 4: 6 of 14."
    assert origins[2] == "Named by the study’s author."
    data = owner.get("scenarios.word_scenario", **here).form_data("name_en") | {"headline_en": "It blows."}
    owner.post("scenarios.word_scenario", data, **here)
    db.session.expire_all()
    assert "Named by the panel’s vote" in read_report(study).scenarios.scenarios[0].name_origin
    assert third.is_closed


def test_a_wild_card_is_made_of_a_released_text_edited_and_put_back(visitor, study):
    owner = visitor.sign_in(factories.make_account(study=study))
    held = [text for group in list_written(study) for text in group.texts]
    text = next(each for each in held if each.parts["text"] == FUTURE + ".")
    here = {"study_id": study.id}
    owner.post("options.make_wild_card", {}, status=409, contribution_id=text.id, **here)
    decide_contributions([text], "released")
    assert [each.id for each in list_wild_texts(study)] == [text.id]
    owner.post("options.make_wild_card", {}, contribution_id=text.id, **here)
    page = owner.post("options.make_wild_card", {}, status=409, contribution_id=text.id, **here)
    assert "is a wild card already" in page.text
    db.session.expire_all()
    (card,) = study.wild_cards
    assert (card.origin, card.name["en"]) == ("panel", FUTURE)
    page = owner.get("options.edit_wild_cards", **here)
    mark = page.form_data("mark", class_="row-form")["mark"]
    cell = {"mark": mark, "quadrants": "q3, Q1"}
    owner.post("options.save_row", cell, plan="wild_cards", plan_row=card.id, **here)
    db.session.expire_all()
    assert card.quadrants == ["Q1", "Q3"]
    report = render_report_html(read_report(study), "en")
    assert FUTURE in report
    assert "From the panel’s words." in report
    refused = {"name_en": "No such", "quadrants": "Q7"}
    page = owner.post("options.add_row", refused, status=422, plan="wild_cards", **here)
    assert "There is no scenario Q7" in page.text
    owner.post("options.delete_row", {}, plan="wild_cards", plan_row=card.id, **here)
    assert db.session.query(WildCard).count() == 0
    entry = db.session.query(BinEntry).one()
    owner.post("keeping.put_back", {}, entry_id=entry.id, **here)
    assert db.session.query(WildCard).one().origin == "panel"


def test_scenarios_too_alike_are_warned_of_on_the_page_and_in_the_report(visitor, study):
    why = {"state": "high", "reason": "The workshop said so."}
    for quadrant in ("Q1", "Q2", "Q3", "Q4"):
        decisions.word_scenario(study, quadrant, factories.text(f"Name {quadrant}"), {}, {})
        decisions.set_outcomes(study, quadrant, dict.fromkeys((d.code for d in study.drivers), why))
    results.build_scenarios(study)
    report = read_report(study)
    assert len(report.scenarios.alike) == 6
    page = visitor.sign_in(factories.make_account(study=study)).get(HERE, study_id=study.id)
    html = render_report_html(report, "en")
    for sentence in report.scenarios.alike:
        assert sentence in page.text
        assert sentence in html


def test_study_files_bring_wild_cards(app):
    content = {
        "format": "tholos-study/1",
        "code": "storms",
        "title": {"en": "Storms"},
        "template": "scenario",
        "languages": ["en"],
        "drivers": [{"code": "D1", "name": {"en": "Wind"}}],
        "wild_cards": [{"code": "X1", "name": {"en": "No wind"}, "quadrants": ["Q2"]}],
    }
    read = parse_study_file(json.dumps(content).encode(), "storms.json")
    (card,) = import_study(read, seed=1).wild_cards
    assert (card.code, card.quadrants, card.origin) == ("X1", ["Q2"], "author")
    content["wild_cards"][0]["quadrants"] = ["Q9"]
    with pytest.raises(BadStudyFile):
        parse_study_file(json.dumps(content).encode(), "storms.json")


def test_the_editor_begins_with_what_the_panel_said(visitor, study):
    owner = visitor.sign_in(factories.make_account(study=study))
    add_wild_card(study, "X1", factories.text("No wind"), factories.text("The air stands still."), ["Q4"])
    form = owner.get("scenarios.word_scenario", study_id=study.id, quadrant="Q4", draft=1).form_data(
        "name_en"
    )
    assert form["headline_en"] == "High A; Low B."
    assert form["system1_en"] == "Today: A 6 of 7, B 2 of 7. Here: High A; Low B."
    assert form["wild_card_en"] == "No wind: The air stands still."
    assert form["state_en"]
