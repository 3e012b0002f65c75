"""Names inside sentences: quoted, and in Korean with the particle that their last syllable asks for."""

from __future__ import annotations

import unicodedata

from flask_babel import get_locale

_FIRST, _LAST, _FINALS = ord("가"), ord("힣"), 28
# How digits are read in Korean: 영 일 이 삼 사 오 육 칠 팔 구; True where the reading ends in a consonant.
_DIGITS = dict(
    zip("0123456789", (True, True, False, True, False, False, True, True, True, False), strict=True)
)
_CLOSED_LETTERS = "lmnrLMNR"
_NOT_READ = "”’\"')]}〉》」』.,!?…·"


def ends_in_consonant(text: str) -> bool:
    """Say whether a Korean reader ends a text in a consonant; figures and Latin letters by their names."""
    read = unicodedata.normalize("NFC", text).rstrip().rstrip(_NOT_READ)
    if not read:
        return False
    last = read[-1]
    if _FIRST <= ord(last) <= _LAST:
        return (ord(last) - _FIRST) % _FINALS != 0
    return _DIGITS.get(last, last in _CLOSED_LETTERS)


def quoted(text: str) -> str:
    """Return a name in quotation marks."""
    return f"“{text}”"


def quoted_object(text: str) -> str:
    """Return a quoted name as the object of a sentence."""
    return quoted(text) + _particle(text, "을", "를")


def quoted_subject(text: str) -> str:
    """Return a quoted name as the subject of a sentence."""
    return quoted(text) + _particle(text, "이", "가")


def _particle(text: str, after_consonant: str, after_vowel: str) -> str:
    if str(get_locale() or "en").split("_")[0] != "ko":
        return ""
    return after_consonant if ends_in_consonant(text) else after_vowel
