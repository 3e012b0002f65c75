"""A study whose first round asks for drivers, remarks and piles, for the tests of curating."""

from survey.db import db
from survey.models import Contribution, RoundKind
from survey.operations import rounds
from survey.questions import Value
from tests import factories

CHOICES = [{"code": code, "text": factories.text(code)} for code in "ab"]
SPECS = [
    rounds.QuestionSpec("driver_proposal", "drivers", settings={"max_proposals": 3}),
    rounds.QuestionSpec("text", "remark", settings={}),
    rounds.QuestionSpec("pile_sort", "sort", settings={"items": ["D01", "D02"]}),
    rounds.QuestionSpec("choice", "who acts", settings={"choices": CHOICES, "other": True}),
]
PROPOSALS = (
    ("Rents near the stations", "rents fall", "rents rise", "economic"),
    ("Rents near stations", "rents drop", "rents climb", "economic"),
    ("Sea level at the port", "stays", "rises a metre", "environmental"),
    ("임대료 수준", "임대료가 내린다", "임대료가 오른다", "economic"),
    ("임대료의 수준", "임대료가 하락한다", "임대료가 상승한다", "economic"),
    ("Trust in city hall", "is lost", "is won", "political"),
)


def propose(*numbers):
    """Return an answer that proposes these drivers."""
    parts = ("name", "low", "high", "category")
    return Value(data={"proposals": [dict(zip(parts, PROPOSALS[each], strict=True)) for each in numbers]})


def answer(index, question):
    """Return what the expert of this number writes."""
    return {
        "drivers": propose(index % 6, (index + 1) % 6),
        "remark": Value(data={"text": f"Remark {index % 3}."}),
        "sort": Value(data={"piles": {"D01": "1", "D02": "2"}, "names": {"1": f"Pile {index}"}}),
        "who acts": Value(data={"choices": ["other"], "other": "The ports"} if index else {"choices": ["a"]}),
    }[question.name]


class Scan:
    """The study, its people, and its round with their answers; closed unless told otherwise."""

    def __init__(self, n=6, *, closes=True, answers=answer, template="scenario"):
        self.owner = factories.make_account("Ada Owner")
        self.study = factories.make_study(n_drivers=2, owner=self.owner, template=template)
        self.panel = factories.make_panel(self.study, n)
        self.round = rounds.create_round(self.study, RoundKind.SCAN, factories.text("Scan"), {})
        rounds.add_section(self.round, factories.text("Questions"), SPECS)
        rounds.open_round(self.round)
        factories.answer_round(self.round, self.panel, answers)
        if closes:
            factories.close_round(self.round)

    def rows(self, kind=None):
        """Return the contributions as the database hands them out."""
        found = db.session.query(Contribution).filter_by(study_id=self.study.id).all()
        return [row for row in found if kind in (None, row.kind)]

    def find(self, text):
        """Return the one contribution that says this."""
        (row,) = [row for row in self.rows() if text in row.written.values()]
        return row
