"""Test helper: where every text of a drawn chart lies, measured with the report's own font."""

import re
from functools import cache
from xml.etree import ElementTree

from fontTools.ttLib import TTFont

from survey.charts.theme import FONT_FOLDER

SVG = "{http://www.w3.org/2000/svg}"
# A line of text from the top of its capitals to the foot of its descenders, in its size.
_ABOVE, _BELOW = 0.72, 0.2


@cache
def _font(weight: str) -> tuple[dict, dict, int]:
    is_bold = weight in ("600", "700")
    font = TTFont(FONT_FOLDER / ("Pretendard-SemiBold.ttf" if is_bold else "Pretendard-Regular.ttf"))
    return font.getBestCmap(), font["hmtx"].metrics, font["head"].unitsPerEm


def width(text: str, size: float, weight: str = "400") -> float:
    """Return the width of a line as the font sets it."""
    glyphs, advances, per_em = _font(weight)
    return sum(advances[glyphs[ord(each)]][0] for each in text) * size / per_em


def boxes(svg: str) -> list[tuple[str, float, float, float, float]]:
    """Return every upright text with its left, top, right and bottom."""
    found = []
    for group in ElementTree.fromstring(svg).iter(f"{SVG}g"):
        size = float((group.get("font-size") or "0px")[:-2])
        for text in group.findall(f"{SVG}text"):
            if text.get("transform"):
                continue
            x, y = float(text.get("x")), float(text.get("y"))
            wide = width(text.text, size, group.get("font-weight", "400"))
            left = x - wide * {"start": 0, "middle": 0.5, "end": 1}[group.get("text-anchor")]
            found.append((text.text, left, y - _ABOVE * size, left + wide, y + _BELOW * size))
    return found


def collisions(svg: str) -> list[tuple[str, str]]:
    """Return the pairs of texts that lie over one another."""
    placed = boxes(svg)
    return [
        (one[0], other[0])
        for i, one in enumerate(placed)
        for other in placed[:i]
        if one[1] < other[3] and other[1] < one[3] and one[2] < other[4] and other[2] < one[4]
    ]


def outside(svg: str, slack: float = 1.0) -> list[str]:
    """Return the texts that leave the picture."""
    wide, high = map(float, re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg).groups())
    return [
        text
        for text, left, top, right, bottom in boxes(svg)
        if left < -slack or top < -slack or right > wide + slack or bottom > high + slack
    ]
