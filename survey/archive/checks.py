"""What must hold of an archive beyond the types of its columns, so that its pages can be shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zoneinfo import available_timezones

from survey.archive.columns import damaged
from survey.errors import InvalidAnswer
from survey.framing.outlook import find_fault
from survey.questions import KINDS, check_settings
from survey.results.frozen import hash_answers
from survey.studyshape.families import FAMILIES
from survey.studyshape.keys import CODE, LANGUAGE_LIST, NAME, YEARS, check_keys
from survey.studyshape.rounds import check_notice, check_protocol

Content = Mapping[str, Any]
CELL = (int, float, str, dict, type(None))
QUESTION_KEYS = {"id", "kind", "name", "item", "quadrant", "scale"}


def check_study(facts: Content) -> None:
    """Check what a study says of itself.

    Raises:
        BadStudyFile: naming the place.
    """
    name = "archive"
    checks = {"code": CODE, "title": NAME, "languages": LANGUAGE_LIST, "waypoints": YEARS}
    check_keys(facts, checks, name, "")
    if facts["time_zone"] not in available_timezones():
        raise damaged("time_zone")
    phases = facts["phases"].get("list")
    if not isinstance(phases, list):
        raise damaged("phases")
    for number, phase in enumerate(phases, start=1):
        if not isinstance(phase, dict):
            raise damaged(f"phases {number}")
        check_keys(phase, FAMILIES["phases"], name, f"phases {number}: ")
    check_protocol(facts, name)
    check_notice(facts, name)
    fault = find_fault(facts.get("outlook", {}))
    if fault is not None:
        raise damaged(f"outlook, {fault}")


def check_question(facts: Content, place: str) -> None:
    """Check a question's kind and settings."""
    if facts["kind"] not in KINDS:
        raise damaged(place)
    settings = {key: value for key, value in facts["settings"].items() if key != "imported"}
    try:
        check_settings(facts["kind"], settings)
    except InvalidAnswer:
        raise damaged(place) from None


def check_findings(findings: Content, n_questions: int, place: str) -> None:
    """Check that findings speak of the round's questions, each with what it is called and was found."""
    found = findings.get("questions")
    n_answering = findings.get("n_answering")
    if not isinstance(found, dict) or not isinstance(n_answering, int) or isinstance(n_answering, bool):
        raise damaged(place)
    known = {str(number) for number in range(1, n_questions + 1)}
    for key, entry in found.items():
        is_named = isinstance(entry, dict) and {"name", "item", "quadrant"} <= entry.keys()
        if key not in known or not is_named:
            raise damaged(f"{place}, {key}")
        if not isinstance(entry.get("consensus", entry.get("summary")), dict):
            raise damaged(f"{place}, {key}")


def check_answers(answers: Any, n_questions: int, input_hash: str, place: str) -> None:
    """Check the shape of frozen answers, and their hash where all of them came along."""
    if not isinstance(answers, dict) or not isinstance(answers.get("n_panel"), int):
        raise damaged(place)
    experts, groups = answers["panelists"], answers["groups"]
    questions, values = answers["questions"], answers["values"]
    lists = all(isinstance(each, list) for each in (experts, groups, questions, values))
    if not lists or len(experts) != len(groups) or len(questions) != len(values):
        raise damaged(place)
    if not all(isinstance(each, str) for each in experts) or len(set(experts)) != len(experts):
        raise damaged(place)
    if not all(group is None or isinstance(group, str) for group in groups):
        raise damaged(place)
    for question, cells in zip(questions, values, strict=True):
        _check_column(question, cells, len(experts), n_questions, place)
    if answers.get("is_whole") and hash_answers(answers) != input_hash:
        raise damaged(place)


def _check_column(question: Any, cells: Any, n_experts: int, n_questions: int, place: str) -> None:
    if (
        not isinstance(question, dict)
        or not question.keys() >= QUESTION_KEYS
        or question["kind"] not in KINDS
    ):
        raise damaged(place)
    if question["id"] not in range(1, n_questions + 1) or not isinstance(question["scale"], list):
        raise damaged(place)
    if not isinstance(cells, list) or len(cells) != n_experts:
        raise damaged(place)
    if not all(isinstance(cell, CELL) and not isinstance(cell, bool) for cell in cells):
        raise damaged(place)
