"""The phases of a roadmap with their years, and the sets of options of which only one can be done."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from survey.db import db, transaction
from survey.errors import BadCell, StaleAnswer
from survey.models import Account, Study
from survey.models.adoption import mark_content
from survey.operations.record import record_act


@transaction
def set_phases(
    study: Study,
    phases: Sequence[dict[str, Any]],
    exclusive: Sequence[Sequence[str]],
    known: str,
    account: Account | None = None,
) -> None:
    """Set the phases, one after the other in time, and the sets of options that exclude each other.

    Args:
        study: whose roadmap it is.
        phases: name, first and last year of each, in order; they are numbered from 1.
        exclusive: sets of codes of options.
        known: the mark of what stood when they were shown.
        account: who sets them.

    Raises:
        StaleAnswer: when somebody else set others meanwhile.
        BadCell: for years out of order, a phase that still holds options, an option unknown or named twice.
    """
    db.session.refresh(study, with_for_update=True)
    if known != mark_content(study.phases):
        raise StaleAnswer("Somebody else changed the phases meanwhile. Nothing of yours is lost.")
    _check_years(phases)
    numbered = [{"number": number, **phase} for number, phase in enumerate(phases, start=1)]
    lost = [option for option in study.options if numbered and option.phase > len(numbered)]
    if lost:
        raise BadCell(
            "%(code)s stands in phase %(number)s; move it first.", code=lost[0].code, number=lost[0].phase
        )
    _check_sets(study, exclusive)
    before = study.phases
    study.phases = {"list": numbered, "exclusive": [list(one) for one in exclusive]}
    if before != study.phases:
        record_act(account, study.id, "phases_set", before=before, after=study.phases)


def _check_years(phases: Sequence[dict[str, Any]]) -> None:
    for phase in phases:
        if phase["to_year"] < phase["from_year"]:
            raise BadCell(
                "A phase ends before it begins: %(first)s to %(last)s.",
                first=phase["from_year"],
                last=phase["to_year"],
            )
    for earlier, later in pairwise(phases):
        if later["from_year"] <= earlier["to_year"]:
            raise BadCell(
                "Phases follow each other: one begins in %(year)s, the one before ends only in %(end)s.",
                year=later["from_year"],
                end=earlier["to_year"],
            )


def _check_sets(study: Study, exclusive: Sequence[Sequence[str]]) -> None:
    known = {option.code for option in study.options}
    seen: set[str] = set()
    for one in exclusive:
        if len(one) < 2:
            raise BadCell("A set needs at least two options.")
        for code in one:
            if code not in known:
                raise BadCell("There is no option %(code)s.", code=code)
            if code in seen:
                raise BadCell("%(code)s stands in two sets.", code=code)
            seen.add(code)
