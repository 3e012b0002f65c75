"""What stands in the tables of a strategy: directions, options, signposts, wild cards; their cells."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from survey.errors import BadCell, NotFound
from survey.framing.fields import CODE_FIELD, NAME_FIELD, Control, Family, Field, read_value, write_value
from survey.framing.marks import mark_all
from survey.models import QUADRANTS, Direction, Option, Signpost, Study, WildCard

COSTS = ("low", "medium", "high")
WAYS = ("above", "below")
REVERSIBILITY = ("easy", "hard", "no")
FAILURES = {f"failure_{quadrant}": quadrant for quadrant in QUADRANTS}
"""Fields of an option that say what may break it in each scenario."""
LONGEST_LEAD = 1000
PLAN: Mapping[str, Family] = {
    family.code: family
    for family in (
        Family("directions", Direction, (CODE_FIELD, NAME_FIELD), "S"),
        Family(
            "options",
            Option,
            (
                CODE_FIELD,
                Field("direction", "choice", is_required=True),
                NAME_FIELD,
                Field("description", "long", by_language=True),
                Field("actor", by_language=True),
                Field("instrument", by_language=True),
                Field("cost_class", "choice", is_required=True, choices=COSTS),
                Field("lead_time_years", "number", is_required=True),
                Field("phase", "number", is_required=True),
                Field("prerequisites", "codes"),
                Field("trigger", by_language=True),
                Field("supports", "codes"),
                Field("reversibility", "choice", choices=REVERSIBILITY),
                *(Field(name, "long", by_language=True) for name in FAILURES),
            ),
            "O",
        ),
        Family(
            "signposts",
            Signpost,
            (
                CODE_FIELD,
                Field("quadrant", "choice", is_required=True, choices=QUADRANTS),
                Field("indicator", by_language=True, is_required=True),
                Field("source", by_language=True),
                Field("threshold", by_language=True),
                Field("way", "choice", choices=WAYS),
                Field("year", "number"),
                Field("lead_time_years", "number"),
                Field("next_look", "line"),
                Field("owner", "line"),
            ),
            "W",
        ),
        Family(
            "wild_cards",
            WildCard,
            (
                CODE_FIELD,
                NAME_FIELD,
                Field("description", "long", by_language=True),
                Field("quadrants", "codes"),
            ),
            "X",
        ),
    )
}
DETAILS: Mapping[type, tuple[str, ...]] = {
    Option: ("supports", "reversibility"),
    Signpost: ("way", "year", "lead_time_years", "next_look", "owner"),
}
"""Fields of a row that are kept among its details."""
EARLIEST, LATEST = 1900, 2300
FAILURE = "failure"
"""The name of the question what may break an option."""
ASKED_FIELDS = {"code", "name", "description", "actor", "instrument"}
"""What the panel read of an option: it stays as it was asked."""
DEFAULTS = {"cost_class": "medium", "lead_time_years": "1", "phase": "1"}


def get_plan_family(code: str) -> Family:
    """Return a table by its code."""
    if code not in PLAN:
        raise NotFound("There is no such table.")
    return PLAN[code]


def facts_of(family: Family, row: Any) -> dict[str, Any]:
    """Return what a row holds, by the names of its fields."""
    facts = {field.name: getattr(row, field.name, None) for field in family.fields}
    facts |= {name: row.details.get(name) for name in DETAILS.get(family.model, ())}
    if isinstance(row, Option):
        told = row.details.get("failure", {})
        facts |= {"direction": row.direction.code}
        facts |= {name: told.get(quadrant, {}) for name, quadrant in FAILURES.items()}
    return facts


def details_of(family: Family, row: Any | None, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the details of a row with other facts in them; what is empty is left out."""
    details = dict(row.details) if row is not None else {}
    details |= {name: facts[name] for name in DETAILS.get(family.model, ()) if name in facts}
    told = {quadrant: facts[name] for name, quadrant in FAILURES.items() if name in facts}
    if told:
        failure = {**details.get("failure", {}), **told}
        details["failure"] = {quadrant: text for quadrant, text in failure.items() if text}
    return {name: value for name, value in details.items() if value not in (None, "", [], {})}


def values_of(family: Family, row: Any, controls: Sequence[Control]) -> dict[str, str]:
    """Return what the cells of a row say, as a person would type it."""
    facts = facts_of(family, row)
    return {control.name: write_value(facts, control) for control in controls}


def mark_row(values: Mapping[str, str]) -> str:
    """Return the marks of a row's cells, by which a form tells what somebody else changed meanwhile."""
    return mark_all(values.values())


def mark_after(values: Mapping[str, str], before: str, names: Collection[str]) -> str:
    """Return the marks of what a form has seen once it learned some cells anew."""
    now, seen = mark_row(values).split("."), before.split(".")
    if len(seen) != len(now):
        return mark_row(values)
    told = [new if name in names else old for name, new, old in zip(values, now, seen, strict=True)]
    return ".".join(told)


def asked_options(study: Study) -> set[str]:
    """Return the ids of the options that an opened round asked about."""
    opened = [round_ for round_ in study.rounds if not round_.is_draft]
    return {question.option_id for round_ in opened for question in round_.questions if question.option_id}


def read_cell(study: Study, family: Family, row: Any | None, control: Control, typed: str) -> Any:
    """Return what a cell holds when this is typed into it.

    Raises:
        BadCell: with what the cell may hold.
    """
    name = control.field.name
    if name == "direction":
        return _read_direction(study, typed)
    if name == "prerequisites":
        return _read_prerequisites(study, row, typed)
    if name in ("supports", "quadrants"):
        return _read_supports(study, typed) if name == "supports" else _read_quadrants(typed)
    value = read_value(study, control, typed)
    if name == "next_look" and value:
        _check_day(value)
    if name == "lead_time_years" and value is not None and not 0 <= value <= LONGEST_LEAD:
        raise BadCell("Enter a number of years from 0 to %(most)s.", most=LONGEST_LEAD)
    if name == "year" and value is not None and not (value == int(value) and EARLIEST <= value <= LATEST):
        raise BadCell("Enter a year from 1900 to 2300.")
    if name == "phase":
        return _check_phase(study, value)
    return value


def _read_direction(study: Study, typed: str) -> str:
    if typed not in {direction.code for direction in study.directions}:
        raise BadCell("Choose a direction of this study; add one first if there is none.")
    return typed


def _read_supports(study: Study, typed: str) -> list[str]:
    codes = list(dict.fromkeys(typed.split(", "))) if typed else []
    known = {driver.code for driver in study.drivers}
    unknown = [code for code in codes if code not in known]
    if unknown:
        raise BadCell("There is no driver %(code)s.", code=unknown[0])
    return codes


def _read_quadrants(typed: str) -> list[str]:
    codes = list(dict.fromkeys(typed.upper().split(", "))) if typed else []
    unknown = [code for code in codes if code not in QUADRANTS]
    if unknown:
        raise BadCell("There is no scenario %(code)s; the four are Q1, Q2, Q3 and Q4.", code=unknown[0])
    return sorted(codes)


def _read_prerequisites(study: Study, row: Any | None, typed: str) -> list[str]:
    codes = list(dict.fromkeys(typed.split(", "))) if typed else []
    known = {option.code for option in study.options}
    unknown = [code for code in codes if code not in known]
    if unknown:
        raise BadCell("There is no option %(code)s.", code=unknown[0])
    if row is None:
        return codes
    if row.code in codes:
        raise BadCell("An option cannot need itself.")
    conditions = study.outlook.get("conditions", [])
    needs = list_needs(study, conditions)
    waits_for = [each["code"] for each in conditions if row.code in each.get("before", [])]
    circle = find_circle(needs | {row.code: [*codes, *waits_for]})
    if circle:
        raise BadCell("Options would wait for each other: %(circle)s.", circle=" → ".join(circle))
    return codes


def list_needs(study: Study, conditions: Sequence[Mapping[str, Any]]) -> dict[str, list[str]]:
    """Return what each option and each outer condition needs before it."""
    needs = {option.code: list(option.prerequisites) for option in study.options}
    for condition in conditions:
        for code in condition.get("before", []):
            if code in needs:
                needs[code] = [*needs[code], condition["code"]]
    return needs | {condition["code"]: list(condition.get("needs", [])) for condition in conditions}


def find_circle(needs: Mapping[str, Sequence[str]]) -> list[str]:
    """Return options that wait for each other in a circle, the first repeated at its end; else nothing."""
    done: set[str] = set()

    def follow(code: str, way: list[str]) -> list[str]:
        if code in way:
            return [*way[way.index(code) :], code]
        if code in done:
            return []
        for need in needs.get(code, ()):
            if circle := follow(need, [*way, code]):
                return circle
        done.add(code)
        return []

    return next((circle for code in needs if (circle := follow(code, []))), [])


def _check_day(typed: str) -> None:
    try:
        date.fromisoformat(typed)
    except ValueError as error:
        raise BadCell("Enter a day as year-month-day, such as 2027-03-31.") from error


def _check_phase(study: Study, value: float | None) -> int:
    numbers = [phase["number"] for phase in study.phases.get("list", [])]
    if value is None or value != int(value) or not 1 <= value <= 99:
        raise BadCell("Enter the number of a phase, from 1.")
    if numbers and value not in numbers:
        raise BadCell("There is no phase %(number)s; phases have a page of their own.", number=int(value))
    return int(value)
