"""Archives that are cut off, bent or made by somebody else: one sentence, and nothing is stored."""

import base64
import copy
import hashlib
import io
import json

import pytest
from sqlalchemy import select

from survey.archive.read import read_archive, take_archive
from survey.archive.write import write_archive
from survey.db import db
from survey.errors import BadStudyFile, TholosError
from survey.models import Account, Round, Study
from survey.results.frozen import hash_content
from tests.pages import Visitor


def content_of(archive):
    return json.loads(archive)["study"]


def seal(content):
    """Return an archive whose hash fits, whatever it says."""
    archive = {"format": "tholos-archive/1", "hash": hash_content(content), "study": content}
    return json.dumps(archive, ensure_ascii=False).encode()


@pytest.fixture
def study(world):
    return db.session.get(Study, world.study_id)


@pytest.fixture
def owner(world):
    return db.session.get(Account, world.accounts["owner"])


def send(visitor, data, status=200):
    return visitor.post("archive.choose_file", {"file": (io.BytesIO(data), "study.json")}, status)


SNAPSHOT = ("rounds", 0, "snapshot")
REPORT = {
    "number": 1,
    "language": "en",
    "made_on": "2026-03-02",
    "html": "<p>",
    "input_hash": "",
    "pdf": base64.b64encode(b"%PDF").decode(),
    "pdf_hash": hashlib.sha256(b"%PDF").hexdigest(),
}
DAMAGE = (
    (("title",), "text"),
    (("title",), {"xx": "text"}),
    (("languages",), ["tlh"]),
    (("protocol",), {"scale": "x"}),
    (("created_at",), "yesterday"),
    (("created_at",), "2026-01-01T00:00:00"),
    (("seed",), 2**80),
    (("drivers",), {"a": 1}),
    (
        (
            "drivers",
            0,
            "name",
        ),
        [1],
    ),
    (
        (
            "drivers",
            1,
            "code",
        ),
        "D01",
    ),
    (
        (
            "drivers",
            0,
            "category",
        ),
        "astral",
    ),
    (
        (
            "drivers",
            0,
            "code",
        ),
        "x" * 500,
    ),
    (
        (
            "rounds",
            0,
            "sections",
            0,
            "questions",
            0,
            "kind",
        ),
        "nonsense",
    ),
    (
        (
            "rounds",
            0,
            "sections",
            0,
            "questions",
            0,
            "driver",
        ),
        "nobody",
    ),
    (
        (
            "rounds",
            0,
            "sections",
            0,
            "questions",
            0,
            "position",
        ),
        7_000,
    ),
    (
        (
            "rounds",
            0,
            "opened_at",
        ),
        None,
    ),
    (
        (
            "rounds",
            1,
            "feedback_of",
        ),
        99,
    ),
    ((*SNAPSHOT,), None),
    (
        (
            *SNAPSHOT,
            "findings",
        ),
        {"questions": {"x": 1}, "n_answering": 9},
    ),
    (
        (
            *SNAPSHOT,
            "answers",
            "values",
            0,
        ),
        [1],
    ),
    (
        (
            *SNAPSHOT,
            "answers",
            "values",
            0,
            0,
        ),
        7.5,
    ),  # the hash of the answers no longer fits
    (
        (
            *SNAPSHOT,
            "answers",
            "panelists",
        ),
        ["R01"] * 12,
    ),
    (
        (
            "axes",
            0,
            "drivers",
        ),
        [["D01", 5]],
    ),
    (
        (
            "axes",
            0,
            "finding",
        ),
        400,
    ),
    (("lineage",), [{}]),
    (("contributions",), None),
    (("reports",), [{"number": 1}]),
    (("reports",), [{**REPORT, "changes": ["a word"]}]),
    (("reports",), [{**REPORT, "annex": "no base64!"}]),
    (("reports",), [{**REPORT, "state": "released"}]),
    (("time_zone",), "Mars/Olympus"),
    (("phases",), {}),
)
"""Where an archive is wrong, and what stands there instead."""


def damage(content, path, value):
    new = copy.deepcopy(content)
    place = new
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return new


def test_damaged_archives_give_one_sentence_and_leave_nothing(study, owner):
    content = content_of(write_archive(study))
    n_studies, n_rounds = (
        len(db.session.scalars(select(Study)).all()),
        len(db.session.scalars(select(Round)).all()),
    )
    wrongs = [damage(content, path, value) | {"code": "damaged"} for path, value in DAMAGE]
    for wrong in (*wrongs, {}, {"code": "x"}):
        with pytest.raises(TholosError) as caught:
            take_archive(read_archive(seal(wrong)), account=owner)
        assert str(caught.value).count("\n") == 0
    assert len(db.session.scalars(select(Study)).all()) == n_studies
    assert len(db.session.scalars(select(Round)).all()) == n_rounds


def test_cut_bent_and_foreign_files_are_refused(app, study, owner):
    archive = write_archive(study)
    visitor = Visitor(app).sign_in(owner)
    for data in (
        *(archive[: len(archive) // 2], archive.replace(b"Driver 1", b"Driver 9"), b"", b"[]", b"\xff\xfe"),
        *(b'{"format":"tholos-archive/2"}', b'{"format":"tholos-archive/1"}', b"[" * 100_000),
        *(b'{"format":"tholos-archive/1","hash":"","study":{"a":"' + b"\\ud800" + b'"}}',),
        b'{"format":"tholos-archive/1","hash":"","study":{"a":' + b"9" * 6_000 + b"}}",
    ):
        page = send(visitor, data, 422) if data else None
        assert page is None or len(page.all("p", class_="field-error")) == 1
        if b"tholos-archive" in data[:100]:
            with pytest.raises(BadStudyFile):
                read_archive(data)
