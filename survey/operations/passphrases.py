"""What a passphrase must be: long, and not one of those that everybody tries first."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from pathlib import Path

from survey.errors import NotAllowed

MIN_LENGTH = 12
LEAST_DIFFERENT = 5
COMMON = Path(__file__).with_name("common_passwords.txt")
EDGES = re.compile(r"^[\W\d_]+|[\W\d_]+$")


def refuse_weak(passphrase: str, own_words: Iterable[str] = ()) -> None:
    """Raise when a passphrase is short, or easily guessed by whoever knows the usual ones or its owner.

    Args:
        passphrase: what somebody wants to sign in with.
        own_words: their address and name, which everybody knows.
    """
    if len(passphrase) < MIN_LENGTH:
        raise NotAllowed("A passphrase needs at least %(length)s characters.", length=MIN_LENGTH)
    plain = passphrase.casefold()
    if len(set(plain)) < LEAST_DIFFERENT or _is_row(plain):
        raise NotAllowed("This passphrase repeats a few signs or counts on. Take four or more words instead.")
    if _cores(plain) & _common():
        raise NotAllowed(
            "This passphrase is among those that are tried first. Take four or more words instead."
        )
    if _cores(plain) & {word for text in own_words for word in _own(text)}:
        raise NotAllowed("This passphrase is your own name or address. Take four or more words instead.")


def _cores(plain: str) -> set[str]:
    """Return a passphrase, what is left of it without figures and signs at its ends, and what it repeats."""
    core = EDGES.sub("", plain)
    return {each for each in (plain, core, _unit(plain), _unit(core)) if each}


def _unit(text: str) -> str:
    """Return the shortest text of which another is a repetition: the text itself if of none."""
    for size in range(1, len(text) // 2 + 1):
        if len(text) % size == 0 and text[:size] * (len(text) // size) == text:
            return text[:size]
    return text


def _is_row(text: str) -> bool:
    """Say whether a text only counts up or down by one, figures or letters, starting anew at will."""
    steps = [ord(second) - ord(first) for first, second in pairwise(text)]
    return sum(abs(step) <= 1 for step in steps) >= 0.8 * len(steps)


def _own(text: str) -> set[str]:
    plain = text.casefold()
    return {plain, plain.partition("@")[0], re.sub(r"\W+", "", plain)} - {""}


@cache
def _common() -> frozenset[str]:
    return frozenset(COMMON.read_text(encoding="utf-8").split())
