"""Charts: clean SVG, labels that never collide, the same bytes every time."""

import random
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from survey.charts import (
    Bar,
    Corner,
    GridDriver,
    GridTexts,
    MatrixTexts,
    ParticipationTexts,
    PlacedDriver,
    PlacementTexts,
    RangeRow,
    RangeTexts,
    RoundCount,
    drivers_grid,
    heat_step,
    participation,
    placement,
    range_pages,
    scenario_matrix,
)
from survey.charts.labels import Anchor, Box, place, text_width, wordings, wrap
from survey.charts.theme import FONT_FOLDER, SMALL, WIDE

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
    corners = [Corner(f"Q{i}", NAMES[i % 3], "A headline of some length", "", i == 1) for i in range(1, 5)]
    return scenario_matrix(
        corners, [(0.1, 2.0), (-1.5, 0.3)], MatrixTexts("A finding", "It shows", POLES, POLES)
    )


def make_participation():
    return participation(
        [RoundCount("Round 1", 30, 28, "28 of 30")], ParticipationTexts("A finding", "It shows")
    )


MAKERS = (make_grid, lambda: make_ranges()[0], make_placement, make_matrix, make_participation)


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
