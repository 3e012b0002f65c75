"""What happens by itself: a quiet thread beside the server sends mail and ends what was kept long enough."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import structlog
from flask import Flask

from survey.db import db
from survey.mail import send_outbox
from survey.operations.bin import empty_bin, is_bin_due
from survey.operations.erasure import wipe_deleted_rows
from survey.operations.retention import end_retention, list_due

log = structlog.get_logger()
SECONDS_BETWEEN = 60


def start_sending(app: Flask, seconds: float = SECONDS_BETWEEN) -> threading.Thread:
    """Start the thread; several of them, in one process or many, share the work by the outbox's leases."""
    thread = threading.Thread(target=_send_for_ever, args=(app, seconds), name="mail", daemon=True)
    thread.start()
    return thread


def _send_for_ever(app: Flask, seconds: float) -> None:
    pause = threading.Event()
    while not pause.wait(seconds):
        send_once(app)


def send_once(app: Flask) -> None:
    """Send what is due; a fault is logged, and the next minute tries again."""
    with app.app_context():
        try:
            send_outbox()
            end_what_is_due()
        except Exception as error:
            log.error("background_failed", error=type(error).__name__)
        finally:
            db.session.remove()


def end_what_is_due() -> None:
    """Delete what was kept as long as promised, people or things in the bin, and wipe it out of the files."""
    now = datetime.now(UTC)
    if list_due(now.date()):
        end_retention(now.date())
        wipe_deleted_rows()
    if is_bin_due(now):
        empty_bin(now)
        wipe_deleted_rows(every_table=True)
