"""The map of drivers: the report’s picture, a link on every driver, the same in a table, by mouse and key."""

import random
import re

import pytest

from survey.charts import GridDriver, GridTexts, drivers_grid, drivers_spots
from survey.charts.labels import Anchor, Box, place, wordings
from survey.charts.theme import SMALL
from survey.results import propose_axes
from tests import factories
from tests.pages import words
from tests.world import run_round

CELLS = {code: code.title() for code in ("critical", "predetermined", "watch", "background")}
TEXTS = GridTexts("A finding", "What it shows", "Impact", "Uncertainty", CELLS)


def drivers(n, seed=1):
    rng = random.Random(seed)
    return [
        GridDriver(
            f"D{i:03}",
            f"Driver {i} of some length",
            rng.uniform(0.3, 0.8),
            rng.uniform(0.3, 0.8),
            rng.choice(list(CELLS)),
            (0.2, 0.9),
            (0.4, 0.6),
        )
        for i in range(n)
    ]


@pytest.mark.parametrize("n", [24, 200])
def test_every_driver_has_a_place_inside_the_picture(n):
    for sheet in drivers_spots(drivers(n)):
        assert len(sheet.spots) == n
        assert all(0 < spot.x < sheet.width and 0 < spot.y < sheet.height for spot in sheet.spots)
        assert all(spot.across[0] <= spot.x <= spot.across[1] for spot in sheet.spots)


def test_places_are_those_of_the_picture():
    (spot,) = drivers_spots(drivers(1))[0].spots
    svg = drivers_grid(drivers(1), TEXTS).svg
    places = re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)"', svg) + re.findall(
        r'<path d="M([\d.]+),([\d.]+)L', svg
    )
    assert any(abs(float(x) - spot.x) < 8 and abs(float(y) - spot.y) < 8 for x, y in places)


def test_a_filter_keeps_the_axes():
    every = drivers(24)
    whole, part = drivers_spots(every)[0], drivers_spots(every[:3], every)[0]
    assert part.spots == whole.spots[:3]


@pytest.mark.parametrize("seed", range(3))
def test_two_hundred_labels_never_collide(seed):
    rng = random.Random(seed)
    area = Box(0, 0, 616, 702)
    anchors = [
        Anchor(rng.uniform(20, 590), rng.uniform(20, 680), 5.5, wordings(f"D{i:03}", "A name", SMALL)[-1:])
        for i in range(200)
    ]
    labels = [label for label in place(anchors, area, SMALL) if label.lines]
    assert len(labels) > 150
    boxes = [label.box for label in labels]
    assert not any(a.overlaps(b) for i, a in enumerate(boxes) for b in boxes[:i])
    assert all(box.inside(area) for box in boxes)


@pytest.fixture
def study(owner):
    study = factories.make_study(owner=owner, n_drivers=6)
    panel = factories.make_panel(study, 12)
    factories.make_rounds(study)
    run_round(study.rounds[0], panel)
    propose_axes(study)
    return study


def test_the_map_and_its_table_say_the_same(visitor, owner, study):
    page = visitor.sign_in(owner).get("consensus.drivers_map", study_id=study.id)
    spots = re.findall(r'class="map-spot" .*? data-code="(\w+)" .*? aria-label="([^"]*)"', page.html)
    rows = [each for each in page.all("tr") if each.get("data-driver")]
    assert {code for code, _ in spots} == {each.get("data-driver") for each in rows}
    assert len(spots) == 2 * len(rows)  # wide and narrow
    assert all("impact 0." in label for _, label in spots)
    assert all("to" in words(each) for each in rows)


def test_a_domain_alone_is_drawn(visitor, owner, study):
    coordinator = visitor.sign_in(owner)
    category = study.drivers[0].category
    page = coordinator.get("consensus.drivers_map", study_id=study.id, category=category)
    codes = {each.get("data-driver") for each in page.all("tr") if each.get("data-driver")}
    assert codes == {each.code for each in study.drivers if each.category == category}
    page = coordinator.get("consensus.drivers_map", study_id=study.id, category="nonsense")
    assert len({each.get("data-driver") for each in page.all("tr") if each.get("data-driver")}) == 6


def test_without_a_proposal_the_page_says_how_to_get_there(visitor, owner):
    study = factories.make_study(owner=owner)
    page = visitor.sign_in(owner).get("consensus.drivers_map", study_id=study.id)
    assert "No map yet" in page.text


@pytest.mark.browser
def test_pointing_and_keys_tell_a_driver(browser, live_server, owner, study):
    context = browser.new_context(base_url=live_server, viewport={"width": 1280, "height": 1400})
    page = context.new_page()
    page.goto("/sign-in")
    page.fill("input[name=email]", owner.email)
    page.fill("input[type=password]", factories.PASSWORD)
    page.click("main button[type=submit]")
    page.goto(f"/studies/{study.id}/consensus/drivers-map")
    spot = page.locator(".chart-wide .map-spot").first
    box = spot.locator(".map-aim").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    told = page.inner_text("[data-told]")
    assert spot.get_attribute("data-code") in told
    assert "Uncertainty: 0." in told
    spot.focus()
    for key in ("ArrowRight", "ArrowLeft", "ArrowUp", "ArrowDown"):
        page.keyboard.press(key)
    focused = page.evaluate("document.activeElement.dataset.code")
    assert focused in page.inner_text("[data-told]")
    assert page.locator(".chart-wide .map-spot[tabindex='0']").count() == 1
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/consensus/{focused}?question=impact")
    context.close()
