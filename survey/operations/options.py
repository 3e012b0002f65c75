"""Changing the strategy of a study in tables: directions, options, signposts; everything is recorded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select

from survey.db import db, transaction
from survey.errors import (
    BadCell,
    CannotPutBack,
    CellsRefused,
    IllegalTransition,
    NotAllowed,
    NotFound,
    TholosError,
)
from survey.framing.fields import Control, Family, free_row_code, list_controls, tidy
from survey.framing.plan import (
    ASKED_FIELDS,
    DETAILS,
    FAILURES,
    asked_options,
    details_of,
    facts_of,
    find_circle,
    read_cell,
    values_of,
)
from survey.framing.typed import sort_typed
from survey.models import Account, Direction, Option, Question, Signpost, Study, WildCard
from survey.operations.backcasting import rename_in_conditions
from survey.operations.bin import pack_row, put_in_bin, restores, unpack_row
from survey.operations.identifiers import refuse_registration_numbers
from survey.operations.record import record_act

KINDS = {"directions": "direction", "options": "option", "signposts": "signpost", "wild_cards": "wild_card"}
"""How the bin names what each table holds."""
MORE: Mapping[type, Mapping[str, str]] = {Option: {"passage": ""}, WildCard: {"origin": "author"}}
"""What a new row of a table holds that nobody types."""


def get_plan_row(study: Study, family: Family, row_id: str) -> Any:
    """Return a row of a table of the study's strategy."""
    row = db.session.get(family.model, row_id)
    if row is None or row.study_id != study.id:
        raise NotFound("This row is not there any more; somebody may have deleted it.")
    return row


@transaction
def change_row(
    study: Study, family: Family, row_id: str, sent: Mapping[str, str], mark: str, account: Account | None
) -> Any:
    """Change cells of a row, all of those sent or none.

    Raises:
        CellsRefused: with the reason of each cell that cannot change; one that somebody else changed since
            it was shown is such a cell, and so is what the panel was asked about.
    """
    db.session.refresh(study, with_for_update=True)
    row = get_plan_row(study, family, row_id)
    controls = list_controls(family, study.languages)
    values = values_of(family, row, controls)
    changed, refused = sort_typed(controls, values, mark, sent)
    facts = _read(study, family, row, changed, refused)
    if refused:
        raise CellsRefused(refused, row_id)
    if facts:
        before = {control.name: values[control.name] for control in changed}
        _put(study, family, row, facts)
        after = values_of(family, row, list(changed))
        _record(account, study, "plan_changed", family, row, before=before, after=after)
    return row


def _read(
    study: Study, family: Family, row: Any, changed: Mapping[Control, str], refused: dict[str, TholosError]
) -> dict[str, Any]:
    """Return the facts that cells make; the reasons of those that cannot stand are put among the refused."""
    facts: dict[str, Any] = {}
    is_asked = isinstance(row, Option) and row.id in asked_options(study)
    for control, typed in changed.items():
        name = control.field.name
        try:
            if is_asked and name in ASKED_FIELDS:
                raise BadCell("The panel was asked about this option in these words; they stay.")
            refuse_registration_numbers(typed)
            value = read_cell(study, family, row, control, typed)
            if name == "code":
                _refuse_taken(study, family, value, row)
        except (BadCell, NotAllowed) as error:
            refused[control.name] = error
            continue
        if control.language:
            there = facts[name] if name in facts else facts_of(family, row).get(name) if row else {}
            texts = {**(there or {}), control.language: value}
            value = {language: text for language, text in texts.items() if text}
        facts[name] = value
    for control in changed:
        if control.language and control.field.is_required and facts.get(control.field.name) == {}:
            refused.setdefault(control.name, BadCell("This must not be empty in every language."))
            break
    return facts


def _refuse_taken(study: Study, family: Family, code: str, row: Any | None) -> None:
    same = select(family.model.id).filter_by(study_id=study.id)
    same = same.filter(
        func.lower(family.model.code) == code.lower(), family.model.id != (row.id if row else "")
    )
    if db.session.scalar(same.limit(1)):
        raise BadCell("Another row has the code %(code)s.", code=code)


def _put(study: Study, family: Family, row: Any, facts: dict[str, Any]) -> None:
    """Let a row hold other facts; a new code is taken over wherever the old one stood."""
    if "code" in facts:
        rename_in_conditions(study, family.code, row.code, facts["code"])
    if isinstance(row, Option) and "code" in facts:
        for other in study.options:
            other.prerequisites = [
                facts["code"] if code == row.code else code for code in other.prerequisites
            ]
        sets = [[facts["code"] if code == row.code else code for code in one] for one in list_sets(study)]
        study.phases = study.phases | {"exclusive": sets}
    for name, value in _columns(study, family, facts, row).items():
        setattr(row, name, value)
    db.session.flush()
    db.session.expire(row)


def _columns(study: Study, family: Family, facts: Mapping[str, Any], row: Any | None) -> dict[str, Any]:
    """Return facts under the names of columns: a direction by its row, details together."""
    kept = {"direction", *DETAILS.get(family.model, ()), *FAILURES}
    columns = {name: value for name, value in facts.items() if name not in kept}
    if "direction" in facts:
        columns["direction_id"] = next(
            each.id for each in study.directions if each.code == facts["direction"]
        )
    if family.model in DETAILS:
        columns["details"] = details_of(family, row, facts)
    return columns


@transaction
def add_row(study: Study, family: Family, sent: Mapping[str, str], account: Account | None) -> Any:
    """Add a row at the end of a table; without a code it gets the next one.

    Raises:
        CellsRefused: with the reason of each cell that cannot stand.
    """
    db.session.refresh(study, with_for_update=True)
    controls = list_controls(family, study.languages)
    rows = getattr(study, family.code)
    typed = {control: tidy(control, sent.get(control.name, "")) for control in controls}
    code = next(control for control in controls if control.name == "code")
    typed[code] = typed[code] or free_row_code(rows, family.prefix)
    refused: dict[str, TholosError] = {}
    facts = _read(study, family, None, typed, refused)
    if refused:
        raise CellsRefused(refused)
    position = max((row.position for row in rows), default=0) + 1
    more = MORE.get(family.model, {})
    row = family.model(study_id=study.id, position=position, **_columns(study, family, facts, None), **more)
    rows.append(row)
    db.session.flush()
    after = {control.name: text for control, text in typed.items() if text}
    _record(account, study, "plan_added", family, row, after=after)
    return row


@transaction
def move_row(study: Study, family: Family, row_id: str, step: int, account: Account | None) -> None:
    """Move a row up (-1) or down (1) by one place; at the end it stays where it is."""
    db.session.refresh(study, with_for_update=True)
    row, rows = get_plan_row(study, family, row_id), list(getattr(study, family.code))
    place = rows.index(row)
    if not 0 <= place + step < len(rows):
        return
    rows[place], rows[place + step] = rows[place + step], rows[place]
    for position, each in enumerate(rows, start=1):
        each.position = position
    db.session.flush()
    db.session.expire(study, [family.code])
    _record(account, study, "plan_moved", family, row, step=step)


@transaction
def delete_row(study: Study, family: Family, row_id: str, account: Account | None) -> None:
    """Put a row into the bin; refused where something rests on it."""
    db.session.refresh(study, with_for_update=True)
    row = get_plan_row(study, family, row_id)
    if isinstance(row, Direction) and any(option.direction_id == row.id for option in study.options):
        raise IllegalTransition("Move the options of this direction to another one, or delete them, first.")
    if isinstance(row, Option):
        _check_option_can_go(study, row)
    rename_in_conditions(study, family.code, row.code, None)
    name = row.indicator if isinstance(row, Signpost) else row.name
    put_in_bin(study, KINDS[family.code], name, pack_row(row), account)
    getattr(study, family.code).remove(row)
    db.session.flush()
    db.session.expire_all()


def _check_option_can_go(study: Study, option: Option) -> None:
    if option.id in asked_options(study):
        raise IllegalTransition("The panel was asked about this option; it stays.")
    waiting = [other.code for other in study.options if option.code in other.prerequisites]
    if waiting:
        raise IllegalTransition("%(code)s needs it first; change that before you delete it.", code=waiting[0])
    for question in db.session.scalars(select(Question).filter_by(option_id=option.id)):
        db.session.delete(question)  # of rounds in preparation; the round is prepared again
    sets = [[code for code in one if code != option.code] for one in list_sets(study)]
    study.phases = study.phases | {"exclusive": [one for one in sets if len(one) > 1]}


def list_sets(study: Study) -> list[list[str]]:
    """Return the sets of options of which only one can be done."""
    return [list(one) for one in study.phases.get("exclusive", [])]


@restores("direction")
def _restore_direction(study: Study, content: dict[str, Any]) -> Direction:
    return unpack_row(study, Direction, content)


@restores("signpost")
def _restore_signpost(study: Study, content: dict[str, Any]) -> Signpost:
    return unpack_row(study, Signpost, content)


@restores("wild_card")
def _restore_wild_card(study: Study, content: dict[str, Any]) -> WildCard:
    return unpack_row(study, WildCard, content)


@restores("option")
def _restore_option(study: Study, content: dict[str, Any]) -> Option:
    if db.session.get(Direction, content["direction_id"]) is None:
        raise CannotPutBack("Put its direction back first.")
    known = {option.code for option in study.options}
    needs = [code for code in content["prerequisites"] if code in known]
    others = {option.code: option.prerequisites for option in study.options}
    if find_circle(others | {content["code"]: needs}):
        needs = []  # others came to wait for it meanwhile
    return unpack_row(study, Option, content, prerequisites=needs)


def _record(account: Account | None, study: Study, act: str, family: Family, row: Any, **told: Any) -> None:
    record_act(account, study.id, act, family=family.code, row=row.id, code=row.code, **told)
