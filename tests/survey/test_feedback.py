"""What experts see of each other: the forms of feedback, reasons, what came of a round, what they changed."""

import re

import pytest

from survey.models import ReasonState, RoundKind
from survey.operations import rounds
from survey.operations.moderation import moderate_reason
from survey.operations.responses import save_reason
from survey.queries.between import find_last_released, what_happened
from survey.queries.feedback import forms_shown, read_arguments, read_groups, read_panel
from survey.words.notice import write_notice
from tests import factories
from tests.factories import (
    answer_round,
    close_round,
    make_expert,
    make_panel,
    make_rounds,
    make_study,
    panelist_id,
)
from tests.pages import Visitor, words

N_EXPERTS = 12
PLOT = re.compile(r'<svg class="plot" role="img" aria-label="([^"]+)"')
SECTION = {"number": 2, "position": 1}


class Scene:
    """A study of one driver whose first round twelve experts of two groups have answered."""

    def __init__(self, feedback, n=N_EXPERTS, choose=lambda index: 1 + index % 7):
        self.study = make_study(n_drivers=1, protocol={"feedback": feedback})
        self.panel = make_panel(self.study, n)
        self.first, self.second = make_rounds(self.study)
        rounds.open_round(self.first)
        answer_round(self.first, self.panel, lambda index, _: choose(index))

    def say(self, *texts, language="en", first=0):
        """Let experts give reasons for their first answers, and release these once the round is closed."""
        return [
            save_reason(self.name(index), self.first.questions[0], text, language)
            for index, text in enumerate(texts, start=first)
        ]

    def name(self, index):
        return panelist_id(self.study, self.panel[index])

    def go_on(self, said=()):
        close_round(self.first)
        for reason in said:
            moderate_reason(reason, ReasonState.RELEASED)
        rounds.open_round(self.second)
        return self.second.questions[0]

    def see(self, visitor, index=0):
        return visitor.come_as(self.panel[index]).get("answer.show_section", **SECTION)


FORMS = {
    (): set(),
    ("distribution",): {"panel"},
    ("groups",): {"groups"},
    ("arguments",): {"reasons"},
    ("distribution", "groups", "arguments"): {"panel", "groups", "reasons"},
}


@pytest.mark.parametrize("forms", FORMS)
def test_a_round_that_asks_again_shows_what_the_protocol_says(app, visitor, forms):
    scene = Scene(list(forms))
    question = scene.go_on(scene.say("Rents rise.", first=3))
    page = scene.see(visitor)
    asked = page.one("fieldset", id=f"q-{question.id}")
    text = words(asked)
    shown = {
        "panel": "Half of the panel answered 2 to 5; middle between 3 and 4; 12 answers." in text,
        "groups": "Group 1: middle between 3 and 4; Group 2: middle between 3 and 4" in text,
        "reasons": "Rents rise." in page.text,
    }
    assert {name for name, is_shown in shown.items() if is_shown} == FORMS[forms]
    assert "You, round 1: 1" in text, "one's own answer is always shown"
    assert "Keep 1" in text
    assert not [radio for radio in asked.iter("input") if radio.get("checked") is not None]
    is_closed_book = not forms
    visitor.get("answer.results", status=404 if is_closed_book else 200, number=1)


def test_the_picture_says_in_words_how_often_each_answer_was_given(app, visitor):
    scene = Scene(["distribution"])
    scene.go_on()
    names = PLOT.findall(scene.see(visitor).html)
    assert names[0] == "How many gave each answer: 1: 2; 2: 2; 3: 2; 4: 2; 5: 2; 6: 1; 7: 1."


@pytest.mark.parametrize(("n", "has_plot"), [(7, False), (8, True)])
def test_small_panels_see_no_single_answers(app, n, has_plot):
    scene = Scene(["distribution"], n=n)
    scene.go_on()
    assert bool(read_panel(scene.first, scene.first.questions[0].id).counts) is has_plot


def test_where_nearly_all_agree_only_the_middle_is_told(app, visitor):
    scene = Scene(["distribution"], choose=lambda index: 6 if index else 2)
    question = scene.go_on()
    page = scene.see(visitor)
    text = words(page.one("fieldset", id=f"q-{question.id}"))
    assert "The middle answer is 6; 12 answers." in text
    assert "Half of the panel" not in text
    assert not PLOT.search(page.html)


def test_a_group_that_agrees_is_named_without_its_answer(app):
    scene = Scene(["groups"], choose=lambda index: 6 if index % 2 else 1 + index // 2)
    scene.go_on()
    shown = read_groups(scene.first, scene.first.questions[0].id)
    assert [(group.name["en"], group.median) for group in shown] == [("Group 1", 3.5), ("Group 2", None)]


def test_who_joins_late_sees_the_panel_and_no_own_answer(app, visitor):
    scene = Scene(["distribution", "arguments"])
    question = scene.go_on(scene.say("Rents rise."))
    scene.panel.append(make_expert(scene.study, group=scene.study.groups[0]))
    page = scene.see(visitor, -1)
    text = words(page.one("fieldset", id=f"q-{question.id}"))
    assert "Half of the panel answered" in text
    assert "You, round 1" not in text
    assert "Keep" not in text
    assert "Rents rise." in page.text


def test_reasons_are_apart_by_band_only_when_each_holds_three(app):
    # Three experts gave each answer from 1 to 7; the middle half reaches from 2 to 6.
    scene = Scene(["distribution", "arguments"], n=21)
    said = scene.say(*(f"Reason {number}." for number in range(21)))
    scene.go_on(said)
    found = read_arguments(scene.first, scene.name(0))[scene.first.questions[0].id]
    by_band = {band: [each for each in found if each.band == band] for band in ("low", "middle", "high")}
    assert {band: len(part) for band, part in by_band.items()} == {"low": 3, "middle": 15, "high": 3}


def test_a_band_of_two_puts_all_reasons_into_one_list(app, visitor):
    scene = Scene(["distribution", "arguments"], choose=lambda index: 1 + index % 7)
    scene.go_on(scene.say(*(f"Reason {number}." for number in range(12))))
    page = scene.see(visitor)
    assert "Who answered lower" not in page.text
    assert len(page.all("blockquote")) == 12
    assert len([each for each in page.all("details") if each.find(".//blockquote") is not None]) == 1


def test_every_reader_has_an_own_order_and_sees_which_words_are_theirs(app, visitor):
    scene = Scene(["arguments"])
    scene.go_on(scene.say(*(f"Reason {number}." for number in range(12))))
    orders = set()
    for index in (0, 1, 2):
        page = scene.see(visitor, index)
        orders.add(tuple(words(each) for each in page.all("blockquote")))
        (own,) = (
            item for item in page.all("li") if "Yours" in words(item) and item.find("blockquote") is not None
        )
        assert words(own.find("blockquote")) == f"Reason {index}."
    assert len(orders) == 3
    assert {tuple(sorted(order)) for order in orders} == {tuple(sorted(f"Reason {n}." for n in range(12)))}


def test_the_same_words_twice_stand_once(app):
    scene = Scene(["arguments"])
    scene.go_on(scene.say("Rents rise.", "Rents  rise.", "Rents fall."))
    texts = [each.text for each in read_arguments(scene.first, "reader")[scene.first.questions[0].id]]
    assert sorted(" ".join(text.split()) for text in texts) == ["Rents fall.", "Rents rise."]


def test_a_reason_keeps_its_language_and_names_it(app, visitor):
    scene = Scene(["arguments"])
    scene.go_on([*scene.say("임대료가 오릅니다.", language="ko"), *scene.say("Rents rise.", first=1)])
    korean, english = (
        next(item for item in scene.see(visitor.speak("en"), 5).all("li") if text in words(item))
        for text in ("임대료가", "Rents rise.")
    )
    assert korean.find("blockquote").get("lang") == "ko"
    assert "Written in Korean" in words(korean)
    assert "Written in" not in words(english)


def test_a_reason_is_asked_of_who_stands_apart_and_not_again_once_given(app, visitor):
    scene = Scene(["distribution"])
    question = scene.go_on()
    answer_round(scene.second, scene.panel[:1], lambda _, __: 7, submit=False)
    asked = words(scene.see(visitor).one("fieldset", id=f"q-{question.id}"))
    assert "Your view differs from most. A reason helps others see it (optional)." in asked
    save_reason(scene.name(0), question, "I know a case.", "en")
    assert "differs from most" not in words(scene.see(visitor).one("fieldset", id=f"q-{question.id}"))


def test_nothing_is_shown_of_a_round_before_its_release(app):
    scene = Scene(["distribution", "groups", "arguments"])
    said = scene.say("Rents rise.")
    close_round(scene.first)
    moderate_reason(said[0], ReasonState.RELEASED)
    assert forms_shown(scene.first) == frozenset()
    question = scene.first.questions[0].id
    assert read_panel(scene.first, question) is None
    assert read_groups(scene.first, question) == []
    assert read_arguments(scene.first, "reader") == {}
    assert what_happened(scene.name(0), find_last_released(scene.study)) is None


def test_between_rounds_everybody_reads_what_came_of_the_last_and_what_they_changed(app, visitor):
    scene = Scene(["distribution"], choose=lambda index: 1 + index % 7)
    scene.go_on()
    answer_round(
        scene.second, scene.panel, lambda index, question: 4 if question.position == 1 else 1 + index % 7
    )
    close_round(scene.second)
    rounds.release_round(scene.second)
    expert = visitor.come_as(scene.panel[0])
    for page in (expert.get("answer.overview"), expert.get("answer.results", number=2)):
        assert "What came of round 2" in page.text
        assert "Settled: the panel stays divided 2 questions" in page.text
        assert "Agreed, but answers still move 1 question" in page.text
        assert "You changed 1 of 3 answers. 1 came closer to the panel’s middle answer." in page.text
        assert "1 → 4" in page.text
    assert "You kept every answer of round 1." in visitor.come_as(scene.panel[3]).get("answer.overview").text


@pytest.mark.parametrize("mode", ["sealed", "confidential", "attributed"])
def test_no_mode_promises_or_threatens_what_does_not_hold(app, visitor, mode):
    study = make_study(n_drivers=1, privacy_mode=mode)
    expert = make_panel(study, 1)[0]
    for text in (
        visitor.come_as(expert).get("answer.overview").text,
        " ".join(line for _, lines in write_notice(study, "en").sections for line in lines),
    ):
        assert "They do not see which answers are yours." in text
        assert "look up" not in text
        assert "names its authors" not in text


def test_answers_in_both_languages_are_one_panel(app):
    """What an expert answers says nothing of the language in which it was asked; texts keep their own."""
    study = make_study(n_drivers=1)
    experts = [make_expert(study, language=language) for language in ("en", "ko") * 5]
    choices = [{"code": code, "text": factories.text(f"Choice {code}", f"선택 {code}")} for code in "ab"]
    round_ = rounds.create_round(study, RoundKind.FREE, factories.text("A round"), {})
    specs = [
        rounds.QuestionSpec("rating", "impact", driver=study.drivers[0], settings={"scale": [1, 7]}),
        rounds.QuestionSpec("choice", "who acts", settings={"choices": choices}),
    ]
    rounds.add_section(round_, factories.text("Questions"), specs)
    rounds.open_round(round_)
    for index, expert in enumerate(experts):
        visitor = Visitor(app, expert.language).come_as(expert)
        rating, choice = (f"q-{question.id}" for question in round_.questions)
        data = {rating: str(1 + index % 5), choice: "ab"[index % 2]}
        visitor.post("answer.save_section", data, number=1, position=1)
    found = close_round(round_).findings["questions"]
    rating, choice = (found[question.id] for question in round_.questions)
    assert (rating["consensus"]["n"], rating["consensus"]["median"]) == (10, 3.0)
    assert {each["code"]: each["count"] for each in choice["summary"]["choices"]} == {"a": 5, "b": 5}
