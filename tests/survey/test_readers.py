"""Links by which stakeholders read released reports: what they open, what is counted, how they end."""

import re
from datetime import UTC, datetime, timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from sqlalchemy import func, select, update

from survey.db import db
from survey.models import AuditEntry, ReportAccess, ReportLink, Study
from survey.operations import report_links, reports, retention
from survey.tokens import hash_token
from tests import factories
from tests.pages import Visitor
from tests.postgres import on_both_databases
from tests.survey.releasing import quick_pdf, scene
from tests.threads import at_once

__all__ = ["quick_pdf", "scene"]

TODAY = datetime.now(UTC).date()


def counted() -> dict[str, int]:
    """Return how often each thing was opened, over all links."""
    db.session.rollback()
    return dict(
        db.session.execute(
            select(ReportAccess.what, func.sum(ReportAccess.times)).group_by(ReportAccess.what)
        ).all()
    )


def end_on(link: ReportLink, day) -> None:
    """Let a link have ended, as time does."""
    db.session.execute(update(ReportLink).filter_by(id=link.id).values(expires_on=day))
    db.session.commit()


def open_link(app, token: str, language: str = "en") -> tuple[Visitor, str]:
    """Come as a stakeholder does; return the visitor and the clean address."""
    visitor = Visitor(app, language)
    page = visitor.post("reading.open_link", token=token)
    assert re.fullmatch(r"/reading/[0-9a-f]{32}", page.location)
    return visitor, page.location.rpartition("/")[2]


def test_looking_at_a_link_changes_nothing_and_opening_is_counted(scene, app):
    report = scene.release(scene.make())
    link, token = scene.link()
    client = Visitor(app).client
    for agent in ("Slackbot-LinkExpanding 1.0", "Mozilla/5.0"):
        for _ in range(20):
            response = client.get(f"/r/{token}", headers={"User-Agent": agent})
            assert response.status_code == 200
        assert client.head(f"/r/{token}", headers={"User-Agent": agent}).status_code == 200
    assert counted() == {}
    assert client.get(f"/reading/{link.id}").status_code == 403
    reader, link_id = open_link(app, token)
    here = {"link_id": link_id, "report_id": report.id}
    page = reader.post("reading.open_report", what="page", **here)
    assert token not in page.location
    for _ in range(5):  # to read on, or to load again, counts no more
        assert reader.get("reading.read", what="page", **here).heading == scene.study.title["en"]
    reader.post("reading.open_report", what="pdf", **here)
    with reader.client.get(reader.url("reading.read", what="pdf", **here)) as response:
        assert response.data == report.pdf
        assert "ETag" not in response.headers
    assert counted() == {"opened": 1, "page": 1, "pdf": 1}


def test_a_stakeholder_reads_the_answer_first(scene, app):
    scene.release(scene.make(note="The ministry asked for this."))
    scene.release(scene.make("ko"))
    _link, token = scene.link()
    reader, link_id = open_link(app, token)
    page = reader.get("reading.show", link_id=link_id)
    assert page.heading == scene.study.title["en"]
    assert "Two uncertainties span the future: “Axis A” and “Axis B”." in page.text
    assert page.text.index("What was found") < page.text.index("The reports")
    assert "The ministry asked for this." in page.text
    assert "To cite it:" in page.text
    assert "Ada Owner" in page.text
    korean, link_id = open_link(app, token, "ko")
    page = korean.get("reading.show", link_id=link_id)
    assert page.root.get("lang") == "ko"
    assert page.one("section", class_="reader-answer").get("lang") == "ko"


def test_pages_of_readers_are_found_by_no_search_engine_and_kept_nowhere(scene, app):
    report = scene.release(scene.make())
    _link, token = scene.link()
    reader, link_id = open_link(app, token)
    addresses = [f"/r/{token}", f"/reading/{link_id}", f"/reading/{link_id}/{report.id}/page", "/r/unknown"]
    for address in addresses:
        with reader.client.get(address) as response:
            assert response.headers["X-Robots-Tag"].startswith("noindex")
            assert response.headers["Cache-Control"] == "no-store"
            assert response.headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("state", ["expired", "revoked", "unknown", "binned"])
def test_every_link_that_opens_nothing_explains_itself(scene, app, state, language):
    link, token = scene.link()
    if state == "expired":
        end_on(link, TODAY - timedelta(days=1))
    elif state == "revoked":
        report_links.revoke_link(link)
    elif state == "binned":
        db.session.execute(update(Study).filter_by(id=scene.study.id).values(binned_at=datetime.now(UTC)))
        db.session.commit()
    status = 410 if state in {"expired", "revoked"} else 404
    visitor = Visitor(app, language)
    page = visitor.get("reading.show_link", status, token="x" * 43 if state == "unknown" else token)
    assert page.root.get("lang") == language
    assert (scene.study.title[language] in page.text) == (status == 410)
    assert not page.all("form", action=f"/r/{token}")
    if status == 410:
        assert visitor.post("reading.open_link", token=token).location == f"/r/{token}"
        visitor.get("reading.show", 403, link_id=link.id)
    assert counted() == {}


def test_an_unknown_link_and_one_of_a_deleted_study_read_the_same(scene, app):
    _link, token = scene.link()
    db.session.execute(update(Study).filter_by(id=scene.study.id).values(binned_at=datetime.now(UTC)))
    db.session.commit()
    pages = [Visitor(app).get("reading.show_link", 404, token=each).text for each in (token, "y" * 43)]
    assert pages[0] == pages[1]


def test_revoking_ends_what_is_being_read_at_once(scene, app):
    report = scene.release(scene.make())
    link, token = scene.link()
    reader, link_id = open_link(app, token)
    here = {"link_id": link_id, "report_id": report.id, "what": "page"}
    reader.get("reading.read", **here)
    scene.coordinator.get("report_links.revoke_link", link_id=link.id, **scene.here)
    scene.coordinator.post("report_links.revoke_link", link_id=link.id, **scene.here)
    reader.get("reading.read", 403, **here)
    reader.get("reading.show", 403, link_id=link_id)
    reader.post("reading.open_report", {}, 403, **here)
    page = scene.coordinator.get("report_links.show_link", link_id=link.id, **scene.here)
    assert token not in page.html
    renewed = {"expires_on": str(TODAY + timedelta(days=9))}
    scene.coordinator.post("report_links.renew_link", renewed, 403, link_id=link.id, **scene.here)


def test_a_renewed_link_opens_again_under_the_same_address(scene, app):
    link, token = scene.link(days=0)
    open_link(app, token)  # its last day is a day on which it is good
    end_on(link, TODAY - timedelta(days=400))
    Visitor(app).get("reading.show_link", 410, token=token)
    for wrong in (TODAY - timedelta(days=1), TODAY + timedelta(days=731)):
        data = {"expires_on": str(wrong)}
        scene.coordinator.post("report_links.renew_link", data, 422, link_id=link.id, **scene.here)
    data = {"expires_on": str(TODAY + timedelta(days=730))}
    scene.coordinator.post("report_links.renew_link", data, link_id=link.id, **scene.here)
    Visitor(app).get("reading.show_link", 200, token=token)


def test_a_link_is_made_copied_and_kept_as_a_hash(scene, app):
    report = scene.release(scene.make())
    page = scene.coordinator.get("report_links.add_link", **scene.here)
    assert page.form_data("name")["expires_on"] == str(TODAY + timedelta(days=90))
    bad = {"name": "", "which": "chosen", "expires_on": "2019-01-01"}
    page = scene.coordinator.post("report_links.add_link", bad, 422, **scene.here)
    assert "Tick at least one version" in page.text
    good = {"name": "City council", "which": "chosen", "reports": [report.id], "with_data": "y"}
    good["expires_on"] = str(TODAY + timedelta(days=30))
    scene.coordinator.post("report_links.add_link", good, **scene.here)
    page = scene.coordinator.get("report_links.list_links", **scene.here)
    assert "City council" in page.text
    assert "/r/" not in page.html
    link = db.session.scalars(select(ReportLink)).one()
    page = scene.coordinator.get("report_links.show_link", link_id=link.id, **scene.here)
    address = page.one("input", id="address").get("value")
    assert re.fullmatch(r"http://tholos\.test/r/[\w-]{43}", address)
    token = address.rpartition("/")[2]
    assert (link.token_hash, link.with_data, link.report_ids) == (hash_token(token), True, [report.id])
    assert token not in "".join(map(str, db.session.execute(select(ReportLink.__table__)).all()))
    told = db.session.scalars(select(AuditEntry.details).filter_by(action="report_link_made")).all()
    assert told
    assert token not in str(told)


def test_a_link_opens_the_newest_released_versions_or_those_chosen(scene, app):
    first = scene.release(scene.make())
    newest, _ = scene.link()
    chosen, _ = scene.link("Archive", reports=[first])
    scene.rename_axis("Another")
    draft = scene.make()
    visitors = {each.id: Visitor(app).read_by(each.id) for each in (newest, chosen)}

    def opens(link, report):
        arguments = {"link_id": link.id, "report_id": report.id, "what": "page"}
        return visitors[link.id].client.get(visitors[link.id].url("reading.read", **arguments)).status_code

    assert [opens(newest, first), opens(newest, draft), opens(chosen, draft)] == [200, 404, 404]
    scene.release(draft)
    assert [opens(newest, first), opens(newest, draft)] == [404, 200]
    assert [opens(chosen, first), opens(chosen, draft)] == [200, 404]
    page = visitors[newest.id].get("reading.show", link_id=newest.id)
    assert "Axis A is now “Another”; before, “Axis A”." in page.text
    reports.withdraw_report(draft, "The name was wrong.", scene.owner)
    assert [opens(newest, first), opens(newest, draft)] == [200, 404]
    assert "The name was wrong." in visitors[newest.id].get("reading.show", link_id=newest.id).text
    assert "The name was wrong." not in visitors[chosen.id].get("reading.show", link_id=chosen.id).text


def test_a_link_leads_to_no_other_study_and_to_no_data_unless_it_says_so(scene, app):
    report = scene.release(scene.make())
    other = factories.make_study(n_drivers=1)
    elsewhere = reports.store_report(other, language="en", html="<p>", pdf=b"%PDF", pdf_hash="0" * 64)
    reports.release_report(elsewhere, reports.Files("<p>", b"%PDF", "0" * 64), "", None)
    plain, _ = scene.link()
    rich, _ = scene.link("Auditor", with_data=True)
    reader = Visitor(app).read_by(plain.id)
    for what in ("page", "pdf"):
        reader.get("reading.read", 404, link_id=plain.id, report_id=elsewhere.id, what=what)
    reader.get("reading.read", 404, link_id=plain.id, report_id=report.id, what="data")
    reader.post("reading.open_report", {}, 404, link_id=plain.id, report_id=report.id, what="data")
    reader.get("reading.show", 403, link_id=rich.id)  # opened by nobody here
    auditor = Visitor(app).read_by(rich.id)
    with auditor.client.get(f"/reading/{rich.id}/{report.id}/data") as response:
        files = ZipFile(BytesIO(response.data))
        assert response.headers["Content-Disposition"].startswith("attachment;")
    assert "figures.xlsx" in files.namelist()
    assert any(name.endswith(".csv") for name in files.namelist())
    auditor.get("reports.list_reports", 302, **scene.here)
    assert counted() == {}


def test_days_are_counted_and_nothing_finer(scene, app):
    report = scene.release(scene.make())
    link, token = scene.link()
    for _ in range(3):
        reader, link_id = open_link(app, token)
        reader.post("reading.open_report", what="pdf", link_id=link_id, report_id=report.id)
    yesterday = TODAY - timedelta(days=1)
    db.session.add(ReportAccess(link_id=link.id, day=yesterday, what="opened", times=4))
    db.session.commit()
    assert counted() == {"opened": 7, "pdf": 3}
    columns = set(ReportAccess.__table__.columns.keys())
    assert columns == {"id", "link_id", "day", "what", "report_id", "times"}
    page = scene.coordinator.get("report_links.show_link", link_id=link.id, **scene.here)
    rows = [" ".join("".join(each.itertext()).split()) for each in page.all("tr")[1:]]
    assert len(rows) == 2
    assert "Link: 3" in rows[0]
    assert "(The whole report, English, version 1): 3" in rows[0]
    assert "Link: 4" in rows[1]
    page = scene.coordinator.get("report_links.list_links", **scene.here)
    assert [each.text for each in page.all("td", class_="number")] == ["7", "0", "3", "0"]


@on_both_databases
def test_two_who_open_at_the_same_moment_are_both_counted(app):
    study = factories.make_study(n_drivers=1)
    link = report_links.make_link(study, "Both", TODAY, "key")
    link_id = link.id

    def count():
        report_links.count_access(db.session.get(ReportLink, link_id), "opened")

    assert [each for each in at_once(app, [count] * 6) if each is not None] == []
    assert [each.times for each in db.session.scalars(select(ReportAccess))] == [6]


@pytest.mark.parametrize("settings", [{"RATELIMIT_ENABLED": True}], indirect=True)
def test_nobody_tries_links_by_the_thousand(scene, app):
    visitor = Visitor(app)
    told = [visitor.client.get(f"/r/{'z' * 42}{number % 10}").status_code for number in range(125)]
    assert (told[:120], told[-1]) == ([404] * 120, 429)


def test_a_device_forgets_a_link(scene, app):
    _link, token = scene.link()
    reader, link_id = open_link(app, token)
    reader.post("reading.leave", link_id=link_id)
    reader.get("reading.show", 403, link_id=link_id)


def test_links_that_ended_a_year_ago_are_forgotten_with_their_counts(scene, app):
    db.session.execute(update(Study).filter_by(id=scene.study.id).values(is_simulated=False))
    link, token = scene.link()
    open_link(app, token)
    scene.link("Lasting")
    end_on(link, TODAY - timedelta(days=200))
    assert "links" not in {each.what for each in retention.end_retention(TODAY)}
    end_on(link, TODAY - timedelta(days=400))
    assert [each.what for each in retention.end_retention(TODAY)] == ["links"]
    assert [each.name for each in db.session.scalars(select(ReportLink))] == ["Lasting"]
    assert counted() == {}
    Visitor(app).get("reading.show_link", 404, token=token)
