"""The rounds of a study file, the notice to its experts and its protocol, key by key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from survey.errors import BadStudyFile, InvalidAnswer
from survey.models import FEEDBACK_FORMS, LATE_JOINERS, MISSED_ROUNDS, QUADRANTS, RoundKind
from survey.operations.studies import DEFAULT_PROTOCOL
from survey.questions import KINDS, check_settings, get_kind
from survey.questions.placement import TODAY
from survey.questions.prompts import METHOD_KINDS
from survey.results.protocol import QUANTILE_METHODS, read_consensus_rule, read_stability_rule
from survey.studyshape.keys import (
    MAP,
    NAME,
    TEXT,
    Key,
    check_keys,
    check_known,
    fault,
    is_list_of,
    is_number,
    nullable,
    one_of,
    optional,
)

LONGEST_NAME = 120
MOST_ROUNDS = 20
MOST_QUESTIONS = 1_000
Entry = Mapping[str, Any]

ENTRIES = Key(lambda value: isinstance(value, list), "a list")
QUESTION_NAME = Key(
    lambda value: isinstance(value, str) and 0 < len(value.strip()) <= LONGEST_NAME and value.isprintable(),
    f"a printable name of 1 to {LONGEST_NAME} characters",
)
EARLIER = Key(lambda value: is_number(value, 1, MOST_ROUNDS), "the number of an earlier round, or null")
REFERENCE = Key(lambda value: isinstance(value, str), "a code in quotes")

ROUND: Mapping[str, Key] = {
    "kind": one_of(*RoundKind),
    "title": NAME,
    "intro": optional(TEXT),
    "feedback_of": nullable(EARLIER),
    "sections": optional(ENTRIES),
}
SECTION: Mapping[str, Key] = {"title": optional(TEXT), "questions": ENTRIES}
QUESTION: Mapping[str, Key] = {
    "kind": one_of(*KINDS),
    "name": QUESTION_NAME,
    "driver": nullable(REFERENCE),
    "option": nullable(REFERENCE),
    "quadrant": nullable(one_of(*QUADRANTS)),
    "settings": optional(MAP),
}
NOTICE: Mapping[str, Key] = {
    **dict.fromkeys(("who", "purpose", "basis", "contact", "further"), optional(TEXT)),
    "key_days": optional(Key(lambda value: is_number(value, 1, 3650), "a number of days from 1 to 3650")),
    "contact_months": optional(
        Key(lambda value: is_number(value, 1, 120), "a number of months from 1 to 120")
    ),
}
SHARE = Key(lambda value: is_number(value, 0, 1, (int, float)), "a share from 0 to 1")
FEW = Key(lambda value: is_number(value, 1, 1000), "a whole number from 1")
RULE = Key(lambda value: isinstance(value, str), "a rule in quotes")
PROTOCOL: Mapping[str, Key] = {
    "scale": Key(
        lambda value: (
            is_list_of(value, lambda point: is_number(point, -99, 99))
            and len(value) == 2
            and value[0] < value[1]
        ),
        "the lowest and the highest point, such as [1, 7]",
    ),
    "consensus_rule": RULE,
    "stability_rule": RULE,
    "quantile_method": one_of(*QUANTILE_METHODS),
    "denominator": one_of("valid", "answered"),
    "min_n": FEW,
    "floor": Key(lambda value: value == DEFAULT_PROTOCOL["floor"], f"{DEFAULT_PROTOCOL['floor']}"),
    "share_stable_to_stop": SHARE,
    "feedback": Key(
        lambda value: is_list_of(value, lambda form: form in FEEDBACK_FORMS),
        "a list out of " + ", ".join(FEEDBACK_FORMS),
    ),
    "late_joiners": one_of(*LATE_JOINERS),
    "missed_rounds": one_of(*MISSED_ROUNDS),
    "axis_round": Key(lambda value: is_number(value, 1, MOST_ROUNDS), "the number of a round"),
    "item_order": one_of("fixed", "random"),
    "orientation": one_of("unsigned", "aligned"),
}


def check_protocol(content: Entry, name: str) -> None:
    """Check every setting of the protocol that a file gives; the others keep their defaults."""
    protocol = _object(content, "protocol", name)
    _check_all(protocol, {key: optional(rule) for key, rule in PROTOCOL.items()}, name, "protocol: ")
    whole = {**DEFAULT_PROTOCOL, **protocol}
    for key, check in (("consensus_rule", read_consensus_rule), ("stability_rule", read_stability_rule)):
        if key in protocol:
            try:
                check(whole)
            except BadStudyFile as error:
                raise BadStudyFile(
                    "%(path)s: “%(place)s”: %(why)s", path=name, place=f"protocol: {key}", why=error
                ) from error


def check_notice(content: Entry, name: str) -> None:
    """Check every text of the notice."""
    _check_all(_object(content, "notice", name), NOTICE, name, "notice: ")


def check_rounds(content: Entry, name: str) -> None:
    """Check rounds, sections and questions; each fault is named by the place where it stands.

    Raises:
        BadStudyFile: naming the file, the round, section and question, and what was expected.
    """
    rounds = content.get("rounds", [])
    if not ENTRIES.fits(rounds) or len(rounds) > MOST_ROUNDS:
        raise fault(name, "rounds", f"a list of at most {MOST_ROUNDS} rounds")
    for number, round_ in enumerate(rounds, start=1):
        place = f"rounds {number}: "
        _check_all(round_, ROUND, name, place)
        before = round_.get("feedback_of")
        if before is not None and before >= number:
            raise fault(name, f"{place}feedback_of", EARLIER.expected)
        _check_questions(round_, content, name, place)


def _check_questions(round_: Entry, content: Entry, name: str, round_place: str) -> None:
    asked: set[tuple[Any, ...]] = set()
    for place, question in _questions(round_, name, round_place):
        _check_all(question, QUESTION, name, place)
        _check_target(question, content, name, place)
        target = tuple(question.get(key) for key in ("name", "driver", "option", "quadrant"))
        if target in asked:
            raise fault(name, f"{place}name", "another one; this round asks the same question twice")
        asked.add(target)
        if len(asked) > MOST_QUESTIONS:
            raise fault(name, f"{round_place}sections", f"sections of at most {MOST_QUESTIONS} questions")
        if "imported" in question.get("settings", {}):
            raise fault(name, f"{place}settings: imported", "left out where somebody is asked")
        usual = METHOD_KINDS.get(question["name"], question["kind"])
        if usual != question["kind"]:
            raise fault(name, f"{place}kind", f"{usual}, as the method asks “{question['name']}”")
        try:
            check_settings(question["kind"], question.get("settings", {}))
        except InvalidAnswer as error:
            raise BadStudyFile(
                "%(path)s: “%(place)s”: %(why)s", path=name, place=f"{place}settings", why=error
            ) from error
        _check_named(question, content, name, f"{place}settings: ")


def _questions(round_: Entry, name: str, round_place: str) -> Iterator[tuple[str, Entry]]:
    for number, section in enumerate(round_.get("sections", []), start=1):
        place = f"{round_place}sections {number}: "
        _check_all(section, SECTION, name, place)
        if not section["questions"]:
            raise fault(name, f"{place}questions", "a list of at least one question")
        for position, question in enumerate(section["questions"], start=1):
            yield f"{place}questions {position}: ", question


def _check_target(question: Entry, content: Entry, name: str, place: str) -> None:
    """Check that what a question is about is in the file, and that it is about one thing."""
    if question.get("driver") is not None and question.get("option") is not None:
        raise fault(name, f"{place}option", "left out where the question is about a driver")
    for key, family in (("driver", "drivers"), ("option", "options")):
        if question.get(key) is not None:
            known = {entry["code"] for entry in content.get(family, [])}
            check_known([question[key]], known, name, f"{place}{key}")


def _check_named(question: Entry, content: Entry, name: str, place: str) -> None:
    """Check that what the settings name by code is in the file."""
    for key, families in get_kind(question["kind"]).refers_to:
        known = {entry["code"] for family in families for entry in content.get(family, [])}
        known |= {TODAY} if key == "subjects" else set()
        named = [entry for entry in question.get("settings", {}).get(key, []) if isinstance(entry, str)]
        check_known(named, known, name, f"{place}{key}")


def _object(content: Entry, key: str, name: str) -> Entry:
    found = content.get(key, {})
    if not MAP.fits(found):
        raise fault(name, key, MAP.expected)
    return found


def _check_all(entry: Any, keys: Mapping[str, Key], name: str, place: str) -> None:
    """Check an entry key by key; a key that means nothing is a misspelled one."""
    if not isinstance(entry, dict):
        raise fault(name, place.removesuffix(": "), MAP.expected)
    unknown = [key for key in entry if key not in keys]
    if unknown:
        raise fault(name, f"{place}{unknown[0]}", "one of the keys " + ", ".join(keys))
    check_keys(entry, keys, name, place)
