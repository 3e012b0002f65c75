"""How long a whole report takes, against the PDF engine alone on the same finished HTML; and how much memory.

    python -m benchmarks.report_speed            the demo's report in English, and one with 200 drivers
    python -m benchmarks.report_speed ko --small without the large study

The demo's main study is loaded into a database of its own (half a minute). "Whole" is from the study to the
PDF: values, charts, HTML, every layout that the fitting needs. "Engine" is one run of WeasyPrint over the
finished HTML. Both run in this process, one after the other, after a small document that loads the fonts.
"""

import argparse
import resource
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path

from flask_migrate import upgrade

from survey import create_app
from survey.config import Settings
from survey.db import transaction
from survey.demo import CONTENT, LOADERS
from survey.operations.accounts import create_account
from survey.reports import pdf
from survey.reports.assembly import build_report
from survey.reports.context import ReportContext
from survey.reports.render import render_report_html
from survey.studyfile import read_study_file

KEY = "a panel key of the benchmark's own, 32"
N_DRIVERS = 200


@transaction
def load_study():
    """Load the demo's main study."""
    file, load = LOADERS[-1]
    account = create_account("benchmark@example.org", "Benchmark", "a password for a benchmark")
    return load(read_study_file(CONTENT / file), account, KEY, datetime(2026, 11, 20, 9, tzinfo=UTC))


def enlarge(context: ReportContext) -> ReportContext:
    """Return the report of a study with 200 drivers: those of the demo, many times over."""
    known = context.drivers.drivers
    drivers = tuple(
        replace(each, code=f"X{place:03}", name=f"{each.name} {place}")
        for place, each in zip(range(N_DRIVERS), cycle(known), strict=False)
    )
    questions = tuple(
        replace(
            question,
            items=tuple(
                replace(question.items[place % len(question.items)], code=each.code, name=each.name)
                for place, each in enumerate(drivers)
            ),
        )
        for question in context.questions
    )
    return replace(context, drivers=replace(context.drivers, drivers=drivers), questions=questions)


def timed(work):
    """Return what a piece of work gives, and the seconds of processor time that it took."""
    start = time.process_time()
    return work(), time.process_time() - start


def compare(name: str, make_context, language: str) -> None:
    """Print the times of one report."""
    context, building = timed(make_context)
    made, setting = timed(lambda: pdf.render_report_pdf(context, language))
    html = render_report_html(context, language, is_print=True)
    _alone, engine = timed(lambda: pdf.render_pdf(html))
    whole = building + setting
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    pages = made.count(b"/Type /Page\n") or made.count(b"/Type /Page ")
    print(
        f"{name}: whole {whole:.1f} s, engine {engine:.1f} s, ratio {whole / engine:.2f}; "
        f"{len(made) / 1e6:.2f} MB, {pages or 'unknown'} pages; peak memory {peak:.0f} MB",
        flush=True,
    )


def main() -> None:
    """Load, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("language", nargs="?", default="en", choices=("en", "ko"))
    parser.add_argument("--small", action="store_true", help="without the study of 200 drivers")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            secret_key="a secret of the benchmark's own, 32+",
            panel_key=KEY,
            database_url=f"sqlite:///{Path(folder) / 'benchmark.sqlite'}",
            public_url="http://localhost",
            mail_sender="Benchmark <noreply@example.org>",
            testing=True,
        )
        with create_app(settings).app_context():
            upgrade()
            study = load_study()
            pdf.render_pdf('<html lang="en"><title>Fonts</title><h1>Fonts</h1><p>글꼴</p></html>')
            compare("demo", lambda: build_report(study, options.language), options.language)
            if not options.small:
                large = enlarge(build_report(study, options.language))
                compare(f"{N_DRIVERS} drivers", lambda: large, options.language)


if __name__ == "__main__":
    main()
