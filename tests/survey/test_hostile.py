"""What hostile and clumsy people send: each gets an answer in words, and nothing half-right is stored."""

import json

import pytest
from sqlalchemy import func, select

from survey.config import ROOT
from survey.db import db
from survey.models import Account, Driver, Invitation, Study
from survey.operations import rounds
from survey.web import is_safe_next
from tests.factories import make_account, make_panel, make_rounds, make_study

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


@pytest.fixture
def study(app):
    """A study whose coordinator is there and whose first round is open."""
    study = make_study(owner=make_account())
    make_panel(study)
    rounds.open_round(make_rounds(study)[0])
    return study


@pytest.fixture
def coordinator(visitor, study):
    """The study's coordinator, signed in."""
    return visitor.sign_in(db.session.scalar(select(Account)))


@pytest.mark.parametrize(
    "path", ["rounds/2147483648", "rounds/" + "9" * 30, "panel%00", "consensus/%00", "%00"]
)
def test_an_address_that_no_database_can_look_for_is_not_found(coordinator, study, path):
    assert coordinator.client.get(f"/studies/{study.id}/{path}").status_code == 404


@pytest.mark.parametrize(
    "target", ["//evil.org", "/\\evil.org", "/a\r\nSet-Cookie: b=c", "/a\nb", "/a\0b", "x"]
)
def test_nothing_leads_to_another_site_or_into_the_head_of_a_reply(target):
    assert not is_safe_next(target)


def test_a_name_is_one_line_without_nul(coordinator, study):
    facts = {"name": " A\r\nBcc:\0 b@example.org ", "email": "a@example.org", "language": "en", "group": ""}
    coordinator.post("panel.invite_expert", facts, study_id=study.id)
    names = db.session.scalars(select(Invitation.name).filter_by(email="a@example.org")).all()
    assert names == ["A Bcc: b@example.org"]


def test_a_deadline_lies_ahead(coordinator, study):
    for day, status in (("2001-01-01", 422), ("0001-01-01", 422), ("2999-01-01", 303)):
        coordinator.post(
            "rounds.set_deadline", {"closes_on": day}, status=status, study_id=study.id, number=1
        )


def test_the_summary_of_a_form_says_which_field_has_a_problem(coordinator, study):
    facts = {"name": "", "email": "x", "language": "en", "group": ""}
    page = coordinator.post("panel.invite_expert", facts, status=422, study_id=study.id)
    assert "Name: Enter a name." in page.text
    assert "E-mail address: This is not a complete e-mail address." in page.text


RATINGS = "expert,round,item,question,value\n"


def ratings(n_experts=6, item="rents", rounds_=(1, 2)):
    rows = (f"e{i},{number},{item},agreement,{1 + i % 5}" for number in rounds_ for i in range(n_experts))
    return RATINGS + "\n".join(rows) + "\n"


@pytest.mark.parametrize(
    ("options", "word"),
    [
        (["--rule", "garbage"], "not a rule"),
        (["--rule", "share>=0.75 in 6-7"], "leaves the scale"),
        (["--scale", "5-1"], "scale"),
        (["--report", "/nowhere/report.pdf"], "cannot be written"),
        (["--code", "x" * 81], "80"),
    ],
)
def test_settings_that_do_not_fit_a_ratings_file_store_nothing(run, tmp_path, options, word):
    file = tmp_path / "ratings.csv"
    file.write_text(ratings(), encoding="utf-8")
    refused(run("study", "import-ratings", file, "--code", "panel", *options), word)


def test_a_round_without_any_answer_is_named(run, tmp_path):
    file = tmp_path / "ratings.csv"
    file.write_text(ratings(rounds_=(1,)) + "e1,2,rents,agreement,\n", encoding="utf-8")
    refused(run("study", "import-ratings", file, "--code", "panel"), "ratings.csv", "round 2")


def test_a_long_item_keeps_its_name_under_a_code_that_every_database_holds(run, tmp_path):
    file = tmp_path / "ratings.csv"
    file.write_text(ratings(item="y" * 200), encoding="utf-8")
    assert run("study", "import-ratings", file, "--code", "panel").exit_code == 0
    driver = db.session.scalar(select(Driver))
    assert (driver.name, len(driver.code)) == ({"en": "y" * 200}, 120)


@pytest.mark.parametrize(
    "command", [["open-round", "none", 1], ["close-round", "none", 1], ["analyse", "none"]]
)
def test_a_command_for_an_unknown_study_says_so(run, command):
    refused(run("study", *command), "none")
