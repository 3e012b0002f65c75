"""Recommendations: worded from the figures, reworded, ordered and left out by an author, two at once."""

import pytest
from flask_babel import force_locale

from survey import results
from survey.archive.read import read_archive, take_archive
from survey.archive.write import write_archive
from survey.db import db
from survey.models import Account, AuditEntry, BinEntry, Study
from survey.models.adoption import mark_content
from survey.operations import bin as bin_
from survey.operations import recommendations as operations
from survey.operations.statements import mark_statement, state
from survey.reports import findings
from survey.reports.advice import imperative, start_words
from survey.reports.advice_board import read_advice
from survey.reports.assembly import build_report
from survey.reports.parts.strategy import Option, Phase
from survey.reports.render import render_report_html
from survey.results import find_turns
from survey.words.particles import ends_in_consonant, quoted_object
from tests import factories

HERE = "recommendations.show"
PHASES = (Phase(1, "Agree", 2018, 2021), Phase(2, "Build", 2022, 2026))
QUADRANTS = ("Q1", "Q2", "Q3", "Q4")


@pytest.fixture
def study(world):
    study = db.session.get(Study, world.study_id)
    results.assess_strategy(study)
    _class_options(study, ["no_regret", "contingent"])
    return study


def _class_options(study, classes):
    """Give the options medians of a class, as a panel that is of one mind would."""
    medians = {"no_regret": (2, 1, 1, 2), "contingent": (2, 0, 0, 0), "abandon": (0, 0, 0, 0)}
    finding = results.assess_strategy(study)
    found = [dict(each) for each in finding.data["options"]]
    for each, code in zip(found, classes, strict=True):
        each |= {"class": code, "class_probability": {code: 0.9, "abandon": 0.1}}
        each["values"] = dict(zip(QUADRANTS, map(float, medians[code]), strict=True))
        each["iqr"] = dict.fromkeys(QUADRANTS, 1.0) | {"Q3": 2.5}
        each["n"] = dict.fromkeys(QUADRANTS, 11)
    finding.data = {**finding.data, "options": found}
    db.session.flush()
    db.session.commit()


@pytest.fixture
def editor(visitor, world):
    return visitor.sign_in(db.session.get(Account, world.accounts["owner"]))


def word(visitor, study, place, status=303, **texts):
    option = study.options[place]
    page = visitor.get(HERE, study_id=study.id)
    data = page.form_data(f"{option.id}-sentence_en")
    data |= {f"{option.id}-{name}": text for name, text in texts.items()}
    return visitor.post("recommendations.word", data, status=status, study_id=study.id, option_id=option.id)


def test_each_option_gets_a_sentence_with_its_figures(editor, study):
    page = editor.get(HERE, study_id=study.id).text
    for option in study.options:
        assert option.name["en"] in page
    assert "Serves 4 of 4 scenarios" in page
    assert "Nobody gave a reason against it." in page
    assert "(IQR 2.5)" in page
    assert "its class would be “Core with exit”" in page


def test_the_report_prints_what_stands_on_the_page(editor, study):
    board = read_advice(study)
    context = build_report(study, "en")
    assert [each.option for each in context.recommendations] == [each.row.code for each in board.entries]
    html = render_report_html(context, "en")
    for entry in board.entries:
        assert findings.evidence_sentence(context, entry.option) == entry.evidence
    assert html.index('id="recommendations"') < html.index('class="recommendation"')


def test_a_wording_is_kept_shown_logged_and_printed(editor, study):
    word(editor, study, 0, sentence_en="Begin at once.", sentence_ko="바로 시작하십시오.")
    assert "Begin at once." in editor.get(HERE, study_id=study.id).text
    act = db.session.query(AuditEntry).filter_by(action="recommendation_worded").one()
    assert act.details["after"]["sentence"]["en"] == "Begin at once."
    assert "바로 시작하십시오." in render_report_html(build_report(study, "ko"), "ko")
    assert study.recommendations[0].changes_mind == {}, "what reads as proposed is no wording"


def test_words_taken_back_lie_in_the_bin_and_come_back(editor, study, world):
    word(editor, study, 0, sentence_en="Begin at once.")
    word(editor, study, 0, sentence_en="")
    assert study.recommendations == []
    assert "Begin at once." not in editor.get(HERE, study_id=study.id).text
    entry = db.session.query(BinEntry).filter_by(kind="recommendation").one()
    bin_.restore(entry, db.session.get(Account, world.accounts["owner"]))
    assert "Begin at once." in editor.get(HERE, study_id=study.id).text


def test_the_second_of_two_editors_is_told(editor, study):
    option = study.options[0]
    stale = editor.get(HERE, study_id=study.id).form_data(f"{option.id}-sentence_en")
    word(editor, study, 0, sentence_en="Theirs.")
    stale[f"{option.id}-sentence_en"] = "Mine."
    here = {"study_id": study.id, "option_id": option.id}
    page = editor.post("recommendations.word", stale, status=422, **here)
    assert "Somebody else changed this recommendation" in page.text
    assert "Mine." in page.text
    assert "Theirs." in page.text
    again = page.form_data(f"{option.id}-sentence_en")
    editor.post("recommendations.word", again, **here)
    assert study.recommendations[0].sentence["en"] == "Mine."


def test_words_of_another_class_are_marked_on_the_page_and_in_the_report(editor, study):
    word(editor, study, 0, sentence_en="Begin at once.")
    assert read_advice(study).n_stale == 0
    _class_options(study, ["contingent", "contingent"])
    assert read_advice(study).n_stale == 1
    assert "Written for another class" in editor.get(HERE, study_id=study.id).text
    assert "Written for another class" in render_report_html(build_report(study, "en"), "en")
    word(editor, study, 0, sentence_en="Prepare it.")
    assert read_advice(study).n_stale == 0


def test_an_order_is_the_authors_until_it_is_given_back(editor, study):
    board = read_advice(study)
    first, second = board.order
    form = {"order": board.order_mark, "step": "1"}
    editor.post("recommendations.move", form, study_id=study.id, option_id=first)
    assert read_advice(study).order == [second, first]
    assert next(o.code for o in findings.top_options(build_report(study, "en"))) == study.options[1].code
    page = editor.post("recommendations.move", form, status=409, study_id=study.id, option_id=first)
    assert "Somebody else changed the order" in page.text
    editor.post("recommendations.order_as_computed", study_id=study.id)
    assert read_advice(study).order == [first, second]


def test_what_is_left_out_is_named_and_no_longer_advised(editor, study):
    option = study.options[0]
    entry = read_advice(study).entries[0]
    here = {"study_id": study.id, "option_id": option.id}
    editor.post("recommendations.leave_out", {"known": entry.mark, "is_left_out": "1"}, **here)
    context = build_report(study, "en")
    assert option.code not in [each.code for each in findings.top_options(context)]
    assert "Left out by the author" in render_report_html(context, "en")
    mark = operations.mark_recommendation(study.recommendations[0])
    editor.post("recommendations.leave_out", {"known": mark, "is_left_out": "0"}, **here)
    assert [each.state for each in build_report(study, "en").recommendations] == ["recommended"] * 2


def test_what_is_abandoned_is_said_and_not_recommended(editor, study):
    _class_options(study, ["no_regret", "abandon"])
    html = render_report_html(build_report(study, "en"), "en")
    assert "To be dropped" in html
    assert [each.row for each in read_advice(study).of("drop")] == [study.options[1]]
    assert len(findings.top_options(build_report(study, "en"))) == 1


def test_before_the_panel_has_rated_there_is_nothing_to_advise(editor, world):
    owner = db.session.get(Account, world.accounts["owner"])
    study = factories.make_study(n_options=2, owner=owner)
    db.session.commit()
    assert "Nothing to recommend yet" in editor.get(HERE, study_id=study.id).text
    assert build_report(study, "en").recommendations == ()


@pytest.mark.parametrize(
    ("code", "english", "korean"),
    [
        ("no_regret", "Start “Ferry” now, led by Ministry.", "Ministry 주도로 “Ferry”를 지금 시작하십시오."),
        ("big_bet", "Decide explicitly whether to commit to “Ferry”", "“Ferry”"),
    ],
)
def test_sentences_are_whole_in_both_languages(app, code, english, korean):
    option = Option("S1", "D", "Ferry", {}, {}, {}, code, {}, actor="Ministry", phase=1)
    with app.test_request_context():
        with force_locale("en"):
            assert imperative(option, PHASES).startswith(english)
            assert (
                start_words(Option("S1", "D", "F", {}, {}, {}, code, {}, phase=2), PHASES) == "in 2022–2026"
            )
        with force_locale("ko"):
            assert korean in imperative(option, PHASES)


@pytest.mark.parametrize(
    ("text", "closed"), [("헌장", True), ("관문", True), ("서비스", False), ("R&D", False), ("2030", True)]
)
def test_korean_particles_follow_the_last_syllable(app, text, closed):
    assert ends_in_consonant(text) is closed
    with app.test_request_context():
        with force_locale("ko"):
            assert quoted_object(text) == f"“{text}”" + ("을" if closed else "를")
        with force_locale("en"):
            assert quoted_object(text) == f"“{text}”"


def test_turns_name_the_nearest_median_that_changes_a_class():
    medians = {
        "a": dict(zip(QUADRANTS, (2.0, 2.0, 1.0, 2.0), strict=True)),
        "b": dict(zip(QUADRANTS, (3.0, 0.0, 0.0, 2.0), strict=True)),
    }
    nearest = find_turns(medians, "a", QUADRANTS)[0]
    assert (nearest.quadrant, nearest.at, nearest.option_class) == ("Q3", 0.5, "core_with_exit")
    assert nearest.is_fall
    falls = [turn for turn in find_turns(medians, "b", QUADRANTS) if turn.option_class == "big_bet"]
    assert {(turn.quadrant, turn.at) for turn in falls} >= {("Q2", -1.0), ("Q3", -1.0)}
    medians["a"]["Q1"] = None
    assert find_turns(medians, "a", QUADRANTS) == []


def test_words_order_and_statements_travel_in_an_archive(study, world):
    owner = db.session.get(Account, world.accounts["owner"])
    wording = operations.Wording({"en": "Begin at once."}, {})
    first = study.options[0].id
    operations.word_recommendation(study, first, wording, mark_content(None), "no_regret", owner)
    board = read_advice(study)
    operations.move_recommendation(study, first, 1, board.order, board.order_mark, owner)
    state(study, "funding", {"en": "Nobody paid."}, mark_statement(study, "funding"), owner)
    archive = write_archive(study)
    db.session.delete(study)
    db.session.commit()
    taken = take_archive(read_archive(archive), account=owner)
    assert [row.option.code for row in taken.recommendations] == ["S1.2", "S1.1"]
    assert taken.recommendations[1].sentence == {"en": "Begin at once."}
    assert taken.outlook[operations.WORDED_FOR] == {"S1.1": "no_regret"}
    assert taken.statements == {"funding": {"en": "Nobody paid."}}
