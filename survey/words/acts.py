"""The words of the audit log and the bin: what was done, to what, and how a change reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from survey.filters import DASH, localized
from survey.words.acts_done import ACTS
from survey.words.codes import finding_word
from survey.words.jobs import job_word
from survey.words.roles import role_word

LONGEST_VALUE = 300


def act_word(action: str) -> str:
    """Return what was done, as a short sentence; an act without words of its own keeps its code."""
    found = ACTS.get(action)
    return str(found[1]) if found else action.replace("_", " ").capitalize()


def act_object(action: str) -> str:
    """Return the code of what an act was done to."""
    found = ACTS.get(action)
    return found[0] if found else "other"


def object_word(code: str) -> str:
    """Return what acts are done to, by its code."""
    words = {
        "study": _("The study"),
        "frame": _("Question, comparison, drivers"),
        "protocol": _("Protocol and notice"),
        "round": _("Rounds"),
        "panel": _("Panel and mail"),
        "words": _("Reasons and texts"),
        "results": _("Axes, scenarios, options"),
        "data": _("Reports, files, exports"),
        "colleagues": _("Colleagues and accounts"),
        "bin": _("Bin"),
    }
    return words.get(code, _("Other"))


def list_objects(actions: Iterable[str]) -> list[str]:
    """Return the codes of what these acts were done to, each once, in a fixed order."""
    order = [*dict.fromkeys(code for code, _sentence in ACTS.values()), "other"]
    return sorted({act_object(action) for action in actions}, key=order.index)


def binned_word(kind: str) -> str:
    """Return what kind of thing lies in the bin."""
    words = {
        "driver": _("Driver"),
        "evidence": _("Evidence"),
        "criterion": _("Criterion"),
        "system": _("Compared system"),
        "option": _("Option"),
        "direction": _("Direction"),
        "signpost": _("Signpost"),
        "stress_frame": _("Stress frame"),
        "wild_card": _("Wild card"),
        "group": _("Stakeholder group"),
        "round": _("Round in preparation"),
        "recommendation": _("Words of a recommendation"),
    }
    return words.get(kind, kind.replace("_", " ").capitalize())


def thing_word(name: str) -> str:
    """Return what a change is about; a name without words of its own is only made readable."""
    words = {
        "title": _("Title"),
        "name": _("Name"),
        "focal_question": _("Focal question"),
        "summary": _("Summary"),
        "languages": _("Languages"),
        "base_year": _("Base year"),
        "horizon_year": _("Horizon year"),
        "time_zone": _("Time zone"),
        "code": _("Code"),
        "role": _("Role"),
        "whom": _("Person"),
        "of": _("Results"),
        "work": _("Work"),
        "email": _("E-mail address"),
        "round": _("Round"),
        "number": _("Number"),
        "language": _("Language"),
        "file": _("File"),
        "kind": _("Kind"),
        "reason": _("Reason"),
        "hash": _("Hash"),
        "closes_on": _("Last day"),
        "state": _("State"),
        "statement": _("Statement"),
        "category": _("Domain"),
        "low_pole": _("Low pole"),
        "high_pole": _("High pole"),
        "position": _("Position"),
        "n": _("How many"),
    }
    return words.get(name, name.replace("_", " ").capitalize())


def value_words(value: Any, name: str = "") -> str:
    """Return a value of the log as it is read: texts in the reader's language, lists with commas.

    Args:
        value: what the log holds.
        name: what it is of; roles, jobs and findings are then called by their names.
    """
    say = {"role": role_word, "work": job_word, "of": finding_word}.get(name)
    text = say(value) if say and isinstance(value, str) else _plain(value)
    return text if len(text) <= LONGEST_VALUE else f"{text[: LONGEST_VALUE - 1]}…"


def moment_of(value: Any) -> datetime | None:
    """Return the time that a value of the log is, if it is one."""
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) and "T" in value else None
    except ValueError:
        return None
    return found if found and found.tzinfo else None


def _plain(value: Any) -> str:
    if value is None or value in ("", [], {}):
        return DASH
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Mapping):
        return _mapping_words(value)
    if isinstance(value, list | tuple):
        return ", ".join(_plain(each) for each in value)
    return str(value)


def _mapping_words(value: Mapping[str, Any]) -> str:
    """Return a text in the reader's language, or things with their names."""
    if all(len(key) == 2 and isinstance(each, str) for key, each in value.items()):
        return localized(value) or DASH
    return "; ".join(f"{thing_word(key)}: {_plain(each)}" for key, each in value.items())
