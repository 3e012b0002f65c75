"""What a moderator's eye is led to: whatever in a text may give its author away, in both languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.queries.highlights import mark_telling, read_telling

PANEL = [
    ("Kim Minsu", "minsu.kim@kaist.ac.kr"),
    ("이서연", "seo@gmail.com"),
    ("Ada Byron", "ada@analytical-engines.co.uk"),
]


def kinds(text):
    return {piece.text: piece.kind for piece in mark_telling(text, read_telling(PANEL)) if piece.kind}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ask Minsu about it.", {"Minsu": "name"}),
        ("Professor Byron said so.", {"Byron": "name"}),
        ("이서연 교수가 말했듯이", {"이서연": "name"}),
        ("서연이 말했듯이", {"서연": "name"}),
        ("Write to me at a.b@some.example.org!", {"a.b@some.example.org": "email"}),
        ("Call 042-350-1234 today.", {"042-350-1234": "phone"}),
        ("Call +82 10 1234 5678.", {"+82 10 1234 5678": "phone"}),
        ("Come to 221 Baker Street.", {"221 Baker Street": "address"}),
        ("대학로 291 에 있습니다.", {"대학로 291": "address"}),
        ("At KAIST we tried this.", {"KAIST": "employer"}),
        ("Our company tried this.", {"Our company": "work"}),
        ("우리 회사에서는 다릅니다.", {"우리 회사": "work"}),
        ("저희 연구소는 다릅니다.", {"저희 연구소": "work"}),
        ("As the only economist here, I doubt it.", {"As the only": "only"}),
        ("제가 유일한 경제학자입니다.", {"유일한": "only"}),
        ("원장으로서 말씀드립니다.", {"원장으로서": "only"}),
    ],
)
def test_what_may_give_an_author_away_is_marked(text, found):
    assert kinds(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "Rents rise by 3 percent until 2030.",
        "Between 2026 and 2035, 12 of 20 clusters grew.",
        "Public mail such as gmail is not an employer.",
        "Adaptation takes time.",  # “Ada” is part of another word
        "임대료가 2030년까지 오릅니다.",
    ],
)
def test_plain_reasons_are_left_alone(text):
    assert kinds(text) == {}


@given(st.text(max_size=200))
def test_the_pieces_are_the_text(text):
    assert "".join(piece.text for piece in mark_telling(text, read_telling(PANEL))) == text
