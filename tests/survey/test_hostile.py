"""What hostile and clumsy people send: each gets an answer in words, and nothing half-right is stored."""

import json

import pytest
from sqlalchemy import func, select

from survey.config import ROOT
from survey.db import db
from survey.models import Study
from tests.factories import make_account

FRAME = ROOT / "survey" / "demo" / "content" / "innovation_clusters.json"


@pytest.fixture
def run(app):
    """Run a command of the application, for the one coordinator that it has."""
    make_account()
    return lambda *arguments: app.test_cli_runner().invoke(args=[str(each) for each in arguments])


def count_studies():
    return db.session.scalar(select(func.count()).select_from(Study))


def refused(result, *words):
    """Check that a command said one sentence with these words and left nothing behind."""
    assert result.exit_code == 2, result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert len(result.output.strip().splitlines()) == 1
    assert all(word in result.output for word in words), result.output
    assert count_studies() == 0


STUDY_FAULTS = {
    "template": lambda study: study.update(template="tournament"),
    "languages": lambda study: study.update(languages="en"),
    "title": lambda study: study.update(title={"en": ""}),
    "base_year": lambda study: study.update(base_year="2018"),
    "drivers": lambda study: study.update(drivers={"A01": {}}),
    "category": lambda study: study["drivers"][0].update(category="cosmic"),
    "low_pole": lambda study: study["drivers"][0].update(low_pole="low"),
    "evidence": lambda study: study["drivers"][0].update(evidence=["nobody1999"]),
    "direction": lambda study: study["options"][0].update(direction="S9"),
    "lead_time_years": lambda study: study["options"][0].update(lead_time_years=-1),
    "prerequisites": lambda study: (
        study["options"][0].update(prerequisites=[study["options"][1]["code"]]),
        study["options"][1].update(prerequisites=[study["options"][0]["code"]]),
    ),
    "quadrant": lambda study: study["signposts"][0].pop("quadrant"),
    "surrogates": lambda study: study["title"].update(en="\ud800"),
    "“groups”": lambda study: study["groups"].append(study["groups"][0]),
}


@pytest.mark.parametrize("word", STUDY_FAULTS)
def test_a_faulty_study_file_is_refused_with_the_place_of_its_fault(run, tmp_path, word):
    study = json.loads(FRAME.read_text(encoding="utf-8"))
    STUDY_FAULTS[word](study)
    file = tmp_path / "study.json"
    file.write_text(json.dumps(study), encoding="utf-8")
    refused(run("study", "import", file), "study.json", word)


@pytest.mark.parametrize(
    "content", ["", "[]", "null", '{"a":', "[" * 100_000, '{"code": ' + "9" * 5_000 + "}"]
)
def test_what_is_no_study_file_is_refused(run, tmp_path, content):
    file = tmp_path / "study.json"
    file.write_text(content, encoding="utf-8")
    refused(run("study", "import", file), "study.json")
    refused(run("study", "import", tmp_path), "cannot be read")
