"""Orders, pairs, places and piles in a real browser: by taps and by keys, each answer kept at once."""

import pytest

from survey.db import db
from survey.models import RoundKind
from survey.operations import rounds
from survey.operations.rounds import QuestionSpec
from survey.queries.responses import own_answers
from tests.factories import link_token, make_expert, make_study, panelist_id, text

pytestmark = pytest.mark.browser

CODES = [f"D{number:02d}" for number in range(1, 7)]
ENDS = {"label": text("Water"), "low": text("scarce"), "high": text("plenty")}
KINDS = {
    "ranking": {"items": CODES[:4]},
    "pile_sort": {"items": CODES},
    "placement": {"x": ENDS, "y": ENDS | {"label": text("Rules")}},
    "pairs": {"items": CODES, "per_expert": 3},
}
SCALES = [
    {"scale": [1, 9]},
    {"scale": [1, 10]},
    {"scale": [0, 10]},
    {"scale": [-3, 3]},
    {"scale": [1, 5], "points": [text(word) for word in ("none", "little", "some", "much", "all")]},
]


class Scene:
    """An open round with one section for each kind, and an expert on a phone."""

    def __init__(self, page) -> None:
        study = make_study(n_drivers=6)
        expert = make_expert(study)
        self.page, self.pseudonym = page, panelist_id(study, expert)
        self.round = rounds.create_round(study, RoundKind.FREE, text("Round"), {})
        for kind, settings in KINDS.items():
            rounds.add_section(self.round, text(kind), [QuestionSpec(kind, kind, settings=settings)])
        scales = [
            QuestionSpec("rating", f"scale {at}", settings=settings) for at, settings in enumerate(SCALES)
        ]
        rounds.add_section(self.round, text("Scales"), scales)
        rounds.open_round(self.round)
        page.goto(f"/i/{link_token(study, expert)}")
        page.locator("main form button").first.click()

    def open(self, kind: str):
        """Show the section that asks a kind, and return its question."""
        self.page.goto(f"/s/rounds/1/sections/{list(KINDS).index(kind) + 1}")
        return self.page.locator("[data-question]")

    def stored(self, kind: str) -> dict | None:
        """Return what is stored once everything is said to be saved."""
        self.page.locator("[data-save-state]", has_text="✓ Saved").wait_for()
        db.session.rollback()
        question = next(each for each in self.round.questions if each.kind == kind)
        answer = own_answers(self.pseudonym, self.round).get(question.id)
        return answer.data if answer else None


@pytest.fixture
def scene(app, browser, live_server):
    context = browser.new_context(base_url=live_server, viewport={"width": 320, "height": 700})
    page = context.new_page()
    yield Scene(page)
    page.wait_for_load_state("networkidle")  # a font cut off half-way would leave its file open
    context.close()


def said(question) -> str:
    return " ".join(question.locator("[role=status]").all_inner_texts())


def test_an_order_is_given_by_buttons_and_counts_from_the_first_move(scene):
    question = scene.open("ranking")
    places = question.locator(".rank-place")
    assert [place.input_value() for place in places.all()] == [""] * 4
    assert scene.page.get_by_text("0 of 1 answered").is_visible()
    up = question.get_by_role("button", name="Move Driver 3; no place yet").first
    up.click()
    assert scene.stored("ranking") == {"ranks": {"D01": 1, "D03": 2, "D02": 3, "D04": 4}}
    assert "Driver 3: place 2 of 4" in said(question)
    up = question.get_by_role("button", name="Move Driver 3 up; now 2 of 4")
    assert up.evaluate("each => each === document.activeElement")
    box = up.bounding_box()
    assert min(box["width"], box["height"]) >= 44
    scene.page.keyboard.press("Enter")
    question.get_by_label("Driver 4", exact=True).fill("1")
    scene.page.keyboard.press("Tab")
    assert scene.stored("ranking") == {"ranks": {"D04": 1, "D03": 2, "D01": 3, "D02": 4}}
    question.get_by_role("button", name="Take my order back").click()
    assert scene.stored("ranking") is None


def test_cards_are_put_on_piles_by_taps_and_by_keys(scene):
    question = scene.open("pile_sort")
    question.get_by_role("button", name="Driver 2", exact=True).click()
    assert "Driver 2 is picked up" in said(question)
    question.get_by_role("button", name="Pile 1", exact=True).click()
    assert "5 not sorted" in said(question)
    scene.page.keyboard.press("3")  # the next card has the focus now
    question.get_by_label("Name of pile 1 (optional)").fill("Money")
    scene.page.keyboard.press("Tab")
    stored = scene.stored("pile_sort")
    assert stored == {"piles": {"D02": "1", "D03": "3"}, "names": {"1": "Money"}}
    scene.page.reload()
    pile = scene.page.locator("[data-held='1']")
    assert pile.inner_text() == "Driver 2"
    pile.get_by_role("button").press("Delete")
    assert scene.stored("pile_sort")["piles"] == {"D03": "3"}


def test_a_place_is_tapped_or_moved_by_arrow_keys_and_said(scene):
    question = scene.open("placement")
    grid = question.get_by_role("group", name="Today: tap where it stands")
    cell = grid.locator("[data-x='5'][data-y='3']")
    assert min(cell.bounding_box()["width"], cell.bounding_box()["height"]) >= 43.9
    cell.click()
    assert scene.stored("placement") == {"places": {"today": [5, 3]}}
    assert "Water 5 of 7, Rules 3 of 7" in said(question)
    grid.press("ArrowUp")
    question.get_by_label("Water").select_option("7")
    assert scene.stored("placement") == {"places": {"today": [7, 4]}}
    assert grid.locator(".place-here").get_attribute("data-x") == "7"


def test_one_pair_at_a_time_and_choosing_alone_goes_nowhere(scene):
    question = scene.open("pairs")
    pairs = question.locator("[data-pair]")
    assert [pair.is_visible() for pair in pairs.all()] == [True, False, False]
    pairs.nth(0).get_by_text("+2, much more likely").click()
    assert pairs.nth(0).is_visible()
    scene.page.keyboard.press("Enter")
    assert [pair.is_visible() for pair in pairs.all()] == [False, True, False]
    question.get_by_role("button", name="Next pair").click()
    pairs.nth(2).get_by_text("−1, less likely").click()
    assert "Pair 3 of 3; 2 judged" in said(question)
    assert [value for _, _, value in scene.stored("pairs")["pairs"]] == [2, -1]


# The reply's end comes some time after its beginning, as on a slow line.
HURRY = """async () => {
  const read = Response.prototype.text;
  Response.prototype.text = async function slowly() {
    await new Promise((done) => setTimeout(done, 40));
    return read.call(this);
  };
  for (let turn = 0; turn < 40; turn += 1) {
    const cards = [...document.querySelectorAll(".sort-card")];
    cards[turn % cards.length].click();
    document.querySelector(`.sort-put[data-to="${1 + turn % 5}"]`).click();
    await new Promise((done) => setTimeout(done, 7 + turn % 5 * 6));
  }
  return [...document.querySelectorAll("[data-sort-lists] select")].map((each) => each.value);
}"""


def test_nothing_is_lost_however_fast_cards_are_put(scene):
    question = scene.open("pile_sort")
    shown = scene.page.evaluate(HURRY)
    stored = scene.stored("pile_sort")
    assert stored == {"piles": dict(zip(CODES, shown, strict=True))}
    assert "another window" not in question.inner_text()


def test_every_point_of_every_scale_has_room_for_a_finger(scene):
    scene.page.goto(f"/s/rounds/1/sections/{len(KINDS) + 1}")
    cells = scene.page.locator(".cell, .word-row").all()
    sizes = [cell.bounding_box() for cell in cells]
    assert len(sizes) == 9 + 10 + 11 + 7 + 5 + 1  # the last one is “outside my field”
    assert min(min(size["width"], size["height"]) for size in sizes) >= 44
    assert scene.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert scene.page.get_by_label("−2, on the low side").count() == 1
    scene.page.get_by_text("4 – much").click()
    scene.page.get_by_text("1 of 5 answered").wait_for()


def test_dragging_is_a_help_where_there_is_room(scene):
    scene.page.set_viewport_size({"width": 1000, "height": 700})
    question = scene.open("ranking")
    grips = question.locator(".rank-grip")
    start, end = grips.nth(0).bounding_box(), grips.nth(2).bounding_box()
    scene.page.mouse.move(start["x"] + 9, start["y"] + 9)
    scene.page.mouse.down()
    scene.page.mouse.move(end["x"] + 9, end["y"] + end["height"] - 2, steps=12)
    scene.page.mouse.up()
    assert scene.stored("ranking") == {"ranks": {"D02": 1, "D03": 2, "D01": 3, "D04": 4}}
