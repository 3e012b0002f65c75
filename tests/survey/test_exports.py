"""What leaves a study as data: complete, inert, the same each time, and without a way back to a person."""

import csv
import io
import zipfile

import pytest

from analysis.files import read_ratings
from analysis.ratings import Scale
from survey.errors import TooFewAnswers
from survey.exports import NAMES, make_bundle
from survey.exports.answers import read_answers
from survey.filters import make_inert
from survey.models import RoundKind
from survey.operations import rounds
from survey.questions import Value
from tests import factories
from tests.kinds import SETTINGS
from tests.pages import Visitor

CANARY = "Zx7-canary"


def unpack(bundle: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
        return {name: archive.read(name).decode("utf-8-sig", "replace") for name in archive.namelist()}


def read_csv(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture
def study(owner):
    """A study with a rated round that is closed, twelve experts in two groups."""
    study = factories.make_study(n_drivers=3, owner=owner)
    experts = factories.make_panel(study, 12)
    first = factories.make_rounds(study)[0]
    rounds.open_round(first)
    factories.answer_round(first, experts)
    factories.close_round(first)
    return study


def test_ratings_are_what_the_analysis_reads_and_finds_again(study, tmp_path):
    files = unpack(make_bundle(study, "answers.zip"))
    path = tmp_path / "ratings.csv"
    path.write_text(files["ratings.csv"], encoding="utf-8")
    impact = read_ratings(path, Scale(1, 7))["impact"]
    assert impact.values.shape == (1, 12, 3)
    medians = {
        row["item"]: row["median"] for row in read_csv(files["results.csv"]) if row["question"] == "impact"
    }
    found = dict(zip(impact.items, (float(value) for value in _medians(impact)), strict=True))
    assert {item: float(median) for item, median in medians.items()} == found


def _medians(ratings):
    return [sorted(column)[5] / 2 + sorted(column)[6] / 2 for column in ratings.values[0].T]


def test_every_column_is_explained_in_both_languages(study):
    files = unpack(make_bundle(study, "answers.zip"))
    wide = read_csv(files["answers_wide.csv"])
    explained = {row["column"]: row for row in read_csv(files["codebook.csv"])}
    assert set(wide[0]) - {"respondent", "group"} == set(explained)
    assert explained["r1_impact_D01"]["item_ko"] == "요인 1"
    assert explained["r1_impact_D01"]["highest"] == "7"


@pytest.mark.parametrize("name", NAMES)
def test_the_same_study_gives_the_same_bytes(study, name):
    assert make_bundle(study, name) == make_bundle(study, name)


def test_who_gave_which_row_changes_nothing(owner):
    """Two experts of one group exchange their answers: no byte of any file differs."""
    bundles = []
    for order in (range(12), [2, 1, 0, *range(3, 12)]):
        study = factories.make_study(n_drivers=2, owner=owner, title=factories.text("The same"))
        experts = factories.make_panel(study, 12)
        first = factories.make_rounds(study)[0]
        rounds.open_round(first)
        factories.answer_round(first, [experts[place] for place in order])
        factories.close_round(first)
        bundles.append([make_bundle(study, name) for name in NAMES])
    assert bundles[0] == bundles[1]


def test_groups_are_left_out_where_one_is_small(owner):
    study = factories.make_study(n_drivers=1, owner=owner)
    experts = factories.make_panel(study, 8)  # four in each group
    first = factories.make_rounds(study)[0]
    rounds.open_round(first)
    factories.answer_round(first, experts)
    factories.close_round(first)
    assert read_answers(study).groups is None
    assert "group" not in unpack(make_bundle(study, "answers.zip"))["ratings.csv"].splitlines()[0]


def test_own_words_stand_in_no_row(owner):
    """Whoever knows how somebody writes must not find their other answers beside it."""
    study = factories.make_study(n_drivers=3, owner=owner)
    experts = factories.make_panel(study, 8)
    round_ = rounds.create_round(study, RoundKind.SCAN, factories.text("Scan"), {})
    specs = [rounds.QuestionSpec(kind, kind, settings=settings) for kind, settings in SETTINGS.items()]
    rounds.add_section(round_, factories.text("All"), specs)
    rounds.open_round(round_)
    words = {
        "text": {"text": CANARY},
        "choice": {"choices": ["other"], "other": CANARY},
        "pile_sort": {"piles": {"D01": "1", "D02": "2"}, "names": {"1": CANARY}},
        "ranking": {"ranks": {"D01": 1, "D02": 2, "cost": 3}},
        "pairs": {"pairs": [["D01", "D02", 2.0], ["D03", "D01", -1.0]]},
        "placement": {"places": {"today": [2, 5]}},
        "driver_proposal": {"proposals": [{"name": CANARY, "low": "down", "high": "up"}]},
    }

    def answer(index, question):
        own = words.get(question.kind)
        return Value(data=own) if own else factories.pick(index, question)

    factories.answer_round(round_, experts, answer)
    factories.close_round(round_)
    files = {
        name: text
        for bundle in ("answers.zip", "polis.zip")
        for name, text in unpack(make_bundle(study, bundle)).items()
    }
    files |= unpack(make_bundle(study, "answers.xlsx"))
    assert not [name for name, text in files.items() if CANARY in text]
    assert {
        "r1_pile_sort_piles_D01",
        "r1_choice_choices",
        "r1_ranking_ranks_D01",
        "r1_pairs_pairs_D03_D01",
        "r1_placement_places_today_2",
    } <= set(read_csv(files["answers_wide.csv"])[0])


def test_fewer_than_five_respondents_are_not_exported(app, owner):
    study = factories.make_study(n_drivers=1, owner=owner)
    experts = factories.make_panel(study, 8)
    first = factories.make_rounds(study)[0]
    rounds.open_round(first)
    factories.answer_round(first, experts[:4])
    factories.close_round(first)
    with pytest.raises(TooFewAnswers):
        read_answers(study)
    visitor = Visitor(app).sign_in(owner)
    page = visitor.get("exports.show_exports", study_id=study.id)
    assert "Nothing can be exported yet" in page.text
    visitor.post("exports.export_answers", status=409, study_id=study.id, file_name="answers.zip")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_text_is_never_a_formula(start):
    assert make_inert(f"{start}1+1") == f"'{start}1+1"
    assert make_inert(-3) == -3
