"""Orders, pairs, places and piles through the pages without a script: asked, kept, read back, summarised."""

import pytest

from survey.models import RoundKind
from survey.operations import rounds
from survey.operations.rounds import QuestionSpec
from survey.queries.responses import own_answers
from survey.questions import KINDS, Value
from tests import factories
from tests.factories import text
from tests.pages import Visitor

CODES = ["D01", "D02", "D03", "D04"]
ENDS = {"label": text("Water", "물"), "low": text("scarce", "적음"), "high": text("plenty", "넉넉함")}
SETTINGS = {
    "ranking": {"items": [*CODES[:2], {"code": "other", "text": text("Something new", "새로운 것")}]},
    "pairs": {"items": CODES, "per_expert": 3},
    "placement": {"x": ENDS, "y": ENDS | {"label": text("Rules", "규칙")}, "grid": [5, 7]},
    "pile_sort": {"items": CODES},
}


@pytest.fixture
def scene(app):
    study = factories.make_study(n_drivers=4)
    experts = factories.make_panel(study, 6)
    round_ = rounds.create_round(study, RoundKind.FREE, text("Round"), {})
    specs = [QuestionSpec(kind, kind, settings=settings) for kind, settings in SETTINGS.items()]
    rounds.add_section(round_, text("Everything"), specs)
    return rounds.open_round(round_), experts


@pytest.fixture
def visitor(app, scene):
    return Visitor(app).come_as(scene[1][0])


def fields(round_) -> dict[str, str]:
    return {question.kind: f"q-{question.id}" for question in round_.questions}


def stored(scene) -> dict[str, dict | None]:
    round_, experts = scene
    answers = own_answers(factories.panelist_id(round_.study, experts[0]), round_)
    return {
        question.kind: answers[question.id].data for question in round_.questions if question.id in answers
    }


def fill(page, typed: dict[str, str]) -> dict[str, str]:
    return page.form_data(class_="answer-form") | typed


def test_everything_is_answered_by_one_form_and_reads_as_words(scene, visitor):
    page = visitor.get("answer.show_section", number=1, position=1)
    name = fields(scene[0])
    typed = {
        f"{name['ranking']}-other": "1",
        f"{name['ranking']}-D02": "2",
        f"{name['ranking']}-D01": "3",
        f"{name['pairs']}-2": "-1",
        f"{name['placement']}-today:x": "5",
        f"{name['placement']}-today:y": "2",
        f"{name['pile_sort']}-D01": "1",
        f"{name['pile_sort']}-D04": "1",
        f"{name['pile_sort']}-name:1": "Wet things",
    }
    visitor.post("answer.save_section", fill(page, typed), number=1, position=1)
    kept = stored(scene)
    assert kept["ranking"] == {"ranks": {"other": 1, "D02": 2, "D01": 3}}
    assert kept["placement"] == {"places": {"today": [5, 2]}}
    assert kept["pile_sort"] == {"piles": {"D01": "1", "D04": "1"}, "names": {"1": "Wet things"}}
    assert [value for _, _, value in kept["pairs"]["pairs"]] == [-1]
    page = visitor.get("answer.receipt", number=1)
    for words in ("Something new", "Water 5 of 5", "Rules 2 of 7", "Pile 1, “Wet things”:", "−1: Driver"):
        assert words in page.text
    again = visitor.get("answer.show_section", number=1, position=1)
    assert typed.items() <= again.form_data(class_="answer-form").items()


def test_a_wrong_order_is_explained_and_what_was_typed_stays(scene, visitor):
    page = visitor.get("answer.show_section", number=1, position=1)
    name = fields(scene[0])
    typed = {
        f"{name['ranking']}-other": "1",
        f"{name['ranking']}-D02": "1",
        f"{name['pile_sort']}-D01": "2",
    }
    data = fill(page, typed)
    page = visitor.post("answer.save_section", data, number=1, position=1, status=422)
    assert "Place 1 was given more than once. Give every place once." in page.text
    assert typed.items() <= page.form_data(class_="answer-form").items()
    assert stored(scene) == {"pile_sort": {"piles": {"D01": "2"}}}


def test_each_expert_is_asked_pairs_of_their_own_and_looking_changes_nothing(app, scene):
    pages = {}
    for expert in scene[1]:
        visitor = Visitor(app).come_as(expert)
        pages[expert.id] = visitor.get("answer.show_section", number=1, position=1).all(
            "fieldset", class_="pair"
        )
        again = visitor.get("answer.show_section", number=1, position=1).all("fieldset", class_="pair")
        assert words_of(again) == words_of(pages[expert.id])
        assert len(again) == 3
    assert len({tuple(words_of(each)) for each in pages.values()}) == 6


def words_of(pairs) -> list[str]:
    return [" ".join("".join(pair.find("legend").itertext()).split()) for pair in pairs]


def test_one_pair_sent_by_itself_is_kept_under_the_experts_own_block(scene, visitor):
    question = next(each for each in scene[0].questions if each.kind == "pairs")
    page = visitor.get("answer.show_section", number=1, position=1)
    asked = words_of(page.all("fieldset", class_="pair"))[2]
    data = {f"q-{question.id}-3": "2", f"v-{question.id}": "0"}
    token = {"csrf_token": fill(page, {})["csrf_token"]}
    assert visitor.client.post(f"/s/questions/{question.id}", data=data | token).status_code == 200
    ((first, second, value),) = stored(scene)["pairs"]["pairs"]
    numbers = [int(code[1:]) for code in (first, second)]
    assert value == 2
    assert f"Driver {numbers[0]}:" in asked.partition("Is this then")[0]
    assert f"Driver {numbers[1]}:" in asked.partition("Is this then")[2]


def answer(index: int, question) -> Value:
    pairs = KINDS["pairs"].asked({"items": CODES, "per_expert": 6})
    return {
        "ranking": Value(data={"ranks": {"other": 1, "D01": 2, "D02": 3}}),
        "pairs": Value(data={"pairs": [[*pair, index % 3] for pair in pairs]}),
        "placement": Value(data={"places": {"today": [1 + index % 5, 4]}}),
        "pile_sort": Value(data={"piles": dict.fromkeys(CODES, "1"), "names": {"1": "Canary name"}}),
    }[question.kind]


def test_results_say_what_the_panel_said_and_no_name_of_a_pile(scene, visitor):
    round_, experts = scene
    factories.answer_round(round_, experts, answer)
    factories.close_round(round_)
    rounds.release_round(round_)
    page = visitor.get("answer.results", number=1)
    for words in (
        "6 experts gave an order.",
        "Kendall’s W 1.00 among 6 experts",
        "6 experts judged pairs.",
        "(6 answers)",
        "Today: Water middle between 2 and 3",
        "6 experts made piles.",
        "together in 100 % of 6 sorts",
    ):
        assert words in page.text
    others = Visitor(visitor.app).come_as(factories.make_expert(round_.study))
    assert "Canary name" not in others.get("answer.results", number=1).html
    assert visitor.speak("ko").get("answer.results", number=1).root.get("lang") == "ko"


def test_a_coordinator_reads_in_sentences_what_the_panel_said(app, scene):
    round_, experts = scene
    owner = factories.make_account("Ada", study=round_.study)
    factories.answer_round(round_, experts, answer)
    factories.close_round(round_)
    page = Visitor(app).sign_in(owner).get("rounds.show_round", study_id=round_.study.id, number=1)
    for words in (
        "Something new: middle place 1; half of the panel from 1 to 1",
        "Agreement on the order: Kendall’s W 1.00 among 6 experts",
        "Today: Water middle between 2 and 3, half of the panel 1 to 4; Rules middle 4",
        "Driver 1 and Driver 2: together in 100 % of 6 sorts",
        "(6 answers)",
    ):
        assert words in page.text
    assert "Canary name" not in page.html
