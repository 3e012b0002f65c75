"""Who was invited and who answered, round by round."""

from collections.abc import Sequence
from dataclasses import dataclass

from survey.charts.labels import text_width, wrap
from survey.charts.theme import (
    ACCENT,
    BODY,
    GRID,
    INK,
    NARROW,
    SMALL,
    WIDE,
    Figure,
    Frame,
    draw,
    rect_layer,
    text_layer,
)

_PITCH = 40.0


@dataclass(frozen=True)
class RoundCount:
    """Hold one round's name, counts, and the ready sentence beside its bar."""

    name: str
    invited: int
    answered: int
    text: str


@dataclass(frozen=True)
class ParticipationTexts:
    """Hold the ready strings of the chart."""

    title: str
    description: str
    note: str = ""


def participation(rounds: Sequence[RoundCount], texts: ParticipationTexts) -> Figure:
    """Return one bar per round: grey as long as the invitations, blue as long as the answers."""
    wide = _draw(rounds, texts, WIDE, 190)
    narrow = _draw(rounds, texts, NARROW, 132)
    return Figure(wide, narrow, texts.title, texts.description, texts.note)


def _draw(rounds: Sequence[RoundCount], texts: ParticipationTexts, width: float, left: float) -> str:
    height = _PITCH * len(rounds)
    most = max(max(r.invited, r.answered) for r in rounds)
    right = max(text_width(r.text, BODY) for r in rounds) + 14
    frame = Frame(width, height + 8, left, 4, right, 4, (0, max(most, 1)), (-height, 0))
    invited, answered, names, counts = [], [], [], []
    for index, row in enumerate(rounds):
        top = index * _PITCH
        invited.append({"x": 0, "y": -(top + 11), "x2": row.invited, "y2": -(top + 29)})
        answered.append({"x": 0, "y": -(top + 11), "x2": row.answered, "y2": -(top + 29)})
        lines = wrap(row.name, left - 12, SMALL, 3)
        x = frame.to_values(-10, 0)[0]
        first = top + 20 - 6 * (len(lines) - 1)
        names += [{"x": x, "y": -(first + 12 * n), "text": line} for n, line in enumerate(lines)]
        x = frame.to_values(frame.plot_width + 10, 0)[0]
        counts.append({"x": x, "y": -(top + 20), "text": row.text})
    layers = [
        rect_layer(invited, frame, color=GRID),
        rect_layer(answered, frame, color=ACCENT),
        text_layer(names, frame, align="right", color=INK),
        text_layer(counts, frame, align="left", fontSize=BODY, color=INK),
    ]
    return draw(layers, frame, texts.title, texts.description)
