"""Sending by itself: a quiet thread beside the server looks into the outbox every minute."""

from __future__ import annotations

import threading

import structlog
from flask import Flask

from survey.db import db
from survey.mail import send_outbox

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
        except Exception as error:
            log.error("outbox_failed", error=type(error).__name__)
        finally:
            db.session.remove()
