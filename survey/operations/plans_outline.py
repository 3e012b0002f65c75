"""Planning the rounds of a study from its outline, and keeping them in step with its drivers.

Questions about drivers can be asked only when there are drivers. A planned round is composed anew from its
outline as often as the drivers change, as long as nobody has composed it by hand and it has not opened.
"""

from __future__ import annotations

from collections.abc import Iterable

from survey.db import db, lock_for_close, transaction
from survey.framing.outlines import get_outline
from survey.framing.planned import Section, is_as_planned, is_current, plan_of, plan_sections, study_drivers
from survey.models import Account, Round, RoundKind, Study
from survey.operations.record import record_act
from survey.operations.rounds import QuestionSpec, add_section, create_round


@transaction
def lay_out_rounds(study: Study, account: Account | None = None) -> list[Round]:
    """Plan the rounds that the outline of a study's template names, with the questions there can be yet."""
    outline = get_outline(study.template)
    planned: list[Round] = []
    for entry in outline.rounds:
        earlier = entry.get("feedback_of")
        before = planned[earlier - 1] if earlier else None
        kind = RoundKind(entry["kind"])
        round_ = create_round(study, kind, entry["title"], entry["intro"], feedback_round=before)
        planned.append(round_)
        _fill(round_, plan_sections(study, entry, study_drivers(study)))
    if planned:
        record_act(account, study.id, "rounds_planned", template=study.template, n=len(planned))
    return planned


@transaction
def follow_drivers(study: Study, account: Account | None = None) -> list[int]:
    """Apply the plan to the present drivers; return the numbers of the rounds that changed.

    Rounds that have opened and rounds that somebody composed by hand stay as they are.
    """
    changed = []
    for round_ in study.rounds:
        if not round_.is_draft or not is_as_planned(study, round_):
            continue
        sections = list(plan_sections(study, plan_of(study, round_) or {}, study_drivers(study)))
        if is_current(round_, sections):
            continue
        round_ = lock_for_close(db.session, Round, round_.id)  # nobody opens it while its questions change
        if not round_.is_draft:
            continue
        round_.sections.clear()
        db.session.flush()
        _fill(round_, sections)
        changed.append(round_.number)
    if changed:
        record_act(account, study.id, "rounds_followed_drivers", rounds=changed)
    return changed


def keep_axis_round(study: Study, chosen: Round | None) -> None:
    """Let the protocol go on naming the round of the axes after rounds changed their numbers.

    Args:
        study: whose rounds were exchanged or taken out, with a protocol that is not locked yet.
        chosen: the round that the protocol named before; None when it named none that is there now.
    """
    if study.is_protocol_locked or chosen is None:
        return
    if study.protocol.get("axis_round") != chosen.number:
        study.protocol = {**study.protocol, "axis_round": chosen.number}


def find_named_round(study: Study) -> Round | None:
    """Return the round from which the protocol computes the axes."""
    number = study.protocol.get("axis_round", 1)
    return next((round_ for round_ in study.rounds if round_.number == number), None)


def _fill(round_: Round, sections: Iterable[Section]) -> None:
    for title, page in sections:
        specs = [QuestionSpec(q.kind, q.name, driver=q.driver, settings=q.settings) for q in page]
        add_section(round_, title, specs)
