"""The roles in a study: what each is called, and what it may do."""

from __future__ import annotations

from flask_babel import gettext as _


def role_word(code: str) -> str:
    """Return what a role is called."""
    words = {
        "owner": _("Owner"),
        "editor": _("Editor"),
        "moderator": _("Moderator"),
        "analyst": _("Analyst"),
        "mailer": _("Correspondent"),
        "viewer": _("Reader"),
    }
    return words.get(code, code)


def role_meaning(code: str) -> str:
    """Return what a role may do and see, in one sentence."""
    words = {
        "owner": _("Does everything, chooses colleagues, and may delete the study."),
        "editor": _(
            "Frames the study, runs its rounds and reads everything; chooses no colleagues, deletes no study."
        ),
        "moderator": _(
            "Reads what experts wrote, without their names, and decides what the panel sees of it."
        ),
        "analyst": _(
            "Reads results and texts, has axes, scenarios and reports made, takes data away; sees no names."
        ),
        "mailer": _("Keeps the list of experts and writes to them; sees no results."),
        "viewer": _("Looks at boards and reports; sees no names and changes nothing."),
    }
    return words.get(code, "")
