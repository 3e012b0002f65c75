"""Take the README's pictures from a running server that holds the demo studies.

``python -m scripts.pictures http://127.0.0.1:8000 PASSWORD EXPERT_LINK``, with the coordinator's
password and the first expert's link as ``make run`` prints them. Needs Chromium and pdftoppm.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import BrowserContext, Page, sync_playwright
from pypdf import PdfReader

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"
STUDY = "Korea’s innovation clusters 2030"
COORDINATOR = "coordinator@example.org"
COLOURS = 128
PAGE_WIDTH, GAP, GROUND = 620, 16, "#d5dbe1"


def main() -> None:
    """Take every picture anew."""
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    server, password, link = sys.argv[1:]
    program = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        phone = browser.new_context(
            base_url=server, viewport={"width": 390, "height": 800}, device_scale_factor=2, locale="en-GB"
        )
        take_expert(phone, link)
        desk = browser.new_context(base_url=server, viewport={"width": 1280, "height": 800}, locale="en-GB")
        take_coordinator(desk, password)
        browser.close()


def take_expert(context: BrowserContext, link: str) -> None:
    """Picture the second round on a phone: a reason of another expert and the question it belongs to."""
    page = context.new_page()
    page.goto(link)
    press(page, "Continue")
    page.goto("/s/rounds/2/sections/1")
    scroll_to(page, ".others:has(blockquote[lang=en])")
    keep("expert-phone", page.screenshot())


def take_coordinator(context: BrowserContext, password: str) -> None:
    """Picture the board, the axes, the consensus and the report of the finished study."""
    page = context.new_page()
    page.goto("/sign-in")
    page.get_by_label("E-mail address").fill(COORDINATOR)
    page.get_by_label("Password").fill(password)
    press(page, "Sign in")
    press(page, STUDY)
    keep("board", page.screenshot())
    press(page, "Axes")
    page.set_viewport_size({"width": 1280, "height": 1240})
    keep("axes", page.screenshot())
    press(page, "Consensus")
    page.set_viewport_size({"width": 1280, "height": 800})
    scroll_to(page, "#consensus")
    keep("consensus", page.screenshot())
    press(page, "Reports")
    take_report(page)


def press(page: Page, name: str) -> None:
    """Follow the link or button of that name."""
    target = page.get_by_role("link", name=name, exact=True).or_(
        page.get_by_role("button", name=name, exact=True)
    )
    with page.expect_navigation(timeout=120_000):
        target.first.click()


def scroll_to(page: Page, what: str) -> None:
    """Bring an element to the top of the window."""
    page.locator(what).first.evaluate("(element) => element.scrollIntoView()")


def take_report(page: Page) -> None:
    """Picture cover, summary and strategy of the English report side by side."""
    with page.expect_download() as download, tempfile.TemporaryDirectory() as folder:
        page.get_by_role("link", name=re.compile("^Download .* English$")).first.click()
        pdf = Path(download.value.path())
        numbers = [1, *find_pages(pdf, ("Summary", "Strategy"))]
        sheets = [draw_page(pdf, number, Path(folder)) for number in numbers]
    width = sum(sheet.width for sheet in sheets) + GAP * (len(sheets) + 1)
    board = Image.new("RGB", (width, sheets[0].height + 2 * GAP), GROUND)
    place = GAP
    for sheet in sheets:
        board.paste(sheet, (place, GAP))
        place += sheet.width + GAP
    keep("report", board)


def find_pages(pdf: Path, titles: tuple[str, ...]) -> list[int]:
    """Return the numbers of the pages on which these chapters begin."""
    reader = PdfReader(pdf)
    chapters = [each for each in reader.outline if not isinstance(each, list)]
    return [
        reader.get_destination_page_number(next(each for each in chapters if title in each.title)) + 1
        for title in titles
    ]


def draw_page(pdf: Path, number: int, folder: Path) -> Image.Image:
    """Return a page of a PDF as a picture."""
    target = folder / str(number)
    options = ["-png", "-singlefile", "-f", str(number), "-scale-to-x", str(PAGE_WIDTH), "-scale-to-y", "-1"]
    subprocess.run(["pdftoppm", *options, pdf, target], check=True)
    with Image.open(target.with_suffix(".png")) as picture:
        return picture.convert("RGB")


def keep(name: str, picture: bytes | Image.Image) -> None:
    """Write a picture with few colours, which keeps the repository small."""
    if isinstance(picture, bytes):
        picture = Image.open(BytesIO(picture)).convert("RGB")
    path = PICTURES / f"{name}.png"
    path.parent.mkdir(exist_ok=True)
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    print(f"{path.name}: {picture.width} × {picture.height}, {path.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main()
