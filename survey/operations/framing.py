"""Beginning a study from a template, and changing what it is about."""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from survey.db import db, transaction
from survey.errors import NotAllowed, StaleAnswer
from survey.framing.marks import mark_of
from survey.framing.outlines import get_outline
from survey.models import Account, Invitation, Role, Study
from survey.operations.accounts import grant_role
from survey.operations.plans_outline import lay_out_rounds
from survey.operations.record import record_act
from survey.operations.studies import create_study

LONGEST_CODE = 60
BASICS = (
    "title",
    "focal_question",
    "summary",
    "languages",
    "base_year",
    "horizon_year",
    "waypoints",
    "time_zone",
)
FIXED = ("focal_question", "base_year", "horizon_year")
"""What answers were given about: fixed once round 1 has opened, save for a language that was missing."""


@transaction
def start_study(*, template: str, title: dict[str, str], account: Account, **facts: Any) -> Study:
    """Begin a study from a template: its protocol, its planned rounds, and its owner, who is the creator.

    Args:
        template: the code of an outline.
        title: title in each language.
        account: who begins it.
        facts: languages, and any other column of `Study`.
    """
    study = create_study(
        code=free_code(title),
        title=title,
        template=template,
        protocol=get_outline(template).protocol,
        account=account,
        **facts,
    )
    grant_role(account, study, Role.OWNER, account)
    lay_out_rounds(study, account)
    return study


def free_code(title: Mapping[str, str]) -> str:
    """Return a short name for a study that no other on this server bears, made from its title."""
    plain = unicodedata.normalize("NFKD", title.get("en") or "").encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "-", plain)[:LONGEST_CODE].strip("-") or "study"
    taken = set(db.session.scalars(select(Study.code).filter(Study.code.startswith(stem, autoescape=True))))
    tries = (stem, *(f"{stem}-{number}" for number in range(2, 100)))
    return next((code for code in tries if code not in taken), f"{stem}-{secrets.token_hex(4)}")


def read_basics(study: Study) -> dict[str, Any]:
    """Return what a study is about."""
    return {name: getattr(study, name) for name in BASICS}


def mark_basics(study: Study) -> str:
    """Return a mark by which a form tells that nobody changed the basics since it was shown."""
    return mark_of(read_basics(study))


@transaction
def change_basics(study: Study, wanted: Mapping[str, Any], seen: str, account: Account) -> dict[str, Any]:
    """Change what a study is about; return what changed.

    Raises:
        StaleAnswer: when somebody else changed it since ``seen`` was shown.
        NotAllowed: when answers were given to what would change.
    """
    db.session.refresh(study, with_for_update=True)
    if seen != mark_basics(study):
        raise StaleAnswer(
            "Somebody else changed this while you were writing. Your words stand here; look at what changed"
            " and save again."
        )
    before = read_basics(study)
    after = {name: value for name, value in wanted.items() if name in before and value != before[name]}
    check_basics(study, after)
    for name, value in after.items():
        setattr(study, name, value)
    if after:
        record_act(
            account, study.id, "basics_changed", before={name: before[name] for name in after}, after=after
        )
    return after


def check_basics(study: Study, after: Mapping[str, Any]) -> None:
    """Raise when a change would put other words under answers, or leave people without their language."""
    if study.started_on is not None:
        for name in (name for name in FIXED if name in after):
            if _rewords(getattr(study, name), after[name]):
                raise NotAllowed(
                    "Round 1 has opened: the focal question and its years stay as the panel read them."
                    " Only a missing language can be added."
                )
    gone = set(study.languages) - set(after.get("languages", study.languages))
    readers = select(Invitation.id).filter_by(study_id=study.id).filter(Invitation.language.in_(gone))
    if gone and db.session.scalar(readers.limit(1)):
        raise NotAllowed(
            "Experts are invited in a language that would go. Keep it, or change their language."
        )


def _rewords(before: Any, after: Any) -> bool:
    if isinstance(before, dict):
        return any(after.get(language) != text for language, text in before.items() if text)
    return before is not None and before != after


def sort_waypoints(years: Sequence[int]) -> list[int]:
    """Return waypoints in order, each once."""
    return sorted(set(years))


def usual_years(today: date) -> tuple[int, int]:
    """Return the years that a new study offers: this one, and a horizon ten years off."""
    return today.year, today.year + 10
