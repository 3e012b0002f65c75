"""Kinds of visitors by what they reach: each returns one status for every principal."""

from tests.world import PRINCIPALS

ROLES = {"owner", "editor", "moderator", "analyst", "mailer", "viewer"}
STRANGERS = {"coordinator_of_other_study", "administrator"}
"""Who is signed in and has no role in this study; to run the server gives none."""
SIGNED_IN = ROLES | STRANGERS
TO_SIGN_IN = 302


def everybody(status: int, **others: int) -> dict[str, int]:
    """The same for all, but for those named."""
    return {**dict.fromkeys(PRINCIPALS, status), **others}


def experts(own: int, other: int, withdrawn: int | None = None) -> dict[str, int]:
    """For experts whose link is valid; an expert of another study meets what lies in theirs."""
    gone = own if withdrawn is None else withdrawn
    return everybody(403, expert=own, expert_of_other_study=other, withdrawn_expert=gone)


def answering(own: int, other: int) -> dict[str, int]:
    """For experts who take part; who has left may look at their own, and answers nothing more."""
    return experts(own, other, withdrawn=403)


def stakeholders(status: int) -> dict[str, int]:
    """For whoever opened a valid link to released reports."""
    return everybody(403, stakeholder=status)


def accounts(status: int) -> dict[str, int]:
    """For whoever is signed in."""
    return everybody(TO_SIGN_IN, **dict.fromkeys(SIGNED_IN, status))


def administrators(status: int) -> dict[str, int]:
    """For those who run the server; to others it is as if there were no such page."""
    return accounts(404) | {"administrator": status}


def _in_study(status: int, roles: set[str]) -> dict[str, int]:
    """For some roles in the study; to other accounts it is as if there were no such study."""
    return accounts(404) | dict.fromkeys(roles, status)


def readers(status: int) -> dict[str, int]:
    """For every role in the study (SEE_STUDY)."""
    return _in_study(status, ROLES)


def result_readers(status: int) -> dict[str, int]:
    """For those who may see what the panel answered, as figures (READ_RESULTS)."""
    return _in_study(status, ROLES - {"mailer"})


def word_readers(status: int) -> dict[str, int]:
    """For those who may read what experts wrote (READ_WORDS)."""
    return _in_study(status, {"owner", "editor", "moderator", "analyst"})


def moderators(status: int) -> dict[str, int]:
    """For those who decide what the panel sees of it (MODERATE)."""
    return _in_study(status, {"owner", "editor", "moderator"})


def people_keepers(status: int) -> dict[str, int]:
    """For those who see the people of the panel and write to them (SEE_PEOPLE, MAIL_PANEL)."""
    return _in_study(status, {"owner", "editor", "mailer"})


def analysts(status: int) -> dict[str, int]:
    """For those who have things computed, reported and exported (ANALYSE)."""
    return _in_study(status, {"owner", "editor", "analyst"})


def editors(status: int) -> dict[str, int]:
    """For those who frame the study and run its rounds (EDIT_STUDY)."""
    return _in_study(status, {"owner", "editor"})


def owners(status: int) -> dict[str, int]:
    """For its owner alone (OWN_STUDY)."""
    return _in_study(status, {"owner"})
