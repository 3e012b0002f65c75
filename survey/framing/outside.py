"""Which drivers lie on an axis, and which are left for a frame from the outside."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from survey.db import db
from survey.models import Finding, Study
from survey.models.adoption import adopted_drivers

NEITHER = "neither"


def list_on_axis(study: Study) -> set[str]:
    """Return the codes of the drivers on an axis, without those that the panel itself places on neither."""
    return {code for own in adopted_drivers(study).values() for code in own} - _list_freed(study)


def _list_freed(study: Study) -> set[str]:
    verdict = db.session.scalar(
        select(Finding)
        .filter_by(study_id=study.id, kind="confirmation")
        .order_by(Finding.computed_at.desc(), Finding.id)
        .limit(1)
    )
    majority: Mapping[str, str | None] = verdict.data.get("majority", {}) if verdict else {}
    return {code for code, choice in majority.items() if choice == NEITHER}
