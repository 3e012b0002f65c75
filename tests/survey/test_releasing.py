"""Versions of a report: made as drafts, compared, released as they were looked at, taken back."""

from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from survey.cli.study import report as report_file
from survey.db import db
from survey.errors import NotAllowed
from survey.models import AuditEntry, Profile, Report, Study
from survey.operations import reports as operations
from survey.queries.reports import find_newest, list_reports
from survey.reports import make
from survey.reports.assembly import build_report
from survey.reports.content import compare, describe, hash_report
from survey.reports.edition import Edition
from survey.reports.pdf import render_report_pdf
from survey.words.versions import news_words
from tests import factories
from tests.pages import Visitor
from tests.postgres import on_both_databases
from tests.survey.releasing import FORM, quick_pdf, scene
from tests.threads import at_once

__all__ = ["quick_pdf", "scene"]


def acts() -> list[str]:
    return list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.number)))


def test_one_form_makes_a_draft_in_each_language(scene):
    scene.post_form(languages=["en", "ko"], profile="executive", paper="letter", note="First look.")
    english, korean = sorted(list_reports(scene.study), key=lambda each: each.language)
    for report in (english, korean):
        assert (report.number, report.profile, report.paper) == (1, "executive", "letter")
        assert (report.state, report.released_on, report.note) == ("draft", None, "First look.")
        assert b"is_draft=True" in report.pdf
        assert report.content_hash == hash_report(build_report(scene.study, report.language))
    page = scene.coordinator.get("reports.list_reports", **scene.here)
    assert "Four pages to decide on, English, version 1" in page.text
    assert "Four pages to decide on, 한국어, version 1" in page.text
    assert "The first version." in page.text
    assert "no stakeholder can read it" in page.text


def test_chosen_sections_are_kept_and_all_of_them_need_no_list(scene):
    scene.post_form()
    assert find_newest(scene.study, "full", "en").sections == []
    scene.post_form(sections=["axes", "scenarios"])
    chosen = find_newest(scene.study, "full", "en")
    assert set(chosen.sections) == {"axes", "scenarios", "method", "limits"}
    assert 'id="strategy"' not in chosen.html
    assert 'id="axes"' in chosen.html


@pytest.mark.parametrize(
    "wrong", [{"languages": []}, {"languages": ["fr"]}, {"profile": "short"}, {"paper": "a5"}]
)
def test_what_cannot_be_made_is_said_and_nothing_is_asked_for(scene, wrong):
    page = scene.post_form(422, note="Kept.", **wrong)
    assert "There is a problem" in page.text
    assert page.form_data("note")["note"] == "Kept."
    assert list_reports(scene.study) == []


def test_the_same_again_is_offered_and_not_made(scene):
    scene.post_form()
    page = scene.post_form(409)
    assert "Nothing has changed" in page.text
    assert "says exactly what a new version would say" in page.text
    assert len(list_reports(scene.study)) == 1
    scene.post_form(again="1")
    assert find_newest(scene.study, "full", "en").news == [{"code": "since", "number": 1}, {"code": "same"}]
    scene.post_form(paper="letter")
    assert len(list_reports(scene.study)) == 3


def test_a_version_tells_what_is_new_in_it(scene):
    first = scene.make()
    scene.rename_axis("The pace of change")
    second = scene.make()
    assert second.number == 2
    assert second.content_hash != first.content_hash
    told = news_words(second.news)
    assert told[0] == "Compared with version 1:"
    assert any("Axis A is now “The pace of change”; before, “Axis A”." in each for each in told)
    page = scene.coordinator.get("reports.show_version", report_id=second.id, **scene.here)
    assert "Axis A is now “The pace of change”" in page.text


def test_every_figure_of_a_change_is_told(scene):
    with scene.coordinator.app.test_request_context():
        context = build_report(scene.study, "en")
        before = describe(context)
        assert compare(before, before) == []
        option = context.strategy.options[0]
        moved = replace(option, option_class="hedge" if option.option_class != "hedge" else "abandon")
        strategy = replace(context.strategy, options=(moved, *context.strategy.options[1:]))
        after = describe(replace(context, strategy=strategy))
        assert [each["code"] for each in compare(before, after)] == ["class"]
        grown = {**before, "rounds": [*before["rounds"], 9], "experts": 14, "amendments": 3}
        grown["verdicts"] = {"agreed": 4, "dissent": 1, "of": 9}
        grown["preferred"] = ["Q4", "A calm sea"]
        told = " ".join(news_words(compare(before, grown)))
        for said in ("Round 9 is new. It rests on 14 experts", "Consensus on 4 of 9 ratings", "“A calm sea”"):
            assert said in told
        reworded = {**before, "parts": {**before["parts"], "evidence": "0" * 64}}
        assert news_words(compare(before, reworded)) == ["Words or details changed in: sources."]


def test_a_draft_is_released_as_it_was_looked_at(scene):
    draft = scene.make()
    scene.link("Steering group")
    page = scene.coordinator.get("reports.release", report_id=draft.id, **scene.here)
    assert "One link opens it at once: Steering group" in page.text
    assert "Round 5 is open; nothing of it is in this report." in page.text
    scene.coordinator.post("reports.release", report_id=draft.id, **scene.here)
    db.session.expire_all()
    assert draft.is_released
    assert b"is_draft=False" in draft.pdf
    assert draft.released_by == scene.owner.id
    assert "report_released" in acts()
    page = scene.coordinator.get("reports.release", 409, report_id=draft.id, **scene.here)
    assert "released already" in page.text


def test_what_changed_since_the_draft_is_not_released(scene):
    draft = scene.make()
    scene.rename_axis("Another name")
    for method in (scene.coordinator.get, scene.coordinator.post):
        page = method("reports.release", status=409, report_id=draft.id, **scene.here)
        assert "the study says something else" in page.text
    with pytest.raises(NotAllowed, match="says something else"):  # changed after the job was asked for
        scene.release(draft)
    assert not draft.is_released


def test_a_release_says_what_is_new_to_those_who_know_released_versions_only(scene):
    scene.release(scene.make())
    scene.rename_axis("Once more")
    scene.make()
    scene.rename_axis("For good")
    third = scene.make()
    assert third.news[0] == {"code": "since", "number": 2}
    scene.release(third)
    assert b"Compared with version 1:" in third.pdf
    assert "“For good”; before, “Axis A”".encode() in third.pdf


def test_a_withdrawn_version_is_read_by_its_people_and_released_no_more(scene):
    report = scene.release(scene.make())
    here = {**scene.here, "report_id": report.id}
    scene.coordinator.get("reports.withdraw", **here)
    assert report.is_released
    scene.coordinator.post("reports.withdraw", {}, 422, **here)
    scene.coordinator.post("reports.withdraw", {"reason": "A table was wrong."}, **here)
    assert (report.state, report.released_on) == ("draft", None)
    page = scene.coordinator.get("reports.show_version", **here)
    assert "Withdrawn on" in page.text
    assert "A table was wrong." in page.text
    assert "Release it" not in page.text
    scene.coordinator.get("reports.release", 409, **here)
    scene.coordinator.post("reports.withdraw", {"reason": "Twice."}, 403, **here)
    scene.post_form()  # the same content once more is another version
    assert find_newest(scene.study, "full", "en").number == 2


@on_both_databases
def test_two_who_release_at_once_release_it_once(app):
    study = factories.make_study(n_drivers=1)
    report = operations.store_report(study, language="en", html="<p>", pdf=b"%PDF", pdf_hash="0" * 64)
    report_id = report.id

    def release():
        files = operations.Files("<p>final", b"%PDF final", "1" * 64)
        return operations.release_report(db.session.get(Report, report_id), files, "", None).state

    told = at_once(app, [release] * 4)
    assert told.count("released") == 1
    assert all("released already" in str(each) for each in told if each != "released")


@on_both_databases
def test_two_who_make_a_version_at_once_print_no_number_twice(app):
    study_id = factories.make_study(n_drivers=1).id

    def store():
        files = {"language": "en", "html": "<p>", "pdf": b"%PDF", "pdf_hash": "0" * 64}
        version = operations.Version(number=1)
        return operations.store_report(db.session.get(Study, study_id), version=version, **files).number

    told = at_once(app, [store] * 3)
    assert told.count(1) == 1
    assert sum(isinstance(each, NotAllowed) for each in told) == 2


def test_the_report_of_another_study_is_not_there(scene, app):
    report = scene.make()
    other = factories.make_study(n_drivers=1, owner=scene.owner)
    visitor = Visitor(app).sign_in(scene.owner)
    for endpoint in ("show_version", "read_report", "download_report", "release", "withdraw"):
        visitor.get(f"reports.{endpoint}", 404, study_id=other.id, report_id=report.id)


def test_draft_and_final_are_the_same_but_for_the_watermark(world, app):
    study = db.session.get(Study, world.study_id)
    context, edition = build_report(study, "en"), Edition.of("en", "executive")
    draft, final = (
        PdfReader(BytesIO(render_report_pdf(context, "en", replace(edition, is_draft=is_draft, number=7))))
        for is_draft in (True, False)
    )
    texts = [[page.extract_text() for page in each.pages] for each in (draft, final)]
    assert len(texts[0]) == len(texts[1])
    assert all("Draft" in each for each in texts[0])
    assert not any("Draft" in each for each in texts[1])


def test_what_nobody_has_to_look_at_is_released_at_once(scene):
    edition = Edition(profile=Profile.EXECUTIVE)
    report = make.publish_report(scene.study, "ko", scene.owner, edition=edition)
    assert (report.state, report.language, report.profile) == ("released", "ko", "executive")
    assert b"is_draft=False" in report.pdf
    assert report.basis["answer"][0].startswith("미래를 가르는 두 불확실성")


def test_a_command_writes_the_report_that_it_is_asked_for(scene, tmp_path):
    path = tmp_path / "report.pdf"
    asked = [scene.study.code, "-o", str(path), "--locale", "ko", "--profile", "methods", "--paper", "letter"]
    done = scene.coordinator.app.test_cli_runner().invoke(report_file, asked)
    assert done.exit_code == 0, done.output
    assert b"METHODS" in path.read_bytes()
    assert b"LETTER" in path.read_bytes()
    assert list_reports(scene.study) == []


def test_the_form_sends_nothing_that_it_did_not_offer(scene):
    scene.coordinator.post("reports.make_report", {**FORM, "sections": ["../etc"]}, 422, **scene.here)
    assert make.says_the_same(scene.study, Edition("en"), []) is None
