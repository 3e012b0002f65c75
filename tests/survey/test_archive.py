"""A whole study as a file: out, in again, out again, and the bytes are the same; nobody's name goes along."""

import hashlib
import io
import json
import re
from datetime import UTC, datetime

import pytest
from sqlalchemy import delete, select

from survey.archive.read import read_archive, take_archive
from survey.archive.write import write_archive
from survey.cli.study import export_file, import_file
from survey.db import db
from survey.demo import CONTENT, LOADERS
from survey.models import (
    Account,
    AuditEntry,
    Contribution,
    Driver,
    Invitation,
    Panelist,
    Reason,
    Report,
    Study,
)
from survey.operations import rounds
from survey.operations.report_links import count_access, make_link
from survey.operations.reports import Files, Version, release_report, store_report
from survey.queries.reports import list_links, list_reports
from survey.questions import Value
from survey.results import freeze_round
from survey.results.frozen import hash_content
from survey.studyfile import read_study_file
from tests import factories
from tests.odd_files import MARKUP
from tests.pages import Visitor

PDF_HASH = hashlib.sha256(b"%PDF").hexdigest()
HEX = re.compile(r"\b[0-9a-f]{32}\b")


def content_of(archive):
    return json.loads(archive)["study"]


def take_anew(archive, account, **how):
    """Delete the study that the archive came from, and take the archive in."""
    old = db.session.scalar(select(Study).filter_by(code=content_of(archive)["code"]))
    if old is not None:
        db.session.delete(old)
        db.session.commit()
    return take_archive(read_archive(archive), account=account, **how)


@pytest.fixture
def study(world):
    return db.session.get(Study, world.study_id)


@pytest.fixture
def owner(world):
    return db.session.get(Account, world.accounts["owner"])


def test_out_and_in_and_out_gives_the_same_bytes(study, owner):
    archive = write_archive(study)
    assert [each["snapshot"] is not None for each in content_of(archive)["rounds"][:4]] == [True] * 4
    again = write_archive(take_anew(archive, owner))
    assert again == archive


def test_what_came_in_can_be_read_like_any_study(app, study, owner):
    archive = write_archive(study)
    new = take_anew(archive, owner)
    visitor = Visitor(app).sign_in(owner)
    for endpoint in (
        *("studies.board", "studies.frame", "consensus.show_consensus", "axes.show_axes"),
        *(
            "scenarios.show_scenarios",
            "strategy.show_strategy",
            "exports.show_exports",
            "reasons.list_reasons",
        ),
    ):
        visitor.get(endpoint, study_id=new.id)
    data = {"csrf_token": visitor.csrf_token()}
    url = visitor.url("exports.export_answers", study_id=new.id, file_name="answers.xlsx")
    assert visitor.client.post(url, data=data).status_code == 200
    for number in (1, 4):
        visitor.get("rounds.show_round", study_id=new.id, number=number)


def test_no_name_address_pseudonym_or_key_leaves(study):
    people = db.session.scalars(select(Invitation).filter_by(study_id=study.id)).all()
    pseudonyms = db.session.scalars(select(Panelist.id).filter_by(study_id=study.id)).all()
    text = write_archive(study).decode()
    assert not HEX.findall(text.replace(content_of(text)["protocol_hash"], ""))
    for secret in (*(each.name for each in people), *(each.email for each in people), *pseudonyms):
        assert secret not in text
    assert study.link_key not in text
    account = db.session.scalar(select(Account))
    assert account.email not in text
    assert account.name not in text


def test_only_released_words_leave(study):
    texts = {each.state: each.text for each in db.session.scalars(select(Reason))}
    assert {"held", "released"} <= set(texts)
    content = content_of(write_archive(study))
    shown = [reason[2] for round_ in content["rounds"] for reason in round_["reasons"]]
    released = select(Reason.text).filter_by(state="released")
    assert sorted(shown) == sorted(db.session.scalars(released))
    settled = [each for each in db.session.scalars(select(Contribution)) if each.state != "held"]
    assert len(content["contributions"]) == len([each for each in settled if each.state != "hidden"])


def test_own_words_in_answers_stay_and_what_is_counted_stays_countable(owner):
    study = factories.make_study(n_drivers=1, owner=owner_of())
    experts = factories.make_panel(study, 6)
    round_ = rounds.create_round(study, "scan", factories.text("Scan"), {})
    specs = [rounds.QuestionSpec("text", "remark"), rounds.QuestionSpec("rating", "impact", settings={})]
    rounds.add_section(round_, {}, specs)
    rounds.open_round(round_)
    told = {"remark": [Value(data={"text": f"Canary {n}"}) for n in range(6)], "impact": [1, 2, 3, 4, 5, 6]}
    factories.answer_round(round_, experts, told)
    rounds.close_round(round_, freeze_round)
    archive = write_archive(study)
    assert b"Canary" not in archive
    answers = content_of(archive)["rounds"][0]["snapshot"]["answers"]
    assert answers["is_whole"] is False
    assert answers["values"][0] == [{"text": ""}] * 6
    assert sorted(answers["values"][1]) == [1, 2, 3, 4, 5, 6]
    assert write_archive(take_anew(archive, owner)) == archive


def owner_of():
    return db.session.scalar(select(Account))


def test_rounds_of_too_few_keep_their_answers(owner):
    study = factories.make_study(n_drivers=1)
    experts = factories.make_panel(study, 6)
    round_ = factories.make_round(study)
    factories.answer_round(round_, experts[:4])
    factories.close_round(round_)
    open_round = factories.make_round(study)
    factories.answer_round(open_round, experts)
    archive = write_archive(study)
    closed, still_open = content_of(archive)["rounds"]
    assert closed["snapshot"]["answers"]["values"] == [[]]
    assert (still_open["opened_at"], still_open["snapshot"]) == (None, None)
    new = take_anew(archive, owner)
    assert [str(each.state) for each in new.rounds] == ["closed", "draft"]
    assert write_archive(new) == archive


def test_two_experts_exchanged_give_the_same_bytes(owner):
    told = []
    for order in ([0, 1, 2, 3, 4, 5], [5, 3, 1, 0, 4, 2]):
        study = factories.make_study(n_drivers=1, n_groups=0, code="exchange", seed=1)
        experts = factories.make_panel(study, 6)
        round_ = factories.make_round(study)
        factories.answer_round(round_, [experts[place] for place in order], {"q1": [1, 2, 2, 4, 5, 6]})
        factories.close_round(round_)
        content = content_of(write_archive(study))
        told.append(content["rounds"][0]["snapshot"]["answers"])
        db.session.delete(study)
        db.session.commit()
    assert told[0] == told[1]


def test_reports_and_people_come_along_only_when_asked(app, study, owner):
    assert content_of(write_archive(study)).keys().isdisjoint({"reports", "people"})
    archive = write_archive(study, with_people=True)
    people = content_of(archive)["people"]
    assert len(people) == 12
    assert sum(bool(each["withdrawn_on"]) for each in people) == 1
    new = take_anew(archive, owner, with_people=True, panel_key=app.config["PANEL_KEY"])
    assert write_archive(new, with_people=True) == archive
    assert db.session.scalar(select(Invitation).filter_by(study_id=new.id, email=people[0]["email"]))


@pytest.fixture
def no_report(study):
    """Leave the study without the report that the small world begins with."""
    db.session.execute(delete(Report).filter_by(study_id=study.id))
    db.session.commit()


def test_versions_of_reports_travel_and_links_to_them_never(app, study, owner, no_report):
    files = {"language": "en", "html": "<p>A report</p>", "pdf": b"%PDF", "pdf_hash": PDF_HASH}
    about = {"profile": "executive", "paper": "letter", "sections": ["axes"], "note": "For the council."}
    changes = [{"code": "basis", "parts": {}, "answer": ["Two axes."]}, {"code": "first"}]
    version = Version(**about, changes=changes, content_hash="c" * 64, annex=b"PK data")
    report = store_report(study, version=version, **files)
    release_report(report, Files("<p>A report</p>", b"%PDF", PDF_HASH, b"PK data"), "c" * 64, owner)
    link = make_link(study, "Canary council", report.released_on, "key")
    count_access(link, "opened")
    archive = write_archive(study, with_reports=True)
    assert "anary council" not in archive.decode()
    new = take_anew(archive, owner)
    assert write_archive(new, with_reports=True) == archive
    (kept,) = list_reports(new)
    assert (kept.state, kept.annex, kept.basis["answer"]) == ("released", b"PK data", ["Two axes."])
    assert list_links(new) == []


def test_reports_of_older_archives_are_taken_in_as_drafts(app, study, owner, no_report):
    store_report(study, language="en", html="<p>A report</p>", pdf=b"%PDF", pdf_hash=PDF_HASH)
    content = content_of(write_archive(study, with_reports=True))
    old = {"number", "language", "made_on", "html", "pdf", "pdf_hash", "input_hash"}
    content["reports"] = [{name: each[name] for name in old} for each in content["reports"]]
    archive = {"format": "tholos-archive/1", "hash": hash_content(content), "study": content}
    (kept,) = list_reports(take_anew(json.dumps(archive).encode(), owner))
    assert (kept.profile, kept.state, kept.changes, kept.annex) == ("full", "draft", [], None)


def test_commands_write_and_take_an_archive(app, study, owner, tmp_path):
    path = tmp_path / "study.json"
    runner = app.test_cli_runner()
    done = runner.invoke(export_file, [study.code, "-o", str(path)])
    assert done.exit_code == 0, done.output
    assert path.stat().st_mode & 0o077 == 0
    done = runner.invoke(import_file, [str(path), "--owner", owner.email])
    assert done.exit_code == 2
    assert "another code" in done.output
    done = runner.invoke(import_file, [str(path), "--owner", owner.email, "--code", "second"])
    assert done.exit_code == 0, done.output
    assert db.session.scalar(select(Study).filter_by(code="second"))
    assert "archive_exported" in db.session.scalars(select(AuditEntry.action)).all()


def send(visitor, data, status=200):
    return visitor.post("archive.choose_file", {"file": (io.BytesIO(data), "study.json")}, status)


def test_pages_show_what_a_file_holds_and_make_a_study_of_it(app, study, owner):
    visitor = Visitor(app).sign_in(owner)
    response = visitor.client.post(
        visitor.url("archive.export_archive", study_id=study.id), data={"csrf_token": visitor.csrf_token()}
    )
    page = send(visitor, response.data)
    assert "6" in page.text
    form = page.form_data("code")
    assert form["code"] == study.code
    visitor.post("archive.take_file", form, 422)  # the code is taken
    visitor.post("archive.take_file", {**form, "code": "anew"}, 303)
    new = db.session.scalar(select(Study).filter_by(code="anew"))
    assert len(new.rounds) == len(study.rounds)
    visitor.get("studies.board", study_id=new.id)
    visitor.post("archive.take_file", {**form, "carried": "nonsense"}, 303)


def test_a_study_file_is_taken_on_the_same_page(app, owner):
    visitor = Visitor(app).sign_in(owner)
    content = {"format": "tholos-study/1", "code": "small", "title": {"en": MARKUP}, "languages": ["en"]}
    content |= {"template": "consensus", "drivers": [{"code": "D1", "name": {"en": "Price"}}]}
    page = send(visitor, json.dumps(content).encode())
    assert MARKUP not in page.html
    visitor.post("archive.take_file", page.form_data("code"), 303)
    assert db.session.scalar(select(Driver).join(Study).filter(Study.code == "small"))


@pytest.mark.parametrize(("file", "load"), LOADERS[1:3], ids=lambda each: str(getattr(each, "__name__", "")))
def test_demo_studies_come_back_byte_for_byte(app, file, load):
    account = factories.make_account()
    content = read_study_file(CONTENT / file)
    study = load(content, account, app.config["PANEL_KEY"], datetime(2026, 3, 2, 9, tzinfo=UTC))
    archive = write_archive(study)
    assert write_archive(take_anew(archive, account)) == archive
