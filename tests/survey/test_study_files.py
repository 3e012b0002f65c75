"""Study files with rounds: the documented example is imported, and every fault is named by its place."""

import json
import re
from copy import deepcopy

import pytest

from survey.config import ROOT
from survey.errors import BadStudyFile
from survey.questions import KINDS
from survey.studyfile import import_study, read_study_file

PAGE = (ROOT / "docs/study-files.md").read_text(encoding="utf-8")
EXAMPLE = json.loads(re.search(r"```json\n(.*?)```", PAGE, flags=re.DOTALL)[1])


@pytest.fixture
def read(tmp_path):
    """Write content to a file and read it as a study file."""

    def read_content(content):
        path = tmp_path / "study.json"
        path.write_text(json.dumps(content), encoding="utf-8")
        return read_study_file(path)

    return read_content


def test_the_documented_example_is_a_study_with_every_kind(app, read):
    study = import_study(read(EXAMPLE))
    first, second = study.rounds
    assert {question.kind for question in first.questions} == set(KINDS)
    assert second.feedback_round is first
    assert first.questions[0].driver.code == "D01"
    assert first.questions[1].settings["never"] is True
    assert study.protocol["consensus_rule"] == "iqr<=1"
    assert study.notice["key_days"] == 60


def test_every_kind_and_every_setting_is_documented():
    table = PAGE[PAGE.index("### Kinds") : PAGE.index("## An example")]
    for code, kind in KINDS.items():
        row = re.search(rf"^\| `{code}` \|(.*)$", table, flags=re.MULTILINE)[1]
        assert not [name for name in kind.setting_names or () if f"`{name}`" not in row], code


def test_a_file_without_rounds_is_what_it_was(app, read):
    study = import_study(read({key: EXAMPLE[key] for key in EXAMPLE if key not in {"rounds", "notice"}}))
    assert (study.rounds, study.notice) == ([], {})


def test_a_study_may_ask_without_any_driver(app, read):
    question = {"kind": "text", "name": "remark"}
    round_ = {"kind": "free", "title": {"en": "R"}, "sections": [{"questions": [question]}]}
    facts = {key: EXAMPLE[key] for key in ("format", "code", "title", "template", "languages")}
    assert import_study(read(facts | {"rounds": [round_]})).rounds[0].questions[0].item == "remark"


def asked(content, section=0, question=0):
    return content["rounds"][0]["sections"][section]["questions"][question]


FAULTS = {
    "rounds must be a list": (lambda c: c.update(rounds={}), "“rounds” must be a list"),
    "kind of round": (lambda c: c["rounds"][0].update(kind="chat"), "“rounds 1: kind” must be one of scan"),
    "title of round": (lambda c: c["rounds"][1].pop("title"), "“rounds 2: title” must be texts by language"),
    "key of round": (lambda c: c["rounds"][0].update(titel={}), "“rounds 1: titel” must be one of the keys"),
    "later round": (lambda c: c["rounds"][1].update(feedback_of=2), "“rounds 2: feedback_of” must be"),
    "no question": (lambda c: c["rounds"][0]["sections"][0].update(questions=[]), "sections 1: questions”"),
    "question": (lambda c: c["rounds"][0]["sections"][0]["questions"].append(3), "questions 6” must be"),
    "kind": (lambda c: asked(c).update(kind="essay"), "sections 1: questions 1: kind” must be one of"),
    "name": (lambda c: asked(c).update(name=""), "questions 1: name” must be a printable name"),
    "driver": (lambda c: asked(c).update(driver="X"), "questions 1: driver” must be codes that the file"),
    "quadrant": (lambda c: asked(c).update(quadrant="Q5"), "questions 1: quadrant” must be one of Q1"),
    "both": (lambda c: asked(c).update(option="S1"), "questions 1: option” must be left out"),
    "imported": (
        lambda c: asked(c)["settings"].update(imported=True, scale=[0, 10**9]),
        "questions 1: settings: imported” must be left out",
    ),
    "endless text": (
        lambda c: asked(c)["settings"].update(label={"en": "x" * 10**6}),
        "“a text” must be at most 20000 characters long",
    ),
    "endless key": (lambda c: c["rounds"][0].update({"x" * 19_000: 1}), "xxx…” must be one of the keys"),
    "endless round": (
        lambda c: c["rounds"][0]["sections"][0].update(
            questions=[{"kind": "text", "name": f"t{n}"} for n in range(10_000)]
        ),
        "“rounds 1: sections” must be sections of at most 1000 questions",
    ),
    "endless family": (
        lambda c: c.update(groups=[{"code": f"g{n}", "name": {"en": "G"}} for n in range(10_000)]),
        "“groups” must be a list of at most 1000 entries",
    ),
    "twice": (lambda c: asked(c, 0, 2).update(name="first-ship"), "questions 3: name” must be another one"),
    "kind of method": (
        lambda c: asked(c, 0, 1).update(name="sort"),
        "kind” must be pile_sort, as the method",
    ),
    "settings": (lambda c: asked(c).update(settings=[]), "questions 1: settings” must be an object"),
    "setting": (
        lambda c: asked(c)["settings"].update(scal=[1, 7]),
        "1: settings”: A question of the kind “rating”",
    ),
    "min": (lambda c: asked(c, 0, 1)["settings"].update(min=2200), "questions 2: settings”: “min” must lie"),
    "choices": (
        lambda c: asked(c, 1, 0)["settings"].pop("choices"),
        "sections 2: questions 1: settings”: “choices”",
    ),
    "scale of a question": (
        lambda c: asked(c)["settings"].update(scale="1-7"),
        "questions 1: settings”: “scale” must be two whole numbers",
    ),
    "label": (lambda c: asked(c)["settings"].update(label="Impact"), "settings”: “label” must hold texts"),
    "required": (lambda c: asked(c)["settings"].update(required=1), "“required” must be true or false"),
    "protocol": (lambda c: c.update(protocol={"scales": 1}), "“protocol: scales” must be one of the keys"),
    "scale": (lambda c: c.update(protocol={"scale": [7, 1]}), "“protocol: scale” must be the lowest"),
    "rule": (lambda c: c.update(protocol={"consensus_rule": "most"}), "“protocol: consensus_rule”"),
    "stability": (lambda c: c.update(protocol={"stability_rule": "calm"}), "“protocol: stability_rule”"),
    "floor": (lambda c: c.update(protocol={"floor": 2}), "“protocol: floor” must be 5"),
    "feedback": (
        lambda c: c.update(protocol={"feedback": "all"}),
        "“protocol: feedback” must be a list out of",
    ),
    "notice": (lambda c: c["notice"].update(key_days=0), "“notice: key_days” must be a number of days"),
    "notice text": (lambda c: c["notice"].update(who="We"), "“notice: who” must be texts by language"),
    "nothing": (lambda c: (c.pop("drivers"), c.pop("rounds")), "says nothing under “drivers”"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_named_by_its_place(read, fault):
    content = deepcopy(EXAMPLE)
    change, sentence = FAULTS[fault]
    change(content)
    with pytest.raises(BadStudyFile) as refused:
        read(content)
    assert sentence in str(refused.value)
    assert "study.json" in str(refused.value)
