"""How much is lost when an expert's tab dies while they type?

Usage: ``.venv/bin/python -m benchmarks.expert_kill [--trials 40] [--seed 2030]``. A program rates and types
ten keys a second; at a random moment the tab's process is ended, without a word to the page. What came to
the server is compared with what was given: at most one answer or five seconds of typing may be missing. What
a browser restores from the tab's storage is not counted in.
"""

from __future__ import annotations

import argparse
import random
import time
from contextlib import suppress

from benchmarks.expert_site import LANGUAGES, open_phone, serve_site

PAUSE = 0.1
MOST_SECONDS = 5


def main() -> None:
    """Print how many trials lost how much."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--trials", type=int, default=40)
    parser.add_argument("--seed", type=int, default=2030)
    chosen = parser.parse_args()
    chance = random.Random(chosen.seed)
    lost_typing, lost_answers = [], []
    with serve_site() as site, open_phone(throttled=False) as open_window:
        for trial in range(chosen.trials):
            page, _tools = open_window(LANGUAGES[0])
            page.goto(site.links[LANGUAGES[0]])
            page.locator("main form button[type=submit]").first.click()
            page.goto(f"{site.address}/s/rounds/1/sections/1")
            given, typed = _give(page, chance, trial)
            _kill(page)
            kept, text = _look(open_window, site)
            lost_answers.append(sum(a != b for a, b in zip(given, kept, strict=True)))
            lost_typing.append(len(typed) - len(_common(typed, text)))
    seconds = [each * PAUSE for each in lost_typing]
    over = sum(each > MOST_SECONDS for each in seconds) + sum(each > 1 for each in lost_answers)
    print(f"{chosen.trials} tabs ended at random (seed {chosen.seed}): {over} lost more than they may")
    print(f"answers lost: at most {max(lost_answers)}; typing lost: at most {max(seconds):.1f} s", end=", ")
    print(f"median {sorted(seconds)[len(seconds) // 2]:.1f} s")


def _give(page: object, chance: random.Random, trial: int) -> tuple[list[str | None], str]:
    """Rate some questions, then type for a random time; return what was given."""
    questions = page.locator("[data-question]")
    for place in chance.sample(range(questions.count()), 3):
        questions.nth(place).locator("label.cell").nth(chance.randrange(7)).tap()
        page.wait_for_timeout(chance.randrange(400))
    given = _chosen(page)
    reason = page.locator("details.reason").first
    if not reason.locator("textarea").is_visible():
        reason.locator("summary").click()
    area = reason.locator("textarea")
    area.fill("")
    end = time.monotonic() + chance.uniform(0.5, 9)
    typed = ""
    while time.monotonic() < end:
        letter = chance.choice("abcdefghij ")
        area.press_sequentially(letter)
        typed += letter
        page.wait_for_timeout(1000 * PAUSE)
    return given, typed


def _kill(page: object) -> None:
    from playwright.sync_api import Error

    with suppress(Error):  # the page is gone before it can say so
        page.goto("chrome://crash", timeout=5_000)
    page.context.close()


def _look(open_window: object, site: object) -> tuple[list[str | None], str]:
    page, _tools = open_window(LANGUAGES[0])
    page.goto(site.links[LANGUAGES[0]])
    page.locator("main form button[type=submit]").first.click()
    page.goto(f"{site.address}/s/rounds/1/sections/1")
    found = _chosen(page), page.locator("textarea").first.input_value()
    page.context.close()
    return found


def _chosen(page: object) -> list[str | None]:
    return page.eval_on_selector_all(
        "[data-question]", "all => all.map((each) => each.querySelector('input:checked')?.value ?? null)"
    )


def _common(typed: str, text: str) -> str:
    """Return how much of the text arrived, counted from its start."""
    length = 0
    while length < min(len(typed), len(text)) and typed[length] == text[length]:
        length += 1
    return typed[:length]


if __name__ == "__main__":
    main()
