"""Long work beside the requests: what can be asked for, and how it is run.

A handler is a function of a context, the study and the job's arguments; it returns where its result is to be
seen. It stores what it made in one transaction at its end, so that a job that is killed has changed nothing
and can be run again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from survey.models import Account
from survey.operations import jobs as operations

Result = Mapping[str, Any]
Handler = Callable[..., Result]
HANDLERS: dict[str, Handler] = {}
WORKING = "tholos_working"
"""Under this name an application keeps what wakes its worker; without one, jobs run inside the request."""


class JobStopped(Exception):
    """Somebody asked for the job to be stopped."""


class JobContext:
    """What a handler knows of its job."""

    def __init__(self, job_id: str, account: Account | None) -> None:
        self.job_id, self.account = job_id, account

    def progress(self, share: float, step: str) -> None:
        """Tell how far the work is; outside any transaction. Ends the work when somebody wants that."""
        operations.note_progress(self.job_id, share, step)
        self.check_stop()

    def check_stop(self) -> None:
        """Raise when the job should end here."""
        if not operations.beat(self.job_id):
            raise JobStopped


def handles(kind: str) -> Callable[[Handler], Handler]:
    """Make a function the handler of a kind of job."""

    def register(handler: Handler) -> Handler:
        HANDLERS[kind] = handler
        return handler

    return register
