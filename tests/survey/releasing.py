"""A scenario study that is finished, whose reports are set at once in place of by the PDF engine."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from flask import current_app
from sqlalchemy import select

from survey.db import db, transaction
from survey.models import Account, Axis, Report, ReportLink, Study
from survey.operations import report_links
from survey.reports import make
from survey.tokens import make_report_token
from tests.pages import Visitor

FORM = {"languages": ["en"], "profile": "full", "paper": "a4", "note": ""}


@dataclass
class Scene:
    """The study of the small world, its owner, and what is made of it."""

    study: Study
    owner: Account
    coordinator: Visitor

    def make(self, language: str = "en", **facts: object) -> Report:
        """Make a draft."""
        return make.make_report(self.study, language, self.owner, **facts)

    def release(self, report: Report) -> Report:
        """Release a draft as its job does."""
        return make.make_final(self.study, report, self.owner)

    def link(self, name: str = "Ministry", days: int = 90, **facts: object) -> tuple[ReportLink, str]:
        """Make a link; return it with its secret."""
        key, last = current_app.config["PANEL_KEY"], datetime.now(UTC).date() + timedelta(days=days)
        link = report_links.make_link(self.study, name, last, key, account=self.owner, **facts)
        return link, make_report_token(key, link.id)

    def post_form(self, status: int = 303, **facts: object):
        """Send the form that asks for versions, every section ticked."""
        page = self.coordinator.get("reports.choose_report", study_id=self.study.id)
        sections = [each.get("value") for each in page.all("input", name="sections")]
        data = {**FORM, "sections": sections, **facts}
        return self.coordinator.post("reports.make_report", data, status, study_id=self.study.id)

    @transaction
    def rename_axis(self, name: str) -> None:
        """Give the first axis another name."""
        axis = db.session.scalars(
            select(Axis).filter_by(study_id=self.study.id).order_by(Axis.letter)
        ).first()
        axis.name = {"en": name, "ko": name}

    @property
    def here(self) -> dict[str, str]:
        """Return what addresses of the study need."""
        return {"study_id": self.study.id}


@pytest.fixture
def quick_pdf(monkeypatch):
    """Set no pages: the PDF says which edition of which content it is."""

    def render(context, language, edition):
        return f"%PDF-1.7 {context.head.title} {edition}".encode()

    monkeypatch.setattr(make, "render_report_pdf", render)


@pytest.fixture
def scene(world, app, quick_pdf):
    """The finished study of the small world without the report that it begins with."""
    study, owner = db.session.get(Study, world.study_id), db.session.get(Account, world.accounts["owner"])
    for row in [*db.session.scalars(select(ReportLink)), *db.session.scalars(select(Report))]:
        db.session.delete(row)
    db.session.commit()
    return Scene(study, owner, Visitor(app).sign_in(owner))
