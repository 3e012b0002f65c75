"""Questions answered by typing or from a list: what people type, and what they are told."""

from itertools import pairwise

import pytest

from survey.errors import InvalidAnswer
from survey.questions import KINDS, Value, check_settings
from survey.questions.curve import draw_curve
from survey.words.quantities import amount_words, middle_words

YEAR = {"format": "year", "never": True}
PROBABILITY = {"format": "probability"}
AMOUNT = {"unit": {"en": "TWh", "ko": "테라와트시"}, "min": 0}
ONE = {"choices": [{"code": "a", "text": {"en": "A"}}, {"code": "b", "text": {"en": "B"}}]}


def read(kind, settings, **sent):
    """Read what a form sent; the suffix of a field is written with underscores for dashes."""
    fields = {"q" + suffix.replace("_", "-"): text for suffix, text in sent.items()}
    return KINDS[kind].read(fields, "q", settings)


@pytest.mark.parametrize(
    ("typed", "settings", "number"),
    [
        ("2031", YEAR, 2031),
        (" 2031 ", YEAR, 2031),
        ("２０３１", YEAR, 2031),
        ("2031년", YEAR, 2031),
        ("2,031", YEAR, 2031),
        ("50", PROBABILITY, 50),
        ("50 %", PROBABILITY, 50),
        ("50％", PROBABILITY, 50),
        ("0.5 %", PROBABILITY, 0.5),
        ("12.5%", PROBABILITY, 12.5),
        ("0,5", AMOUNT, 0.5),
        ("0.5", AMOUNT, 0.5),
        (".5", AMOUNT, 0.5),
        ("1 200", AMOUNT, 1200),
        ("1\u202f200", AMOUNT, 1200),
        ("1\u2009200\u2009000", AMOUNT, 1_200_000),
        ("1,200", AMOUNT, 1200),
        ("1,200.5", AMOUNT, 1200.5),
        ("1'200", AMOUNT, 1200),
        ("350 TWh", AMOUNT, 350),
        ("350테라와트시", AMOUNT, 350),
        ("−3", {}, -3),
        ("+3", {}, 3),
        ("-0", {}, 0),
    ],
)
def test_a_number_is_read_as_people_type_it(typed, settings, number):
    assert read("number", settings, _value=typed) == Value(number=number)


@pytest.mark.parametrize(
    ("typed", "settings", "sentence"),
    [
        ("약 50", AMOUNT, "Type one number in digits"),
        ("about 2030", YEAR, "Type a year in four digits"),
        ("2030-2035", YEAR, "Type a year in four digits"),
        ("half", PROBABILITY, "Type a probability in percent"),
        ("1 20", AMOUNT, "Type one number in digits"),
        ("1e5", AMOUNT, "Type one number in digits"),
        ("nan", AMOUNT, "Type one number in digits"),
        ("9" * 400, AMOUNT, "Type one number in digits"),
        ("0.5", PROBABILITY, "50 if you mean that share of 1, 0.5 % if you mean less than one percent"),
        ("101", PROBABILITY, "from 0 to 100"),
        ("-1", AMOUNT, "0 or more"),
        ("2024", YEAR | {"min": 2025, "max": 2100}, "a year from 2025 to 2100"),
        ("2030.5", YEAR, "whole number"),
        ("7", {"step": 5}, "in steps of 5, such as 5 or 10"),
    ],
)
def test_what_is_no_such_number_is_told_with_what_to_type(typed, settings, sentence):
    with pytest.raises(InvalidAnswer, match=sentence):
        read("number", settings, _value=typed)


def test_never_is_a_state_of_its_own_where_it_is_offered():
    assert read("number", YEAR, _never="1") == Value(data={"never": True})
    assert read("number", {}, _never="1") is None
    with pytest.raises(InvalidAnswer, match="not both"):
        read("number", YEAR, _never="1", _value="2031")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"format": "date"}, "must be one of: number, year, probability"),
        ({"min": "0"}, "“min” must be a number"),
        ({"min": 5, "max": 5}, "“min” must lie below “max”"),
        ({"format": "probability", "max": 120}, "from 0 to 100"),
        ({"max": 10**400}, "“max” must be a number"),
        ({"min": -(10**400)}, "“min” must be a number"),
        ({"step": 10**400}, "“step” must be a number"),
        ({"step": 5e-324}, "“step” must be a number from 0.000001"),
        ({"step": 1e300}, "“step” must be a number from 0.000001"),
        ({"step": 0}, "“step” must be a number from 0.000001 to 1000000000000000"),
        ({"unit": "TWh"}, "“unit” must hold texts by language"),
        ({"never": 1}, "“never” must be true or false"),
        ({"median": 1}, "no setting “median”"),
    ],
)
def test_settings_of_a_number_are_checked_one_by_one(wrong, sentence):
    with pytest.raises(InvalidAnswer, match=sentence):
        check_settings("number", wrong)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (("2030", "2027", "2041"), r"middle number \(2027\) must not be below the low one \(2030\)"),
        (("2030", "2045", "2041"), r"middle number \(2045\) must not be above the high one \(2041\)"),
        (("2041", "2033", "2030"), r"high number \(2030\) must be above the low one \(2041\)"),
        (("2030", "2030", "2030"), "must be above the low one"),
        (("2030", "", "2041"), "Type the middle number too"),
        (("2030", "", ""), "Type all three numbers"),
        (("2030", "soon", "2041"), "Type a year in four digits"),
    ],
)
def test_three_numbers_out_of_order_are_told_apart(typed, sentence):
    with pytest.raises(InvalidAnswer, match=sentence):
        read("quantiles", {"format": "year"}, _p5=typed[0], _p50=typed[1], _p95=typed[2])


def test_one_choice_and_something_else():
    settings = ONE | {"other": True}
    assert read("choice", ONE, **{"": "a"}).data == {"choices": ["a"]}
    assert read("choice", settings, **{"": "other", "_other_text": "x"}).data == {
        "choices": ["other"],
        "other": "x",
    }
    assert read("choice", settings, _other_text="x").data["choices"] == ["other"]
    for sent, sentence in [
        ({"": "c"}, "one of the answers of the list"),
        ({"": "other"}, "what else you mean"),
        ({"": "a", "_other_text": "x"}, "chose another answer"),
        ({"": "other", "_other_text": "x" * 201}, "201 characters; 200 are allowed"),
    ]:
        with pytest.raises(InvalidAnswer, match=sentence):
            read("choice", settings, **sent)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"choices": []}, "“choices” must list at least 2"),
        (
            {"choices": [*ONE["choices"], {"code": "other", "text": {"en": "?"}}]},
            "cannot have the code “other”",
        ),
        ({"choices": ["a", "b"]}, "needs a code and a text"),
        (ONE | {"several": "yes"}, "“several” must be true or false"),
    ],
)
def test_settings_of_a_choice_are_checked(wrong, sentence):
    with pytest.raises(InvalidAnswer, match=sentence):
        check_settings("choice", wrong)


def test_a_text_is_kept_as_written_and_refused_with_both_lengths():
    assert read("text", {}, _text=" 하나\r\n둘\0 ").data == {"text": "하나\n둘"}
    with pytest.raises(InvalidAnswer, match="201 characters; 200 are allowed"):
        read("text", {"max_length": 200}, _text="x" * 201)
    with pytest.raises(InvalidAnswer, match="whole number from 1 to 5000"):
        check_settings("text", {"max_length": 50_000})


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"_1_name": "Rents"}, "Proposal 1 needs its two opposite states"),
        ({"_1_name": "Rents", "_1_low": "fall"}, "Proposal 1 still needs its second state"),
        ({"_2_name": "Rents", "_2_high": "rise"}, "Proposal 2 still needs its first state"),
        ({"_1_low": "fall", "_1_high": "rise"}, "Proposal 1 needs a short name"),
        ({"_1_name": "Rents", "_1_low": "Rise", "_1_high": "rise "}, "the same; they must be opposites"),
        ({"_1_name": "x" * 101, "_1_low": "a", "_1_high": "b"}, "101 characters; 100 are allowed"),
        ({"_1_name": "Rents", "_1_low": "a", "_1_high": "b", "_1_category": "legal"}, "Choose a domain"),
        ({"_1_name": "Rents", "_1_low": "a", "_1_high": "b", "": "outside"}, "not both"),
    ],
)
def test_a_proposal_that_is_not_whole_says_what_is_missing(sent, sentence):
    with pytest.raises(InvalidAnswer, match=sentence):
        read("driver_proposal", {}, **sent)


def test_more_proposals_than_asked_for_are_passed_over():
    sent = {f"_{n}_{part}": f"{part}{n}" for n in (1, 2, 3) for part in ("name", "low", "high")}
    assert len(read("driver_proposal", {"max_proposals": 2}, **sent).data["proposals"]) == 2


@pytest.mark.parametrize(
    ("value", "asked", "words"),
    [
        (2031, YEAR, "2031"),
        (2033.5, YEAR, "2033.5"),
        (50, PROBABILITY, "50 %"),
        (1200, AMOUNT, "1,200 TWh"),
        (0.00123, {}, "0.00123"),
        (-3.5, {}, "−3.5"),
        (0, {}, "0"),
        (None, {}, "–"),
    ],
)
def test_a_number_is_shown_with_its_unit(app, value, asked, words):
    with app.test_request_context():
        assert amount_words(value, asked) == words


def test_a_middle_between_years_is_said_in_years(app):
    with app.test_request_context():
        assert middle_words(2033.5, YEAR) == "between 2033 and 2034"


@pytest.mark.parametrize(
    "numbers", [(0, 5, 10), (0, 1, 10), (0, 9, 10), (0, 0, 10), (0, 10, 10), (-1e9, 3, 1e12)]
)
def test_a_curve_stays_in_its_drawing_and_has_its_middle_where_it_belongs(numbers):
    curve = draw_curve(*numbers)
    places = [float(part) for point in curve.outline[1:].split("L") for part in point.split()]
    assert all(0 <= x <= 320 for x in places[::2])
    assert all(8 <= y <= 76 for y in places[1::2])
    share = (curve.middle - curve.low) / (curve.high - curve.low)
    assert share == pytest.approx((numbers[1] - numbers[0]) / (numbers[2] - numbers[0]), abs=0.01)


@pytest.mark.parametrize("numbers", [(0, 5, 10), (0, 2, 10), (0, 7, 10)])
def test_half_of_the_curve_lies_on_either_side_of_its_middle(numbers):
    curve = draw_curve(*numbers)
    points = [tuple(map(float, point.split())) for point in curve.outline[1:].split("L")]
    areas = {True: 0.0, False: 0.0}
    for (x1, y1), (x2, y2) in pairwise(points):
        areas[(x1 + x2) / 2 < curve.middle] += (x2 - x1) * (152 - y1 - y2) / 2
    assert areas[True] / sum(areas.values()) == pytest.approx(0.5, abs=0.04)
