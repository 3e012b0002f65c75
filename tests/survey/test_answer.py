"""The expert's way: personal link, overview, sections, feedback, review, receipt, results, leaving."""

import pytest

from survey.models import ReasonState
from survey.operations import panel, rounds
from survey.operations.moderation import moderate_reason
from survey.operations.responses import save_answer, save_reason
from survey.queries.panel import count_progress
from survey.queries.responses import own_answers, own_reasons
from survey.questions import Value
from tests.factories import (
    answer_round,
    close_round,
    link_token,
    make_account,
    make_expert,
    make_panel,
    make_rounds,
    make_study,
    panelist_id,
)
from tests.pages import words


class Scene:
    """A study with an open first round and a panel of eight."""

    def __init__(self, **facts):
        self.study = make_study(owner=make_account("Ada Organiser"), **facts)
        self.panel = make_panel(self.study)
        self.rounds = make_rounds(self.study, with_sort=True)
        rounds.open_round(self.rounds[0])
        self.me = self.panel[0]
        self.pseudonym = panelist_id(self.study, self.me)

    @property
    def first(self):
        return self.rounds[0].questions[0]

    def answers(self, round_=None):
        return own_answers(self.pseudonym, round_ or self.rounds[0])

    def go_on(self, value=6):
        """Close the first round with everyone's answers, mine unlike theirs, and open the second."""
        asked = self.rounds[0].questions
        answer_round(self.rounds[0], self.panel[1:], lambda i, q: value if q.kind == "rating" else None)
        answer_round(self.rounds[0], [self.me], lambda i, q: 2 if q.kind == "rating" else None)
        save_reason(panelist_id(self.study, self.panel[1]), asked[0], "Because rents rise.", "en")
        close_round(self.rounds[0])
        rounds.open_round(self.rounds[1])
        return self.rounds[1].questions[0]


@pytest.fixture
def scene(app):
    return Scene()


@pytest.fixture
def expert(scene, visitor):
    return visitor.come_as(scene.me)


SECTION = {"number": 1, "position": 1}


def field(question):
    return f"q-{question.id}"


def test_unknown_link_is_explained(visitor):
    page = visitor.get("answer.show_invitation", token="x" * 43, status=404)
    assert "personal link is not known" in page.text


def test_link_page_names_the_study_and_nobody(scene, visitor):
    page = visitor.get("answer.show_invitation", token=link_token(scene.study, scene.me))
    assert page.heading == scene.study.title["en"]
    assert "Ada Organiser" in page.text
    assert "minutes" in page.text
    assert scene.me.name not in page.html
    assert scene.me.email not in page.html
    assert count_progress(scene.rounds[0]).n_started == 0


def test_link_page_speaks_the_language_of_the_invitation(scene, visitor):
    invited = make_expert(scene.study, language="ko")
    page = visitor.get("answer.show_invitation", token=link_token(scene.study, invited))
    assert page.root.get("lang") == "ko"


def test_starting_begins_the_session(scene, visitor):
    page = visitor.post("answer.start", token=link_token(scene.study, scene.me))
    assert page.location == "/s/rounds/1/sections/1"
    overview = visitor.get("answer.overview")
    assert "e•••@tholos.test" in overview.text
    assert scene.me.email not in overview.html


def test_replaced_and_revoked_links_explain_themselves(scene, visitor, app):
    token = link_token(scene.study, scene.me)
    panel.replace_link(scene.study, scene.me, app.config["PANEL_KEY"])
    assert "replaced" in visitor.get("answer.show_invitation", token=token, status=410).text
    visitor.post("answer.start", token=token)
    visitor.get("answer.overview", status=403)
    panel.revoke_invitation(scene.study, scene.me)
    token = link_token(scene.study, scene.me)
    assert "withdrawn" in visitor.get("answer.show_invitation", token=token, status=410).text


def test_link_between_rounds_gives_thanks_and_days(scene, visitor):
    answer_round(scene.rounds[0], scene.panel)
    close_round(scene.rounds[0])
    page = visitor.get("answer.show_invitation", token=link_token(scene.study, scene.me))
    assert "Thank you" in page.text
    assert "not shared yet" in page.text


def test_overview_leads_to_the_next_unanswered_question(scene, expert):
    answer_round(scene.rounds[0], [scene.me], lambda i, q: 4 if q.position < 3 else None, submit=False)
    page = expert.get("answer.overview")
    assert "2 of 25 questions answered" in page.text
    third = scene.rounds[0].questions[2]
    assert page.all("a", href=f"/s/rounds/1/sections/1#{field(third)}")


def test_rating_is_a_fieldset_of_native_radios_with_names(scene, expert):
    page = expert.get("answer.show_section", **SECTION)
    question = page.one("fieldset", id=field(scene.first))
    labels = [words(label) for label in question.iter("label")]
    assert labels[4] == "5 5 of 7"
    assert labels[0].startswith("1 1 of 7, hardly")
    assert labels[7] == "Outside my field"
    assert not [radio for radio in question.iter("input") if radio.get("checked") is not None]


def test_expectation_has_the_poles_at_its_ends(scene, expert):
    question = next(q for q in scene.rounds[0].questions if q.name == "expectation")
    text = words(expert.get("answer.show_section", **SECTION).one("fieldset", id=field(question)))
    assert question.driver.low_pole["en"] in text
    assert question.driver.high_pole["en"] in text


def test_form_without_scripts_saves_and_goes_on(scene, expert):
    data = expert.get("answer.show_section", **SECTION).form_data(class_="answer-form")
    data[field(scene.first)] = "5"
    data[field(scene.rounds[0].questions[1])] = "outside"
    page = expert.post("answer.save_section", data, **SECTION)
    assert page.location == "/s/rounds/1/sections/2"
    stored = scene.answers()
    assert len(stored) == 2
    assert stored[scene.first.id].number == 5


def test_last_section_leads_to_the_review(scene, expert):
    last = {"number": 1, "position": len(scene.rounds[0].sections)}
    assert expert.post("answer.save_section", **last).location == "/s/rounds/1/review"


def test_wrong_value_is_told_and_what_was_typed_stays(scene, expert):
    second = scene.rounds[0].questions[1]
    reason = {f"r-{scene.first.id}": "Typed with care."}
    data = {field(scene.first): "9", field(second): "4", **reason}
    page = expert.post("answer.save_section", data, status=422, **SECTION)
    assert page.all("a", href=f"#{field(scene.first)}")
    assert "whole number from 1 to 7" in page.text
    assert "Typed with care." in page.text
    assert scene.answers()[second.id].number == 4


def test_older_window_does_not_win_unseen(scene, expert):
    save_answer(scene.pseudonym, scene.first, Value(number=3.0))
    data = {field(scene.first): "6", f"v-{scene.first.id}": "0"}
    page = expert.post("answer.save_section", data, status=409, **SECTION)
    text = words(page.one("fieldset", id=field(scene.first)))
    assert "newer one is shown" in text
    assert "You chose 6 here." in text
    assert page.form_data(class_="answer-form")[field(scene.first)] == "3"
    assert scene.answers()[scene.first.id].number == 3


def test_closed_round_shows_what_was_typed(scene, expert):
    answer_round(scene.rounds[0], scene.panel[1:])
    close_round(scene.rounds[0])
    data = {field(scene.first): "6", f"r-{scene.first.id}": "My late reason."}
    page = expert.post("answer.save_section", data, status=409, **SECTION)
    assert "6 of 7" in page.text
    assert "My late reason." in page.text
    assert scene.answers() == {}


def test_one_answer_is_saved_by_itself(scene, expert):
    address = {"question_id": scene.first.id}
    page = expert.post("answer.save_answer", {field(scene.first): "5"}, status=200, **address)
    assert "Saved" in page.text
    assert page.all("div", data_version="1")
    data = {field(scene.first): "6", f"v-{scene.first.id}": "0"}
    page = expert.post("answer.save_answer", data, status=409, **address)
    assert "You chose 6 here." in page.text
    expert.post("answer.save_answer", {field(scene.first): "none"}, status=422, **address)
    assert scene.answers()[scene.first.id].number == 5


def test_question_of_another_study_is_not_there(scene, expert):
    other = Scene()
    expert.post("answer.save_answer", {field(other.first): "5"}, status=404, question_id=other.first.id)
    assert other.answers() == {}


def test_reason_is_saved_and_taken_away(scene, expert):
    name, address = f"r-{scene.first.id}", {"question_id": scene.first.id}
    expert.post("answer.save_reason", {name: "Rents."}, status=200, **address)
    assert own_reasons(scene.pseudonym, scene.rounds[0])[scene.first.id].text == "Rents."
    page = expert.post("answer.save_reason", {name: "x" * 5000}, status=422, **address)
    assert "4000 characters" in page.text
    expert.post("answer.save_reason", {name: ""}, status=200, **address)
    assert own_reasons(scene.pseudonym, scene.rounds[0]) == {}


def test_piles_are_one_answer_that_can_be_taken_back(scene, expert):
    sort = scene.rounds[0].questions[-1]
    last = {"number": 1, "position": len(scene.rounds[0].sections)}
    data = expert.get("answer.show_section", **last).form_data(class_="answer-form")
    piles = {f"{field(sort)}-D01": "1", f"{field(sort)}-D02": "2"}
    expert.post("answer.save_section", {**data, **piles}, **last)
    assert scene.answers()[sort.id].data == {"piles": {"D01": "1", "D02": "2"}}
    data = expert.get("answer.show_section", **last).form_data(class_="answer-form")
    expert.post("answer.save_section", data | dict.fromkeys(piles, ""), **last)
    assert sort.id not in scene.answers()


def test_second_round_shows_panel_and_own_answer_unselected(scene, expert):
    question = scene.go_on()
    page = expert.get("answer.show_section", number=2, position=1)
    asked = page.one("fieldset", id=field(question))
    assert "The middle answer is 6; 8 answers." in words(asked)
    assert "You, round 1: 2" in words(asked)
    assert not [radio for radio in asked.iter("input") if radio.get("checked") is not None]


def test_keeping_the_earlier_answer_is_one_button(scene, expert):
    question = scene.go_on()
    page = expert.post("answer.save_section", {"keep": question.id}, number=2, position=1)
    assert page.location.endswith(f"#{field(question)}")
    assert scene.answers(scene.rounds[1])[question.id].number == 2


def test_outlier_is_asked_for_a_reason_and_nobody_else(scene, expert):
    question = scene.go_on()
    reply = expert.post("answer.save_answer", {field(question): "2"}, status=200, question_id=question.id)
    assert "Your view differs from most." in reply.text
    data = {field(question): "6", f"v-{question.id}": "1"}
    reply = expert.post("answer.save_answer", data, status=200, question_id=question.id)
    assert "differs" not in reply.text


def test_reasons_of_others_appear_once_released(scene, expert):
    scene.go_on()
    address = {"number": 2, "position": 1}
    assert "Because rents rise." not in expert.get("answer.show_section", **address).text
    other = panelist_id(scene.study, scene.panel[1])
    for reason in own_reasons(other, scene.rounds[0]).values():
        moderate_reason(reason, ReasonState.RELEASED)
    assert "Because rents rise." in expert.get("answer.show_section", **address).text


def test_review_lists_what_is_open_and_submits(scene, expert):
    save_answer(scene.pseudonym, scene.first, Value(number=3.0))
    page = expert.get("answer.review", number=1)
    assert "1 of 25 questions answered" in page.text
    assert not page.all("a", href=f"/s/rounds/1/sections/1#{field(scene.first)}")
    assert expert.post("answer.submit_round", number=1).location == "/s/rounds/1/receipt"
    receipt = expert.get("answer.receipt", number=1)
    assert "Thank you" in receipt.text
    assert "3 of 7" in receipt.text
    assert count_progress(scene.rounds[0]).n_finished == 1


def test_results_come_with_release_only(scene, expert):
    expert.get("answer.results", number=1, status=404)
    scene.go_on()
    page = expert.get("answer.results", number=1)
    assert "8 experts took part." in page.text
    assert "You: 2 of 7" in page.text
    assert 'class="strip"' in page.html


def test_leaving_forgets_the_link_on_this_device(scene, expert):
    expert.post("answer.leave")
    expert.get("answer.overview", status=403)
