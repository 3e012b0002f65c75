"""The words behind the versions of a report: for whom it is made, what is new in it, what was opened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from flask_babel import ngettext

from survey.filters import day
from survey.web import LANGUAGE_NAMES
from survey.words.codes import class_word

if TYPE_CHECKING:
    from survey.models import Report


def profile_word(code: str) -> str:
    """Return for whom a report is made, as a title."""
    words = {
        "executive": _("Four pages to decide on"),
        "full": _("The whole report"),
        "methods": _("Methods and figures"),
    }
    return words.get(code, code)


def profile_meaning(code: str) -> str:
    """Return what a profile holds, in one sentence."""
    words = {
        "executive": _("The answer, the futures, what to do, how sure it is."),
        "full": _("Everything from the question to the roadmap, with all annexes."),
        "methods": _("How it was done and all figures, for whoever checks it."),
    }
    return words.get(code, "")


def paper_word(code: str) -> str:
    """Return the name of a sheet of paper."""
    return {"a4": "A4", "letter": "Letter"}.get(code, code)


def version_name(report: Report) -> str:
    """Return what one version of a report is called."""
    return _(
        "%(profile)s, %(language)s, version %(number)s",
        profile=profile_word(report.profile),
        language=LANGUAGE_NAMES.get(report.language, report.language),
        number=report.number,
    )


def opened_word(code: str) -> str:
    """Return what was opened by a link."""
    words = {"opened": _("Link"), "page": _("Web page"), "pdf": _("PDF"), "data": _("Data")}
    return words.get(code, code)


def news_words(news: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return what is new in a version, one sentence for each; what cannot be told is named as such."""
    told = []
    for each in news:
        say = _SENTENCES.get(str(each.get("code")))
        try:
            sentence = say(each) if say else ""
        except (KeyError, TypeError, ValueError):  # from an archive that somebody wrote by hand
            sentence = _("Something else changed.")
        if sentence:
            told.append(sentence)
    return told


def withdrawn_words(withdrawal: Mapping[str, Any]) -> str:
    """Return when a version was withdrawn, and why."""
    try:
        when = day(date.fromisoformat(str(withdrawal.get("day"))), "medium")
    except ValueError:
        when = "–"
    return _("Withdrawn on %(day)s: %(reason)s", day=when, reason=str(withdrawal.get("reason", "")))


def _since(each: Mapping[str, Any]) -> str:
    return _("Compared with version %(number)s:", number=int(each["number"]))


def _rounds(each: Mapping[str, Any]) -> str:
    numbers = [int(number) for number in each["rounds"]]
    names = ", ".join(map(str, numbers))
    said = ngettext("Round %(names)s is new.", "Rounds %(names)s are new.", len(numbers), names=names)
    if each["before"] == each["after"]:
        return said
    counts = _(
        "It rests on %(after)s experts; before, %(before)s.",
        after=int(each["after"]),
        before=int(each["before"]),
    )
    return f"{said} {counts}"


def _axis(each: Mapping[str, Any]) -> str:
    after, before = str(each["after"]), str(each["before"])
    if not before:
        return _("Axis %(axis)s is new: “%(after)s”.", axis=each["axis"], after=after)
    parts = []
    if before != after:
        parts.append(
            _(
                "Axis %(axis)s is now “%(after)s”; before, “%(before)s”.",
                axis=each["axis"],
                after=after,
                before=before,
            )
        )
    if each["poles"]:
        parts.append(_("The poles of axis %(axis)s, “%(name)s”, changed.", axis=each["axis"], name=after))
    if each["drivers"]:
        codes = ", ".join(map(str, each["drivers"]))
        parts.append(_("The drivers of axis %(axis)s changed: %(codes)s.", axis=each["axis"], codes=codes))
    return " ".join(parts)


def _preferred(each: Mapping[str, Any]) -> str:
    before, after = str(each["before"]), str(each["after"])
    if not after:
        return _("No future is preferred any more; before, it was “%(before)s”.", before=before)
    if not before:
        return _("A preferred future is named: “%(after)s”.", after=after)
    return _("The preferred future is now “%(after)s”; before, “%(before)s”.", after=after, before=before)


def _class(each: Mapping[str, Any]) -> str:
    return _(
        "Option “%(option)s”: now %(after)s, before %(before)s.",
        option=str(each["option"]),
        after=class_word(each["after"]),
        before=class_word(each["before"]),
    )


def _options(each: Mapping[str, Any]) -> str:
    added, gone = ("; ".join(map(str, each[key])) for key in ("added", "gone"))
    parts = [_("New options: %(names)s.", names=added)] if added else []
    parts += [_("Options left out: %(names)s.", names=gone)] if gone else []
    return " ".join(parts)


def _verdicts(each: Mapping[str, Any]) -> str:
    before, after = each["before"], each["after"]
    return _(
        "Consensus on %(after)s of %(after_of)s ratings, before on %(before)s of %(before_of)s; "
        "lasting dissent on %(dissent)s, before on %(dissent_before)s.",
        after=int(after["agreed"]),
        after_of=int(after["of"]),
        before=int(before["agreed"]),
        before_of=int(before["of"]),
        dissent=int(after["dissent"]),
        dissent_before=int(before["dissent"]),
    )


def _amended(each: Mapping[str, Any]) -> str:
    return ngettext(
        "The protocol was amended once more.", "The protocol was amended %(num)s times more.", int(each["n"])
    )


def _reworded(each: Mapping[str, Any]) -> str:
    words = _part_words()
    names = sorted({str(words.get(name, _("other parts"))) for name in map(str, each["parts"])})
    return _("Words or details changed in: %(names)s.", names=", ".join(names))


def _part_words() -> dict[str, str]:
    return {
        "method": _("method"),
        "systems": _("comparison"),
        "evidence": _("sources"),
        "drivers": _("drivers"),
        "questions": _("results by question"),
        "other_questions": _("results by question"),
        "other_answers": _("other answers"),
        "axes": _("axes"),
        "scenarios": _("scenarios"),
        "wild_cards": _("scenarios"),
        "tableau": _("scenarios"),
        "space": _("third dimension"),
        "preference": _("preferred future"),
        "strategy": _("options"),
        "recommendations": _("recommendations"),
        "stress": _("stress test"),
        "backcast": _("roadmap"),
        "signposts": _("signposts"),
        "guidelines": _("reporting guidelines"),
        "flow": _("method"),
        "limits": _("limits"),
    }


_SENTENCES = {
    "first": lambda each: _("The first version."),
    "same": lambda each: _("It says the same."),
    "since": _since,
    "rounds": _rounds,
    "axis": _axis,
    "axes_gone": lambda each: _("There are no two axes any more."),
    "preferred": _preferred,
    "class": _class,
    "options": _options,
    "verdicts": _verdicts,
    "amended": _amended,
    "reworded": _reworded,
}
