"""The moderator's queue: what is released, in whose words, once for several, and taken back."""

import json
from dataclasses import asdict

import pytest
from sqlalchemy import select

from survey.db import db
from survey.errors import IllegalTransition, InvalidAnswer, TooFewAnswers
from survey.exports import NAMES, make_bundle
from survey.models import AuditEntry, Reason, Role, RoundKind
from survey.operations import leaving, moderation, responses, rounds
from survey.queries.feedback import read_arguments
from survey.queries.own_data import read_own_data
from survey.queries.reasons import get_queue
from survey.reports.assembly import build_report
from survey.reports.render import render_report_html
from tests import factories
from tests.pages import Visitor, words
from tests.survey.outputs import unpack
from tests.survey.test_curating import NOW

CANARY = "My wife runs the harbour, so I know."
NEUTRAL = "Those who run the harbour expect it."
SAID = (CANARY, "Rents rise.", "Rents  rise.", "Prices for flats go up.")


class Scene:
    """A study whose first round is closed with reasons, and asked again in the second."""

    def __init__(self, app, n=6, *, closes=True):
        self.app, self.owner = app, factories.make_account("Ada Owner")
        self.study = factories.make_study(n_drivers=2, owner=self.owner, template="consensus", n_groups=0)
        self.panel = factories.make_panel(self.study, n)
        self.first = self._plan(RoundKind.RATE)
        self.second = self._plan(RoundKind.RERATE, self.first)
        rounds.open_round(self.first)
        factories.answer_round(self.first, self.panel)
        for index, text in enumerate(SAID[:n]):
            self.say(index, text)
        if closes:
            factories.close_round(self.first)

    def _plan(self, kind, feedback=None):
        round_ = rounds.create_round(self.study, kind, factories.text("Round"), {}, feedback_round=feedback)
        specs = [rounds.QuestionSpec("rating", "impact", driver=each) for each in self.study.drivers]
        rounds.add_section(round_, factories.text("Questions"), specs)
        return round_

    def name(self, index):
        return factories.panelist_id(self.study, self.panel[index])

    def say(self, index, text, question=0):
        return responses.save_reason(self.name(index), self.first.questions[question], text, "en")

    def find(self, text):
        return db.session.scalars(select(Reason).filter_by(text=text)).one()

    def visitor(self, account=None):
        return Visitor(self.app).sign_in(account or self.owner)

    def read(self, index):
        return [each.text for said in read_arguments(self.first, self.name(index)).values() for each in said]

    def queue(self, state="held"):
        return [entry for group in get_queue(self.study, state).groups for entry in group.reasons]


@pytest.fixture
def scene(app):
    return Scene(app)


# Deciding


def test_the_same_words_stand_once_and_are_decided_together(scene):
    twins = next(entry for entry in scene.queue() if entry.n_same == 2)
    moderation.moderate_reason(twins.reason, "released", scene.owner)
    assert [entry.n_same for entry in scene.queue("released")] == [2]
    assert len(scene.queue()) == 2


def test_several_are_decided_at_once(scene):
    ids = [entry.id for entry in scene.queue()]
    page = scene.visitor()
    page.post("reasons.moderate_several", {"reason": ids, "state": "hidden"}, study_id=scene.study.id)
    assert scene.queue() == []
    assert get_queue(scene.study).counts == {"held": 0, "released": 0, "hidden": 4, "merged": 0}
    page.post("reasons.moderate_several", {"state": "hidden"}, study_id=scene.study.id)
    shown = page.get("reasons.list_reasons", study_id=scene.study.id)
    assert "Tick at least one reason first." in shown.text
    page.post(
        "reasons.moderate_several", {"reason": ids, "state": "burnt"}, status=404, study_id=scene.study.id
    )


def test_whoever_decides_goes_on_at_the_next_reason(scene):
    first, second, _ = scene.queue()
    where = {"study_id": scene.study.id, "reason_id": first.id}
    page = scene.visitor().post("reasons.moderate_reason", {"state": "released", "shown": "held"}, **where)
    assert page.location.endswith(f"#reason-{second.id}")


def test_the_last_decision_can_be_taken_back_once(scene):
    reason = scene.find(CANARY)
    moderation.moderate_reason(reason, "hidden", scene.owner)
    moderation.moderate_reason(reason, "released", scene.owner)
    visitor = scene.visitor()
    assert "Undo the last decision" in visitor.get("reasons.list_reasons", study_id=scene.study.id).text
    visitor.post("reasons.undo", study_id=scene.study.id)
    assert reason.state == "hidden"
    visitor.post("reasons.undo", status=409, study_id=scene.study.id)
    other = factories.make_account("Mo", study=scene.study, role=Role.MODERATOR)
    with pytest.raises(IllegalTransition):
        moderation.undo_moderation(scene.study, other)


@pytest.mark.parametrize(("n", "closes", "error"), [(4, True, TooFewAnswers), (6, False, IllegalTransition)])
def test_nothing_is_decided_before_the_close_or_below_the_floor(app, n, closes, error):
    scene = Scene(app, n, closes=closes)
    with pytest.raises(error):
        moderation.moderate_reason(scene.find(CANARY), "released", scene.owner)
    with pytest.raises(error):
        moderation.merge_reasons(scene.find(CANARY), [scene.find("Rents rise.")])
    assert scene.queue() == []
    assert CANARY not in scene.visitor().get("reasons.list_reasons", study_id=scene.study.id).text


def test_the_order_of_the_queue_is_that_of_the_texts_whoever_wrote_them(scene):
    told = [entry.reason.text for entry in scene.queue()]
    scene.find(CANARY).panelist_id = scene.name(5)
    scene.find("Prices for flats go up.").panelist_id = scene.name(4)
    db.session.commit()
    assert [entry.reason.text for entry in scene.queue()] == told


# Other words


def everything_told(scene):
    """Return all that experts, readers, reports and exports are shown."""
    viewer = factories.make_account("Vera", study=scene.study, role=Role.VIEWER)
    analyst = factories.make_account("Ana", study=scene.study, role=Role.ANALYST)
    here = {"study_id": scene.study.id}
    reader, analysing = scene.visitor(viewer), scene.visitor(analyst)
    told = [reader.get("rounds.show_round", **here, number=number).html for number in (1, 2)]
    told += [each.get("consensus.show_item", **here, item="D01").html for each in (reader, scene.visitor())]
    for state in ("held", "released", "hidden", "merged"):
        told += [analysing.get("reasons.list_reasons", **here, state=state).html]
    for person in scene.panel[1:]:
        expert = Visitor(scene.app).come_as(person)
        told.append(expert.get("answer.results", number=1).html)
        told.append(expert.get("answer.overview").html)
        told.append(expert.get("answer.show_section", number=2, position=1).html)
    for language in ("en", "ko"):
        report = build_report(scene.study, language)
        told += [json.dumps(asdict(report), default=str), render_report_html(report, language)]
    for name in NAMES:
        told += [
            content.decode("utf-8", "replace")
            for content in unpack(name, make_bundle(scene.study, name)).values()
        ]
    told += [repr(entry.details) for entry in db.session.scalars(select(AuditEntry))]
    return told


def test_the_authors_words_are_nowhere_once_others_stand_for_them(scene):
    reason = scene.find(CANARY)
    where = {"study_id": scene.study.id, "reason_id": reason.id}
    scene.visitor().post("reasons.paraphrase", {"text": NEUTRAL, "release": "1"}, **where)
    for entry in scene.queue():
        moderation.moderate_reason(entry.reason, "released", scene.owner)
    rounds.open_round(scene.second)
    told = everything_told(scene)
    assert len(told) > 25
    assert not [each for each in told if "My wife" in each]
    assert sum(NEUTRAL in each for each in told) > 10


def test_the_author_and_the_moderator_still_read_the_original(scene):
    reason = scene.find(CANARY)
    moderation.paraphrase_reason(reason, NEUTRAL, scene.owner)
    assert CANARY in json.dumps(read_own_data(scene.study, scene.panel[0], scene.name(0)).as_dict())
    assert CANARY in scene.visitor().get("reasons.list_reasons", study_id=scene.study.id).text
    where = {"study_id": scene.study.id, "reason_id": reason.id}
    assert CANARY in scene.visitor().get("reasons.paraphrase", **where).text
    scene.visitor().post("reasons.paraphrase", {"text": ""}, **where)
    assert reason.reader_text == CANARY


def test_other_words_may_not_be_endless(scene):
    reason = scene.find(CANARY)
    where = {"study_id": scene.study.id, "reason_id": reason.id}
    page = scene.visitor().post("reasons.paraphrase", {"text": "x" * 4001}, status=422, **where)
    assert "x" * 4001 in page.html
    with pytest.raises(InvalidAnswer):
        moderation.paraphrase_reason(reason, "x" * 4001)


# Merging


def test_merged_reasons_are_read_once_and_by_each_author_as_theirs(scene):
    into, other = scene.find("Rents rise."), scene.find("Prices for flats go up.")
    visitor = scene.visitor()
    ids = [into.id, other.id]
    page = visitor.post(
        "reasons.moderate_several", {"reason": ids, "state": "merged"}, study_id=scene.study.id
    )
    assert "/reasons/merge?" in page.location
    data = {"reason": ids, "into": into.id, "text": "Housing gets dearer.", "release": "1"}
    visitor.post("reasons.merge", data, study_id=scene.study.id)
    assert other.state == "merged"
    rounds.open_round(scene.second)
    assert scene.read(0) == ["Housing gets dearer."]
    for index, is_own in ((0, False), (1, True), (2, True), (3, True)):
        ((argument,),) = read_arguments(scene.first, scene.name(index)).values()
        assert argument.is_own is is_own
    assert (
        "1 more is part of it"
        in visitor.get("reasons.list_reasons", study_id=scene.study.id, state="released").text
    )
    moderation.moderate_reason(into, "hidden", scene.owner)
    assert scene.read(0) == []


def test_only_reasons_on_one_question_are_merged(scene):
    reason = scene.find(CANARY)
    with pytest.raises(InvalidAnswer):
        moderation.merge_reasons(reason, [reason])
    other = Reason(
        round_id=scene.first.id,
        question_id=scene.first.questions[1].id,
        panelist_id=scene.name(5),
        text="Of something else.",
        language="en",
    )
    db.session.add(other)
    db.session.commit()
    with pytest.raises(InvalidAnswer):
        moderation.merge_reasons(reason, [other])


def test_a_merged_reason_waits_again_when_the_other_one_goes(scene):
    into, other = scene.find(CANARY), scene.find("Prices for flats go up.")
    moderation.merge_reasons(into, [other], scene.owner)
    person = scene.panel[0]
    leaving.leave_study(scene.study, person, scene.name(0), NOW, removes=True)
    assert (other.state, other.merged_into_id) == ("held", None)


def test_marks_lead_the_eye_and_readers_get_no_buttons(scene):
    page = scene.visitor().get("reasons.list_reasons", study_id=scene.study.id)
    assert page.one("form", data_reason_queue="") is not None
    analyst = factories.make_account("Ana", study=scene.study, role=Role.ANALYST)
    shown = scene.visitor(analyst).get("reasons.list_reasons", study_id=scene.study.id)
    assert "Rents rise." in shown.text
    assert {words(button) for button in shown.all("button")} <= {"한국어", "English", "Sign out"}
    where = {"study_id": scene.study.id, "reason_id": scene.find(CANARY).id}
    scene.visitor(analyst).get("reasons.paraphrase", status=404, **where)
