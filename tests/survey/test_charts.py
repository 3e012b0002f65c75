"""Charts: clean SVG, labels that never collide, the same bytes every time."""

import math
import random
import re
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest

from survey import charts
from survey.charts import (
    Bar,
    Cloud,
    Column,
    CompareRow,
    CompareTexts,
    Corner,
    GridDriver,
    GridTexts,
    MatrixTexts,
    MultipleRow,
    MultipleTexts,
    ParticipationTexts,
    PlacedDriver,
    PlacementTexts,
    RangeRow,
    RangeTexts,
    RoundCount,
    Standing,
    compare_scenarios,
    drivers_grid,
    heat_step,
    multiples,
    participation,
    placement,
    range_pages,
    scenario_matrix,
)
from survey.charts.labels import Anchor, Box, place, text_width, wordings, wrap
from survey.charts.theme import FONT_FOLDER, ROUND_BLUES, SMALL, WIDE

STATIC = Path(__file__).parents[2] / "static"

CELLS = {"critical": "Critical", "predetermined": "Given", "watch": "Watch", "background": "Rest"}
NAMES = (
    "Industry–academia–institute cooperation inside a cluster",
    "시장 가교: 대전에서 판교를 거쳐 세계로",
    "Talent <&>",
)
POLES = (
    "Separate islands with rival programmes",
    "Loosely coupled: autonomous clusters, standing programmes",
)


def make_grid(seed=1, n=24):
    rng = random.Random(seed)
    drivers = [
        GridDriver(
            f"D{i:02}", NAMES[i % 3], rng.uniform(0.4, 0.8), rng.uniform(0.4, 0.8), rng.choice(list(CELLS))
        )
        for i in range(n)
    ]
    return drivers_grid(drivers, GridTexts("A finding", "What it shows", "Impact", "Uncertainty", CELLS))


def make_ranges(n=12, n_series=2):
    rows = [RangeRow(NAMES[i % 3], (Bar(5, 4, 6),) * n_series, "28") for i in range(n)]
    series = tuple(f"Round {i + 1}" for i in range(n_series))
    return range_pages(rows, RangeTexts("A finding", "What it shows", series, ("1 low", "7 high"), "n"), 1, 7)


def make_placement():
    rng = random.Random(3)
    drivers = [
        PlacedDriver(
            f"D{i}", NAMES[i % 3], rng.uniform(-1, 1), rng.uniform(-1, 1), (-0.2, 0.3), None, "AB"[i % 2]
        )
        for i in range(10)
    ]
    return placement(drivers, PlacementTexts("A finding", "What it shows", POLES, POLES))


def make_matrix():
    corners = [
        Corner(f"Q{i}", NAMES[i % 3], "A headline of some length", ("plausible 4",), "★" if i == 1 else "")
        for i in range(1, 5)
    ]
    outline = tuple((0.3 * math.cos(i), 0.2 * math.sin(i)) for i in range(7))
    return scenario_matrix(
        corners,
        MatrixTexts("A finding", "It shows", POLES, POLES),
        Cloud((("80 %", outline), ("50 %", outline)), (0.1, 0.1), "The panel"),
        [Standing("Daedeok today", -0.4, -0.2, (-0.6, -0.1), None), Standing("Pangyo today", 0.2, -0.5)],
    )


def make_comparison():
    rows = [
        CompareRow(NAMES[i % 3], Bar(4, 3, 5), Bar(6, 5, 7) if i else None, "+2", 0.4, "40 %", "27", "★ best")
        for i in range(4)
    ]
    texts = CompareTexts("A finding", "It shows", "plausible", "desirable", "gap", "expected by", ("1", "7"))
    return compare_scenarios(rows, texts, 1, 7)


def make_participation():
    return participation(
        [RoundCount("Round 1", 30, 28, "28 of 30")], ParticipationTexts("A finding", "It shows")
    )


def make_multiples(n=30):
    rows = [
        MultipleRow(
            NAMES[i % 3], ((Bar(3, 2, 4), Bar(5, 4, 6)), (None, Bar(4, 3, 5)), ()), (True, False, False)
        )
        for i in range(n)
    ]
    columns = [Column(name, 1, 7) for name in ("Impact", "Uncertainty", "Expected state")]
    return multiples(rows, columns, MultipleTexts("A finding", "What it shows"))


MAKERS = (
    make_grid,
    lambda: make_ranges()[0],
    make_placement,
    make_matrix,
    make_comparison,
    lambda: make_multiples()[0],
    make_participation,
)


@pytest.mark.parametrize("make", MAKERS)
def test_svg_names_itself_and_carries_no_style(make):
    figure = make()
    for svg in (figure.svg, figure.narrow):
        root = ElementTree.fromstring(svg)
        assert root.get("role") == "img"
        assert root[0].tag.endswith("title")
        assert root[0].text == "A finding"
        assert root[1].tag.endswith("desc")
        assert root.get("width") is None
        assert not re.search(r"\s(style|id|class|on\w+)=|<style|<script|NaN|url\(", svg)


@pytest.mark.parametrize("make", MAKERS)
def test_same_input_gives_same_bytes(make):
    first, second = make(), make()
    assert (first.svg, first.narrow) == (second.svg, second.narrow)


@pytest.mark.parametrize("make", MAKERS)
def test_print_stays_at_seven_points_or_more(make):
    # A wide chart is printed 161 mm wide (A4 less the margins of report-print.css).
    points_per_unit = 161 / 25.4 * 72 / WIDE
    sizes = [float(size) for size in re.findall(r'font-size="([\d.]+)px"', make().svg)]
    assert min(sizes) * points_per_unit >= 7


def test_names_are_escaped():
    assert "Talent &lt;&amp;&gt;" in make_ranges()[0].svg


@pytest.mark.parametrize("seed", range(5))
def test_labels_never_collide(seed):
    rng = random.Random(seed)
    area = Box(0, 0, 600, 420)
    anchors = [
        Anchor(rng.uniform(40, 560), rng.uniform(40, 380), 5, wordings(f"D{i:02}", NAMES[i % 3], SMALL))
        for i in range(24)
    ]
    labels = place(anchors, area, SMALL)
    boxes = [label.box for label in labels]
    points = [Box(a.x - 5, a.y - 5, a.x + 5, a.y + 5) for a in anchors]
    assert all(box.inside(area) for box in boxes)
    assert not any(a.overlaps(b) for i, a in enumerate(boxes) for b in boxes[:i])
    assert not any(box.overlaps(point) for box in boxes for point in points)


def test_label_falls_back_to_its_code_when_there_is_no_room():
    area = Box(0, 0, 60, 40)
    label = place([Anchor(30, 20, 5, wordings("D01", NAMES[0], SMALL))], area, SMALL)[0]
    assert label.lines == ("D01",)


@pytest.mark.parametrize("text", [*NAMES, "경기–대전 혁신벨트 WMWM 12345"])
def test_estimated_width_covers_the_real_one(text):
    fonts = pytest.importorskip("fontTools.ttLib")
    path = Path(FONT_FOLDER) / "Pretendard-SemiBold.ttf"
    font = fonts.TTFont(path)
    glyphs, advances = font.getBestCmap(), font["hmtx"]
    real = sum(advances[glyphs[ord(c)]][0] for c in text) / font["head"].unitsPerEm * SMALL
    assert real <= text_width(text, SMALL) * 1.02


def test_wrap_keeps_words_and_width():
    lines = wrap(NAMES[1], 90, SMALL, 3)
    assert " ".join(lines) == NAMES[1]
    assert all(text_width(line, SMALL) <= 90 for line in lines)


def test_wrap_ends_in_an_ellipsis_when_lines_run_out():
    assert wrap("one two three four five", 30, SMALL, 2)[-1].endswith("…")


def test_one_round_of_37_items_fits_one_page():
    rows = [RangeRow(f"Topic {i}: a name of usual length", (Bar(5, 4, 6),), "49") for i in range(37)]
    texts = RangeTexts("A finding", "It shows", ("Round 1",), ("1 low", "7 high"), "n")
    assert len(range_pages(rows, texts, 1, 7)) == 1


def test_what_exceeds_a_page_is_cut_without_losing_rows():
    figures = make_ranges(n=61, n_series=3)
    assert len(figures) > 1
    heights = [float(re.search(r'viewBox="0 0 \d+ ([\d.]+)"', figure.svg)[1]) for figure in figures]
    assert max(heights) <= 850
    assert sum(figure.svg.count(">28<") for figure in figures) == 61


def test_missing_bar_is_left_out():
    rows = [RangeRow("Item", (None, Bar(5, 4, 6)), "28")]
    texts = RangeTexts("A finding", "It shows", ("Round 1", "Round 2"), ("1", "7"))
    both = range_pages([RangeRow("Item", (Bar(3, 2, 4), Bar(5, 4, 6)), "28")], texts, 1, 7)[0]
    assert range_pages(rows, texts, 1, 7)[0].svg.count("<circle") == both.svg.count("<circle") - 1


@pytest.mark.parametrize(
    ("value", "step"), [(None, None), (-3, -3), (-1, -1), (0, 0), (0.4, 0), (2, 2), (3, 3)]
)
def test_heat_step_follows_whole_numbers(value, step):
    assert heat_step(value, -3, 3) == step


def test_heat_step_works_on_other_scales():
    assert [heat_step(v, 1, 7) for v in (1, 4, 7)] == [-3, 0, 3]


def lightness(color):
    """Return how light a colour prints in grey, 0 to 1."""
    red, green, blue = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_rounds_differ_in_grey():
    steps = [lightness(color) for color in ROUND_BLUES]
    assert all(one - other > 0.15 for one, other in pairwise(steps))


def test_in_grey_series_are_still_told_by_shape():
    svg = make_ranges()[0].svg
    # The median of the last round is a diamond, that of the round before a ring with a paper-white middle.
    assert svg.count('fill="#e69a17"') == 2  # the marks, and the one in the legend
    assert svg.count('fill="#ffffff"') == 2
    placed = make_placement().svg
    assert "<circle" in placed
    assert re.search(r'fill="#5e92c6"[^>]*><path', placed)  # squares


def test_every_colour_has_its_dark_counterpart():
    css = (STATIC / "css" / "charts.css").read_text(encoding="utf-8")
    sources = sorted(Path(charts.__file__).parent.glob("*.py"))
    used = {color for path in sources for color in re.findall(r"#[0-9a-f]{6}", path.read_text("utf-8"))}
    assert {color for color in used if f'[fill="{color}"]' not in css} == set()


def test_what_moved_is_joined_and_what_is_agreed_is_ticked():
    texts = RangeTexts("A finding", "It shows", ("Round 1", "Round 2"), ("1", "7"))
    moved = RangeRow("Moved", (Bar(3, 2, 4, 1, 7), Bar(5, 4, 6, 2, 6)), "28", "agreed")
    still = RangeRow("Stayed", (Bar(4, 3, 5), Bar(4, 3, 5)), "28", "dissent")
    svg = range_pages([moved, still], texts, 1, 7)[0].svg
    moves = re.search(r'<g stroke="#1b2733"[^>]*>(.*?)</g>', svg)[1]
    assert moves.count("<path") == 1
    assert svg.count(">✓<") == svg.count(">≠<") == 1


def test_scenarios_nobody_was_asked_about_have_no_column_of_shares():
    rows = [CompareRow("One", Bar(4, 3, 5), Bar(6, 5, 7), "+2")]
    texts = CompareTexts("T", "D", "plausible", "desirable", "gap", "expected by", ("1", "7"))
    assert "expected by" not in compare_scenarios(rows, texts, 1, 7).svg


def test_small_multiples_fill_what_is_agreed_and_join_what_moved():
    svg = make_multiples(4)[0].svg
    filled = re.search(r'<g fill="#e69a17"[^>]*>(.*?)</g>', svg)[1]
    hollow = re.search(r'<g fill="#ffffff" stroke="#7a4b00"[^>]*>(.*?)</g>', svg)[1]
    assert (filled.count("<path"), hollow.count("<path")) == (4, 4)
    assert re.search(r'<g stroke="#15497f" stroke-width="1.1">(.*?)</g>', svg)[1].count("<path") == 4


def test_two_hundred_items_fill_pages_and_lose_none():
    figures = make_multiples(200)
    assert 3 <= len(figures) <= 7
    assert sum(figure.svg.count(">Talent") for figure in figures) == 66
