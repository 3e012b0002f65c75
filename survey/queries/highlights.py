"""What may give an author away in a text: names, addresses, numbers, employers, telling turns of phrase."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

FREE_MAIL = frozenset(
    [
        "gmail",
        "googlemail",
        "naver",
        "daum",
        "hanmail",
        "kakao",
        "nate",
        "outlook",
        "hotmail",
        "live",
        "yahoo",
        "icloud",
        "proton",
        "gmx",
        "web",
    ]
)
PUBLIC_SUFFIXES = frozenset(
    [
        "com",
        "org",
        "net",
        "edu",
        "gov",
        "ac",
        "co",
        "go",
        "or",
        "re",
        "kr",
        "jp",
        "cn",
        "uk",
        "de",
        "fr",
        "eu",
        "int",
        "info",
        "www",
        "mail",
    ]
)
SHORTEST = 3

_PATTERNS = {
    "email": (r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+",),
    "phone": (
        r"(?<![\w-])(?:\+\d{1,3}[ .-]?)?\(?0\d{1,4}\)?[ .-]?\d{3,4}[ .-]?\d{3,4}(?![\w-])",
        r"(?<!\w)\+\d[\d .-]{7,}\d",
    ),
    "address": (
        r"\b\d{1,5} [A-Z][\w.-]+(?: [A-Z][\w.-]+)* (?:Street|St\.|Road|Rd\.|Avenue|Ave\.|Lane|Drive)\b",
        r"[가-힣]+(?:로|길) ?\d+(?:-\d+)?",
        r"[가-힣]+(?:동|리|읍|면) ?\d+(?:-\d+)?번지",
    ),
    "work": (
        (
            r"(?i:\b(?:our|my) (?:own )?(?:company|firm|institute|institution|university|department|lab"
            r"|laboratory|ministry|agency|office|hospital|team|group|project|employer|colleagues)\b)"
        ),
        r"(?i:\bwhere I work\b|\bat my work\b)",
        (
            r"(?:우리|저희|제가 (?:일하는|근무하는|다니는)) ?"
            r"(?:회사|기관|연구소|연구원|대학교?|학교|학과|부서|부처|팀|병원|연구실|조직|프로젝트)"
        ),
    ),
    "only": (
        r"(?i:\bas the (?:only|sole|first)\b|\b(?:I am|I'm|we are|we're) the (?:only|sole)\b)",
        r"(?i:\bthe only (?:one|person|expert) (?:who|here)\b)",
        r"(?i:\bas (?:the )?(?:director|head|president|chair|minister|dean|CEO|founder)\b)",
        r"유일한|유일하게|유일의|(?:원장|소장|학장|총장|대표|장관|국장|위원장|회장)(?:으로서|로서)",
    ),
}
_COMPILED = [(kind, re.compile(pattern)) for kind, patterns in _PATTERNS.items() for pattern in patterns]


@dataclass(frozen=True)
class Piece:
    """A stretch of text; `kind` says what it may give away, None where nothing."""

    text: str
    kind: str | None = None


@dataclass(frozen=True)
class Telling:
    """Words of one panel that point at its people: their names, and where they work."""

    names: frozenset[str] = frozenset()
    employers: frozenset[str] = frozenset()


def read_telling(people: Iterable[tuple[str, str]]) -> Telling:
    """Return the telling words of a panel list of (name, e-mail address).

    A name counts whole and, where it has parts, by each part of three letters or more; a Korean name also
    without its family name. An employer is what stands in the address before the usual endings.
    """
    names: set[str] = set()
    employers: set[str] = set()
    for name, email in people:
        names |= _parts_of(name)
        local, _, host = email.lower().partition("@")
        names |= {local} if len(local) >= SHORTEST + 2 else set()
        employers |= {
            label
            for label in host.split(".")
            if len(label) >= SHORTEST and label not in PUBLIC_SUFFIXES | FREE_MAIL
        }
    return Telling(frozenset(names), frozenset(employers))


def _parts_of(name: str) -> set[str]:
    parts = [part for part in re.split(r"[\s,.]+", name) if part]
    found = {part for part in parts if len(part) >= SHORTEST} | ({name.strip()} if name.strip() else set())
    whole = "".join(parts)
    if re.fullmatch(r"[가-힣]{3,4}", whole):
        found |= {whole, whole[1:]}
    return found


def mark_telling(text: str, telling: Telling) -> list[Piece]:
    """Return a text in pieces, those that may give its author away with their kind."""
    marks = [(*match.span(), kind) for kind, pattern in _COMPILED for match in pattern.finditer(text)]
    for kind, words in (("name", telling.names), ("employer", telling.employers)):
        marks += [(*match.span(), kind) for match in _find_words(text, words)]
    return _cut(text, sorted(marks, key=lambda mark: (mark[0], -mark[1])))


def _find_words(text: str, words: Iterable[str]) -> Iterable[re.Match[str]]:
    alternatives = sorted(map(re.escape, words), key=lambda word: (-len(word), word))
    if not alternatives:
        return []
    # Korean joins particles to a name; letters of other scripts on either side make another word of it.
    pattern = rf"(?<![A-Za-z\d])(?:{'|'.join(alternatives)})(?![A-Za-z\d])"
    return re.finditer(pattern, text, re.IGNORECASE)


def _cut(text: str, marks: Sequence[tuple[int, int, str]]) -> list[Piece]:
    pieces: list[Piece] = []
    at = 0
    for start, end, kind in marks:
        if start < at:
            continue
        if start > at:
            pieces.append(Piece(text[at:start]))
        pieces.append(Piece(text[start:end], kind))
        at = end
    if at < len(text):
        pieces.append(Piece(text[at:]))
    return pieces
