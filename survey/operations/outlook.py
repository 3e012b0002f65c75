"""How a study goes on behind its axes: the third dimension, the stress frame and the round that asks it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from survey.db import db, transaction
from survey.errors import IllegalTransition, NothingToDecide, StaleAnswer
from survey.framing.outlook import (
    DIMENSIONS,
    SYSTEM,
    TIME,
    is_text,
    lock_outlook,
    read_chosen_parts,
    read_stress,
    read_third_dimension,
    wants,
)
from survey.framing.outside import list_on_axis
from survey.models import QUADRANTS, Account, Driver, Round, RoundKind, Study
from survey.models.adoption import mark_content
from survey.operations.asks import plan_pages
from survey.operations.asks.stress import STRESS_QUESTION, usual_corner_name
from survey.operations.bin import put_in_bin, restores
from survey.operations.plan_texts_stress import STRESS_INTRO, STRESS_NAME, STRESS_TITLE
from survey.operations.record import record_act
from survey.operations.rounds import add_section, create_round, lock_course
from survey.operations.storage_order import wait_for_others

Text = dict[str, str]


def _lock(study: Study) -> None:
    wait_for_others(f"{study.id}|course")  # as rounds do: first the course, then rows
    lock_outlook(study)


def mark_outlook(study: Study, key: str) -> str:
    """Return what tells one part of an outlook from any other content of it."""
    return mark_content(study.outlook.get(key))


@transaction
def choose_third_dimension(
    study: Study, dimension: str, account: Account | None = None, known: str | None = None
) -> None:
    """Choose what the scenarios are laid out along beside the two axes; the round about the axes asks it.

    Raises:
        NothingToDecide: for something else than the four choices.
        StaleAnswer: when somebody else chose meanwhile.
    """
    _lock(study)
    _check_known(study, "third_dimension", known)
    if dimension not in DIMENSIONS:
        raise NothingToDecide("Choose time, the systems compared, both, or neither.")
    before = read_third_dimension(study)
    if before == dimension:
        return
    study.outlook = {**study.outlook, "third_dimension": dimension}
    _follow_in_parts(study)
    record_act(account, study.id, "third_dimension_chosen", before=before, after=dimension)


def _follow_in_parts(study: Study) -> None:
    """Let the parts of the round about the axes, where somebody chose them, follow the third dimension."""
    chosen = read_chosen_parts(study, RoundKind.CONFIRM)
    if chosen is None:
        return
    kept = [code for code in chosen if code not in (TIME, SYSTEM)]
    wanted = [code for code in (TIME, SYSTEM) if wants(study, code)]
    asks = {**study.outlook["asks"], RoundKind.CONFIRM: [*kept, *wanted]}
    study.outlook = {**study.outlook, "asks": asks}


@transaction
def define_stress(
    study: Study,
    codes: tuple[str, str],
    names: Mapping[str, Text],
    account: Account | None = None,
    known: str | None = None,
) -> None:
    """Define the stress frame: two drivers that lie on no axis, and what its four corners are called.

    A corner without a name gets one made of its two ends. A round in preparation that asks about the frame
    gets its questions anew.

    Raises:
        NothingToDecide: for drivers that cannot make a frame.
        IllegalTransition: when the panel was asked about another frame already.
        StaleAnswer: when somebody else defined one meanwhile.
    """
    _lock(study)
    _check_known(study, "stress", known)
    round_ = _check_not_asked(study)
    pair = _find_pair(study, codes)
    worded = {
        q: dict(names[q]) if is_text(names.get(q)) else usual_corner_name(study, pair, q) for q in QUADRANTS
    }
    before, after = study.outlook.get("stress"), {"drivers": list(codes), "names": worded}
    if before == after:
        return
    study.outlook = {**study.outlook, "stress": after}
    record_act(account, study.id, "stress_defined", before=before, after=after)
    if round_ is not None:
        _compose(study, round_)


@transaction
def drop_stress(study: Study, account: Account | None = None) -> None:
    """Do without a stress frame again, as long as the panel was not asked about it."""
    _lock(study)
    round_ = _check_not_asked(study)
    if read_stress(study) is None:
        raise NothingToDecide("This study has no stress frame.")
    if round_ is not None:
        raise IllegalTransition(
            "Round %(number)s is prepared with this frame; delete that round first.", number=round_.number
        )
    frame = study.outlook["stress"]
    study.outlook = {key: value for key, value in study.outlook.items() if key != "stress"}
    put_in_bin(study, "stress_frame", STRESS_NAME, {"frame": frame}, account)


@restores("stress_frame")
def _put_back(study: Study, content: dict[str, Any]) -> None:
    _lock(study)
    if study.outlook.get("stress"):
        raise IllegalTransition("This study has another stress frame by now; remove that first.")
    study.outlook = {**study.outlook, "stress": content["frame"]}


@transaction
def prepare_stress_round(study: Study, account: Account | None = None) -> Round:
    """Prepare the round that asks how each option does under stress: a new one behind the others, or anew.

    Raises:
        NothingToDecide: without a frame or without options.
        IllegalTransition: when such a round was opened already.
    """
    _lock(study)
    if read_stress(study) is None or not study.options:
        raise NothingToDecide("Define a stress frame and options first; the round asks about both.")
    round_ = _check_not_asked(study)
    if round_ is None:
        round_ = create_round(study, RoundKind.FREE, dict(STRESS_TITLE), dict(STRESS_INTRO))
    _compose(study, round_)
    record_act(account, study.id, "stress_round_prepared", round=round_.number)
    return round_


def find_stress_round(study: Study) -> Round | None:
    """Return the round that asks how the options do under stress, the last one if there are several."""
    asking = [
        round_
        for round_ in study.rounds
        if round_.kind == RoundKind.FREE
        and any(question.name == STRESS_QUESTION for question in round_.questions)
    ]
    return asking[-1] if asking else None


def _check_not_asked(study: Study) -> Round | None:
    """Return the round in preparation that asks about the frame, if any; refuse once one was opened."""
    round_ = find_stress_round(study)
    if round_ is not None:
        round_ = lock_course(round_.id)
    if round_ is not None and not round_.is_draft:
        raise IllegalTransition(
            "Round %(number)s has asked the panel about this frame; it stays as it was asked.",
            number=round_.number,
        )
    return round_


def _find_pair(study: Study, codes: tuple[str, str]) -> tuple[Driver, Driver]:
    first, second = codes
    if first == second:
        raise NothingToDecide("Choose two different drivers: one alone makes no frame.")
    by_code = {driver.code: driver for driver in study.drivers if driver.retired_on is None}
    on_axis = list_on_axis(study)
    for code in codes:
        if code not in by_code:
            raise NothingToDecide("Choose two drivers of this study.")
        if code in on_axis:
            raise NothingToDecide(
                "%(code)s lies on an axis of the scenarios; a stress frame needs drivers from outside.",
                code=code,
            )
        if not by_code[code].has_poles:
            raise NothingToDecide("%(code)s needs a low and a high pole first.", code=code)
    return by_code[first], by_code[second]


def _compose(study: Study, round_: Round) -> None:
    round_.sections.clear()
    db.session.flush()
    for title, questions in plan_pages(study, RoundKind.FREE):
        add_section(round_, title, questions)


def _check_known(study: Study, key: str, known: str | None) -> None:
    if known is not None and known != mark_outlook(study, key):
        raise StaleAnswer("Somebody else changed this while you were choosing; look at that first.")
