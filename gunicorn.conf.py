"""What each server process does besides answering: every minute it sends the mail that waits."""

from survey.mail.background import start_sending


def post_worker_init(worker):
    """Start the thread that sends, once the process holds the application."""
    start_sending(worker.app.callable)
