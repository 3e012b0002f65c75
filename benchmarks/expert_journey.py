"""A whole first round on a slowed-down phone: taps, seconds, bytes.

Usage: ``.venv/bin/python -m benchmarks.expert_journey [--language en] [--unthrottled]``. A program taps
the link's button, then an answer to each of the 24 drivers' four ratings, one item at a time, and submits.
A person reads and thinks besides; what is measured is what the pages themselves cost: the taps that a round
takes, the time from a tap to the page's reply, and the bytes that travel.
"""

from __future__ import annotations

import argparse
import time
from statistics import median

from benchmarks.expert_site import LANGUAGES, Traffic, open_phone, serve_site


class Finger:
    """Taps, and counts them."""

    def __init__(self, page: object) -> None:
        self.page, self.taps = page, 0

    def tap(self, target: object) -> None:
        """Tap once."""
        target.tap()
        self.taps += 1


def main() -> None:
    """Run the journey and print its figures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--language", choices=LANGUAGES, default="en")
    parser.add_argument("--unthrottled", action="store_true")
    chosen = parser.parse_args()
    with serve_site() as site, open_phone(throttled=not chosen.unthrottled) as open_window:
        page, tools = open_window(chosen.language)
        page.set_default_timeout(60_000)
        traffic, finger = Traffic(tools), Finger(page)
        _go(page, finger, traffic, site.links[chosen.language])


def _go(page: object, finger: Finger, traffic: Traffic, link: str) -> None:
    started = time.monotonic()
    page.goto(link)
    finger.tap(page.locator("main form button[type=submit]").first)
    page.locator("[data-answer-form]").wait_for()
    finger.tap(page.locator("label.cell").nth(4))
    page.locator("[data-save-state]", has_text="✓").wait_for()
    print(f"link to first stored answer: {finger.taps} taps, {time.monotonic() - started:.1f} s, ", end="")
    print(f"{traffic.size / 1000:.0f} KB")
    finger.tap(page.locator("[data-focus-choice]"))
    seconds, items = [], 0
    while "/sections/" in page.url:
        begun = time.monotonic()
        _answer_item(page, finger)
        items += 1
        _go_on(page, finger)
        seconds.append(time.monotonic() - begun)
    finger.tap(page.locator("main form button[type=submit]").first)
    page.wait_for_url("**/receipt")
    print(f"{items} items with four ratings each: {finger.taps} taps in all, ", end="")
    print(f"{sum(seconds):.0f} s, {median(seconds):.2f} s an item (median), {max(seconds):.2f} s (longest)")
    print(f"{traffic.size / 1000:.0f} KB and {traffic.requests} requests for the round")


def _answer_item(page: object, finger: Finger) -> None:
    for place, question in enumerate(page.locator(".subject.is-current [data-question]").all()):
        if not question.locator("input:checked").count():
            finger.tap(question.locator("label.cell").nth(1 + place))


def _go_on(page: object, finger: Finger) -> None:
    following = page.locator("[data-next]")
    if following.is_visible():
        finger.tap(following)
        return
    before = page.url
    finger.tap(page.locator("[data-save]"))
    page.wait_for_url(lambda address: address != before)
    page.wait_for_load_state()


if __name__ == "__main__":
    main()
