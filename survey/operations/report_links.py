"""Links by which stakeholders read released reports: made, renewed, revoked, and counted by days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite

from survey.db import db, random_id, transaction
from survey.errors import NotAllowed
from survey.models import Account, Report, ReportAccess, ReportLink, Study
from survey.operations.record import record_act
from survey.tokens import hash_token, make_report_token

USUAL_DAYS, MOST_DAYS = 90, 730
"""How long a link is good for unless somebody says otherwise, and at the most."""


@transaction
def make_link(
    study: Study,
    name: str,
    expires_on: date,
    panel_key: str,
    *,
    reports: Sequence[Report] = (),
    with_data: bool = False,
    account: Account | None = None,
) -> ReportLink:
    """Make a link for somebody; the database keeps the hash of its secret alone.

    Args:
        study: whose released reports it opens.
        name: for whom it is.
        expires_on: its last day.
        panel_key: the server's key, from which the secret is derived.
        reports: the versions that it opens; none named means the newest released ones, whichever these are.
        with_data: whether the data annex is open to it too.
        account: who makes it.
    """
    now = datetime.now(UTC)
    _refuse_day(expires_on, now.date())
    link_id = random_id()
    link = ReportLink(
        id=link_id,
        study_id=study.id,
        name=name,
        token_hash=hash_token(make_report_token(panel_key, link_id)),
        report_ids=[each.id for each in reports],
        with_data=with_data,
        made_at=now,
        made_by=account.id if account else None,
        expires_on=expires_on,
    )
    db.session.add(link)
    db.session.flush()
    facts = {"reports": len(link.report_ids), "with_data": with_data, "expires_on": expires_on.isoformat()}
    record_act(account, study.id, "report_link_made", name=name, **facts)
    return link


@transaction
def renew_link(link: ReportLink, expires_on: date, account: Account | None = None) -> ReportLink:
    """Give a link another last day, earlier or later; its address stays the same.

    Raises:
        NotAllowed: when it was revoked, which is for good.
    """
    _refuse_revoked(link)
    _refuse_day(expires_on, datetime.now(UTC).date())
    before, link.expires_on = link.expires_on, expires_on
    dates = {"before": before.isoformat(), "after": expires_on.isoformat()}
    record_act(account, link.study_id, "report_link_renewed", name=link.name, **dates)
    return link


@transaction
def revoke_link(link: ReportLink, account: Account | None = None) -> ReportLink:
    """End a link for good, and at once whatever is being read by it."""
    _refuse_revoked(link)
    link.revoked_at = datetime.now(UTC)
    record_act(account, link.study_id, "report_link_revoked", name=link.name)
    return link


@transaction
def count_access(link: ReportLink, what: str, report_id: str = "") -> None:
    """Count that something was opened by a link today; of two at the same moment both are counted."""
    insert = insert_postgresql if db.session.get_bind().dialect.name == "postgresql" else insert_sqlite
    today = datetime.now(UTC).date()
    row = {"link_id": link.id, "day": today, "what": what, "report_id": report_id}
    db.session.execute(
        insert(ReportAccess)
        .values(id=random_id(), times=1, **row)
        .on_conflict_do_update(index_elements=list(row), set_={"times": ReportAccess.times + 1})
    )


def last_day(today: date) -> date:
    """Return the latest day that a link may be good for."""
    return today + timedelta(days=MOST_DAYS)


def _refuse_day(day: date, today: date) -> None:
    if not today <= day <= last_day(today):
        raise NotAllowed("A link is good for two years at most, and not for a day that is over.")


def _refuse_revoked(link: ReportLink) -> None:
    db.session.refresh(link, attribute_names=["revoked_at"])
    if link.revoked_at is not None:
        raise NotAllowed("This link was revoked, which is for good. Make a new one.")
