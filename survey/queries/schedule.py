"""What a study does by itself, and what came of it; safe for coordinators, who planned it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from survey.db import db
from survey.errors import NotFound
from survey.models import PlannedAct, Round, Study

N_PAST = 20
TROUBLE = ("refused", "fault")


@dataclass(frozen=True)
class ActRow:
    """A planned act with its round, and when it is due in the study's zone."""

    act: PlannedAct
    round: Round
    due: datetime

    @property
    def is_troubled(self) -> bool:
        """Say whether it could not be done so far."""
        return self.act.state == "failed" or self.act.note.get("code") in TROUBLE

    @property
    def waits(self) -> bool:
        """Say whether its time has come while the round is paused."""
        return self.act.state == "planned" and self.round.is_paused


def list_coming(study: Study) -> list[ActRow]:
    """Return what is still to come, soonest first."""
    return _rows(study, select(PlannedAct).filter_by(state="planned").order_by(PlannedAct.due_at))


def list_past(study: Study) -> list[ActRow]:
    """Return what was carried out, dropped or failed, newest first."""
    ended = select(PlannedAct).filter(PlannedAct.state != "planned")
    return _rows(study, ended.order_by(PlannedAct.ended_at.desc()).limit(N_PAST))


def list_troubles(study: Study) -> list[ActRow]:
    """Return what could not be done and waits for somebody to look at it."""
    all_acts = _rows(study, select(PlannedAct).filter(PlannedAct.state.in_(["planned", "failed"])))
    return [row for row in all_acts if row.is_troubled]


def find_next_act(study: Study) -> ActRow | None:
    """Return what happens next by itself; what could not be done so far, only if there is nothing else."""
    coming = list_coming(study)
    return next((row for row in coming if not row.is_troubled), coming[0] if coming else None)


def get_act(study: Study, act_id: str) -> ActRow:
    """Return one planned act of a study."""
    rows = _rows(study, select(PlannedAct).filter(PlannedAct.id == act_id))
    if not rows:
        raise NotFound("Nothing of this kind is planned in this study.")
    return rows[0]


def list_plannable(study: Study) -> Sequence[Round]:
    """Return the rounds for which something can be planned."""
    return [round_ for round_ in study.rounds if not round_.is_closed]


def _rows(study: Study, acts: object) -> list[ActRow]:
    rounds = {round_.id: round_ for round_ in study.rounds}
    found = db.session.scalars(acts.filter(PlannedAct.round_id.in_(rounds)))
    return [ActRow(act, rounds[act.round_id], act.due_at.astimezone(study.zone)) for act in found]
