"""Question kinds: what a form sends becomes a value, and a value becomes the same form again."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey.config import ROOT
from survey.errors import InvalidAnswer
from survey.questions import (
    KINDS,
    OUTSIDE_FIELD,
    Value,
    check_settings,
    get_kind,
)
from survey.questions.prompts import get_prompt, wording
from survey.results.kinds import MEASURES
from tests.kinds import FORMS, SETTINGS

END_WORDS = {key: {"en": key.title()} for key in ("label", "low", "high")}


def read(kind: str, sent: dict[str, str]) -> Value | None:
    return KINDS[kind].read({f"q{suffix}": text for suffix, text in sent.items()}, "q", SETTINGS[kind])


@pytest.mark.parametrize("kind", SETTINGS)
@given(data=st.data())
def test_an_answer_read_and_written_is_the_same_again(kind, data):
    sent = data.draw(FORMS[kind])
    value = read(kind, sent)
    assert not value.is_outside_field
    assert KINDS[kind].write(value, SETTINGS[kind]) == sent
    assert (value.number is None) != (value.data is None)


@pytest.mark.parametrize("kind", SETTINGS)
def test_outside_my_field_and_nothing_are_two_things(kind):
    outside = read(kind, {"": OUTSIDE_FIELD})
    assert outside.is_outside_field
    assert KINDS[kind].write(outside, SETTINGS[kind]) == {"": OUTSIDE_FIELD}
    assert read(kind, {}) is read(kind, {"": ""}) is read(kind, {"": "  "}) is None


@pytest.mark.parametrize("kind", SETTINGS)
@settings(deadline=None)  # what holds is that it ends in words, not how fast a busy machine gets there
@given(text=st.text(max_size=20))
def test_whatever_is_sent_is_an_answer_or_refused_in_words(kind, text):
    suffixes = ["", "-D01", "-value", "-p5", "-a", "-other-text", "-text", "-1-name", "-1-low"]
    for sent in [{suffix: text} for suffix in suffixes]:
        try:
            value = read(kind, sent)
        except InvalidAnswer:
            continue
        assert value is None or KINDS[kind].write(value, SETTINGS[kind])


@pytest.mark.parametrize("text", ["-4", "4", "1.5", "1e0", "nan", "inf", "seven", "0x1", "1 2", "9" * 5_000])
def test_a_rating_off_the_scale_is_refused_with_the_scale(text):
    with pytest.raises(InvalidAnswer, match="from -3 to 3"):
        read("rating", {"": text})


@pytest.mark.parametrize("choice", ["a", "C", "A,B", "both ways"])
def test_an_unknown_allocation_is_refused(choice):
    with pytest.raises(InvalidAnswer):
        read("allocation", {"": choice})


@pytest.mark.parametrize("pile", ["0", "6", "A", "-1"])
def test_an_unknown_pile_is_refused(pile):
    with pytest.raises(InvalidAnswer):
        read("pile_sort", {"-D01": pile})


def test_drivers_that_were_not_asked_about_are_passed_over():
    assert read("pile_sort", {"-D01": "1", "-D99": "2"}).data == {"piles": {"D01": "1"}}


@pytest.mark.parametrize("scale", [[1, 1], [7, 1]])
def test_a_scale_without_two_points_is_refused(scale):
    with pytest.raises(InvalidAnswer):
        KINDS["rating"].check_settings({"scale": scale})


def test_the_default_scale_has_seven_points():
    assert list(KINDS["rating"].points({})) == [1, 2, 3, 4, 5, 6, 7]


def test_kinds_are_known_by_their_code():
    assert all(get_kind(code) is kind and kind.code == code for code, kind in KINDS.items())
    with pytest.raises(InvalidAnswer, match="no question kind"):
        get_kind("essay")


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_a_kind_has_all_its_parts(kind):
    assert kind.seconds > 0
    assert kind.setting_names is not None
    assert kind.code in SETTINGS
    assert kind.code in FORMS
    parts = [kind.partial, kind.own_partial, f"questions/result/{kind.measure}.html"]
    assert not [part for part in parts if not (ROOT / "templates" / part).is_file()]
    assert kind.script is None or (ROOT / "static/js/kinds" / kind.script).is_file()
    assert kind.measure == "scale" or kind.measure in MEASURES


@pytest.mark.parametrize("kind", SETTINGS)
@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"label": "Year"}, "“label” must hold texts by language"),
        ({"help": {"fr": "Quand ?"}}, "“help” must hold texts by language"),
        ({"low": {}}, "“low” must hold texts by language"),
        ({"required": "yes"}, "“required” must be true or false"),
    ],
)
def test_settings_that_every_kind_takes_are_checked(kind, wrong, sentence):
    with pytest.raises(InvalidAnswer, match=sentence):
        check_settings(kind, SETTINGS[kind] | wrong)
    words = {"label": {"en": "A", "ko": "가"}, "help": {"en": "B"}, "required": True}
    check_settings(kind, SETTINGS[kind] | words)


def test_a_misspelled_setting_is_refused_by_name():
    with pytest.raises(InvalidAnswer, match="“rating” has no setting “scal”"):
        check_settings("rating", {"scal": [1, 7]})


def test_a_question_speaks_in_its_own_words_where_its_settings_have_some(app):
    settings = {"label": {"en": "Weight", "ko": "비중"}, "high": {"en": "heavy"}}
    with app.test_request_context(headers={"Accept-Language": "ko"}):
        said = wording("impact", settings)
        assert (said.label, said.high) == ("비중", "heavy")
        assert str(said.low) == str(get_prompt("impact").low)
