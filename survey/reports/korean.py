"""Korean words that stay whole at the end of a line."""

import re

# The PDF engine breaks Hangul between any two syllables and has no setting against it. Words up to this
# length are kept whole; longer ones may break, so that they cannot stick out of a narrow column.
LONGEST_WHOLE_WORD = 12

_SKIPPED = re.compile(r"(<head\b.*?</head>|<svg\b.*?</svg>|<[^>]*>)", re.DOTALL)
_WORD = re.compile(r"[^\s<>]*[가-힣][^\s<>]+|[^\s<>]+[가-힣][^\s<>]*")


def keep_words_whole(html: str) -> str:
    """Wrap every Korean word of the text in a span of class "w"; tags, head and drawings stay as they are."""
    pieces = _SKIPPED.split(html)
    # split with one group: texts at even places, skipped markup at odd ones
    pieces[::2] = [_WORD.sub(_wrap, piece) for piece in pieces[::2]]
    return "".join(pieces)


def _wrap(word: re.Match[str]) -> str:
    text = word[0]
    return f'<span class="w">{text}</span>' if len(text) <= LONGEST_WHOLE_WORD else text
