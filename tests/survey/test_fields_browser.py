"""Questions that are typed, in a real browser: kept while typing, drawn back, nothing lost."""

from pathlib import Path

import pytest

from survey.db import db
from survey.operations import rounds
from survey.queries.responses import own_answers
from survey.studyfile import import_study
from tests import factories
from tests.survey.test_study_files import EXAMPLE

pytestmark = pytest.mark.browser

AXE = Path(__file__).parents[1] / "vendor" / "axe.min.js"


class Scene:
    """The documented study with one expert in its first round."""

    def __init__(self):
        self.study = import_study(EXAMPLE)
        expert = factories.make_expert(self.study)
        self.round = rounds.open_round(self.study.rounds[0])
        self.token = factories.link_token(self.study, expert)
        self.pseudonym = factories.panelist_id(self.study, expert)

    def field(self, name, suffix=""):
        question = next(question for question in self.round.questions if question.name == name)
        return f"[id='q-{question.id}{suffix}']"

    def stored(self, name):
        db.session.rollback()
        answers = own_answers(self.pseudonym, self.round)
        question = next(question for question in self.round.questions if question.name == name)
        return answers.get(question.id)


@pytest.fixture
def scene(app):
    return Scene()


@pytest.fixture
def page(browser, live_server, scene, request):
    width, theme = getattr(request, "param", (390, "light"))
    context = browser.new_context(
        base_url=live_server,
        viewport={"width": width, "height": 844},
        color_scheme=theme,
        bypass_csp=hasattr(request, "param"),
    )
    page = context.new_page()
    page.goto(f"/i/{scene.token}")
    page.get_by_role("button", name="Agree and start").click()
    yield page
    context.close()


def saved(page, scene, name, version=1):
    page.locator(f"{scene.field(name)} [data-version][value='{version}']").wait_for(state="attached")
    return scene.stored(name)


def test_a_number_or_a_box_and_never_both(page, scene):
    page.goto("/s/rounds/1/sections/1")
    page.fill(scene.field("first-ship", "-value"), "２０３１년")
    page.keyboard.press("Tab")
    assert saved(page, scene, "first-ship").number == 2031
    page.check(scene.field("first-ship", "-never"))
    assert saved(page, scene, "first-ship", 2).data == {"never": True}
    page.uncheck(scene.field("first-ship", "-never"))
    assert page.input_value(scene.field("first-ship", "-value")) == "２０３１년"
    assert saved(page, scene, "first-ship", 3).number == 2031


def test_three_numbers_are_drawn_at_once_and_sent_when_whole(page, scene):
    page.goto("/s/rounds/1/sections/1")
    page.fill(scene.field("price", "-p5"), "2")
    page.fill(scene.field("price", "-p50"), "4")
    page.wait_for_timeout(1800)  # longer than typing is waited for
    assert page.locator(f"{scene.field('price')} .status-warning").count() == 0
    page.fill(scene.field("price", "-p95"), "9.5")
    page.get_by_text("You say: 9 in 10 chances between 2 € and 9.5 €").wait_for()
    assert page.locator(f"{scene.field('price')} svg.curve path").count() == 2
    page.keyboard.press("Tab")
    assert saved(page, scene, "price").data == {"p5": 2, "p50": 4, "p95": 9.5}
    page.fill(scene.field("price", "-p50"), "40")
    page.get_by_text("must not be above the high one").wait_for()
    assert page.input_value(scene.field("price", "-p50")) == "40"


def test_a_text_is_kept_while_it_is_written_and_a_long_one_is_not_cut(page, scene):
    page.goto("/s/rounds/1/sections/2")
    area = page.locator(scene.field("remark", "-text"))
    area.press_sequentially("Ports.")
    assert saved(page, scene, "remark").data == {"text": "Ports."}
    area.fill("x" * 1010)
    page.get_by_text("10 characters too many").wait_for()
    page.get_by_text("This text has 1010 characters; 1000 are allowed.").wait_for()
    assert len(area.input_value()) == 1010
    assert scene.stored("remark").data == {"text": "Ports."}


def test_something_else_and_proposals_one_by_one(page, scene):
    page.goto("/s/rounds/1/sections/2")
    page.check(scene.field("use", "-other"))
    assert page.evaluate("document.activeElement.id").endswith("-other-text")
    page.keyboard.type("Trains")
    assert saved(page, scene, "use").data == {"choices": ["other"], "other": "Trains"}
    assert not page.locator(scene.field("proposals", "-2-name")).is_visible()
    page.get_by_role("button", name="Add another proposal").click()
    for part, text in (("name", "Rents"), ("low", "They fall"), ("high", "They rise")):
        page.fill(scene.field("proposals", f"-2-{part}"), text)
    page.keyboard.press("Tab")
    (proposal,) = saved(page, scene, "proposals").data["proposals"]
    assert proposal == {"name": "Rents", "low": "They fall", "high": "They rise"}


def test_what_is_half_typed_is_still_there_after_the_page_was_left(page, scene):
    page.goto("/s/rounds/1/sections/1")
    page.fill(scene.field("price", "-p5"), "2")
    page.fill(scene.field("price", "-p50"), "4")
    page.goto("/s/rounds/1/sections/1")
    page.wait_for_function(f"document.querySelector(\"{scene.field('price', '-p50')}\").value === '4'")
    page.get_by_text("Type the high number too.").wait_for()
    page.fill(scene.field("price", "-p95"), "9")
    page.keyboard.press("Tab")
    assert saved(page, scene, "price").data == {"p5": 2, "p50": 4, "p95": 9}


@pytest.mark.parametrize("page", [(320, "light"), (1280, "dark")], indirect=True)
@pytest.mark.parametrize("position", [1, 2])
def test_typed_questions_are_accessible_and_fit_every_width(page, position):
    page.goto(f"/s/rounds/1/sections/{position}")
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.add_script_tag(path=AXE)
    found = page.evaluate("axe.run().then((result) => result.violations.map((each) => each.id))")
    assert found == []
    targets = page.locator(".question input[type=text], .question .choice-row, .question select").all()
    small = [each.bounding_box() for each in targets if each.is_visible()]
    assert all(box["height"] >= 44 for box in small)
