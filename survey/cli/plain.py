"""What commands share: errors in one line, and the study or account that is meant."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

from survey.errors import DatabaseRefusal, NotAllowed, NotFound, TholosError
from survey.models import Account, Study
from survey.queries.accounts import find_account, list_accounts
from survey.queries.studies import find_study_by_code


def in_words(command: Callable[..., Any]) -> Callable[..., Any]:
    """Answer a domain error with one line and exit status 2, and never with a traceback."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except TholosError as error:
            words = str(error)
        except DatabaseRefusal as error:
            words = f"the database refuses ({error.orig}); flask db upgrade brings it up to date"
        except OSError as error:
            words = f"{error.filename or 'a file'}: {error.strerror or error}"
        click.echo("Error: " + " ".join(words.split()), err=True)
        sys.exit(2)

    return run


def check_writable(path: Path) -> None:
    """Refuse a place where no file can be written, before anything is stored or computed for it."""
    if path.is_dir() or not os.access(path if path.exists() else path.parent, os.W_OK):
        raise NotAllowed("%(path)s cannot be written; choose a file in a folder that exists.", path=path)


def find_study(code: str) -> Study:
    """Return the study of that code."""
    study = find_study_by_code(code)
    if study is None:
        raise NotFound("There is no study “%(code)s”; flask study list names them all.", code=code)
    return study


def find_owner(email: str | None) -> Account:
    """Return the account of that address, or the only one there is."""
    if email:
        return find_account(email)
    everyone = list_accounts()
    if len(everyone) != 1:
        raise NotFound("Say with --owner whose study this is; there are %(n)s accounts.", n=len(everyone))
    return everyone[0]
