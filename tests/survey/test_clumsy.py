"""Things that happen at the same time or come out odd: nobody's wish is lost, and no page fails."""

import io
import zipfile
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from survey.db import db
from survey.errors import NotAllowed
from survey.exports import make_bundle
from survey.exports.files import name_folders
from survey.forms import answer as answer_form
from survey.models import Account, Answer, Consent, Invitation, RoundKind, Study
from survey.operations import accounts, consent, leaving, responses, rounds
from survey.operations.rounds import QuestionSpec
from survey.questions import Value
from tests import factories
from tests.postgres import on_both_databases
from tests.threads import at_once


@pytest.fixture
def study(app):
    return factories.make_study(owner=factories.make_account())


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


@pytest.fixture
def during_saving(monkeypatch):
    """Let something happen after a page was checked and before its answers are stored."""

    def arrange(act):
        save = answer_form.save_sheet

        def save_late(*arguments):
            act()
            return save(*arguments)

        monkeypatch.setattr(answer_form, "save_sheet", save_late)

    return arrange


def leave(study_id, invitation_id):
    study, invitation = db.session.get(Study, study_id), db.session.get(Invitation, invitation_id)
    pseudonym = factories.panelist_id(study, invitation)
    leaving.leave_study(study, invitation, pseudonym, datetime.now(UTC), removes=True)


def test_an_answer_from_another_tab_does_not_outlive_the_removal(study, visitor, during_saving):
    (expert,) = factories.make_panel(study, 1)
    question = factories.make_round(study).questions[0]
    during_saving(lambda: leave(study.id, expert.id))
    expert_page = visitor.come_as(expert)
    page = expert_page.post(
        "answer.save_answer", {f"q-{question.id}": "3"}, status=403, question_id=question.id
    )
    assert "You have left this study" in page.text
    assert count(Answer) == 0


@on_both_databases
def test_leaving_and_saving_at_once_leave_no_answer(app):
    study = factories.make_study()
    (expert,) = factories.make_panel(study, 1)
    round_ = factories.make_round(study, n_questions=3)
    pseudonym, ids = factories.panelist_id(study, expert), [each.id for each in round_.questions]
    study_id, expert_id, round_id = study.id, expert.id, round_.id

    def save(question_id):
        sent = responses.Sent(question_id, True, Value(number=3.0))
        return lambda: responses.save_sheet(pseudonym, round_id, [sent], "en", expert_id)

    results = at_once(app, [*map(save, ids), lambda: leave(study_id, expert_id)])
    assert all(isinstance(each, NotAllowed | responses.Saved | None) for each in results), results
    assert count(Answer) == 0


def test_the_notice_that_was_read_is_stored_though_it_changes_during_the_first_answer(
    study, visitor, during_saving
):
    (expert,) = factories.make_panel(study, 1)
    question = factories.make_round(study).questions[0]
    during_saving(lambda: consent.change_notice(db.session.get(Study, study.id), {"who": {"en": "Others"}}))
    visitor.come_as(expert).post(
        "answer.save_answer", {f"q-{question.id}": "3"}, status=200, question_id=question.id
    )
    assert (count(Answer), count(Consent)) == (1, 1)
    visitor.get("answer.show_section", status=302, number=1, position=1)


def test_a_deadline_that_no_calendar_has_is_refused(study, visitor):
    factories.make_round(study)
    coordinator = visitor.sign_in(db.session.scalar(select(Account)))
    for day, status in (("9999-12-31", 422), ("3000-01-01", 422), ("2999-12-31", 303)):
        coordinator.post(
            "rounds.set_deadline", {"closes_on": day}, status=status, study_id=study.id, number=1
        )


def test_an_address_that_mail_cannot_reach_is_refused_in_words(study, visitor):
    coordinator = visitor.sign_in(db.session.scalar(select(Account)))
    facts = {"name": "홍길동", "email": "홍길동@example.org", "language": "ko", "group": ""}
    page = coordinator.post("panel.invite_expert", facts, status=422, study_id=study.id)
    assert "Only plain letters, digits and signs may stand before the @." in page.text
    coordinator.post("panel.invite_expert", facts | {"email": "hong@예시.한국"}, study_id=study.id)
    assert db.session.scalars(select(Invitation.email)).all() == [
        "hong@" + "예시.한국".encode("idna").decode()
    ]
    for address in ("홍길동@example.org", "nobody", "a,b@example.org", ""):
        with pytest.raises(NotAllowed, match="No mail reaches"):
            accounts.create_account(address, "Hong", factories.PASSWORD)


def test_no_name_of_a_question_leads_out_of_an_archive(app):
    names = ("../../evil", "/abs", "a\\b", "..", "impact", "비용/효과")
    study = factories.make_study()
    round_ = rounds.create_round(study, RoundKind.FREE, factories.text("R"), {})
    rounds.add_section(round_, factories.text("S"), [QuestionSpec("rating", name) for name in names])
    rounds.open_round(round_)
    factories.answer_round(round_, factories.make_panel(study, 6))
    factories.close_round(round_)
    entries = zipfile.ZipFile(io.BytesIO(make_bundle(study, "polis.zip"))).namelist()
    folders = {entry.split("/")[0] for entry in entries if "/" in entry}
    assert all(entry.count("/") <= 1 for entry in entries)
    assert folders == {"_.._evil", "_abs", "a_b", "_", "impact", "비용_효과"}
    assert list(name_folders(["a/b", "A?b"])) == ["a_b", "A_b_"]
