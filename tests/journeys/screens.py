"""What people do on the pages of a real browser; whatever a page reports as wrong is kept and told."""

import re
from pathlib import Path

from playwright.sync_api import BrowserContext, Locator, Page

AXE = (Path(__file__).parents[1] / "vendor" / "axe.min.js").read_text(encoding="utf-8")
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
DESK = {"viewport": {"width": 1280, "height": 900}}
# The checker is evaluated from outside the page, so the page's own policy stays in force.
RUN_AXE = """async (standards) => {
  const found = await axe.run(document, { runOnly: standards, resultTypes: ["violations"] });
  return found.violations.map((each) => `${each.id}: ${each.nodes.map((node) => node.html).join(" | ")}`);
}"""
# Not against innerWidth, which on a phone grows with what overflows.
OVERFLOW = """() => {
  const { clientWidth, scrollWidth } = document.documentElement;
  return scrollWidth > clientWidth ? [`wider than ${clientWidth} px: ${scrollWidth}`] : [];
}"""


class Screen:
    """A browser window of one person."""

    def __init__(self, context: BrowserContext, has_touch: bool = False) -> None:
        self.context, self.has_touch = context, has_touch
        self.page: Page = context.new_page()
        self.page.set_default_timeout(30_000)
        self.problems: list[str] = []
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.problems.append(f"{self.page.url}: {error}"))

    def _hear(self, message) -> None:
        if message.type in {"error", "warning"}:
            self.problems.append(f"{self.page.url}: {message.text}")

    def visit(self, address: str, status: int = 200) -> None:
        """Open an address."""
        response = self.page.goto(address)
        assert response.status == status, f"{address}: {response.status}"

    def forgive(self, status: str) -> None:
        """Take back the one complaint about a refusal that the test asked for."""
        told = [each for each in self.problems if f"status of {status}" in each]
        assert len(told) == 1, self.problems
        self.problems.remove(told[0])

    def examine(self, with_axe: bool = True) -> None:
        """Keep what the page does wrong: against accessibility, against its own width."""
        found = self.page.evaluate(OVERFLOW)
        if with_axe:
            if not self.page.evaluate("'axe' in window"):
                self.page.evaluate(AXE)
            found += self.page.evaluate(RUN_AXE, STANDARDS)
        self.problems += [f"{self.page.url}: {each}" for each in found]

    @property
    def heading(self) -> str:
        """Return the heading of the page."""
        return self.page.locator("h1").inner_text()

    @property
    def text(self) -> str:
        """Return what can be read in the main part of the page, with single spaces."""
        return " ".join(self.page.locator("main").inner_text().split())

    def press(self, name: str) -> None:
        """Use the link or button of that name, by finger or mouse, and wait for the next page."""
        target = self.page.get_by_role("link", name=name, exact=True).or_(
            self.page.get_by_role("button", name=name, exact=True)
        )
        with self.page.expect_navigation():
            self.touch(target.first)

    def touch(self, target: Locator) -> None:
        """Tap where there is a touch screen, else click."""
        (target.tap if self.has_touch else target.click)()


class Answering(Screen):
    """An expert's window, opened through the personal link."""

    def begin(self, token: str) -> None:
        """Open the personal link and go to the first open question."""
        self.visit(f"/i/{token}")
        self.examine()
        self.press("Agree and start")

    def question(self, number: int) -> Locator:
        """Return a question of the section, counted from 0."""
        return self.page.locator("[data-question]").nth(number)

    def answer(self, number: int, value: float | str) -> None:
        """Tap an answer; one that is the earlier answer is kept with its own button."""
        question = self.question(number)
        keep = question.locator(f"button[data-keep='{value}']")
        if keep.count():
            self.touch(keep)
        elif value == "outside":
            self.touch(question.get_by_text("Outside my field", exact=True))
        else:
            self.touch(
                question.locator("label.cell").filter(has=self.page.locator(f"input[value='{value}']"))
            )

    def wait_saved(self) -> None:
        """Wait until nothing that was answered is on its way any more."""
        self.page.locator("[data-save-state]", has_text=re.compile("✓ Saved")).wait_for()

    def chosen(self) -> list[str | None]:
        """Return what is chosen in each question of the section."""
        return self.page.eval_on_selector_all(
            "[data-question]", "all => all.map((each) => each.querySelector('input:checked')?.value ?? null)"
        )


class Working(Screen):
    """Somebody who runs a study; counts what they press and how long typing it by hand would have taken."""

    SECONDS_A_KEY = 0.25  # somebody who types slowly

    def __init__(self, context: BrowserContext, has_touch: bool = False) -> None:
        super().__init__(context, has_touch)
        self.clicks, self.typing = 0, 0.0

    def sign_in(self, email: str, password: str, then: str = "/studies") -> None:
        """Sign in, which is not counted."""
        self.visit(f"/sign-in?next={then}")
        self.page.locator("input[type=email]").fill(email)
        self.page.locator("input[type=password]").fill(password)
        self.press("Sign in")
        self.clicks = 0

    def touch(self, target: Locator) -> None:
        """Press something."""
        self.clicks += 1
        super().touch(target)

    def write(self, label: str, text: str, is_pasted: bool = False) -> None:
        """Go to a field and write, or paste, into it."""
        self.clicks += 1
        self.typing += 0 if is_pasted else len(text) * self.SECONDS_A_KEY
        self.page.get_by_label(label).first.fill(text)

    def choose(self, label: str) -> None:
        """Tick a radio or a box."""
        self.clicks += 1
        self.page.get_by_label(label).check()

    def select(self, label: str, option: str) -> None:
        """Choose from a list."""
        self.clicks += 2
        self.page.get_by_label(label, exact=True).select_option(label=option)
