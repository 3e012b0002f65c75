"""Outer conditions of the way to the wanted future, and from which future the way goes back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from survey.db import db, transaction
from survey.errors import BadCell, StaleAnswer
from survey.framing.fields import check_code
from survey.framing.outlook import read_conditions
from survey.framing.plan import LONGEST_LEAD, find_circle, list_needs
from survey.models import QUADRANTS, Account, Study
from survey.models.adoption import mark_content
from survey.operations.record import record_act

Condition = Mapping[str, Any]
_TARGETS = {"options": ("needs", "before"), "signposts": ("signpost",)}
"""Where conditions name what stands in another table of the strategy."""


def list_conditions(study: Study) -> list[dict[str, Any]]:
    """Return the outer conditions: code, name, years, needs, before, supports, signpost; tolerant of gaps."""
    return [_whole(each) for each in read_conditions(study)]


def _whole(said: Mapping[str, Any]) -> dict[str, Any]:
    years = said.get("years")
    is_years = isinstance(years, int | float) and not isinstance(years, bool) and 0 <= years <= LONGEST_LEAD
    lists = {key: _codes(said.get(key)) for key in ("needs", "before", "supports")}
    signpost = said.get("signpost")
    return {
        "code": said["code"],
        "name": dict(said["name"]),
        "years": years if is_years else 0,
        **lists,
        "signpost": signpost if isinstance(signpost, str) else "",
    }


def _codes(said: Any) -> list[str]:
    return [each for each in said if isinstance(each, str)] if isinstance(said, list) else []


def mark_backcast(study: Study) -> str:
    """Return the mark of the conditions and the target, by which a form knows what it showed."""
    return mark_content([list_conditions(study), study.outlook.get("backcast", {})])


@transaction
def set_conditions(
    study: Study,
    conditions: Sequence[Condition],
    target: str,
    known: str,
    account: Account | None = None,
) -> None:
    """Set the outer conditions and the scenario to go back from; "" means the one that the panel prefers.

    Raises:
        StaleAnswer: when somebody else set others meanwhile.
        BadCell: for a code that is taken or unknown, or what would wait for itself.
    """
    db.session.refresh(study, with_for_update=True)
    if known != mark_backcast(study):
        raise StaleAnswer("Somebody else changed the conditions meanwhile. Nothing of yours is lost.")
    if target and target not in QUADRANTS:
        raise BadCell("There are four scenarios: Q1, Q2, Q3 and Q4.")
    _check(study, conditions)
    before = {"conditions": list_conditions(study), "target": study.outlook.get("backcast", {})}
    chosen = {"quadrant": target} if target else {}
    after = {"conditions": [_whole(each) for each in conditions], "target": chosen}
    if before == after:
        return
    study.outlook = {**study.outlook, "conditions": [dict(each) for each in conditions], "backcast": chosen}
    record_act(account, study.id, "conditions_set", before=before, after=after)


def _check(study: Study, conditions: Sequence[Condition]) -> None:
    options = {option.code for option in study.options}
    codes = [condition["code"] for condition in conditions]
    for condition in conditions:
        check_code(condition["code"])
        if condition["code"] in options or codes.count(condition["code"]) > 1:
            raise BadCell("Another row has the code %(code)s.", code=condition["code"])
        _check_known(condition["needs"], options | set(codes))
        _check_known(condition["before"], options)
        drivers = {driver.code for driver in study.drivers}
        unknown = [code for code in condition["supports"] if code not in drivers]
        if unknown:
            raise BadCell("There is no driver %(code)s.", code=unknown[0])
    circle = find_circle(list_needs(study, conditions))
    if circle:
        raise BadCell("Options would wait for each other: %(circle)s.", circle=" → ".join(circle))


def _check_known(named: Sequence[str], known: set[str]) -> None:
    unknown = [code for code in named if code not in known]
    if unknown:
        raise BadCell("There is no option or condition %(code)s.", code=unknown[0])


def rename_in_conditions(study: Study, family: str, code: str, new: str | None) -> None:
    """Let conditions name what has another code now; None takes it out of them."""
    if family not in _TARGETS or not study.outlook.get("conditions"):
        return
    renamed = [_rename(condition, family, code, new) for condition in list_conditions(study)]
    study.outlook = {**study.outlook, "conditions": renamed}


def _rename(condition: dict[str, Any], family: str, code: str, new: str | None) -> dict[str, Any]:
    for key in _TARGETS[family]:
        if isinstance(condition.get(key), list):
            named = [new if each == code else each for each in condition[key]]
            condition[key] = [each for each in named if each]
        elif condition.get(key) == code:
            condition[key] = new or ""
    return condition


def rename_in_supports(study: Study, code: str, new: str) -> None:
    """Let options and conditions name a driver by its new code."""
    for option in study.options:
        if code in option.details.get("supports", []):
            option.details = {**option.details, "supports": _exchange(option.details["supports"], code, new)}
    if study.outlook.get("conditions"):
        found = list_conditions(study)
        renamed = [each | {"supports": _exchange(each.get("supports", []), code, new)} for each in found]
        study.outlook = {**study.outlook, "conditions": renamed}


def _exchange(codes: Sequence[str], code: str, new: str) -> list[str]:
    return [new if each == code else each for each in codes]
