"""Take the pictures of docs/tour.md from a running server that holds the demo studies.

``python -m scripts.tour http://127.0.0.1:8000 PASSWORD READER_LINK``, with the coordinator's password and the
readers' link as ``make run`` prints them. Every page of the finished demo study's menu is pictured in each
language at the width of a desk, and some at that of a phone, as is what a reader of the report meets. Needs
Chromium.
"""

import re
import shutil
import sys
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from scripts.pictures import COORDINATOR

TOUR = Path(__file__).resolve().parent.parent / "docs" / "tour"
LOCALES = {"en": "en-GB", "ko": "ko-KR"}
COLOURS, TALLEST = 48, 1500
DESK, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
ON_PHONE = ("board", "consensus", "panel")


def main() -> None:
    """Take every picture anew."""
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    server, password, reader_link = sys.argv[1:]
    program = shutil.which("chromium") or shutil.which("google-chrome")
    shutil.rmtree(TOUR, ignore_errors=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for language in LOCALES:
            take_language(browser, server, password, language)
            take_reader(browser, reader_link, language)
        browser.close()


def take_language(browser: Browser, server: str, password: str, language: str) -> None:
    """Walk through the menu of the finished study in one language."""
    page = open_page(browser, server, language, DESK)
    page.goto("/sign-in")
    page.locator("input[type=email]").fill(COORDINATOR)
    page.locator("input[type=password]").fill(password)
    with page.expect_navigation():
        page.locator("main form button[type=submit]").first.click()
    keep(page, language, "studies")
    with page.expect_navigation():
        page.locator("main a[href*='/studies/']", has_text=re.compile("2030")).first.click()
    for address in list_menu(page):
        page.goto(address)
        name = re.sub(r"^/studies/[0-9a-f]+/?", "", address).replace("/", "-") or "board"
        keep(page, language, name)
        if name in ON_PHONE:
            page.set_viewport_size(PHONE)
            page.goto(address)
            keep(page, language, f"{name}-phone")
            page.set_viewport_size(DESK)


def take_reader(browser: Browser, link: str, language: str) -> None:
    """Open the released reports as one of their readers does, on a phone and at a desk."""
    page = open_page(browser, link, language, PHONE)
    page.goto(link)
    with page.expect_navigation():
        page.locator("main form button[type=submit]").first.click()
    keep(page, language, "reading-phone")
    page.set_viewport_size(DESK)
    page.reload()
    keep(page, language, "reading")


def open_page(browser: Browser, server: str, language: str, size: dict[str, int]) -> Page:
    """Open a window in a language."""
    return browser.new_context(base_url=server, viewport=size, locale=LOCALES[language]).new_page()


def list_menu(page: Page) -> list[str]:
    """Return the address of every page of the study's menu, group after group."""
    found: dict[str, None] = {}
    for group in read_links(page):
        page.goto(group)
        found |= dict.fromkeys([group, *read_links(page, ".study-nav-within")])
    return list(found)


def read_links(page: Page, within: str = ".study-nav") -> list[str]:
    """Return where the links of a menu lead."""
    links = page.locator(within).first if within == ".study-nav" else page.locator(within)
    return links.locator("a").evaluate_all("(links) => links.map((link) => link.getAttribute('href'))")


def keep(page: Page, language: str, name: str) -> None:
    """Store the page as a small picture, cut where it becomes too tall to look at."""
    page.wait_for_load_state("networkidle")
    with Image.open(BytesIO(page.screenshot(full_page=True))) as picture:
        width, height = picture.size
        small = picture.crop((0, 0, width, min(height, TALLEST))).convert("RGB").quantize(COLOURS)
        target = TOUR / language / f"{name}.png"
        target.parent.mkdir(parents=True, exist_ok=True)
        small.save(target, optimize=True)


if __name__ == "__main__":
    main()
