"""The rounds of an archive: what was asked, what was frozen, which reasons were released."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from secrets import SystemRandom
from typing import Any

from sqlalchemy import insert

from survey.archive.checks import check_answers, check_findings, check_question
from survey.archive.columns import check_content, damaged, unpack
from survey.archive.families import QUESTION, ROUND, SECTION, SNAPSHOT, STATE, SUPERSEDED
from survey.db import db, random_id
from survey.models import (
    Driver,
    Option,
    Panelist,
    Question,
    Reason,
    ReasonState,
    Round,
    Section,
    Snapshot,
    Study,
    SupersededSnapshot,
)

_lot = SystemRandom()
Entry = Mapping[str, Any]
Codes = tuple[Mapping[str, Driver], Mapping[str, Option]]


def add_rounds(
    study: Study, entries: Sequence[Any], drivers: Mapping[str, Driver], options: Mapping[str, Option]
) -> None:
    """Add the rounds with all that is frozen of them."""
    rounds: dict[int, Round] = {}
    for entry in entries:
        round_ = _add_round(study, entry, rounds, (drivers, options))
        rounds[round_.number] = round_
    names = _add_respondents(study, entries)
    for entry in entries:
        round_ = rounds[entry["number"]]
        _add_frozen(round_, entry, names)
        _add_reasons(round_, entry["reasons"], list(names.values()), study)
        db.session.flush()
        # The database takes nothing more into a round once it is closed.
        for name, value in unpack(Round, entry, STATE, f"rounds {round_.number}").items():
            setattr(round_, name, value)
    db.session.flush()


def _add_round(study: Study, entry: Any, rounds: Mapping[int, Round], codes: Codes) -> Round:
    facts = unpack(Round, entry, ROUND, "rounds")
    place = f"rounds {facts['number']}"
    if (facts["closed_at"] is None) != (entry["snapshot"] is None) or (
        facts["opened_at"] and not facts["closed_at"]
    ):
        raise damaged(place)
    before = entry["feedback_of"]
    round_ = Round(
        id=random_id(),
        study_id=study.id,
        feedback_round_id=None if before is None else rounds[before].id,
        **{name: value for name, value in facts.items() if name not in STATE},
    )
    study.rounds.append(round_)
    for section in entry["sections"]:
        _add_section(round_, section, codes, place)
    positions = sorted(question.position for question in round_.questions)
    if positions != list(range(1, len(positions) + 1)):
        raise damaged(place)
    db.session.flush()
    return round_


def _add_section(round_: Round, entry: Any, codes: Codes, place: str) -> None:
    section = Section(id=random_id(), round_id=round_.id, **unpack(Section, entry, SECTION, place))
    round_.sections.append(section)
    drivers, options = codes
    for each in entry["questions"]:
        facts = unpack(Question, each, QUESTION, place)
        check_question(facts, f"{place}, question {facts['position']}")
        driver, option = each["driver"], each["option"]
        section.questions.append(
            Question(
                id=random_id(),
                round_id=round_.id,
                driver_id=None if driver is None else drivers[driver].id,
                option_id=None if option is None else options[option].id,
                **facts,
            )
        )


def _add_respondents(study: Study, entries: Sequence[Entry]) -> dict[str, str]:
    """Add a pseudonymous member for each name of a respondent, and for whoever never answered."""
    groups = {group.code: group.id for group in study.groups}
    found: dict[str, str | None] = {}
    n_panel = 0
    for entry in entries:
        answers = (entry["snapshot"] or {}).get("answers") or {}
        found |= dict(zip(answers.get("panelists", []), answers.get("groups", []), strict=True))
        n_panel = max(n_panel, answers.get("n_panel", 0))
    if n_panel > 100_000:
        raise damaged("n_panel")
    names = {name: random_id() for name in found}
    rows = [
        {"id": names[name], "study_id": study.id, "group_id": groups[group] if group else None}
        for name, group in found.items()
    ]
    rows += [{"id": random_id(), "study_id": study.id, "group_id": None} for _ in range(n_panel - len(rows))]
    if rows:
        db.session.execute(insert(Panelist), sorted(rows, key=lambda row: row["id"]))
    return names


def _add_frozen(round_: Round, entry: Entry, names: Mapping[str, str]) -> None:
    ids = {question.position: question.id for question in round_.questions}
    place = f"rounds {round_.number}"
    for number, each in enumerate(entry["superseded"], start=1):
        facts = unpack(SupersededSnapshot, each, SUPERSEDED, f"{place}, superseded {number}")
        facts["findings"] = _by_id(facts["findings"], ids, place)
        empty = {"panelists": [], "groups": [], "questions": [], "values": [], "n_panel": 0}
        db.session.add(SupersededSnapshot(id=random_id(), round_id=round_.id, answers=empty, **facts))
    kept = entry["snapshot"]
    if kept is None:
        return
    facts = unpack(Snapshot, kept, SNAPSHOT, f"{place}, snapshot")
    facts["findings"] = _by_id(facts["findings"], ids, place)
    answers = kept["answers"]
    check_answers(answers, len(ids), facts["input_hash"], f"{place}, answers")
    answers = {
        "panelists": [names[name] for name in answers["panelists"]],
        "groups": answers["groups"],
        "questions": [{**question, "id": ids[question["id"]]} for question in answers["questions"]],
        "values": answers["values"],
        "n_panel": answers["n_panel"],
    }
    round_.snapshot = Snapshot(id=random_id(), round_id=round_.id, answers=answers, **facts)


def _by_id(findings: Entry, ids: Mapping[int, str], place: str) -> dict[str, Any]:
    check_findings(findings, len(ids), place)
    return {**findings, "questions": {ids[int(key)]: each for key, each in findings["questions"].items()}}


def _add_reasons(round_: Round, entries: Any, pool: list[str], study: Study) -> None:
    """Add the released reasons; who wrote them stayed behind, so lots decide under which name each lies."""
    if not isinstance(entries, list):
        raise damaged(f"rounds {round_.number}, reasons")
    by_place: dict[int, list[tuple[str, str]]] = {}
    for position, language, text in entries:
        check_content([language, text], f"rounds {round_.number}, reasons")
        by_place.setdefault(position, []).append((language[:8], text))
    ids = {question.position: question.id for question in round_.questions}
    while len(pool) < max(map(len, by_place.values()), default=0):
        pool.append(random_id())
        db.session.add(Panelist(id=pool[-1], study_id=study.id, group_id=None))
    db.session.flush()
    for position, texts in by_place.items():
        for (language, text), author in zip(texts, _lot.sample(pool, len(texts)), strict=True):
            db.session.add(
                Reason(
                    id=random_id(),
                    round_id=round_.id,
                    question_id=ids[position],
                    panelist_id=author,
                    text=text,
                    language=language,
                    state=ReasonState.RELEASED,
                )
            )
