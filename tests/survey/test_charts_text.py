"""What is written in charts: no text over another, none beyond the rim, legible in print and on a phone."""

import random
import re
import time

import pytest
from flask_babel import force_locale

from survey.charts import GridDriver, GridTexts, drivers_grid
from survey.charts.theme import NARROW, WIDE
from survey.reports.figures import Figures, build_figures
from tests.survey.chart_texts import collisions, outside
from tests.survey.report_sample import sample_consensus, sample_scenario

CELLS = {code: code.title() for code in ("critical", "predetermined", "watch", "background")}
NAMES = {
    "en": (
        "Industry–academia–institute cooperation inside a cluster",
        "Talent",
        "How the difference is read",
    ),
    "ko": ("시장 가교: 대전에서 판교를 거쳐 세계로 나가는 길", "인재 집중", "광역 협력 프로그램"),
}
# The print's text width on the narrower of both papers, and a phone's width less the page's margins.
PRINT_POINTS = 161 / 25.4 * 72
PHONE_PIXELS = 390 - 2 * 16


def all_figures(figures: Figures):
    """Return every chart of a report."""
    for value in vars(figures).values():
        held = value.values() if isinstance(value, dict) else [value]
        for each in held:
            yield from (each if isinstance(each, (list, tuple)) else [each] if each else [])


@pytest.fixture(scope="module", params=["en", "ko"])
def drawn(request):
    from survey import create_app
    from tests.conftest import make_settings

    app = create_app(make_settings("sqlite://"))
    with app.test_request_context(), force_locale(request.param):
        made = [build_figures(make(request.param)) for make in (sample_scenario, sample_consensus)]
    return [figure for figures in made for figure in all_figures(figures)]


def crowd(n: int, language: str) -> list[GridDriver]:
    """Return drivers of which most crowd into the critical corner."""
    rng, names = random.Random(n), NAMES[language]
    drivers = []
    for i in range(n):
        x, y = rng.gauss(0.66, 0.07), rng.gauss(0.57, 0.04)
        cell = (
            ("critical" if y >= 0.5 else "predetermined")
            if x >= 0.5
            else "watch"
            if y >= 0.5
            else "background"
        )
        drivers.append(
            GridDriver(f"D{i:03}", names[i % 3], x, y, cell, (x - 0.05, x + 0.04), (y - 0.04, y + 0.04))
        )
    return drivers


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("n", [8, 24, 60, 200])
def test_labels_of_a_crowded_map_never_collide(n, language):
    figure = drivers_grid(crowd(n, language), GridTexts("T", "D", "Impact", "Uncertainty", CELLS))
    for svg in (figure.svg, figure.narrow):
        assert collisions(svg) == []
        assert outside(svg) == []


@pytest.mark.parametrize("n", [24, 60])
def test_every_driver_is_named_in_the_key(n):
    drivers = crowd(n, "ko")
    svg = drivers_grid(drivers, GridTexts("T", "D", "Impact", "Uncertainty", CELLS)).svg
    found = [svg.count(f">{driver.code}<") for driver in drivers]
    assert min(found) >= 1
    assert sum(found) >= 2 * n - n // 30  # in the key, and at its point unless it is buried among others
    assert svg.count(">인재 집중<") == sum(driver.name == "인재 집중" for driver in drivers)


def test_no_text_of_a_report_lies_over_another(drawn):
    found = {figure.title: collisions(svg) for figure in drawn for svg in (figure.svg, figure.narrow)}
    assert {title: pairs for title, pairs in found.items() if pairs} == {}


def test_no_text_of_a_report_leaves_its_picture(drawn):
    found = {figure.title: outside(svg) for figure in drawn for svg in (figure.svg, figure.narrow)}
    assert {title: texts for title, texts in found.items() if texts} == {}


def test_texts_are_legible_in_print_and_on_a_phone(drawn):
    for figure in drawn:
        for svg, width, room, least in (
            (figure.svg, WIDE, PRINT_POINTS, 7),
            (figure.narrow, NARROW, PHONE_PIXELS, 11),
        ):
            sizes = [float(size) for size in re.findall(r'font-size="([\d.]+)px"', svg)]
            assert min(sizes) * room / width >= least, figure.title


def test_every_figure_says_its_finding_and_values_in_words(drawn):
    for figure in drawn:
        assert figure.title
        assert len(figure.description) > 20, figure.title
        assert f"<desc>{figure.description[:10]}" in figure.svg.replace("&quot;", '"').replace("&#x27;", "'")
        assert "<desc>" not in figure.printed


def test_all_charts_of_a_report_cost_little_time(app):
    with app.test_request_context(), force_locale("en"):
        context = sample_scenario("en")
        build_figures(context)
        before = time.process_time()
        build_figures(context)
        assert time.process_time() - before < 1.5
