"""Reading reports in their versions, the links to them, and how often these were used.

What readers' links lead to is safe for stakeholders; the rest is for the study's people.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import undefer

from survey.db import db
from survey.errors import NotFound
from survey.models import Report, ReportAccess, ReportLink, Study
from survey.tokens import hash_token


@dataclass(frozen=True)
class Reader:
    """A stakeholder who is here by a link: what it opens, of which study. Nobody knows who they are."""

    link: ReportLink
    study: Study


PROFILES = ("executive", "full", "methods")


def list_reports(study: Study) -> Sequence[Report]:
    """Return the versions made of a study's reports, newest first; their files stay in the database."""
    order = (Report.made_on.desc(), Report.number.desc(), Report.profile, Report.language)
    return db.session.scalars(select(Report).filter_by(study_id=study.id).order_by(*order)).all()


def by_reader(reports: Sequence[Report]) -> list[Report]:
    """Return versions by whom they are for and by language, the newest of each first."""
    return sorted(reports, key=lambda each: (PROFILES.index(each.profile), each.language, -each.number))


def find_waiting(reports: Sequence[Report]) -> Report | None:
    """Return the newest draft that nothing released or withdrawn of its kind has overtaken."""
    newest: dict[tuple[str, str], Report] = {}
    for each in reports:
        kind = (each.profile, each.language)
        newest[kind] = max(newest.get(kind, each), each, key=lambda one: one.number)
    return next((each for each in newest.values() if not each.is_released and not each.withdrawal), None)


def get_report(study: Study, report_id: str) -> Report:
    """Return one report of a study."""
    report = db.session.scalar(select(Report).filter_by(id=report_id, study_id=study.id))
    if report is None:
        raise NotFound("There is no such report.")
    return report


def find_previous(report: Report, *, is_released: bool = False) -> Report | None:
    """Return the version before one; with `is_released` the last one that stakeholders may read."""
    wanted = select(Report).filter_by(
        study_id=report.study_id, profile=report.profile, language=report.language
    )
    wanted = wanted.filter(Report.number < report.number)
    if is_released:
        wanted = wanted.filter(Report.state == "released")
    return db.session.scalar(wanted.order_by(Report.number.desc()).limit(1))


def find_newest(study: Study, profile: str, language: str, *, is_released: bool = False) -> Report | None:
    """Return the newest version of a profile in a language, of the released ones if that is asked."""
    wanted = select(Report).filter_by(study_id=study.id, profile=profile, language=language)
    if is_released:
        wanted = wanted.filter(Report.state == "released")
    return db.session.scalar(wanted.order_by(Report.number.desc()).limit(1))


def list_links(study: Study) -> Sequence[ReportLink]:
    """Return the links to a study's reports, newest first."""
    wanted = select(ReportLink).filter_by(study_id=study.id)
    return db.session.scalars(wanted.order_by(ReportLink.made_at.desc(), ReportLink.id)).all()


def get_link(study: Study, link_id: str) -> ReportLink:
    """Return one link to a study's reports."""
    link = db.session.scalar(select(ReportLink).filter_by(id=link_id, study_id=study.id))
    if link is None:
        raise NotFound("There is no such link.")
    return link


@dataclass(frozen=True)
class Day:
    """How often a link was used on one day: what was opened, of which report ("" before one was chosen)."""

    day: date
    opened: list[tuple[str, str, int]]


def list_days(link: ReportLink) -> list[Day]:
    """Return the days on which a link was used, the newest first."""
    order = (ReportAccess.day.desc(), ReportAccess.what, ReportAccess.report_id)
    rows = db.session.scalars(select(ReportAccess).filter_by(link_id=link.id).order_by(*order)).all()
    return [
        Day(day, [(each.what, each.report_id, each.times) for each in rows if each.day == day])
        for day in dict.fromkeys(each.day for each in rows)
    ]


def count_accesses(link: ReportLink) -> dict[str, int]:
    """Return how often each kind of thing was opened by a link, in all."""
    counted = select(ReportAccess.what, func.sum(ReportAccess.times)).filter(ReportAccess.link_id == link.id)
    return {what: int(times) for what, times in db.session.execute(counted.group_by(ReportAccess.what))}


def find_reader_link(token: str) -> ReportLink | None:
    """Return the link of a secret, whether or not it is good still; none for a study in the bin."""
    return db.session.scalar(
        select(ReportLink)
        .join(Study, Study.id == ReportLink.study_id)
        .filter(ReportLink.token_hash == hash_token(token), Study.binned_at.is_(None))
    )


def get_study_of(link: ReportLink) -> Study:
    """Return the study to whose reports a link leads."""
    return db.session.get(Study, link.study_id)


def find_reader(link_id: str, today: date) -> Reader | None:
    """Return what a link opens that is good today."""
    found = db.session.execute(
        select(ReportLink, Study)
        .join(Study, Study.id == ReportLink.study_id)
        .filter(ReportLink.id == link_id, Study.binned_at.is_(None))
    ).one_or_none()
    return Reader(found[0], found[1]) if found and found[0].is_valid_on(today) else None


def list_readable(link: ReportLink) -> list[Report]:
    """Return the released versions that a link opens: those chosen, or the newest of each kind."""
    wanted = select(Report).filter_by(study_id=link.study_id, state="released")
    if link.report_ids:
        wanted = wanted.filter(Report.id.in_(link.report_ids))
    reports = db.session.scalars(wanted.order_by(Report.number.desc())).all()
    if not link.report_ids:
        newest: dict[tuple[str, str], Report] = {}
        for each in reports:
            newest.setdefault((each.profile, each.language), each)
        reports = list(newest.values())
    return by_reader(reports)


def list_withdrawn(link: ReportLink) -> list[Report]:
    """Return the versions that a link could open once and that were taken back."""
    wanted = select(Report).filter_by(study_id=link.study_id, state="draft").order_by(Report.number.desc())
    gone = [each for each in db.session.scalars(wanted) if each.withdrawal]
    if link.report_ids:
        return [each for each in gone if each.id in link.report_ids]
    # Of what the link never opened it tells nothing.
    return [each for each in gone if each.withdrawal["day"] >= link.made_at.date().isoformat()]


def get_readable(link: ReportLink, report_id: str) -> Report:
    """Return one version that a link opens."""
    for report in list_readable(link):
        if report.id == report_id:
            return report
    raise NotFound("This link opens no such report; it may have been withdrawn, or a newer one is there.")


def list_with_data(reports: Sequence[Report]) -> set[str]:
    """Return which of some reports have a data annex, without reading it."""
    ids = [each.id for each in reports]
    return set(db.session.scalars(select(Report.id).filter(Report.id.in_(ids), Report.annex.is_not(None))))


def list_whole_reports(study: Study) -> Sequence[Report]:
    """Return a study's reports with their pages, PDFs and data."""
    files = (undefer(Report.html), undefer(Report.pdf), undefer(Report.annex))
    wanted = select(Report).filter_by(study_id=study.id).options(*files)
    return db.session.scalars(wanted.order_by(Report.profile, Report.language, Report.number)).all()
