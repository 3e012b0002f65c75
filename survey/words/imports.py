"""The words around files that people bring along: what a column holds, what a row does, what to know."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _

from survey.web import LANGUAGE_NAMES


def field_word(field: str) -> str:
    """Return what a field of a table is called; texts name their language."""
    text, _separator, language = field.rpartition("_")
    if language in LANGUAGE_NAMES and text:
        return _("%(field)s (%(language)s)", field=_plain(text), language=LANGUAGE_NAMES[language])
    return _plain(field)


def _plain(field: str) -> str:
    return {
        "name": _("Name"),
        "email": _("E-mail address"),
        "language": _("Language"),
        "group": _("Stakeholder group"),
        "code": _("Code"),
        "statement": _("Statement"),
        "low_pole": _("Low pole"),
        "high_pole": _("High pole"),
        "category": _("Category"),
        "evidence": _("Evidence"),
    }[field]


def state_word(state: str) -> str:
    """Return what a row of a table does."""
    return {
        "new": _("new"),
        "changed": _("changed"),
        "same": _("left out"),
        "bad": _("error"),
    }[state]


def note_sentence(code: str, value: str) -> str:
    """Return what is to be known of a whole table."""
    return {
        "encoding": _("The text was read as %(name)s. Look whether names and letters are right.", name=value),
        "columns": _("Only the first %(n)s columns were read.", n=value),
        "sheet": _("The sheet “%(name)s” was read, and no other.", name=value),
        "hidden": _("Hidden sheets were left out: %(n)s.", n=value),
        "merged": _("The sheet has merged cells: only the first cell of each holds its text."),
        "formulas": _("The sheet has formulas: they were read as text and not computed."),
    }[code]


def unsure_sentence(missing: Sequence[str], doubled: Sequence[str]) -> str:
    """Return why a person should say what the columns hold."""
    if missing:
        words = ", ".join(field_word(each) for each in missing)
        return _("No column is known to hold this: %(fields)s. Choose below which one does.", fields=words)
    if doubled:
        words = ", ".join(field_word(each) for each in doubled)
        return _("More than one column is taken for this: %(fields)s. Choose one below.", fields=words)
    return _("The first row is no known heading. Look below whether the columns are right.")
