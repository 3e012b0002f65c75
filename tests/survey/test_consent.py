"""Agreeing before the first answer: what was shown is what is kept, and a changed text is asked again."""

import hashlib
from datetime import date

import pytest
from sqlalchemy import func, select, text

from survey.db import db
from survey.models import Answer, AuditEntry, Consent, Notice
from survey.operations import rounds
from survey.operations.consent import change_notice, record_consent
from survey.words.notice import write_notice
from tests import factories
from tests.access_matrix import DATA, MATRIX
from tests.pages import Visitor
from tests.survey.test_access import arguments_of

TODAY = date(2026, 3, 2)


@pytest.fixture
def study(app):
    """A study that is in its first round, with an organiser."""
    study = factories.make_study(n_drivers=1, owner=factories.make_account("Ada Organiser"))
    factories.make_rounds(study)
    rounds.open_round(study.rounds[0])
    return study


@pytest.fixture
def expert(study):
    return factories.make_expert(study, name="Kim Expert")


@pytest.fixture
def token(study, expert):
    return factories.link_token(study, expert)


def count(model) -> int:
    return db.session.scalar(select(func.count()).select_from(model))


def save(visitor, study, status: int = 200):
    question = study.rounds[0].questions[0]
    return visitor.post("answer.save_answer", {f"q-{question.id}": "5"}, status, question_id=question.id)


def start(visitor, token, **ticked):
    page = visitor.get("answer.show_invitation", token=token)
    return visitor.post("answer.start", {**page.form_data("may_quote"), **ticked}, token=token)


@pytest.mark.parametrize("language", ["en", "ko"])
def test_what_was_shown_is_kept_word_for_word(study, expert, token, app, language):
    visitor = Visitor(app).speak(language)
    page = visitor.get("answer.show_invitation", token=token)
    boxes = page.all("input", type="checkbox")
    assert [box.get("name") for box in boxes] == ["may_quote", "may_thank"]
    assert all(box.get("checked") is None for box in boxes)
    start(visitor, token, may_quote="1")
    assert (count(Notice), count(Consent)) == (0, 0)
    save(visitor, study)
    (consent,) = db.session.scalars(select(Consent)).all()
    notice = consent.notice
    assert (consent.may_quote, consent.may_thank, notice.language, notice.version) == (
        True,
        False,
        language,
        1,
    )
    assert notice.hash == hashlib.sha256(f"{language}\n{notice.text}".encode()).hexdigest()
    shown = " ".join(page.text.split())
    for line in notice.text.split("\n"):
        assert line in shown


def test_the_notice_says_what_the_law_asks_for(study):
    for language, parts in {
        "en": ("Ada Organiser", "90 days", "12 months", "free to refuse", "no disadvantage", "machine"),
        "ko": ("Ada Organiser", "90", "12"),
    }.items():
        told = write_notice(study, language).text.replace("neither has any disadvantage", "no disadvantage")
        assert not [part for part in parts if part not in told]
        assert len(write_notice(study, language).sections) == 7


@pytest.mark.parametrize("mode", ["sealed", "confidential", "attributed"])
def test_the_notice_promises_what_holds_whatever_mode_a_study_declares(app, mode):
    told = write_notice(factories.make_study(n_drivers=0, privacy_mode=mode), "en").text
    assert "They do not see which answers are yours." in told
    assert "Results need at least five answers." in told


def test_nothing_is_asked_or_taken_before_agreement(study, expert, app):
    visitor = Visitor(app).come_as(expert, agrees=False)
    page = visitor.get("answer.show_section", 302, number=1, position=1)
    assert page.location == "/s/consent?then=/s/rounds/1/sections/1"
    assert "agree" in save(visitor, study, 403).text
    assert count(Answer) == 0
    data = visitor.get("consent.ask", then="/s/rounds/1/sections/1").form_data("notice")
    assert visitor.post("consent.give", data).location == "/s/rounds/1/sections/1"
    save(visitor, study)
    assert (count(Answer), count(Consent)) == (1, 1)


ANSWERING = [row for row in MATRIX if MATRIX[row]["withdrawn_expert"] == 403 != MATRIX[row]["expert"]]


@pytest.mark.parametrize("row", [row for row in ANSWERING if row.startswith("POST")])
def test_no_way_of_answering_leads_past_the_agreement(world, app, row):
    invitation = db.session.get(factories.Invitation, world.invitations["expert"][0])
    visitor = Visitor(app).come_as(invitation, agrees=False)
    endpoint = row.split()[1]
    before = count(Answer)
    visitor.post(endpoint, DATA.get(row, {}), 403, **arguments_of(app, endpoint, world))
    assert (count(Answer), count(Consent)) == (before, 0)


def test_a_forged_hash_is_no_agreement(study, expert, token, app):
    visitor = Visitor(app)
    assert visitor.post("answer.start", {"notice": "0" * 64}, token=token).location == "/s/consent"
    save(visitor, study, 403)
    visitor.post("consent.give", {"notice": "0" * 64})
    save(visitor, study, 403)


def test_agreement_is_for_one_person_alone(study, expert, token, app):
    visitor = Visitor(app)
    start(visitor, token)
    visitor.post("answer.leave")
    visitor.come_as(factories.make_expert(study), agrees=False)
    save(visitor, study, 403)


def test_who_has_agreed_is_not_asked_again(study, expert, token, app):
    visitor = Visitor(app)
    start(visitor, token)
    save(visitor, study)
    second = Visitor(app)
    page = second.get("answer.show_invitation", token=token)
    assert not page.all("input", name="may_quote")
    assert "Continue" in page.text
    second.post("answer.start", {}, token=token)
    second.get("answer.show_section", number=1, position=1)


def test_a_changed_text_is_asked_again_and_loses_nothing(study, expert, token, app):
    visitor = Visitor(app)
    start(visitor, token)
    save(visitor, study)
    change_notice(study, {"purpose": factories.text("Another purpose.")})
    save(visitor, study)  # typed on a page that lay open
    page = visitor.get("answer.show_section", 302, number=1, position=1)
    page = visitor.get("consent.ask")
    assert "have changed this text" in page.text
    assert "Another purpose." in page.text
    visitor.post("consent.give", page.form_data("notice"))
    visitor.get("answer.show_section", number=1, position=1)
    versions = db.session.scalars(select(Notice.version).order_by(Notice.version)).all()
    assert (versions, count(Consent)) == ([1, 2], 2)


def test_what_is_allowed_beyond_taking_part_can_be_changed(study, expert, token, app):
    visitor = Visitor(app)
    start(visitor, token, may_quote="1")
    save(visitor, study)
    page = visitor.get("consent.ask")
    assert page.one("input", name="may_quote").get("checked") is not None
    visitor.post("consent.give", {"notice": page.form_data("notice")["notice"], "may_thank": "1"})
    (consent,) = db.session.scalars(select(Consent)).all()
    assert (consent.may_quote, consent.may_thank) == (False, True)


def test_the_coordinator_words_the_notice_in_each_language(study, app):
    owner = Visitor(app).sign_in(db.session.scalars(select(factories.Account)).first())
    where = {"study_id": study.id}
    data = owner.get("studies.edit_notice", **where).form_data("key_days")
    assert data["key_days"] == "90"
    texts = {
        "purpose_en": "For the city’s plan.",
        "purpose_ko": "도시 계획을 위해서입니다.",
        "key_days": "30",
    }
    owner.post("studies.edit_notice", {**data, **texts}, **where)
    assert "For the city’s plan." in owner.get("studies.frame", **where).text
    assert "도시 계획을 위해서입니다." in write_notice(study, "ko").text
    assert "30 days" in write_notice(study, "en").text
    acts = db.session.scalars(select(AuditEntry.action)).all()
    assert acts.count("notice_changed") == 1
    owner.post("studies.edit_notice", {**data, **texts}, **where)
    assert db.session.scalars(select(AuditEntry.action)).all().count("notice_changed") == 1
    page = owner.post("studies.edit_notice", {**data, "key_days": "0"}, 422, **where)
    assert "from 1 to 3650" in page.text


@pytest.mark.postgres
@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_agreeing_leaves_no_number_that_joins_it_to_an_answer(app):
    study = factories.make_study(n_drivers=0)
    round_ = factories.make_round(study)
    for expert in factories.make_panel(study, 6):
        record_consent(study, expert, write_notice(study, "en").agree(TODAY))
        factories.answer_round(round_, [expert], submit=False)
    with db.engine.connect() as connection:
        for table in ("consent", "invitation"):
            numbers = connection.execute(text(f"SELECT xmin::text, xmax::text FROM {table}")).all()
            assert len(numbers) == 6
            assert len({tuple(each) for each in numbers}) == 1
