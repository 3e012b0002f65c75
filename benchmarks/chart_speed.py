"""How long do all charts of a report take?

Usage: python -m benchmarks.chart_speed [STUDY_CODE]

Reads the database that DATABASE_URL names. For each language it draws every chart of the study's report (by
default the demo's), each for page, print and phone, and prints the processor time of the second drawing,
how many pictures it made and how large they are. The goal is 1.5 s for the whole report.
"""

import sys
import time
from collections.abc import Iterator
from typing import Any

from flask_babel import force_locale
from sqlalchemy import select

from survey import create_app
from survey.charts import Figure
from survey.db import db
from survey.models import Study
from survey.reports.assembly import build_report
from survey.reports.figures import build_figures

GOAL = 1.5


def main() -> None:
    """Print one line for each language."""
    code = sys.argv[1] if len(sys.argv) > 1 else "innovation-clusters"
    app = create_app()
    with app.test_request_context():
        study = db.session.scalar(select(Study).filter_by(code=code))
        if study is None:
            sys.exit(f"No study is called {code}.")
        for language in study.languages:
            context = build_report(study, language)
            with force_locale(language):
                build_figures(context)
                before = time.process_time()
                figures = list(walk(vars(build_figures(context)).values()))
                spent = time.process_time() - before
            size = sum(len(figure.svg) + len(figure.narrow) for figure in figures)
            told = f"{len(figures)} charts in {spent:.2f} s (goal {GOAL} s), {size / 1024:.0f} KB of SVG"
            print(f"{language}: {told}")


def walk(held: Any) -> Iterator[Figure]:
    """Yield every figure in values, lists and mappings."""
    for each in held.values() if isinstance(held, dict) else held:
        if isinstance(each, Figure):
            yield each
        elif isinstance(each, (dict, list, tuple)):
            yield from walk(each)


if __name__ == "__main__":
    main()
