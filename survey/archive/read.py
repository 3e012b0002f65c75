"""An archive becomes a new study: all of it or nothing, and one sentence where something is wrong."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from survey.archive.checks import check_study
from survey.archive.columns import check_content, damaged, unpack
from survey.archive.families import FORMAT, FRAME, STUDY, YOUNGER
from survey.archive.parts import (
    add_axes,
    add_findings,
    add_options,
    add_people,
    add_recommendations,
    add_reports,
    add_scenarios,
    add_words,
)
from survey.archive.rounds import add_rounds
from survey.db import db, random_id, transaction
from survey.errors import BadStudyFile, TholosError
from survey.models import Account, Driver, Role, Study
from survey.operations.accounts import grant_role
from survey.operations.record import record_act
from survey.results.frozen import hash_content

MOST_BYTES = 64 * 1024 * 1024
Content = Mapping[str, Any]


@dataclass(frozen=True)
class Archive:
    """An archive that was read and whose parts fit its hash; what it says is not believed yet."""

    content: Content = field(repr=False)

    @property
    def n_people(self) -> int:
        """Return how many people come along."""
        return len(self.content.get("people", []))


def is_archive(data: bytes) -> bool:
    """Say whether a file says of itself that it is an archive; study files say something else."""
    return b'"tholos-archive/' in data[:200]


def read_archive(data: bytes) -> Archive:
    """Return an archive's content.

    Raises:
        BadStudyFile: when it is none, is cut off, or was changed after it was made.
    """
    if len(data) > MOST_BYTES:
        raise BadStudyFile("This archive is larger than %(megabytes)s MB.", megabytes=MOST_BYTES // 2**20)
    try:
        archive = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise BadStudyFile("This is no archive of a study, or it is cut off.") from None
    if not isinstance(archive, dict) or archive.get("format") != FORMAT:
        raise BadStudyFile("This is no archive of the format %(format)s.", format=FORMAT)
    content = archive.get("study")
    if not isinstance(content, dict) or not isinstance(content.get("people", []), list):
        raise damaged("study")
    check_content({key: each for key, each in content.items() if key != "reports"}, "study")
    if hash_content(content) != archive.get("hash"):
        raise BadStudyFile("This archive was changed after it was made; its hash does not fit.")
    return Archive(content)


@transaction
def take_archive(
    archive: Archive,
    *,
    account: Account,
    code: str = "",
    panel_key: str = "",
    with_people: bool = False,
) -> Study:
    """Make a new study of an archive, owned by an account.

    Args:
        archive: what was read.
        account: who takes it in and owns the study from then on.
        code: short name of the new study, where it should not be the archive's.
        panel_key: the server's key, for the links of people.
        with_people: whether people that come along are put on the panel; nobody gets a message by that.
    """
    try:
        with db.session.no_autoflush:
            study = _add_study(archive.content, code)
            _add_frame(study, archive.content)
            if with_people:  # before the rounds: a protocol may take nobody in after them
                add_people(study, archive.content.get("people", []), panel_key)
            _add_course(study, archive.content)
        db.session.flush()
    except TholosError:
        raise
    except (SQLAlchemyError, LookupError, TypeError, ValueError, AttributeError, RecursionError) as error:
        # The shape of every part is checked; what still does not fit together is told without its text.
        raise damaged(type(error).__name__) from None
    grant_role(account, study, Role.OWNER, account)
    record_act(account, study.id, "study_imported", code=study.code, rounds=len(study.rounds))
    db.session.flush()
    db.session.expire_all()
    return study


def _add_study(content: Content, code: str) -> Study:
    facts = unpack(Study, content, STUDY, "study")
    facts["code"] = code or facts["code"]
    check_study(facts)
    if db.session.scalar(select(Study.id).filter_by(code=facts["code"])):
        raise BadStudyFile(
            "There is a study “%(code)s” already; give this one another code.", code=facts["code"]
        )
    study = Study(id=random_id(), link_key=secrets.token_hex(32), **facts)
    db.session.add(study)
    db.session.flush()
    return study


def _add_frame(study: Study, content: Content) -> None:
    for family, (model, names) in FRAME.items():
        for number, entry in enumerate(_list(content, family), start=1):
            facts = unpack(model, entry, names, f"{family} {number}")
            getattr(study, family).append(model(id=random_id(), study_id=study.id, **facts))
    db.session.flush()
    add_options(study, _list(content, "options"))
    db.session.flush()
    add_recommendations(study, _list(content, "recommendations"))
    db.session.flush()


def _add_course(study: Study, content: Content) -> None:
    findings = add_findings(study, _list(content, "findings"))
    drivers: dict[str, Driver] = {driver.code: driver for driver in study.drivers}
    options = {option.code: option for option in study.options}
    add_axes(study, _list(content, "axes"), findings, drivers)
    add_scenarios(study, _list(content, "scenarios"))
    add_rounds(study, _list(content, "rounds"), drivers, options)
    db.session.flush()
    add_words(study, _list(content, "contributions"), _list(content, "lineage"))
    add_reports(study, content.get("reports", []))


def _list(content: Content, family: str) -> list[Any]:
    entries = content.get(family, [] if family in YOUNGER else None)
    if not isinstance(entries, list):
        raise damaged(family)
    return entries
