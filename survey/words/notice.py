"""What a study tells its experts before they take part: shown, hashed and kept word for word."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

from flask_babel import force_locale
from flask_babel import gettext as _

from survey.filters import localized
from survey.models import Study
from survey.operations.consent import Agreement
from survey.operations.retention import CONTACT_MONTHS, KEY_DAYS
from survey.queries.answering import list_organisers


@dataclass(frozen=True)
class NoticeText:
    """A study's notice in one language: headings, each with its sentences."""

    language: str
    sections: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def text(self) -> str:
        """Return the notice as plain text, word for word as it is shown."""
        return "\n\n".join("\n".join((heading, *sentences)) for heading, sentences in self.sections)

    @property
    def hash(self) -> str:
        """Return the hash by which this very text is recognised."""
        return hashlib.sha256(f"{self.language}\n{self.text}".encode()).hexdigest()

    def agree(self, given_on: date, may_quote: bool = False, may_thank: bool = False) -> Agreement:
        """Return that somebody agrees to this text."""
        return Agreement(self.text, self.hash, self.language, given_on, may_quote, may_thank)


def write_notice(study: Study, language: str) -> NoticeText:
    """Write a study's notice in a language, from what its coordinators say and what its protocol fixes."""
    with force_locale(language):
        sections = (
            (_("Who asks you"), _who(study, language)),
            (_("What it is for"), _purpose(study, language)),
            (_("What is kept of you"), _items(study)),
            (_("How long it is kept"), _retention(study)),
            (_("Who sees what"), _readers()),
            (_("Your rights"), _rights()),
            (_("Whom to ask"), _contact(study, language)),
        )
        further = _field(study, "further", language)
        if further:
            sections += ((_("What the organisers add"), (further,)),)
    return NoticeText(language, sections)


def contact_words(study: Study, language: str) -> str:
    """Return whom to ask about a study, in the organisers' own words; nothing where they wrote none."""
    return _field(study, "contact", language)


def _field(study: Study, name: str, language: str) -> str:
    return localized(study.notice.get(name) or {}, language).strip()


def _who(study: Study, language: str) -> tuple[str, ...]:
    names = ", ".join(each.name for each in list_organisers(study))
    return (_field(study, "who", language) or names or _("The organisers of this study."),)


def _purpose(study: Study, language: str) -> tuple[str, ...]:
    own = _field(study, "purpose", language)
    question = localized(study.focal_question, language) or localized(study.title, language)
    asked = _("The study asks a panel of experts: “%(question)s”", question=question)
    use = _("What you answer is used for this study and its report, and for nothing else.")
    basis = _field(study, "basis", language)
    told = (own or asked, use)
    return (*told, _("Ground in law: %(basis)s", basis=basis)) if basis else told


def _items(study: Study) -> tuple[str, ...]:
    needed = _("Needed: your name, your e-mail address, the language of the messages.")
    if study.groups:
        needed = _(
            "Needed: your name, your e-mail address, the language of the messages, your stakeholder group."
        )
    return (
        needed,
        _("Needed: your answers and reasons, and the days on which you agreed and finished a round."),
        _("Only if you allow it: that you are quoted, and that you are named in the thanks."),
        _("Not kept: your network address, your device, where you are, or when you open a message."),
    )


def _retention(study: Study) -> tuple[str, ...]:
    kept = study.notice
    return (
        _(
            "What ties your name to your answers: until %(days)s days after the last round.",
            days=kept.get("key_days") or KEY_DAYS,
        ),
        _(
            "Your name and address: until %(months)s months after the last round.",
            months=kept.get("contact_months") or CONTACT_MONTHS,
        ),
        _("Answers without names, the results and the reports stay with the study."),
    )


def _readers() -> tuple[str, ...]:
    # Every study is kept sealed today, whatever mode it declares: no more is promised than holds.
    return (
        _("Other experts see what the panel answered as a whole, never who answered what."),
        _(
            "The organisers see who has finished a round, and the results once the round is closed. "
            "They do not see which answers are yours."
        ),
        _("Your name and address are kept apart from your answers. Results need at least five answers."),
        _(
            "What you write in your own words is read by the organisers once the round is closed, without "
            "your name. The panel sees it only if they release it."
        ),
        _("Messages to you pass through the mail server that the organisers use."),
        _("No decision about you is made by a machine."),
    )


def _rights() -> tuple[str, ...]:
    return (
        _("You are free to refuse, and free to stop at any time; neither has any disadvantage for you."),
        _("You may allow neither quoting nor naming, and take part all the same."),
        _("You can see and download all that is kept about you, have it corrected, or have it removed."),
        _(
            "Answers of an open round can always be removed. Once a round has closed, its results stay; "
            "your single answers can be removed as long as they are tied to your name."
        ),
    )


def _contact(study: Study, language: str) -> tuple[str, ...]:
    people = ", ".join(f"{each.name} ({each.email})" for each in list_organisers(study))
    return (_field(study, "contact", language) or people or _("Reply to any message of this study."),)
