"""Texts as people write and paste them."""

from __future__ import annotations

from survey.errors import InvalidAnswer


def clean(text: str) -> str:
    """Return text that any database can store: no NUL, no lone surrogates, one kind of line end.

    >>> clean(" one\\r\\ntwo ")
    'one\\ntwo'
    """
    text = text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")
    return text.encode("utf-8", "replace").decode("utf-8").strip()


def refuse_long(text: str, limit: int) -> None:
    """Refuse a text that is longer than allowed.

    Raises:
        InvalidAnswer: with both lengths; the text stays where it was typed.
    """
    if len(text) > limit:
        raise InvalidAnswer(
            "This text has %(length)s characters; %(limit)s are allowed. Please shorten it; it is still in"
            " its field.",
            length=len(text),
            limit=limit,
        )
