"""What the columns of a table hold, guessed from headings in English or Korean, else from the cells."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from survey.config import LANGUAGES
from survey.tables.table import Row, Table

HANGUL = re.compile(r"[가-힣]")
HEAD_ROWS = 10
"""A heading stands within so many rows; what is above it is a title."""
DIGITS_AND_SIGNS = re.compile(r"[\W_]+")

EXPERTS: Mapping[str, tuple[str, ...]] = {
    "name": (
        "name",
        "full name",
        "expert",
        "person",
        "이름",
        "성명",
        "성함",
        "전문가",
        "위원",
        "위원명",
        "전문가명",
    ),
    "email": (
        *("email", "e-mail", "mail", "email address", "e-mail address", "address"),
        *("이메일", "메일", "이메일주소", "전자우편", "전자메일", "메일주소", "전자우편주소"),
    ),
    "language": ("language", "lang", "language of the messages", "언어", "사용언어", "메일언어"),
    "group": (
        "group",
        "stakeholder group",
        "stakeholders",
        "집단",
        "그룹",
        "구분",
        "이해관계자",
        "이해관계자집단",
        "분야",
    ),
}
DRIVERS: Mapping[str, tuple[str, ...]] = {
    "code": ("code", "id", "no", "number", "driver code", "코드", "번호", "순번", "연번", "요인코드"),
    "category": ("category", "steepv", "steep", "field", "area", "분류", "범주", "구분", "영역", "분야"),
    "evidence": ("evidence", "evidence codes", "source", "sources", "근거", "출처", "근거자료", "근거코드"),
}
TEXTS: Mapping[str, tuple[str, ...]] = {
    "name": (
        "name",
        "driver",
        "driver name",
        "item",
        "title",
        "factor",
        "이름",
        "요인",
        "요인명",
        "명칭",
        "동인",
        "항목",
        "제목",
    ),
    "statement": (
        *("statement", "description", "text", "definition", "explanation"),
        *("설명", "진술", "진술문", "서술", "내용", "정의"),
    ),
    "low_pole": (
        "low pole",
        "low",
        "low end",
        "pole low",
        "minus",
        "낮은극",
        "낮은쪽",
        "낮은끝",
        "하한",
        "저",
    ),
    "high_pole": (
        "high pole",
        "high",
        "high end",
        "pole high",
        "plus",
        "높은극",
        "높은쪽",
        "높은끝",
        "상한",
        "고",
    ),
}
LANGUAGE_WORDS: Mapping[str, tuple[str, ...]] = {
    "en": ("en", "eng", "english", "영어", "영문"),
    "ko": ("ko", "kr", "kor", "korean", "한국어", "한글", "국문", "국어"),
}
REQUIRED: Mapping[str, tuple[str, ...]] = {"experts": ("name", "email"), "drivers": ("name",)}


@dataclass(frozen=True)
class Columns:
    """What each column is taken for ("" for none), the row of headings, whether a person should look."""

    fields: tuple[str, ...]
    head: tuple[str, ...] = ()
    head_row: int | None = None
    is_sure: bool = True

    def as_dict(self) -> dict[str, Any]:
        """Return it as the database keeps it."""
        return {
            "fields": list(self.fields),
            "head": list(self.head),
            "head_row": self.head_row,
            "is_sure": self.is_sure,
        }

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Columns:
        """Return what was kept."""
        return cls(tuple(kept["fields"]), tuple(kept["head"]), kept["head_row"], kept["is_sure"])


def field_names(kind: str, languages: Sequence[str]) -> list[str]:
    """Return the fields that a column may hold, in the order in which a form offers them."""
    if kind == "experts":
        return list(EXPERTS)
    texts = [f"{text}_{language}" for text in TEXTS for language in languages]
    return ["code", *texts, "category", "evidence"]


def guess_columns(table: Table, kind: str, languages: Sequence[str]) -> Columns:
    """Return what the columns of a table seem to hold."""
    best: tuple[int, int, list[str]] = (0, -1, [])
    for place, row in enumerate(table.rows[:HEAD_ROWS]):
        named = [_field_of(cell, kind, languages) for cell in row.cells]
        n_known = len({each for each in named if each})
        if n_known > best[0]:
            best = (n_known, place, named)
    n_known, place, named = best
    # One known word far from the top is more likely a cell than a heading.
    if n_known and (n_known > 1 or place == 0):
        head, body = table.rows[place], table.rows[place + 1 :]
        fields = [
            _settle(each, column, body, languages) if kind == "drivers" else each
            for column, each in enumerate(named)
        ]
        return _judge(fields, kind, head.cells, head.number)
    fields = _guess_from_cells(table, kind, languages)
    return Columns(tuple(fields), ("",) * table.width, None, is_sure=False)


def misses(fields: Sequence[str], kind: str) -> list[str]:
    """Return the fields without which nothing can be taken in, as far as no column holds them."""
    held = {
        each.rpartition("_")[0] if each.endswith(tuple(f"_{code}" for code in LANGUAGES)) else each
        for each in fields
    }
    return [each for each in REQUIRED[kind] if each not in held]


def doubles(fields: Sequence[str]) -> list[str]:
    """Return the fields that more than one column is taken for."""
    return [each for each, n in Counter(each for each in fields if each).items() if n > 1]


def _judge(fields: Sequence[str], kind: str, head: tuple[str, ...], head_row: int) -> Columns:
    is_sure = not misses(fields, kind) and not doubles(fields)
    return Columns(tuple(fields), head, head_row, is_sure)


def _plain(text: str) -> str:
    return DIGITS_AND_SIGNS.sub("", unicodedata.normalize("NFKC", text).casefold())


def _known(words: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    return {_plain(word): field for field, each in words.items() for word in each}


_EXPERT_WORDS, _DRIVER_WORDS, _TEXT_WORDS = _known(EXPERTS), _known(DRIVERS), _known(TEXTS)
_LANGUAGE_ENDS = sorted(
    ((_plain(word), code) for code, words in LANGUAGE_WORDS.items() for word in words),
    key=lambda pair: -len(pair[0]),
)


def _field_of(heading: str, kind: str, languages: Sequence[str]) -> str:
    plain = _plain(heading)
    if not plain or len(plain) > 40:
        return ""
    if kind == "experts":
        return _EXPERT_WORDS.get(plain, "")
    if plain in _DRIVER_WORDS:
        return _DRIVER_WORDS[plain]
    if plain in _TEXT_WORDS:
        return _TEXT_WORDS[plain]
    for word, code in _LANGUAGE_ENDS:
        for rest in (plain.removesuffix(word), plain.removeprefix(word)):
            if rest != plain and rest in _TEXT_WORDS and code in languages:
                return f"{_TEXT_WORDS[rest]}_{code}"
    return ""


def _settle(field: str, column: int, body: Sequence[Row], languages: Sequence[str]) -> str:
    """Give a text without a language the one that its cells are written in."""
    if field not in TEXTS:
        return field
    return f"{field}_{_language_of([row.cells[column] for row in body], languages)}"


def _language_of(cells: Sequence[str], languages: Sequence[str]) -> str:
    filled = [cell for cell in cells if cell]
    n_korean = sum(bool(HANGUL.search(cell)) for cell in filled)
    if filled and "ko" in languages and n_korean * 2 > len(filled):
        return "ko"
    others = [code for code in languages if code != "ko"]
    return others[0] if others and filled and n_korean * 2 <= len(filled) else languages[0]


def _guess_from_cells(table: Table, kind: str, languages: Sequence[str]) -> list[str]:
    columns = [[row.cells[place] for row in table.rows] for place in range(table.width)]
    fields = [""] * table.width
    if kind == "experts":
        addresses = [sum("@" in cell for cell in cells) for cells in columns]
        if max(addresses) * 2 > len(table.rows):
            fields[addresses.index(max(addresses))] = "email"
        free = [place for place, each in enumerate(fields) if not each]
        if free:
            fields[free[0]] = "name"
        return fields
    first = 1 if table.width > 1 and _looks_like_codes(columns[0]) else 0
    if first:
        fields[0] = "code"
    fields[first] = f"name_{_language_of(columns[first], languages)}"
    return fields


def _looks_like_codes(cells: Sequence[str]) -> bool:
    return all(len(cell) <= 12 and " " not in cell for cell in cells) and len(set(cells)) == len(cells)
