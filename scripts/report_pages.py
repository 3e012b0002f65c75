"""Picture every page of a study's report: contact sheets of each profile in each language.

``python -m scripts.report_pages FOLDER [STUDY_CODE]`` reads the database that DATABASE_URL names, sets the
report of the study (by default the demo's) and writes ``<profile>-<language>-<sheet>.webp`` to the folder.
It prints for every profile its pages, and how long context and typesetting took. Needs pdftoppm.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from PIL import Image
from sqlalchemy import select

from survey import create_app
from survey.db import db
from survey.models import Study
from survey.models.release import Profile
from survey.reports.assembly import build_report
from survey.reports.edition import Edition
from survey.reports.pdf import render_report_pdf

STUDY = "innovation-clusters"
LANGUAGES = ("en", "ko")
# Page width in pixels, columns, rows: the pages to decide on are legible, the others show their make-up.
SHEETS = {Profile.EXECUTIVE: (760, 2, 2), Profile.FULL: (300, 6, 4), Profile.METHODS: (300, 6, 4)}
GAP, GROUND, QUALITY = 12, "#d5dbe1", 62


def main() -> None:
    """Make the report in all profiles and languages, and its sheets."""
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    code = sys.argv[2] if len(sys.argv) == 3 else STUDY
    app = create_app()
    with app.app_context():
        study = db.session.scalar(select(Study).filter_by(code=code))
        if study is None:
            sys.exit(f"No study is called {code}.")
        for language in LANGUAGES:
            before = time.process_time()
            context = build_report(study, language)
            print(f"{language}: values in {time.process_time() - before:.1f} s of CPU")
            for profile in Profile:
                before = time.process_time()
                pdf = render_report_pdf(context, language, Edition(language, profile))
                spent = time.process_time() - before
                n_pages = picture(pdf, folder, profile, language)
                print(f"{language} {profile}: {n_pages} pages in {spent:.1f} s of CPU, {len(pdf):,} bytes")


def picture(pdf: bytes, folder: Path, profile: Profile, language: str) -> int:
    """Write the contact sheets of one PDF; return how many pages it has."""
    width, n_columns, n_rows = SHEETS[profile]
    for old in folder.glob(f"{profile}-{language}-*.webp"):
        old.unlink()
    with tempfile.TemporaryDirectory() as scratch:
        pages = draw_pages(pdf, width, Path(scratch))
    size = n_columns * n_rows
    for number, start in enumerate(range(0, len(pages), size), start=1):
        sheet = join(pages[start : start + size], n_columns)
        sheet.save(folder / f"{profile}-{language}-{number}.webp", quality=QUALITY, method=6)
    return len(pages)


def draw_pages(pdf: bytes, width: int, scratch: Path) -> list[Image.Image]:
    """Return the pages of a PDF as pictures of one width."""
    (scratch / "report.pdf").write_bytes(pdf)
    command = ["pdftoppm", "-png", "-scale-to-x", str(width), "-scale-to-y", "-1", "report.pdf", "page"]
    subprocess.run(command, cwd=scratch, check=True)
    return [Image.open(path).convert("RGB").copy() for path in sorted(scratch.glob("page-*.png"))]


def join(pages: list[Image.Image], n_columns: int) -> Image.Image:
    """Return pages side by side, row by row, on one sheet."""
    n_columns = min(n_columns, len(pages))
    n_rows = -(-len(pages) // n_columns)
    width, height = pages[0].width + GAP, pages[0].height + GAP
    sheet = Image.new("RGB", (n_columns * width + GAP, n_rows * height + GAP), GROUND)
    for index, page in enumerate(pages):
        sheet.paste(page, (GAP + index % n_columns * width, GAP + index // n_columns * height))
    return sheet


if __name__ == "__main__":
    main()
