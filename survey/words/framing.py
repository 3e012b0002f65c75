"""The words of the tables of a frame: columns, choices, what is still wrong."""

from __future__ import annotations

from flask_babel import gettext as _

from survey.framing.fields import Control
from survey.web import LANGUAGE_NAMES
from survey.words.codes import category_word, evidence_word


def column_word(name: str) -> str:
    """Return the head of a column."""
    words = {
        "code": _("Code"),
        "name": _("Name"),
        "place": _("Place"),
        "kind": _("Kind"),
        "citation": _("Citation"),
        "note": _("Note"),
        "statement": _("Statement"),
        "category": _("Domain"),
        "low_pole": _("Low pole"),
        "high_pole": _("High pole"),
        "evidence_codes": _("Evidence"),
        "text": _("Text"),
        "source": _("Source"),
        "number": _("Number"),
        "unit": _("Unit"),
    }
    return words[name]


def control_word(control: Control) -> str:
    """Return the label of a cell: its column, and its language where it has one."""
    column = column_word(control.field.name)
    if not control.language:
        return column
    return f"{column} · {LANGUAGE_NAMES.get(control.language, control.language)}"


def choice_words(control: Control) -> list[tuple[str, str]]:
    """Return what may be chosen in a cell, with its words; an empty choice where it may stay open."""
    word = category_word if control.field.name == "category" else evidence_word
    empty = [] if control.field.is_required else [("", "–")]
    return [*empty, *((code, word(code)) for code in control.field.choices)]


def warning_word(code: str) -> str:
    """Return what is still wrong with a row."""
    words = {
        "pole_missing": _("A pole is missing: both ends are needed before the panel can rate it."),
        "poles_alike": _("Both poles say the same."),
        "odd_code": _("This code has blanks or signs that files do not take; give it another one."),
        "language_missing": _("A text is missing in one language."),
    }
    return words[code]


def undo_word(action: str, code: str) -> str:
    """Return what one's next step backwards undoes."""
    words = {
        "frame_changed": _("Undo the change to “%(code)s”", code=code),
        "frame_added": _("Undo adding “%(code)s”", code=code),
        "frame_moved": _("Undo moving “%(code)s”", code=code),
        "put_in_bin": _("Undo deleting “%(code)s”", code=code),
    }
    return words[action]
