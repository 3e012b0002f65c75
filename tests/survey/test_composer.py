"""Composing a round: what can be asked, in which order, of what, and what is in the way."""

import pytest
from sqlalchemy import select

from survey.db import db
from survey.errors import IllegalTransition, InvalidAnswer
from survey.models import AuditEntry, BinEntry, Question, Role, RoundKind
from survey.operations import bin as waste
from survey.operations import composer, composer_base, composer_bin, rounds
from survey.operations.rounds import QuestionSpec
from survey.queries.composer import list_settled, measure
from survey.questions import KINDS
from survey.words.kinds import KIND_WORDS, ROUND_WORDS
from tests.factories import answer_round, close_round, make_account, make_panel, make_rounds, make_study, text
from tests.kinds import SETTINGS


@pytest.fixture
def study(owner):
    return make_study(owner=owner, n_drivers=5, n_options=2)


@pytest.fixture
def draft(study, owner):
    """A round in preparation with two sections of two and one questions."""
    round_ = composer.add_round(study, RoundKind.FREE, text("First"), text("Intro"), None, owner)
    for names in (("a", "b"), ("c",)):
        section = composer.add_page(round_, text(f"Page {names[0]}"), owner)
        specs = [QuestionSpec("rating", name, settings={"scale": [1, 7]}) for name in names]
        composer.add_questions(section, specs, owner)
    return round_


def shape(round_):
    db.session.expire_all()
    return [[question.name for question in section.questions] for section in round_.sections]


def question(round_, name):
    return next(each for each in round_.questions if each.name == name)


def test_every_kind_has_words_for_the_coordinator():
    assert set(KIND_WORDS) == set(KINDS)
    assert set(ROUND_WORDS) == set(RoundKind)


# Order


def test_questions_move_within_and_across_sections(draft, owner):
    composer.move_question(question(draft, "b"), True, owner)
    assert shape(draft) == [["b", "a"], ["c"]]
    composer.move_question(question(draft, "a"), False, owner)
    assert shape(draft) == [["b"], ["a", "c"]]
    composer.move_question(question(draft, "a"), True, owner)
    assert shape(draft) == [["b", "a"], ["c"]]
    composer.move_question(question(draft, "b"), True, owner)  # first of all: it stays
    assert shape(draft) == [["b", "a"], ["c"]]
    assert [each.position for each in draft.questions] == [1, 2, 3]


def test_sections_move_with_their_questions(draft, owner):
    composer.move_section(draft.sections[0], False, owner)
    assert shape(draft) == [["c"], ["a", "b"]]
    assert [each.position for each in draft.questions] == [1, 2, 3]


def test_question_added_to_the_first_section_comes_before_the_second(draft, owner):
    composer.add_questions(draft.sections[0], [QuestionSpec("text", "d")], owner)
    assert shape(draft) == [["a", "b", "d"], ["c"]]
    assert [each.position for each in draft.questions] == [1, 2, 3, 4]


def test_rounds_change_places_unless_one_feeds_back_the_other(study, draft, owner):
    second = composer.add_round(study, RoundKind.FREE, text("Second"), {}, None, owner)
    composer.move_round(second, True, owner)
    assert [(each.number, each.title["en"]) for each in study.rounds] == [(1, "Second"), (2, "First")]
    composer.change_round(draft, draft.title, draft.intro, second, owner)
    with pytest.raises(IllegalTransition):
        composer.move_round(draft, True, owner)
    with pytest.raises(InvalidAnswer):
        composer.change_round(second, second.title, second.intro, draft, owner)


# Deleting and putting back


def test_deleted_things_come_back_from_the_bin(study, draft, owner):
    composer_bin.delete_question(question(draft, "a"), owner)
    composer_bin.delete_section(draft.sections[1], owner)
    assert shape(draft) == [["b"]]
    for entry in db.session.scalars(select(BinEntry)).all():
        waste.restore(entry, owner)
    assert sorted(name for names in shape(draft) for name in names) == ["a", "b", "c"]
    composer_bin.delete_round(draft, owner)
    assert study.rounds == []
    waste.restore(db.session.scalar(select(BinEntry)), owner)
    assert [len(each.questions) for each in study.rounds] == [3]
    assert study.rounds[0].title == text("First")


def test_rounds_after_a_deleted_one_move_up(study, draft, owner):
    composer.add_round(study, RoundKind.FREE, text("Second"), {}, None, owner)
    composer_bin.delete_round(draft, owner)
    assert [(each.number, each.title["en"]) for each in study.rounds] == [(1, "Second")]


# What is refused


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        (QuestionSpec("rating", "a", settings={"scale": [1, 7]}), "already"),
        (QuestionSpec("text", "impact"), "in another way"),
        (QuestionSpec("rating", "x", settings={"scale": [7, 1]}), "two points"),
        (QuestionSpec("rating", "x", settings={"colour": "red"}), "no setting"),
        (QuestionSpec("pile_sort", "sort", settings={"items": ["D01", "D99"]}), "D99"),
        (QuestionSpec("choice", "x", settings={"choices": []}), "at least"),
    ],
)
def test_questions_that_make_no_sense_are_refused(draft, owner, spec, said):
    with pytest.raises(InvalidAnswer, match=said):
        composer.add_questions(draft.sections[0], [spec], owner)
    assert shape(draft) == [["a", "b"], ["c"]]


def test_nothing_changes_once_the_round_has_opened(coordinator, study, draft, owner):
    rounds.open_round(draft)
    acts = [
        lambda: composer.add_page(draft, {}, owner),
        lambda: composer.add_questions(draft.sections[0], [QuestionSpec("text", "z")], owner),
        lambda: composer.change_question(question(draft, "a"), {}, owner),
        lambda: composer.move_question(question(draft, "a"), False, owner),
        lambda: composer.move_section(draft.sections[0], False, owner),
        lambda: composer.change_round(draft, {}, {}, None, owner),
        lambda: composer_bin.delete_question(question(draft, "a"), owner),
        lambda: composer_bin.delete_section(draft.sections[0], owner),
        lambda: composer_bin.delete_round(draft, owner),
    ]
    for act in acts:
        with pytest.raises(IllegalTransition):
            act()
    assert shape(draft) == [["a", "b"], ["c"]]
    page = coordinator.get("composer.show", study_id=study.id, number=1)
    assert "can no longer be changed" in page.text


def test_round_with_an_empty_section_does_not_open(draft, owner):
    composer.add_page(draft, {}, owner)
    with pytest.raises(IllegalTransition, match="asks nothing yet"):
        rounds.open_round(draft)


# The pages


def test_whole_round_is_composed_without_scripts(coordinator, study):
    form = coordinator.get("composer.list_rounds", study_id=study.id).form_data("kind")
    page = coordinator.post("composer.list_rounds", form, status=422, study_id=study.id)
    assert "Give the round a title." in page.text
    texts = {"kind": "rate", "title_en": "One", "title_ko": "하나", "intro_en": "Please rate."}
    page = coordinator.post("composer.list_rounds", form | texts, study_id=study.id)
    assert page.location.endswith("/compose/1")
    page = coordinator.get("composer.show", study_id=study.id, number=1)
    names = {"names": ["impact", "uncertainty", "expectation"], "required": "y"}
    coordinator.post("composer.ask_of_all", names, study_id=study.id, number=1)
    round_ = study.rounds[0]
    assert [len(section.questions) for section in round_.sections] == [12, 3]
    assert all(each.settings == {"scale": [1, 7], "required": True} for each in round_.questions)
    assert measure(round_).minutes == 2
    page = coordinator.post("composer.ask_of_all", names, status=422, study_id=study.id, number=1)
    assert "asks all of that already" in page.text


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_can_be_added_and_changed_with_its_settings(coordinator, study, draft, kind):
    """What a study file may say of a question comes through the form unchanged."""
    settings = {**SETTINGS[kind], "label": text("What do you say?"), "help": text("In full.")}
    if kind == "placement":
        for axis in "xy":
            settings[axis] = {part: text(part) for part in ("label", "low", "high")}
    section = draft.sections[0]
    at = {"study_id": study.id, "number": 1, "section_id": section.id}
    assert coordinator.get("composer.add_question", **at).heading == "Add a question"
    page = coordinator.get("composer.add_question", kind=kind, **at)
    own = {"asked": "", "about": "", "own_name": "mine"}
    form = page.form_data("asked") | own | {"label_en": "What?", "label_ko": "무엇?"}
    needed = {
        "choices_en": "Yes\nNo", "items": ["D01", "D02", "D03"], "subjects": ["today"],
        **{f"{axis}_{part}_en": part for axis in "xy" for part in ("label", "low", "high")},
    }  # fmt: skip
    coordinator.post("composer.add_question", form | needed, **at)
    made = db.session.scalar(select(Question).filter_by(name="mine"))
    composer.change_question(made, settings)
    this = {"study_id": study.id, "number": 1, "question_id": made.id}
    page = coordinator.get("composer.edit_question", **this)
    coordinator.post("composer.edit_question", every_value(page), **this)
    db.session.expire_all()
    assert without_codes(made.settings) == without_codes(settings)


def every_value(page):
    """Return what the page's form sends as it stands, boxes with one name among them."""
    form = next(
        each for each in page.all("form") if any(i.get("name") == "required" for i in each.iter("input"))
    )
    data = page.form_data("required")
    for name in ("items", "subjects"):
        data.pop(name, None)
        boxes = [each for each in form.iter("input") if each.get("name") == name]
        data[name] = [each.get("value") for each in boxes if each.get("checked") is not None]
    return {key: value for key, value in data.items() if value != []}


def without_codes(settings):
    """Entries of one's own get their codes from the composer; their texts must stay."""
    found = dict(settings)
    for key in ("choices", "items", "subjects"):
        if key in found:
            found[key] = [each if isinstance(each, str) else each["text"] for each in found[key]]
    return found


def test_question_about_every_option_is_many_questions(coordinator, study, draft):
    at = {"study_id": study.id, "number": 1, "section_id": draft.sections[1].id}
    form = coordinator.get("composer.add_question", kind="rating", **at).form_data("asked")
    coordinator.post("composer.add_question", form | {"asked": "performance", "about": "every option"}, **at)
    assert [each.item for each in draft.questions if each.name == "performance"] == ["S1.1", "S1.2"]


def test_own_question_needs_its_words_and_keeps_what_was_typed(coordinator, study, draft):
    at = {"study_id": study.id, "number": 1, "section_id": draft.sections[1].id}
    form = coordinator.get("composer.add_question", kind="text", **at).form_data("asked")
    page = coordinator.post("composer.add_question", form | {"help_en": "Long words"}, status=422, **at)
    assert "Give your own question its words" in page.text
    assert page.form_data("asked")["help_en"] == "Long words"


def test_what_changed_stands_in_the_audit_with_before_and_after(draft, owner):
    composer.change_question(question(draft, "a"), {"scale": [1, 5]}, owner)
    entry = db.session.scalar(select(AuditEntry).filter_by(action="question_changed"))
    assert entry.details["before"] == {"scale": [1, 7]}
    assert entry.details["after"] == {"scale": [1, 5]}


def test_viewer_composes_nothing(visitor, study, draft):
    visitor.sign_in(make_account("Reader", study=study, role=Role.VIEWER))
    visitor.get("composer.show", 404, study_id=study.id, number=1)


# What is settled


def test_settled_items_are_proposed_and_dropped_only_on_confirmation(coordinator, study):
    people = make_panel(study, 12)
    make_rounds(study)
    for number in (1, 2):
        round_ = rounds.open_round(study.rounds[number - 1])
        answer_round(round_, people)
        close_round(round_)
    again = composer.add_round(study, RoundKind.RERATE, text("Again"), {}, study.rounds[1])
    composer.ask_of_all(again, study.drivers, ["impact", "uncertainty"], {"scale": [1, 7]})
    found = study.rounds[1].snapshot.rated
    stable = {key for key, entry in found.items() if (entry["stability"] or {}).get("stable")}
    settled = list_settled(again)
    expected = {(q.name, q.item) for q in study.rounds[1].questions if q.id in stable}
    assert {(each.question.name, each.question.item) for each in settled} == expected & {
        (q.name, q.item) for q in again.questions
    }
    assert settled
    n_before, first = len(again.questions), settled[0].question
    code = f"{first.name}:{first.item}"
    at = {"study_id": study.id, "number": again.number}
    page = coordinator.get("composer.show", **at)
    assert len(page.all("input", name="question")) == len(settled)
    coordinator.post("composer.drop_settled", {"question": [first.id, "nonsense"]}, **at)
    db.session.expire_all()
    assert len(again.questions) == n_before - 1
    entry = db.session.scalar(select(AuditEntry).filter_by(action="settled_dropped"))
    assert entry.details["items"] == [code]
    assert entry.details["rule"] == study.protocol["stability_rule"]


def test_section_of_another_round_is_not_there(study, draft):
    with pytest.raises(Exception, match="no such section"):
        composer_base.get_section(draft, "0" * 32)
