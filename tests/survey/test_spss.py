"""Files for SPSS: every answer under its label, in both languages, missing apart from outside one's field."""

import io
import zipfile

import pyreadstat
import pytest
from flask_babel import force_locale

from survey.exports import make_bundle
from survey.exports import spss as module
from survey.models import RoundKind
from survey.operations import rounds
from survey.questions import Value
from tests import factories
from tests.kinds import SETTINGS
from tests.pages import Visitor


@pytest.fixture
def study(owner):
    """A closed round with a rating, a number, one choice, several choices and an allocation."""
    study = factories.make_study(n_drivers=1, owner=owner)
    round_ = rounds.create_round(study, RoundKind.RATE, factories.text("Round"), {})
    driver = study.drivers[0]
    one = {"choices": SETTINGS["choice"]["choices"]}
    specs = [
        rounds.QuestionSpec("rating", "impact", driver=driver, settings={"scale": [1, 7]}),
        rounds.QuestionSpec("rating", "expectation", driver=driver, settings={"scale": [1, 7]}),
        rounds.QuestionSpec("number", "year", settings={"format": "year", "min": 2025, "max": 2100}),
        rounds.QuestionSpec("choice", "one", settings=one),
        rounds.QuestionSpec("choice", "many", settings=one | {"several": True}),
        rounds.QuestionSpec("allocation", "allocation", driver=driver, settings={}),
    ]
    rounds.add_section(round_, {}, specs)
    rounds.open_round(round_)
    experts = factories.make_panel(study, 12)
    told = {
        "impact": [1, 2, 3, 4, 5, 6, 7, "outside", None, 2, 3, 4],
        "expectation": [4] * 12,
        "year": [2030 + number for number in range(12)],
        "one": [Value(data={"choices": ["abc"[number % 3]]}) for number in range(12)],
        "many": [Value(data={"choices": ["a", "c"] if number % 2 else ["b"]}) for number in range(12)],
        "allocation": [Value(data={"choice": ("A", "both")[number % 2]}) for number in range(12)],
    }
    factories.answer_round(round_, experts, told)
    factories.close_round(round_)
    return study


def read(study, tmp_path, language="en"):
    path = tmp_path / "answers.sav"
    with force_locale(language):
        path.write_bytes(make_bundle(study, "answers.sav"))
    return pyreadstat.read_sav(path, user_missing=True)


def labels_of(meta, name):
    return meta.variable_value_labels.get(name, {})


def test_answers_stand_under_labels_and_codes(study, tmp_path):
    frame, meta = read(study, tmp_path)
    assert len(frame) == 12
    labels = meta.column_names_to_labels
    assert labels["r1_impact_D01"] == "Round 1 – Driver 1 – Impact"
    assert labels_of(meta, "r1_impact_D01")[7] == "decisively"
    assert labels_of(meta, "r1_expectation_D01") == {1: "Driver 1 falls", 7: "Driver 1 rises"}
    assert sorted(frame["r1_year"].tolist()) == [2030 + number for number in range(12)]
    assert set(labels_of(meta, "r1_one_choices").values()) == {"A", "B", "C"}
    assert sorted(frame["r1_many_choices_a"].tolist()) == [0] * 6 + [1] * 6
    assert set(labels_of(meta, "group").values()) == {"Group 1", "Group 2"}
    assert set(labels_of(meta, "r1_allocation_D01_choice")) == {1, 2}


def test_outside_the_field_is_a_missing_code_with_a_label_and_no_answer_is_empty(study, tmp_path):
    frame, meta = read(study, tmp_path)
    ratings = frame["r1_impact_D01"]
    assert ratings.isna().sum() == 1
    assert (ratings == 9999).sum() == 1
    assert labels_of(meta, "r1_impact_D01")[9999] == "Outside my field"
    assert meta.missing_ranges["r1_impact_D01"] == [{"lo": 9999, "hi": 9999}]
    assert meta.variable_measure["r1_impact_D01"] == "ordinal"


def test_labels_are_korean_where_the_reader_is(study, tmp_path):
    _frame, meta = read(study, tmp_path, "ko")
    assert "요인 1" in meta.column_names_to_labels["r1_impact_D01"]
    assert labels_of(meta, "r1_expectation_D01") == {1: "요인 1 감소", 7: "요인 1 증가"}
    assert set(labels_of(meta, "group").values()) == {"집단 1", "집단 2"}
    assert set(labels_of(meta, "r1_one_choices").values()) == {"선택 a", "선택 b", "선택 c"}
    assert meta.file_label.startswith("연구")


def test_long_labels_are_cut_between_characters():
    assert module._shorten("가나다", 7) == "가나"
    names = [
        module.Variable(name, "", ()) for name in ("r1_요인|Q1", "r1__Q1", "R1_q1", "1", "a" * 90, "a" * 91)
    ]
    unique = [each.name for each in module._unique(iter(names))]
    assert len({name.casefold() for name in unique}) == len(names)
    assert all(len(name.encode()) <= 64 and name[0].isalpha() for name in unique)


def test_the_file_tells_neither_hour_nor_machine(study):
    content = make_bundle(study, "answers.sav")
    assert content == make_bundle(study, "answers.sav")
    assert b"01 Jan 8000:00:00" in content[:176]


def test_long_and_wide_tables_hold_the_same_answers(study):
    rows = {}
    for name in ("long.zip", "wide.zip"):
        with zipfile.ZipFile(io.BytesIO(make_bundle(study, name))) as archive:
            assert {"codebook.csv", "README.txt"} <= set(archive.namelist())
            rows[name] = archive.read(f"answers_{name[:4]}.csv").decode("utf-8-sig").splitlines()
    n_filled = sum(bool(cell) for line in rows["wide.zip"][1:] for cell in line.split(",")[2:])
    assert len(rows["long.zip"]) - 1 == n_filled
    assert any(line.endswith(",dk") for line in rows["long.zip"])


def test_the_page_says_how_to_get_it_where_it_is_missing(app, owner, study, monkeypatch):
    visitor = Visitor(app).sign_in(owner)
    assert "Download for SPSS" in visitor.get("exports.show_exports", study_id=study.id).text
    monkeypatch.setattr(module, "PACKAGES", ("no_such_package_anywhere",))
    page = visitor.get("exports.show_exports", study_id=study.id)
    assert "pip install" in page.text
    assert "Download for SPSS" not in page.text
    visitor.post("exports.export_answers", status=404, study_id=study.id, file_name="answers.sav")
