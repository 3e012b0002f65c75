"""What the organisers read of the panel's own words, and what nobody learns from it."""

import pytest

from survey.models import RoundKind
from survey.operations import rounds
from survey.operations.responses import save_reason
from survey.questions import Value
from tests import factories
from tests.pages import Visitor, words

CHOICES = [{"code": code, "text": factories.text(code)} for code in "ab"]
SPECS = [
    rounds.QuestionSpec("text", "remark", settings={}),
    rounds.QuestionSpec("choice", "who acts", settings={"choices": CHOICES, "other": True}),
    rounds.QuestionSpec("pile_sort", "sort", settings={"items": ["D01", "D02"]}),
    rounds.QuestionSpec("driver_proposal", "drivers", settings={}),
]


def answer(index, question):
    proposal = {"name": f"Driver of {index}", "low": "falls", "high": "rises", "category": "social"}
    return Value(
        data={
            "remark": {"text": "Ask Canary about it." if index == 1 else f"Remark {index % 4}."},
            "who acts": {"choices": ["other"], "other": f"Somebody {index}"},
            "sort": {"piles": {"D01": "1", "D02": "1"}, "names": {"1": f"Pile {index}"}},
            "drivers": {"proposals": [proposal]},
        }[question.name]
    )


class Scene:
    def __init__(self, n):
        self.owner = factories.make_account("Ada Owner")
        self.study = factories.make_study(n_drivers=2, owner=self.owner)
        self.panel = factories.make_panel(self.study, n)
        self.round = rounds.create_round(self.study, RoundKind.FREE, factories.text("A round"), {})
        rounds.add_section(self.round, factories.text("Questions"), SPECS)
        rounds.open_round(self.round)
        factories.answer_round(self.round, self.panel, answer)

    def read(self, app, endpoint="reasons.read_texts"):
        return Visitor(app).sign_in(self.owner).get(endpoint, study_id=self.study.id)


@pytest.mark.parametrize(("n", "closes", "is_read"), [(6, False, False), (4, True, False), (6, True, True)])
def test_words_are_read_once_a_round_of_five_is_closed(app, n, closes, is_read):
    scene = Scene(n)
    if closes:
        factories.close_round(scene.round)
    page = scene.read(app)
    for text in ("Remark 2.", "Somebody 3", "Pile 0"):
        assert (text in page.text) is is_read


def test_the_same_words_stand_once_and_telling_ones_are_marked(app):
    scene = Scene(9)
    factories.close_round(scene.round)
    page = scene.read(app)
    assert page.text.count("Remark 0.") == 1
    assert "Canary" in [words(mark) for mark in page.all("mark")]


def test_telling_words_are_marked_in_reasons_that_wait(app):
    scene = Scene(6)
    name = factories.panelist_id(scene.study, scene.panel[0])
    save_reason(name, scene.round.questions[0], "As the only economist at Tholos I doubt it.", "en")
    factories.close_round(scene.round)
    page = scene.read(app, "reasons.list_reasons")
    assert [words(mark) for mark in page.all("mark")] == ["As the only", "Tholos"]
