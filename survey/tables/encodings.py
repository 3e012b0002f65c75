"""Bytes as text: UTF-8 and UTF-16, else the Korean or the western code page that spreadsheets write."""

from __future__ import annotations

import codecs
import re
import unicodedata

from survey.errors import BadTable

MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
HANGUL = re.compile(r"[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]")
SAMPLE = 4_000
NAMES = {
    "cp949": "CP949",
    "cp1252": "Windows-1252",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
}


def decode(content: bytes) -> tuple[str, str]:
    """Return a file as text, and what its encoding is called where its owner should know; "" for UTF-8.

    Raises:
        BadTable: when it is no text.
    """
    for encoding in _candidates(content):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "cp949" and not _is_korean(text):
            continue
        if _is_text(text):
            return text.removeprefix("\ufeff"), NAMES.get(encoding, "")
    raise BadTable("This is no table that can be read. Save it as CSV or XLSX and choose that file.")


def _candidates(content: bytes) -> tuple[str, ...]:
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return (encoding,)
    even, odd = content[:SAMPLE:2].count(0), content[1:SAMPLE:2].count(0)
    if odd > even:
        return ("utf-16-le",)
    if even > odd:
        return ("utf-16-be",)
    return ("utf-8", "cp949", "cp1252")


def _is_korean(text: str) -> bool:
    """Say whether most of what is beyond ASCII is Hangul: western letters read as Korean give a mixture."""
    others = [each for each in text if not each.isascii()]
    return len(HANGUL.findall("".join(others))) >= 0.7 * len(others)


def _is_text(text: str) -> bool:
    sample = text[:SAMPLE]
    n_odd = sum(
        unicodedata.category(each) in {"Cc", "Cn", "Co"} and each not in "\r\n\t\f\v" for each in sample
    )
    return "\0" not in text and n_odd <= 0.02 * len(sample)
