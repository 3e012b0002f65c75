"""The checks before the launch in words: what is done, what is open, what must be done, and where."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask_babel import format_date, ngettext
from flask_babel import gettext as _

from survey.filters import localized
from survey.models import FLOOR, Round, Study
from survey.operations.launching import mark_questions
from survey.operations.lineage import list_without_poles
from survey.queries.launch import Lacking, LaunchFacts
from survey.words.cautions import LEAST_POINTS

DONE, OPEN, WARNING, STOP = "done", "open", "warning", "stop"
MOST_MINUTES, MOST_QUESTIONS, MOST_LISTED = 15, 40, 12


@dataclass(frozen=True)
class Check:
    """One thing to look at before round 1 opens."""

    key: str
    name: str
    state: str
    sentence: str
    endpoint: str = ""
    """The page on which it is put right."""
    values: Mapping[str, Any] = field(default_factory=dict)
    details: Sequence[str] = ()


@dataclass(frozen=True)
class Surroundings:
    """What the server and the rules of analysis say; known to the page alone."""

    public_url: str
    has_mail_server: bool
    rule_problem: str = ""
    n_cautions: int = 0


def list_checks(study: Study, facts: LaunchFacts, around: Surroundings) -> list[Check]:
    """Return every check, in the order in which a study is set up."""
    parts = (
        _frame(study),
        _protocol(study, around),
        _words(study, facts),
        _round(facts),
        _panel(study, facts),
    )
    checks = [check for part in parts for check in part]
    return [*checks, *_mail(study, facts, around), _tried(study, facts)]


def needs_work(checks: Sequence[Check]) -> list[Check]:
    """Return the checks that are not done, the ones that stop the opening first."""
    rank = {STOP: 0, OPEN: 1, WARNING: 2}
    return sorted((each for each in checks if each.state != DONE), key=lambda each: rank[each.state])


def _frame(study: Study) -> Iterator[Check]:
    lacking = [
        word
        for word, value in (
            (_("the focal question"), study.focal_question),
            (_("what the study is about, in a few sentences"), study.summary),
            (_("the base year and the horizon year"), study.horizon_year or not study.is_scenario_study),
        )
        if not value
    ]
    yield Check(
        "frame",
        _("Question and horizon"),
        OPEN if lacking else DONE,
        _("Not said yet:") if lacking else _("Experts are told what is asked and for when."),
        "framing.basics",
        details=lacking,
    )


def _protocol(study: Study, around: Surroundings) -> Iterator[Check]:
    if around.rule_problem:
        sentence = _("The consensus rule does not fit the scale: %(why)s", why=around.rule_problem)
        yield Check("protocol", _("Protocol"), STOP, sentence, "protocol.edit")
        return
    state = WARNING if around.n_cautions else DONE
    sentence = (
        ngettext(
            "The literature warns of %(num)s setting; read why before it is locked.",
            "The literature warns of %(num)s settings; read why before they are locked.",
            around.n_cautions,
        )
        if around.n_cautions
        else _("Every setting is chosen, and no warning of the literature applies.")
    )
    yield Check("protocol", _("Protocol"), state, sentence, "protocol.show")


def _words(study: Study, facts: LaunchFacts) -> Iterator[Check]:
    notice = [each for each in facts.lacking if each.what == "notice"]
    unsaid = [
        word
        for word, key in ((_("whom to ask"), "contact"), (_("the ground in law"), "basis"))
        if not any((study.notice.get(key) or {}).values())
    ]
    if notice:
        sentence = _("A text of the notice is missing in: %(languages)s.", languages=_languages(notice))
    elif unsaid:
        sentence = _("The notice reads well, but you have not said yourself:")
    else:
        sentence = _("What experts agree to is complete in every language of the study.")
    state = OPEN if notice or unsaid else DONE
    yield Check("notice", _("What experts are told"), state, sentence, "studies.edit_notice", details=unsaid)
    texts = [each for each in facts.lacking if each.what != "notice"]
    yield Check(
        "languages",
        _("Languages"),
        OPEN if texts else DONE,
        ngettext(
            "%(num)s thing that experts see lacks a language; there they read another one:",
            "%(num)s things that experts see lack a language; there they read another one:",
            len(texts),
        )
        if texts
        else _("Every text that experts see is there in every language of the study."),
        "studies.frame",
        details=[_lacking_words(each) for each in texts[:MOST_LISTED]],
    )


def _languages(lacking: Sequence[Lacking]) -> str:
    return ", ".join(dict.fromkeys(_language(code) for each in lacking for code in each.languages))


def _language(code: str) -> str:
    return {"en": _("English"), "ko": _("Korean")}.get(code, code)


def _lacking_words(each: Lacking) -> str:
    kinds = {
        "study": _("Study"),
        "round": _("Round"),
        "section": _("Section"),
        "driver": _("Driver"),
        "option": _("Option"),
        "question": _("Question"),
    }
    return _(
        "%(kind)s “%(name)s” lacks: %(languages)s",
        kind=kinds[each.what],
        name=localized(each.name),
        languages=_languages([each]),
    )


def _round(facts: LaunchFacts) -> Iterator[Check]:
    first, values = facts.first, {"number": facts.first.number} if facts.first else {}
    empty = [section for section in first.sections if not section.questions] if first else []
    where = "composer.show" if first else "composer.list_rounds"
    if first is None or not facts.n_questions or empty:
        sentence = (
            ngettext(
                "A section of round 1 asks nothing.", "%(num)s sections of round 1 ask nothing.", len(empty)
            )
            if empty and facts.n_questions
            else _("Round 1 asks nothing yet.")
        )
        yield Check("questions", _("Questions"), STOP, sentence, where, values)
        return
    too_many = facts.n_questions > MOST_QUESTIONS
    told = ngettext("Round 1 asks %(num)s question.", "Round 1 asks %(num)s questions.", facts.n_questions)
    if too_many:
        told = f"{told} " + _("Beyond %(most)s, answers get hasty and people stop.", most=MOST_QUESTIONS)
    yield Check("questions", _("Questions"), WARNING if too_many else DONE, told, where, values)
    long = facts.minutes > MOST_MINUTES
    told = ngettext("It takes about %(num)s minute.", "It takes about %(num)s minutes.", facts.minutes)
    if long:
        told = f"{told} " + _("More than %(most)s are asked of few experts in vain.", most=MOST_MINUTES)
    yield Check("time", _("Time"), WARNING if long else DONE, told, where, values)
    yield from _judged(first, values)


def _judged(first: Round, values: Mapping[str, Any]) -> Iterator[Check]:
    coarse = [question for question in first.questions if _n_points(question.settings) < LEAST_POINTS]
    if coarse:
        told = ngettext(
            "%(num)s rating has fewer than four points: consensus, stability and axes then say little.",
            "%(num)s ratings have fewer than four points: consensus, stability and axes then say little.",
            len(coarse),
        )
        yield Check("scales", _("Scales"), WARNING, told, "composer.show", values)
    poles = list_without_poles(first)
    yield Check(
        "poles",
        _("Poles"),
        STOP if poles else DONE,
        _("Each driver needs two opposite poles before it is rated. These lack one:")
        if poles
        else _("Every driver that is rated has two opposite poles."),
        "framing.drivers",
        details=[localized(driver.name) for driver in poles],
    )


def _n_points(settings: Mapping[str, Any]) -> float:
    low, high = settings.get("scale", (0, math.inf))
    return high - low + 1


def _panel(study: Study, facts: LaunchFacts) -> Iterator[Check]:
    if facts.n_invited < FLOOR:
        sentence = ngettext(
            "%(num)s person is invited. Of fewer than five answers nothing can be shown to anybody.",
            "%(num)s people are invited. Of fewer than five answers nothing can be shown to anybody.",
            facts.n_invited,
        )
    else:
        sentence = ngettext("%(num)s person is invited.", "%(num)s people are invited.", facts.n_invited)
    state = OPEN if facts.n_invited < FLOOR else DONE
    yield Check("panel", _("Panel"), state, sentence, "panel.show_panel")
    hidden = [each for each in facts.groups if not each.is_shown]
    if facts.groups:
        yield Check(
            "groups",
            _("Groups"),
            WARNING if hidden else DONE,
            _(
                "With this panel these groups are never shown by themselves, for five answers are needed "
                "inside a group and five outside it; their answers count in the whole:"
            )
            if hidden
            else _("Every group is large enough to be shown, if nearly all of it answers."),
            "panel.show_panel",
            details=[_("%(name)s: %(n)s", name=localized(each.group.name), n=each.size) for each in hidden],
        )


def _mail(study: Study, facts: LaunchFacts, around: Surroundings) -> Iterator[Check]:
    if study.is_simulated:
        return
    local = any(part in around.public_url for part in ("127.0.0.1", "localhost", "[::1]"))
    if local:
        sentence = _(
            "Links would lead to %(address)s, which opens on this machine alone. Set PUBLIC_URL to the "
            "address under which experts reach this server.",
            address=around.public_url,
        )
    elif facts.n_dead_links:
        sentence = ngettext(
            "The link of %(num)s person does not work; send them a new one.",
            "The links of %(num)s people do not work; send them new ones.",
            facts.n_dead_links,
        )
    else:
        sentence = _("Every link leads to %(address)s and is valid.", address=around.public_url)
    state = OPEN if local or facts.n_dead_links else DONE
    yield Check("links", _("Links"), state, sentence, "panel.show_panel" if facts.n_dead_links else "")
    sent = study.checks.get("mail")
    if not around.has_mail_server:
        sentence = _("No mail server is set (SMTP_URL). Invitations would wait in the outbox.")
    elif sent:
        sentence = _("A test mail was taken by the mail server on %(day)s.", day=_day(sent))
    else:
        sentence = _("Send a test mail to yourself and see whether it arrives.")
    yield Check("mail", _("Mail"), DONE if sent and around.has_mail_server else OPEN, sentence)


def _day(entry: Mapping[str, Any]) -> str:
    return format_date(date.fromisoformat(entry["day"]))


def _tried(study: Study, facts: LaunchFacts) -> Check:
    tried, first = study.checks.get("tried"), facts.first
    is_current = bool(tried and first and tried.get("asked") == mark_questions(first))
    values = {"number": first.number} if first else {}
    if is_current:
        sentence = _("Somebody of you answered it on %(day)s, as a preview.", day=_day(tried))
    elif tried:
        sentence = _("It was tried on %(day)s, and has changed since.", day=_day(tried))
    else:
        sentence = _(
            "Answer the round yourself, in every language, before you ask others. Nothing is stored."
        )
    state = DONE if is_current else OPEN
    return Check("tried", _("Tried by yourself"), state, sentence, "preview.show" if values else "", values)
