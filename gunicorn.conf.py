"""What each server process does besides answering: it sends the mail that waits and runs the jobs."""

from survey.jobs.run import start_working
from survey.mail.background import start_sending


def post_worker_init(worker):
    """Start the thread that sends, once the process holds the application."""
    start_sending(worker.app.callable)
    if worker.app.callable.config["JOBS"] == "here":
        start_working(worker.app.callable)
