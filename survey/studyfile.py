"""Study files: a whole study's frame as JSON, format "tholos-study/1"."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from survey.db import transaction
from survey.errors import BadStudyFile
from survey.models import RoundKind, Study
from survey.operations.rounds import QuestionSpec, add_section, create_round
from survey.operations.studies import (
    add_criterion,
    add_direction,
    add_driver,
    add_evidence,
    add_group,
    add_option,
    add_signpost,
    add_system,
    create_study,
)
from survey.operations.wild_cards import add_wild_card
from survey.studyshape import FAMILIES, check_shape

FORMAT = "tholos-study/1"
Content = Mapping[str, Any]


def read_study_file(path: Path) -> dict[str, Any]:
    """Read a study file and check its form.

    Raises:
        BadStudyFile: naming the file, the place and what was expected.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise BadStudyFile("There is no file %(path)s.", path=path.name) from None
    except OSError as error:
        raise BadStudyFile(
            "%(path)s cannot be read: %(why)s", path=path.name, why=error.strerror or error
        ) from None
    return parse_study_file(data, path.name)


def parse_study_file(data: bytes, name: str) -> dict[str, Any]:
    """Return the content of a study file that was sent, once its form is checked.

    Raises:
        BadStudyFile: naming the file, the place and what was expected.
    """
    try:
        content = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:  # also digits without end and brackets without end
        raise BadStudyFile("%(path)s is not JSON in UTF-8: %(why)s", path=name, why=error) from None
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise BadStudyFile("%(path)s is not a study file of the format %(format)s.", path=name, format=FORMAT)
    _check(content, name)
    return content


def _check(content: Content, name: str) -> None:
    for key in ("code", "title", "languages", "template"):
        if not content.get(key):
            raise BadStudyFile("%(path)s says nothing under “%(key)s”.", path=name, key=key)
    if not content.get("drivers") and not content.get("rounds"):
        raise BadStudyFile("%(path)s says nothing under “%(key)s”.", path=name, key="drivers")
    check_shape(content, name)
    _check_codes(content, name)


def _check_codes(content: Content, name: str) -> None:
    for family in sorted(FAMILIES.keys() - {"phases"}):
        codes = [entry["code"] for entry in content.get(family, [])]
        if len(set(codes)) != len(codes):
            raise BadStudyFile(
                "%(path)s: every entry of “%(family)s” needs a code of its own.", path=name, family=family
            )


@transaction
def import_study(content: Content, **facts: Any) -> Study:
    """Create a study from the content of a study file; all of it or nothing."""
    protocol = {**content.get("protocol", {}), **facts.pop("protocol", {})}
    study = create_study(
        code=content["code"],
        title=content["title"],
        template=content["template"],
        languages=content["languages"],
        focal_question=content.get("focal_question", {}),
        summary=content.get("summary", {}),
        source=content.get("source", {}),
        privacy_mode=content.get("privacy_mode", "sealed"),
        base_year=content.get("base_year"),
        horizon_year=content.get("horizon_year"),
        waypoints=content.get("waypoints", []),
        phases={"list": content.get("phases", [])},
        is_simulated=content.get("is_simulated", False),
        notice=content.get("notice", {}),
        protocol=protocol,
        **facts,
    )
    try:
        _add_frame(study, content)
        _add_strategy(study, content)
        _set_outlook(study, content)
        _add_rounds(study, content)
    except (KeyError, TypeError) as error:
        raise BadStudyFile("The study file lacks or misspells %(key)s.", key=error) from error
    return study


def _add_frame(study: Study, content: Content) -> None:
    for group in content.get("groups", []):
        add_group(study, group["code"], group["name"])
    for system in content.get("systems", []):
        add_system(study, system["code"], system["name"], system.get("place", {}))
    for criterion in content.get("criteria", []):
        add_criterion(study, criterion["code"], criterion["name"], criterion["cells"])
    for evidence in content.get("evidence", []):
        add_evidence(
            study, evidence["code"], evidence["kind"], evidence["citation"], evidence.get("note", {})
        )
    for driver in content.get("drivers", []):
        add_driver(
            study,
            driver["code"],
            driver["name"],
            statement=driver.get("statement", {}),
            category=driver.get("category"),
            low_pole=driver.get("low_pole", {}),
            high_pole=driver.get("high_pole", {}),
            is_reversed=driver.get("is_reversed", False),
            passage=driver.get("passage", ""),
            evidence_codes=driver.get("evidence", []),
        )


def _add_strategy(study: Study, content: Content) -> None:
    directions = {
        direction["code"]: add_direction(study, direction["code"], direction["name"])
        for direction in content.get("directions", [])
    }
    for option in content.get("options", []):
        add_option(
            study,
            directions[option["direction"]],
            option["code"],
            name=option["name"],
            description=option.get("description", {}),
            actor=option.get("actor", {}),
            instrument=option.get("instrument", {}),
            trigger=option.get("trigger", {}),
            phase=option["phase"],
            lead_time_years=option["lead_time_years"],
            cost_class=option["cost_class"],
            prerequisites=option.get("prerequisites", []),
            passage=option.get("passage", ""),
            details=option.get("details", {}),
        )
    for signpost in content.get("signposts", []):
        add_signpost(
            study,
            signpost["code"],
            signpost["quadrant"],
            indicator=signpost["indicator"],
            source=signpost["source"],
            threshold=signpost["threshold"],
            details=signpost.get("details", {}),
        )
    for card in content.get("wild_cards", []):
        add_wild_card(
            study, card["code"], card["name"], card.get("description", {}), card.get("quadrants", [])
        )
    if content.get("conditions"):
        conditions = [_condition(each) for each in content["conditions"]]
        study.outlook = {**study.outlook, "conditions": conditions}


def _set_outlook(study: Study, content: Content) -> None:
    said = {key: content[key] for key in ("third_dimension", "stress") if content.get(key)}
    study.outlook = {**study.outlook, **said}


def _condition(entry: Content) -> dict[str, Any]:
    lists = {key: list(entry.get(key, [])) for key in ("needs", "before", "supports")}
    plain = {key: entry[key] for key in ("code", "name", "years")}
    return plain | lists | {"signpost": entry.get("signpost", "")}


def _add_rounds(study: Study, content: Content) -> None:
    for entry in content.get("rounds", []):
        before = entry.get("feedback_of")
        round_ = create_round(
            study,
            RoundKind(entry["kind"]),
            entry["title"],
            entry.get("intro", {}),
            feedback_round=study.rounds[before - 1] if before else None,
        )
        for section in entry.get("sections", []):
            specs = [_question(study, question) for question in section["questions"]]
            add_section(round_, section.get("title", {}), specs)


def _question(study: Study, question: Content) -> QuestionSpec:
    drivers = {driver.code: driver for driver in study.drivers}
    options = {option.code: option for option in study.options}
    return QuestionSpec(
        question["kind"],
        question["name"],
        driver=drivers[question["driver"]] if question.get("driver") else None,
        option=options[question["option"]] if question.get("option") else None,
        quadrant=question.get("quadrant"),
        settings=question.get("settings", {}),
    )
