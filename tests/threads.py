"""Several people at once: threads that start together, each with an app context and session of its own."""

import threading
from collections.abc import Callable, Sequence
from typing import Any

from flask import Flask

from survey.db import db


def at_once(app: Flask, acts: Sequence[Callable[[], Any]]) -> list[Any]:
    """Run every act in a thread of its own, all from one start; return results, exceptions among them."""
    start = threading.Barrier(len(acts))
    results: list[Any] = [None] * len(acts)

    def run(index: int, act: Callable[[], Any]) -> None:
        with app.app_context():
            try:
                start.wait()
                results[index] = act()
            except Exception as error:  # the test judges it
                results[index] = error
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.rollback()  # what the caller has read so far is over
    return results
