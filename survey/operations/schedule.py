"""What a study does by itself: opening, reminding and closing at a time that was chosen before.

The rules. An act is carried out once, by whichever process comes to it first: the round's row is taken before
the act's, as everywhere, and the act is done in the same transaction that says so. After a standstill of the
server opening and reminding are made up for within a day, closing always; both say how late. What the study
refuses (an earlier round is open, the launch check fails) is tried again for a day and then stands as failed.
While a round is paused nothing happens to it. What somebody did by hand before its time is dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from survey.db import db, lock_for_close, transaction
from survey.errors import IllegalTransition, TholosError
from survey.models import Account, PlannedAct, Round, Study
from survey.operations.record import record_act
from survey.operations.reminders import list_candidates, remind
from survey.operations.rounds import (
    FrozenRound,
    check_can_open,
    close_round,
    lock_course,
    open_round,
    set_deadline,
)
from survey.operations.schedule_times import move_days, whole_days

KINDS = ("open", "remind", "close")
GRACE = timedelta(days=1)
"""How long after its time an act is still made up for, or tried again."""
ON_TIME = timedelta(minutes=5)
"""What is carried out within this span needs no word about being late."""

Freeze = Callable[[Round], FrozenRound]


@transaction
def plan_act(
    round_: Round, kind: str, due_at: datetime, account: Account | None, now: datetime
) -> PlannedAct:
    """Plan that a round opens, its panel is reminded or it closes at a time; say it to the panel as a day."""
    round_ = lock_course(round_.id)
    _check(round_, kind, due_at, now)
    act = PlannedAct(
        round_id=round_.id, kind=kind, due_at=due_at, planned_by=account.id if account else None, note={}
    )
    db.session.add(act)
    db.session.flush()
    _tell_deadline(round_, act)
    _record(account, round_, "act_planned", act, before=None, after=due_at.isoformat())
    return act


@transaction
def change_act(act: PlannedAct, due_at: datetime, account: Account | None, now: datetime) -> PlannedAct:
    """Move a planned act to another time."""
    round_, act = _take(act)
    before = act.due_at
    _refuse_ended(act)
    _check(round_, act.kind, due_at, now, act)
    act.due_at, act.note = due_at, {}
    _tell_deadline(round_, act)
    _record(account, round_, "act_moved", act, before=before.isoformat(), after=due_at.isoformat())
    return act


@transaction
def cancel_act(act: PlannedAct, account: Account | None, now: datetime) -> PlannedAct:
    """Take a planned act back, or put one that failed out of sight."""
    round_, act = _take(act)
    if act.state != "failed":
        _refuse_ended(act)
    act.state, act.ended_at = "cancelled", now
    _record(account, round_, "act_cancelled", act, before=act.due_at.isoformat(), after=None)
    return act


def run_planned_acts(now: datetime, freeze: Freeze) -> int:
    """Carry out what is due; return how many acts ended.

    Args:
        now: the time.
        freeze: what computes a closing round; `survey.results.freeze_round`.
    """
    due = select(PlannedAct.id).filter(PlannedAct.state == "planned", PlannedAct.due_at <= now)
    ids = db.session.scalars(due.order_by(PlannedAct.due_at, PlannedAct.id)).all()
    faults: list[Exception] = []
    n_ended = sum(_attempt(act_id, now, freeze, faults) for act_id in ids)
    if faults:
        raise faults[0]  # the background thread logs it; the others were not held up
    return n_ended


def _attempt(act_id: str, now: datetime, freeze: Freeze, faults: list[Exception]) -> bool:
    try:
        return carry_out(act_id, now, freeze)
    except TholosError as error:
        params = {key: each if isinstance(each, int) else str(each) for key, each in error.params.items()}
        return note_refusal(act_id, {"code": "refused", "message": error.message, "params": params}, now)
    except Exception as fault:
        faults.append(fault)
        return note_refusal(act_id, {"code": "fault"}, now)


@transaction
def carry_out(act_id: str, now: datetime, freeze: Freeze) -> bool:
    """Do what an act says, unless another process did, the round is paused or it is too late.

    Return whether the act ended.

    Raises:
        TholosError: what the study refuses; then nothing has changed.
    """
    round_, act = _take(db.session.get_one(PlannedAct, act_id))
    if act.state != "planned" or act.due_at > now or round_.is_paused or round_.study.binned_at:
        return False
    late = now - act.due_at
    if _is_done_already(round_, act.kind):
        return _end(act, "cancelled", {"code": "done_by_hand"}, now)
    if late > GRACE and act.kind != "close":
        return _end(act, "failed", {"code": "too_late", **_lateness(late)}, now)
    note = _do(round_, act, now, freeze)
    if late > ON_TIME:
        note |= {"code": "late", **_lateness(late)}
    return _end(act, "done", note, now)


@transaction
def note_refusal(act_id: str, note: dict[str, Any], now: datetime) -> bool:
    """Keep why an act could not be done; after a day of trying it has failed. Say whether it ended."""
    _round, act = _take(db.session.get_one(PlannedAct, act_id))
    if act.state != "planned":
        return False
    if now - act.due_at > GRACE:
        return _end(act, "failed", note, now)
    act.note = note
    return False


def _do(round_: Round, act: PlannedAct, now: datetime, freeze: Freeze) -> dict[str, Any]:
    planner = db.session.get(Account, act.planned_by) if act.planned_by else None
    if act.kind == "open":
        open_round(round_, planner, now)
        return {}
    if act.kind == "close":
        close_round(round_, freeze, planner, now)
        return {}
    candidates = [each.invitation.id for each in list_candidates(round_, now) if not each.obstacle]
    return {"n": len(remind(round_, candidates, now, planner))}


def _is_done_already(round_: Round, kind: str) -> bool:
    return not round_.is_draft if kind == "open" else round_.is_closed


def _end(act: PlannedAct, state: str, note: dict[str, Any], now: datetime) -> bool:
    act.state, act.note, act.ended_at = state, note, now
    round_ = db.session.get_one(Round, act.round_id)
    code = note.get("code", "")
    record_act(None, round_.study_id, f"act_{state}", round=round_.number, kind=act.kind, note=code)
    return True


def _lateness(late: timedelta) -> dict[str, int]:
    return {"minutes": int(late.total_seconds() // 60)}


def move_overdue_acts(round_: Round, paused_at: datetime, now: datetime) -> int:
    """Move what fell due during a pause by as many whole days as it lasted; return how many acts moved."""
    days, zone = whole_days(paused_at, now), round_.study.zone
    planned = select(PlannedAct).filter_by(round_id=round_.id, state="planned")
    overdue = db.session.scalars(planned.filter(PlannedAct.due_at <= now)).all()
    for act in overdue:
        act.due_at = move_days(act.due_at, days, zone)
        act.note = {"code": "moved_by_pause", "days": days}
        _tell_deadline(round_, act)
    return len(overdue)


@transaction
def extend_round(round_: Round, closes_on: date | None, account: Account | None, now: datetime) -> bool:
    """Set a round's deadline; a planned close moves along to that day. Say whether there is one."""
    round_ = lock_course(round_.id)
    set_deadline(round_, closes_on, account)
    act = next((each for each in list_planned(round_) if each.kind == "close"), None)
    if act is None:
        return False
    if closes_on is None:
        raise IllegalTransition(
            "This round closes by itself. Cancel that first; then take the deadline away."
        )
    zone = round_.study.zone
    due_at = move_days(act.due_at, (closes_on - act.due_at.astimezone(zone).date()).days, zone)
    if due_at != act.due_at:
        change_act(act, due_at, account, now)
    return True


def _check(
    round_: Round, kind: str, due_at: datetime, now: datetime, moved: PlannedAct | None = None
) -> None:
    if due_at <= now:
        raise IllegalTransition("This time is over. Choose a later one.")
    if round_.is_closed:
        raise IllegalTransition(
            "Round %(number)s is closed; nothing more can be planned for it.", number=round_.number
        )
    if kind == "open":
        _check_open(round_)
    if kind == "remind" and round_.study.is_simulated:
        raise IllegalTransition("The panel of this study is simulated. Nobody gets a message.")
    others = [act for act in list_planned(round_) if moved is None or act.id != moved.id]
    if any(act.kind == kind and (kind != "remind" or act.due_at == due_at) for act in others):
        raise IllegalTransition("This is planned already. Change the time of what is planned, or cancel it.")
    planned = sorted([*((act.due_at, act.kind) for act in others), (due_at, kind)])
    order = [KINDS.index(each) for _at, each in planned]
    if order != sorted(order):
        raise IllegalTransition(
            "A round opens first, then come reminders, then it closes. Choose a time in this order."
        )


def _check_open(round_: Round) -> None:
    """Refuse what can never work; what an open round before it hinders may be over by then."""
    if not round_.is_draft:
        check_can_open(round_)


def list_planned(round_: Round) -> Sequence[PlannedAct]:
    """Return what is still to come for a round, soonest first."""
    planned = select(PlannedAct).filter_by(round_id=round_.id, state="planned")
    return db.session.scalars(planned.order_by(PlannedAct.due_at, PlannedAct.id)).all()


def _tell_deadline(round_: Round, act: PlannedAct) -> None:
    if act.kind == "close":
        round_.closes_on = act.due_at.astimezone(round_.study.zone).date()


def _take(act: PlannedAct) -> tuple[Round, PlannedAct]:
    """Take the round's row, then the act's: in this order nobody waits for ever."""
    round_ = lock_course(act.round_id)
    return round_, lock_for_close(db.session, PlannedAct, act.id)


def _refuse_ended(act: PlannedAct) -> None:
    if act.state != "planned":
        raise IllegalTransition("This was carried out or cancelled meanwhile; it cannot be changed any more.")


def _record(account: Account | None, round_: Round, verb: str, act: PlannedAct, **change: Any) -> None:
    record_act(account, round_.study_id, verb, round=round_.number, kind=act.kind, **change)


def find_act(study: Study, act_id: str) -> PlannedAct | None:
    """Return a planned act of a study."""
    mine = select(PlannedAct).join(Round, Round.id == PlannedAct.round_id)
    return db.session.scalar(mine.filter(PlannedAct.id == act_id, Round.study_id == study.id))
