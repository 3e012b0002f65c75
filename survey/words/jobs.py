"""The words behind jobs: what is done, how far it is, why it failed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _

if TYPE_CHECKING:
    from survey.models import Job


def job_word(kind: str) -> str:
    """Return what a kind of job does, as a title."""
    words = {
        "axes": _("Looking for two axes"),
        "camps": _("Looking for schools of thought"),
        "report": _("Making the report"),
        "release": _("Releasing the report"),
        "import": _("Taking in a file"),
    }
    return words.get(kind, _("Working"))


def job_state_words(job: Job) -> str:
    """Return where a job stands, in one sentence."""
    if job.state == "failed":
        return _failure_words(job)
    if job.state == "running" and job.is_stop_wanted:
        return _("It is being stopped.")
    words = {
        "queued": _("It waits for its turn."),
        "running": _step_words(job.step),
        "done": _("It is done."),
        "cancelled": _("It was stopped; nothing was changed."),
    }
    said = words[job.state]
    if job.state in {"queued", "running"} and job.attempts > (job.state == "running"):
        said = f"{_('The server stopped while this ran; it begins again.')} {said}"
    return said


def _failure_words(job: Job) -> str:
    words = {
        "unexpected": _(
            "This failed in a way nobody foresaw; nothing was changed. "
            "Ask for it again, or tell whoever runs this server."
        ),
        "lost": _(
            "The server stopped three times while this ran; nothing was changed. Ask for it again later."
        ),
    }
    return words.get(job.error) or _(job.error, **job.result.get("params", {}))


def _step_words(step: str) -> str:
    words = {
        "resampling": _("The panel is drawn again and again, to see what holds."),
        "assembling": _("The findings are put together."),
        "typesetting": _("The pages are set."),
        "drawing": _("The web page is drawn."),
        "tabulating": _("The figures are written into tables."),
        "keeping": _("The result is stored."),
        "reading": _("The file is read."),
    }
    return words.get(step, _("It has begun."))
