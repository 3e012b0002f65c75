"""The stress test in words: verdicts, why there is none, why the frame is called for."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import ngettext

from survey.filters import number


def stress_word(verdict: str | None) -> str:
    """Return how an option fares under stress."""
    words = {"holds": _("holds"), "weakens": _("weakens"), "breaks": _("breaks")}
    return words.get(verdict or "", _("not decided"))


def stress_meaning(verdict: str) -> str:
    """Return what a verdict means, in a sentence."""
    words = {
        "holds": _("Under pressure from outside its class is as strong as in the scenarios, or stronger."),
        "weakens": _("Its class is weaker under pressure from outside; it does no new harm."),
        "breaks": _("Its class is weaker, and it harms the goal there or is not worth doing at all."),
    }
    return words[verdict]


def stress_reason(code: str | None) -> str:
    """Return why an option has no verdict."""
    words = {
        "not_rated_first": _("not rated in the scenarios by five experts"),
        "not_rated_second": _("not rated under stress by five experts"),
        "undetermined_first": _("its class in the scenarios is undetermined"),
        "undetermined_second": _("its class under stress is undetermined"),
    }
    return words.get(code or "", "")


def stress_sentences(counts: dict[str | None, int], robust: list[str], n_options: int) -> list[str]:
    """Return what came of the test: how many classes hold, and what is of no regret in both frames."""
    said = [
        _(
            "Of %(n)s options %(holds)s hold their class under pressure from outside, %(weakens)s weaken and "
            "%(breaks)s break.",
            n=n_options,
            holds=counts["holds"],
            weakens=counts["weakens"],
            breaks=counts["breaks"],
        )
    ]
    if counts[None]:
        said.append(
            ngettext(
                "Of %(num)s option nothing can be said.",
                "Of %(num)s options nothing can be said.",
                counts[None],
            )
        )
    if robust:
        said.append(_("No regret in both frames: %(options)s.", options=", ".join(robust)))
    else:
        said.append(_("No option is of no regret in both frames."))
    return said


def advice_sentence(controls: tuple[float, float], is_wished_for: bool | None) -> str:
    """Return why a second pair of axes from the outside is called for."""
    figures = {"a": number(controls[0]), "b": number(controls[1])}
    if is_wished_for:
        return _(
            "The panel holds both axes to be largely in the decision makers’ own hands (control %(a)s and "
            "%(b)s of 7) and wishes for both high ends: one future is heaven, one is hell, and options are "
            "best tested once more against a pair of drivers from outside.",
            **figures,
        )
    return _(
        "The panel holds both axes to be largely in the decision makers’ own hands (control %(a)s and %(b)s "
        "of 7): options are best tested once more against a pair of drivers from outside.",
        **figures,
    )
