"""Ranking, pairs, places and piles: what is typed is an answer, or a sentence says what is wrong with it."""

import pytest

from survey.errors import BadStudyFile, InvalidAnswer
from survey.questions import KINDS, Value, check_settings
from survey.studyshape.rounds import check_rounds

WORDS = {"label": {"en": "Label"}, "low": {"en": "Low"}, "high": {"en": "High"}}
CODES = ["D01", "D02", "D03", "D04"]
RANKING = {"items": CODES}
PLACEMENT = {"x": WORDS, "y": WORDS, "grid": [5, 7], "subjects": ["daedeok", "pangyo"]}


def read(kind: str, settings: dict, **sent: str) -> Value | None:
    form = {f"q-{suffix.replace('_', ':')}": text for suffix, text in sent.items()}
    return KINDS[kind].read(form, "q", settings)


def sentence(error: pytest.ExceptionInfo) -> str:
    return str(error.value)


def test_every_place_given_once_is_an_order():
    ranks = read("ranking", RANKING, D01="3", D02="1", D03="4", D04="2")
    assert ranks.data == {"ranks": {"D01": 3, "D02": 1, "D03": 4, "D04": 2}}


def test_a_place_given_twice_is_named():
    with pytest.raises(InvalidAnswer) as error:
        read("ranking", RANKING, D01="1", D02="2", D03="2", D04="3")
    assert sentence(error) == "Place 2 was given more than once. Give every place once."


def test_missing_places_are_listed():
    with pytest.raises(InvalidAnswer) as error:
        read("ranking", RANKING, D01="1", D02="4")
    assert sentence(error) == "Give every place from 1 to 4 once. Still missing: 2, 3."


@pytest.mark.parametrize("text", ["0", "5", "first", "1.5", "-1", "9" * 5000])
def test_what_is_no_place_is_refused_with_the_range(text):
    with pytest.raises(InvalidAnswer, match="whole numbers from 1 to 4"):
        read("ranking", RANKING, D01=text)


def test_only_the_first_few_may_be_asked_for():
    top = RANKING | {"top": 2}
    assert read("ranking", top, D03="1", D01="2").data == {"ranks": {"D03": 1, "D01": 2}}
    with pytest.raises(InvalidAnswer, match="whole numbers from 1 to 2"):
        read("ranking", top, D03="1", D01="2", D02="3")


def test_places_typed_in_another_script_are_understood():
    assert read("ranking", {"items": ["D01", "D02"]}, D01="２", D02="１").data["ranks"]["D01"] == 2


def test_only_pairs_of_the_experts_own_block_are_read():
    settings = {"items": [f"D{number:02d}" for number in range(1, 9)], "per_expert": 4, "block": 2}
    asked = KINDS["pairs"].asked(settings)
    value = KINDS["pairs"].read({"q-1": "2", "q-4": "-1", "q-5": "1"}, "q", settings)
    assert value.data == {"pairs": [[*asked[0], 2], [*asked[3], -1]]}
    assert KINDS["pairs"].write(value, settings) == {"-1": "2", "-4": "-1"}
    assert KINDS["pairs"].write(value, settings | {"block": 3}) != {"-1": "2", "-4": "-1"}


@pytest.mark.parametrize("text", ["3", "-3", "0.5", "more"])
def test_a_judgement_off_the_scale_is_refused(text):
    with pytest.raises(InvalidAnswer, match="from −2 to \\+2"):
        KINDS["pairs"].read({"q-1": text}, "q", {"items": CODES})


def test_the_time_that_pairs_take_follows_their_number():
    kind = KINDS["pairs"]
    assert kind.seconds_for({"items": CODES}) == 6 * 12
    assert kind.seconds_for({"items": [f"D{n}" for n in range(30)], "per_expert": 15}) == 15 * 12


def test_half_a_place_is_kept_and_told_from_a_whole_one():
    value = read("placement", PLACEMENT, daedeok_x="5", daedeok_y="7", pangyo_x="1")
    assert value.data == {"places": {"daedeok": [5, 7], "pangyo": [1, None]}}
    assert KINDS["placement"].write(value, PLACEMENT) == {
        "-daedeok:x": "5",
        "-daedeok:y": "7",
        "-pangyo:x": "1",
    }


@pytest.mark.parametrize(("axis", "text"), [("x", "6"), ("y", "8"), ("x", "0"), ("y", "north")])
def test_a_step_off_the_grid_is_refused(axis, text):
    with pytest.raises(InvalidAnswer, match="Choose a step from 1 to"):
        KINDS["placement"].read({f"q-daedeok:{axis}": text}, "q", PLACEMENT)


def test_piles_may_have_names_and_five_is_the_most():
    sort = {"items": CODES}
    value = read("pile_sort", sort, D01="5", D02="5", name_5="  Money\x00 and\n power ")
    assert value.data == {"piles": {"D01": "5", "D02": "5"}, "names": {"5": "Money and power"}}
    assert KINDS["pile_sort"].write(value, sort) == {
        "-D01": "5",
        "-D02": "5",
        "-name:5": "Money and power",
    }


def test_an_answer_from_before_piles_had_names_still_reads():
    old = Value(data={"piles": {"D01": "1", "D02": "2"}})
    assert KINDS["pile_sort"].write(old, {"items": CODES}) == {"-D01": "1", "-D02": "2"}


def test_a_name_is_kept_even_while_its_pile_is_empty():
    assert read("pile_sort", {"items": CODES}, name_1="Water").data == {"piles": {}, "names": {"1": "Water"}}


def test_a_long_name_is_refused_with_its_length():
    with pytest.raises(InvalidAnswer, match="may have 80 characters; this one has 81"):
        read("pile_sort", {"items": CODES}, name_1="w" * 81)


@pytest.mark.parametrize(
    ("kind", "settings", "words"),
    [
        ("ranking", {}, "“items” must be a list of codes"),
        ("ranking", {"items": ["D01"]}, "“items” must list at least 2 different things"),
        ("ranking", {"items": ["D01", "D01"]}, "“items” must list at least 2 different things"),
        ("ranking", {"items": [{"code": "a"}, "b"]}, "“items: a: text” must hold texts by language"),
        ("ranking", {"items": ["D01", 5]}, "“items” must be a list of codes"),
        ("ranking", RANKING | {"top": 5}, "“top” must be a whole number from 1 to 4"),
        ("ranking", RANKING | {"top": True}, "“top” must be a whole number"),
        ("pairs", {"items": ["D01", "D02"]}, "“items” must list at least 3 different things"),
        ("pairs", {"items": CODES, "per_expert": 0}, "“per_expert” must be a whole number from 1 to 60"),
        ("pairs", {"items": CODES, "block": 1}, "has no setting “block”"),
        ("pile_sort", {"items": CODES[:1]}, "“items” must list at least 2 different things"),
        ("placement", {"y": WORDS}, "“x” must hold the texts label, low and high"),
        ("placement", {"x": WORDS, "y": {"label": {"en": "Y"}}}, "“y: low” must hold texts by language"),
        ("placement", PLACEMENT | {"grid": [7]}, "“grid” must hold two whole numbers from 3 to 9"),
        ("placement", PLACEMENT | {"grid": [2, 7]}, "“grid” must hold two whole numbers from 3 to 9"),
        ("placement", PLACEMENT | {"subjects": []}, "“subjects” must list at least 1"),
        ("pairs", {"items": [{"code": code, "text": {"en": code}} for code in "abc"]}, "list of codes."),
        ("pile_sort", {"items": [{"code": code, "text": {"en": code}} for code in "ab"]}, "list of codes."),
        ("pairs", {"items": [f"D{number}" for number in range(301)]}, "may list at most 300 things"),
        ("rating", {"scale": [1, 3], "points": None}, "“points” must hold one text for each"),
        ("rating", {"scale": [0, 100]}, "at most 11 points; ask for a number instead"),
        ("rating", {"scale": [1, 3], "points": [{"en": "low"}]}, "one text for each of the 3 points"),
        ("rating", {"scale": [0, 1], "points": [{"en": "no"}, "yes"]}, "“points 2” must hold texts"),
    ],
)
def test_settings_that_make_no_sense_are_refused_in_words(kind, settings, words):
    with pytest.raises(InvalidAnswer) as error:
        check_settings(kind, settings)
    assert words in sentence(error)


@pytest.mark.parametrize("scale", [[1, 9], [0, 9], [0, 10], [-3, 3]])
def test_scales_that_a_phone_can_show_are_taken(scale):
    check_settings("rating", {"scale": scale})


AXES = [
    {"letter": letter, "name": {"en": letter}, "low_pole": {"en": "low"}, "high_pole": {"en": "high"}}
    for letter in "AB"
]


def test_axes_that_are_only_thought_of_stand_in_the_question():
    check_settings("allocation", {"axes": AXES})
    for wrong in ([], AXES[:1], AXES[::-1], "AB", [*AXES[:1], {"letter": "B", "name": {"en": "B"}}]):
        with pytest.raises(InvalidAnswer, match="axes"):
            check_settings("allocation", {"axes": wrong})


@pytest.mark.parametrize(
    ("kind", "settings", "typed"),
    [
        ("ranking", {"items": CODES[:2]}, {"q-D01": "1", "q-D02": "2"}),
        ("pairs", {"items": CODES}, {"q-1": "0"}),
        ("placement", PLACEMENT, {"q-pangyo:x": "1"}),
        ("pile_sort", {"items": CODES}, {"q-D01": "1"}),
    ],
)
def test_an_answer_and_outside_my_field_at_once_are_asked_back(kind, settings, typed):
    with pytest.raises(InvalidAnswer, match="not both"):
        KINDS[kind].read(typed | {"q": "outside"}, "q", settings)


@pytest.mark.parametrize(
    ("kind", "settings", "place"),
    [
        ("ranking", {"items": ["D01", "D99"]}, "settings: items"),
        ("pairs", {"items": ["D01", "D02", "S1.1"]}, "settings: items"),
        ("pairs", {"items": ["D01", "D02", "today"]}, "settings: items"),
        ("placement", {"x": WORDS, "y": WORDS, "subjects": ["today", "mars"]}, "settings: subjects"),
    ],
)
def test_a_study_file_must_explain_what_a_question_names(kind, settings, place):
    content = {
        "drivers": [{"code": "D01"}, {"code": "D02"}],
        "options": [{"code": "S1.1"}],
        "rounds": [
            {
                "kind": "free",
                "title": {"en": "R"},
                "sections": [{"questions": [{"kind": kind, "name": "q", "settings": settings}]}],
            }
        ],
    }
    with pytest.raises(BadStudyFile) as error:
        check_rounds(content, "file.json")
    assert place in sentence(error)
    assert "codes that the file explains" in sentence(error)
