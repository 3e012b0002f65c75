"""Reports of odd studies: refused, unfinished, tiny, huge, hostile. None breaks, none leaks, none differs."""

import io
import os
import re
import subprocess
import sys
import zipfile
from dataclasses import fields, is_dataclass, replace

import pikepdf
import pytest
from sqlalchemy import select

from survey.config import ROOT
from survey.db import db
from survey.models import Invitation, Panelist
from survey.models.release import Profile
from survey.reports.annex import build_annex
from survey.reports.assembly import build_report
from survey.reports.context import DriversPart
from survey.reports.edition import Edition
from survey.reports.pdf import render_pdf
from survey.reports.render import render_report_html
from tests.survey.number_proof import read_archive
from tests.survey.outputs import make_base, run_rounds
from tests.survey.pdf_checks import find_faults
from tests.survey.pdf_words import read_blocks
from tests.survey.report_sample import sample_consensus, sample_refused, sample_scenario

SAMPLES = {
    "scenario": sample_scenario,
    "refused": sample_refused,
    "consensus": lambda language: sample_consensus(language, 9, 2),
    "before the axes": lambda language: replace(sample_refused(language), axes=None, drivers=None),
    "first round only": lambda language: replace(
        sample_refused(language), axes=None, method=replace(sample_refused(language).method, rounds=())
    ),
    "without strategy": lambda language: replace(
        sample_scenario(language), strategy=None, recommendations=()
    ),
}
HOSTILE = (
    '<script>alert(1)</script><link rel=attachment href="file:///etc/passwd">'
    '<img src="http://evil.test/x.png" onerror=alert(1)><style>@import "http://evil.test/a.css";'
    "body{background:url(file:///etc/passwd)}</style><svg><foreignObject><iframe src=javascript:alert(1)>"
    '</iframe></foreignObject><script>1</script></svg><a href="javascript:alert(1)">x</a> data:text/html,x '
    "\u202ereversed\u202c \u200bzero\u200d \U0001f600 {{ 7 * 7 }} %(name)s " + "x" * 200
)


@pytest.fixture
def in_app(app):
    with app.app_context():
        yield app


@pytest.mark.parametrize("kind", SAMPLES)
@pytest.mark.parametrize("profile", list(Profile))
def test_every_edition_of_every_study_is_whole(in_app, kind, profile):
    for language in ("en", "ko"):
        context = SAMPLES[kind](language)
        edition = Edition(language, profile)
        for is_print in (False, True):
            html = render_report_html(context, language, edition=edition, is_print=is_print)
            assert html.count("<h1") == 1
            assert "None" not in re.sub(r"<svg.*?</svg>", "", html, flags=re.DOTALL)
        assert read_archive(build_annex(context).archive)["counts"]


def poison(value, text):
    """Return a part in which every sentence is followed by a text; codes, which have no spaces, stay."""
    if isinstance(value, str):
        return f"{value} {text}" if " " in value else value
    if is_dataclass(value):
        return replace(
            value, **{each.name: poison(getattr(value, each.name), text) for each in fields(value)}
        )
    if isinstance(value, tuple):
        return tuple(poison(each, text) for each in value)
    if isinstance(value, dict):
        return {key: poison(each, text) for key, each in value.items()}
    return value


@pytest.mark.parametrize("language", ["en", "ko"])
def test_hostile_text_stays_text_on_the_page(in_app, language):
    html = render_report_html(poison(sample_scenario(language), HOSTILE), language)
    assert "alert(1)" in html
    assert not re.search(r"<(?:script|iframe|img|style|foreignObject)\b", html, re.IGNORECASE)
    assert not re.search(r"<[^>]*\s(?:onerror|rel=.?attachment|href=.?javascript)", html)
    assert "49" not in re.findall(r"\{\{[^}]*\}\}", html)


def test_hostile_text_stays_text_in_the_pdf(in_app):
    context = poison(sample_consensus("en", 2, 1), HOSTILE)
    content = render_pdf(render_report_html(context, "en", is_print=True))
    assert find_faults(content, "en") == []
    assert any("<script>alert(1)" in block.text.replace(" ", "") for block in read_blocks(content))
    with pikepdf.open(io.BytesIO(content)) as document:
        assert not document.attachments
        assert not [
            each for each in document.objects if isinstance(each, pikepdf.Dictionary) and "/URI" in each
        ]


def test_a_study_with_200_drivers_has_all_of_them(in_app):
    context = sample_scenario()
    drivers = tuple(
        replace(context.drivers.drivers[place % 24], code=f"X{place:03}", name=f"Driver number {place}")
        for place in range(200)
    )
    items = tuple(
        replace(context.questions[0].items[place % 24], code=each.code, name=each.name)
        for place, each in enumerate(drivers)
    )
    questions = tuple(replace(each, items=items) for each in context.questions)
    large = replace(context, drivers=DriversPart(drivers, 28), questions=questions)
    html = render_report_html(large, "en", is_print=True)
    assert all(each.name in html for each in drivers)
    assert len(read_archive(build_annex(large).archive)["items_by_round"]) == 200 * 3 * 2 + 1


def test_a_panel_of_eight_shows_nothing_below_the_floor(in_app):
    study = make_base(8, seed=4)
    run_rounds(study, seed=4)
    context = build_report(study, "en")
    tables = read_archive(build_annex(context).archive)
    head, *rows = tables["panel_groups"]
    counts = {cell for row in rows for cell in row[head.index("name") + 1 :]}
    assert counts <= {""}, "groups of four are told"
    head, *rows = tables["items_by_round"]
    assert rows
    for row in rows:
        if float(row[head.index("n")] or 0) < 5:
            assert row[head.index("median")] == "", row
    told = render_report_html(context, "en") + str(tables)
    names = [each.name for each in db.session.scalars(select(Invitation))]
    assert names
    assert not [each for each in (*names, *db.session.scalars(select(Panelist.id))) if each in told]


SCRIPT = """
import hashlib, sys
from survey import create_app
from survey.reports.annex import build_annex
from survey.reports.pdf import render_report_pdf
from survey.reports.render import render_report_html
from tests.conftest import make_settings
from tests.survey.report_sample import sample_consensus, sample_scenario
with create_app(make_settings("sqlite:///:memory:")).app_context():
    small, whole = sample_consensus("ko", 2, 1), sample_scenario("ko")
    for made in (
        render_report_html(whole, "ko").encode(), build_annex(whole).xlsx, build_annex(whole).archive,
        render_report_pdf(small, "ko"),
    ):
        print(hashlib.sha256(made).hexdigest())
"""


def test_two_processes_make_the_same_bytes():
    surroundings = (
        {"PYTHONHASHSEED": "1", "TZ": "Asia/Seoul", "LC_ALL": "C", "LANG": "ko_KR.UTF-8"},
        {"PYTHONHASHSEED": "7", "TZ": "America/New_York", "LC_ALL": "C.UTF-8", "LANG": "de_DE.UTF-8"},
    )
    made = [
        subprocess.run(
            [sys.executable, "-c", SCRIPT], env=os.environ | each, cwd=ROOT, capture_output=True, text=True
        )
        for each in surroundings
    ]
    assert [each.returncode for each in made] == [0, 0], "".join(each.stderr for each in made)
    assert len(made[0].stdout.split()) == 4
    assert made[0].stdout == made[1].stdout


def test_the_annex_holds_plain_files_only(in_app):
    with zipfile.ZipFile(io.BytesIO(build_annex(poison(sample_scenario(), HOSTILE)).archive)) as files:
        assert {name.rpartition(".")[2] for name in files.namelist()} == {"csv", "txt"}
        assert not [name for name in files.namelist() if "/" in name or ".." in name]
