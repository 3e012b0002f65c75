"""What happens by itself: a quiet thread beside the server.

It does what is planned, counts each open round once a day, sends mail, and ends what was kept long enough.
"""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from functools import partial

import structlog
from flask import Flask, current_app

from survey.db import db
from survey.mail import send_outbox
from survey.mail.accounts import send_account_mail
from survey.operations.bin import empty_bin, is_bin_due
from survey.operations.erasure import wipe_deleted_rows
from survey.operations.import_batches import forget_left, is_any_left
from survey.operations.interim import count_what_is_due
from survey.operations.retention import end_retention, list_due
from survey.operations.schedule import run_planned_acts
from survey.results import freeze_round
from survey.results.interim import compute_interim

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
    """Do what is due; a fault is logged, holds nothing else up, and the next minute tries again."""
    with app.app_context():
        for work in (do_what_is_planned, count_rounds, send_outbox, send_account_mail, end_what_is_due):
            try:
                work()
            except Exception as error:
                log.error("background_failed", work=work.__name__, error=type(error).__name__)
            finally:
                db.session.remove()


def do_what_is_planned() -> None:
    """Open, remind and close where somebody planned it for now."""
    run_planned_acts(datetime.now(UTC), freeze_round)


def count_rounds() -> None:
    """Count each open round once a day, and let its interim figures move where five experts are new."""
    compute = partial(compute_interim, panel_key=current_app.config["PANEL_KEY"])
    count_what_is_due(compute, datetime.now(UTC))


def end_what_is_due() -> None:
    """Delete what was kept as long as promised, people, files or things in the bin, and wipe it out."""
    now = datetime.now(UTC)
    if list_due(now.date()):
        end_retention(now.date())
        wipe_deleted_rows()
    if is_any_left(now):
        forget_left(now)
        wipe_deleted_rows()
    if is_bin_due(now):
        empty_bin(now)
        wipe_deleted_rows(every_table=True)
