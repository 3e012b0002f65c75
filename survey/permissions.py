"""Who may reach a page. Every view carries exactly one `requires(...)`; tests fail for one that does not."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from flask import current_app, g, redirect, request, session, url_for
from flask_login import current_user, login_required

from survey.errors import NotAllowed, NotFound
from survey.models import Account, Invitation, Role, Study
from survey.operations.consent import record_consent
from survey.queries.accounts import find_by_session_id
from survey.queries.consent import list_consents
from survey.queries.panel import find_participation, panelist_id_of
from survey.queries.reports import find_reader
from survey.queries.studies import find_role, get_study
from survey.tokens import device_mark
from survey.web import login
from survey.words.notice import NoticeText, write_notice

EXPERT_SESSION = "expert"
AGREED = "agreed"
"""What this browser agreed to and what is stored with the first answer: a mail scanner that presses every
button gets a cookie like anybody, but answers nothing, and so leaves no agreement behind."""
READING = {"GET", "HEAD"}
READER_SESSION = "reader"
"""Under this name a browser carries, signed, the links to reports that were opened in it."""


class Access(StrEnum):
    """The kinds of access a page can declare."""

    PUBLIC = "public"
    """Anybody, signed in or not."""
    EXPERT = "expert"
    """A person who came through a valid personal link."""
    ANSWERING = "answering"
    """Such a person who takes part still, and has agreed to the study's notice."""
    READER = "reader"
    """Who opened a valid link to released reports in this browser."""
    SIGNED_IN = "signed_in"
    """Any enabled account."""
    ADMINISTER = "administer"
    """An account that may run this server's accounts; it sees no study by that alone."""
    SEE_STUDY = "see_study"
    """An account with any role in the study of the address; so for what follows."""
    READ_RESULTS = "read_results"
    """Who may see what the panel answered, as figures."""
    READ_WORDS = "read_words"
    """Who may read what experts wrote, without its authors, before anybody decided on it."""
    MODERATE = "moderate"
    """Who decides what the panel sees of it."""
    SEE_PEOPLE = "see_people"
    """Who may see the list of those who were invited."""
    MAIL_PANEL = "mail_panel"
    """Who may invite, remind and renew links."""
    ANALYSE = "analyse"
    """Who may have things computed, reports made and data exported."""
    EDIT_STUDY = "edit_study"
    """Who frames the study, runs its rounds and decides."""
    OWN_STUDY = "own_study"
    """Who may choose colleagues and delete."""


_EDITORS = {Role.OWNER, Role.EDITOR}
ROLES: dict[Access, frozenset[Role]] = {
    Access.SEE_STUDY: frozenset(Role),
    Access.READ_RESULTS: frozenset(Role) - {Role.MAILER},
    Access.READ_WORDS: frozenset({*_EDITORS, Role.MODERATOR, Role.ANALYST}),
    Access.MODERATE: frozenset({*_EDITORS, Role.MODERATOR}),
    Access.SEE_PEOPLE: frozenset({*_EDITORS, Role.MAILER}),
    Access.MAIL_PANEL: frozenset({*_EDITORS, Role.MAILER}),
    Access.ANALYSE: frozenset({*_EDITORS, Role.ANALYST}),
    Access.EDIT_STUDY: frozenset(_EDITORS),
    Access.OWN_STUDY: frozenset({Role.OWNER}),
}
"""Which roles in a study reach what is declared with an access."""


def may(access: str) -> bool:
    """Say whether the visitor's role in the study of this page has an access; for templates."""
    return g.get("role") in ROLES[Access(access)]


class ExpertSession:
    """The expert who is here now: their study, their invitation, their pseudonym."""

    def __init__(self, study: Study, invitation: Invitation, panelist_id: str) -> None:
        self.study = study
        self.invitation = invitation
        self.invitation_id = invitation.id
        self.panelist_id = panelist_id

    @property
    def device_mark(self) -> str:
        """Return what a page may keep on a device to know its owner again."""
        return device_mark(self.panelist_id)

    @property
    def has_withdrawn(self) -> bool:
        """Say whether the person has left the study."""
        return self.invitation.withdrawn_on is not None


def requires(access: Access) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Let only visitors with this access reach a view.

    With an access to a study the view receives ``study`` in place of ``study_id``; with EXPERT it
    receives ``expert``, with READER ``reader`` in place of ``link_id``. What is not the visitor's answers
    404, as what is not there.
    """

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        guarded = _GUARDS[access](view)
        guarded.access = access
        return guarded

    return decorate


def _public(view: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(view)
    def run(**arguments: Any) -> Any:
        return view(**arguments)

    return run


def _expert(view: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(view)
    def run(**arguments: Any) -> Any:
        expert = current_expert()
        if expert is None:
            raise NotAllowed("Open the personal link from your invitation to go on.")
        g.expert = expert
        return view(expert=expert, **arguments)

    return run


def _reader(view: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(view)
    def run(link_id: str, **arguments: Any) -> Any:
        opened = link_id in session.get(READER_SESSION, [])
        found = find_reader(link_id, datetime.now(UTC).date()) if opened else None
        if found is None:  # not opened here, expired or revoked: the link itself says which
            raise NotAllowed("Open the link that you were sent to go on reading.")
        return view(reader=found, **arguments)

    return run


def _answering(view: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(view)
    def run(expert: ExpertSession, **arguments: Any) -> Any:
        if expert.has_withdrawn:
            raise NotAllowed("You have left this study; it takes no more answers from you.")
        if request.method in READING:
            if not has_agreed(expert):
                return redirect(url_for("consent.ask", then=request.path))
            return view(expert=expert, **arguments)
        waiting = _require_agreement(expert)
        reply = view(expert=expert, **arguments)
        if waiting:  # the reply goes out when both the answer and the agreement are stored
            _record(expert, waiting)
        return reply

    return _expert(run)


def has_agreed(expert: ExpertSession) -> bool:
    """Say whether the expert has agreed to what the notice says now, stored or in this browser."""
    return find_agreement(expert) is not None or _is_current(expert.study, *_stored(expert.invitation_id))


def has_consent(study: Study, invitation: Invitation) -> bool:
    """Say whether an invited person's stored agreement is to what the notice says now."""
    return _is_current(study, *_stored(invitation.id))


def agree(expert: ExpertSession, notice: NoticeText, today: date, **allowed: bool) -> None:
    """Remember in this browser that the expert agrees; who has answered before has it stored at once."""
    session[AGREED] = {
        "invitation": expert.invitation_id,
        "language": notice.language,
        "notice": notice.hash,
        "day": today.isoformat(),
        **allowed,
    }
    if list_consents(expert.invitation_id):
        store_agreement(expert)


def find_agreement(expert: ExpertSession) -> NoticeText | None:
    """Return the notice that this browser agreed to, as long as it still reads as it did then."""
    kept = session.get(AGREED) or {}
    if kept.get("invitation") != expert.invitation_id:
        return None
    notice = write_notice(expert.study, kept["language"])
    return notice if notice.hash == kept["notice"] else None


def store_agreement(expert: ExpertSession) -> bool:
    """Store what this browser agreed to; say whether there was something to store."""
    notice = find_agreement(expert)
    if notice is None:
        return False
    _record(expert, notice)
    return True


def _record(expert: ExpertSession, notice: NoticeText) -> None:
    kept = session[AGREED]
    day, quote, thank = date.fromisoformat(kept["day"]), kept["may_quote"], kept["may_thank"]
    record_consent(expert.study, expert.invitation, notice.agree(day, quote, thank))


def _require_agreement(expert: ExpertSession) -> NoticeText | None:
    """Refuse an answer before any agreement; return the notice that is agreed to and not stored yet.

    It is what the person read, even if it is changed while the answer is stored. Who agreed to an earlier
    text is asked again on the next page, and loses nothing typed on this one.
    """
    if list_consents(expert.invitation_id):
        return None
    notice = find_agreement(expert)
    if notice is None:
        raise NotAllowed("Read what taking part means and agree to it; then your answers are taken.")
    return notice


def _stored(invitation_id: str) -> list[tuple[str, str]]:
    return [(each.notice.language, each.notice.hash) for each in list_consents(invitation_id)]


def _is_current(study: Study, *stored: tuple[str, str]) -> bool:
    return any(write_notice(study, language).hash == found for language, found in stored)


def _signed_in(view: Callable[..., Any]) -> Callable[..., Any]:
    return login_required(view)


def _administering(view: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(view)
    def run(**arguments: Any) -> Any:
        if not current_user.is_admin:
            raise NotFound("There is no page at this address, or it is not shared with you.")
        return view(**arguments)

    return login_required(run)


def _with_study(access: Access) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(view)
        def run(study_id: str, **arguments: Any) -> Any:
            study = get_study(current_user, study_id, ROLES[access])
            g.role = find_role(current_user, study)
            return view(study=study, **arguments)

        return login_required(run)

    return decorate


_GUARDS: dict[Access, Callable[..., Any]] = {
    Access.PUBLIC: _public,
    Access.EXPERT: _expert,
    Access.ANSWERING: _answering,
    Access.READER: _reader,
    Access.SIGNED_IN: _signed_in,
    Access.ADMINISTER: _administering,
    **{access: _with_study(access) for access in ROLES},
}


def current_expert() -> ExpertSession | None:
    """Return the expert of this browser session while their link is valid."""
    kept = session.get(EXPERT_SESSION) or {}
    found = find_participation(kept.get("invitation", ""), kept.get("serial", 0))
    if found is None:
        return None
    invitation, study = found
    panelist_id = panelist_id_of(study, invitation, current_app.config["PANEL_KEY"])
    return ExpertSession(study, invitation, panelist_id)


@login.user_loader
def _load_account(session_id: str) -> Account | None:
    return find_by_session_id(session_id)
