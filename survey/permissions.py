"""Who may reach a page. Every view carries exactly one `requires(...)`; tests fail for one that does not."""

from __future__ import annotations

import functools
from collections.abc import Callable
from enum import StrEnum
from typing import Any

from flask import current_app, g, session
from flask_login import current_user, login_required

from survey.db import db
from survey.errors import NotAllowed
from survey.models import Account, Role, Study
from survey.queries.panel import find_invitation, panelist_id_of
from survey.queries.studies import find_role, get_study
from survey.tokens import device_mark
from survey.web import login

EXPERT_SESSION = "expert"


class Access(StrEnum):
    """The kinds of access a page can declare."""

    PUBLIC = "public"
    """Anybody, signed in or not."""
    EXPERT = "expert"
    """A person who came through a valid personal link."""
    SIGNED_IN = "signed_in"
    """Any enabled account."""
    READ_STUDY = "read_study"
    """An account with any role in the study of the address."""
    RUN_STUDY = "run_study"
    """An owner of the study of the address."""


class ExpertSession:
    """The expert who is here now: their study, their invitation, their pseudonym."""

    def __init__(self, study: Study, invitation_id: str, panelist_id: str) -> None:
        self.study = study
        self.invitation_id = invitation_id
        self.panelist_id = panelist_id

    @property
    def device_mark(self) -> str:
        """Return what a page may keep on a device to know its owner again."""
        return device_mark(self.panelist_id)


def requires(access: Access) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Let only visitors with this access reach a view.

    With READ_STUDY and RUN_STUDY the view receives ``study`` in place of ``study_id``; with EXPERT it
    receives ``expert``. What is not the visitor's answers 404, as what is not there.
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


def _signed_in(view: Callable[..., Any]) -> Callable[..., Any]:
    return login_required(view)


def _with_study(role: Role) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(view)
        def run(study_id: str, **arguments: Any) -> Any:
            study = get_study(current_user, study_id, role)
            g.role = find_role(current_user, study)
            return view(study=study, **arguments)

        return login_required(run)

    return decorate


_GUARDS: dict[Access, Callable[..., Any]] = {
    Access.PUBLIC: _public,
    Access.EXPERT: _expert,
    Access.SIGNED_IN: _signed_in,
    Access.READ_STUDY: _with_study(Role.VIEWER),
    Access.RUN_STUDY: _with_study(Role.OWNER),
}


def current_expert() -> ExpertSession | None:
    """Return the expert of this browser session while their link is valid."""
    kept = session.get(EXPERT_SESSION) or {}
    invitation = find_invitation(kept.get("invitation", ""), kept.get("serial", 0))
    if invitation is None:
        return None
    study = db.session.get(Study, invitation.study_id)
    panelist_id = panelist_id_of(study, invitation, current_app.config["PANEL_KEY"])
    return ExpertSession(study, invitation.id, panelist_id)


@login.user_loader
def _load_account(session_id: str) -> Account | None:
    account_id, _, password_mark = session_id.partition(":")
    account = db.session.get(Account, account_id)
    if account is None or not account.is_enabled or account.get_id() != f"{account_id}:{password_mark}":
        return None
    return account
