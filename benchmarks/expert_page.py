"""How much an expert's page weighs and how soon it answers, on a slowed-down phone.

Usage: ``.venv/bin/python -m benchmarks.expert_page``. Each page is opened with an empty cache against a
server as `make run` starts it; bytes are those on the wire, headers included. “Ready” is the moment at which
the page is drawn and its scripts have run, so that a tap is answered: the later of first paint and
DOMContentLoaded.
"""

from __future__ import annotations

from benchmarks.expert_site import LANGUAGES, Traffic, open_phone, serve_site

LIMIT_BYTES, LIMIT_SECONDS = 100_000, 2.0
PAGES = {
    "invitation": "",
    "first section": "/s/rounds/1/sections/1",
    "overview": "/s/",
    "review": "/s/rounds/1/review",
}
TIMES = """() => {
  const page = performance.getEntriesByType("navigation")[0];
  const paint = performance.getEntriesByName("first-contentful-paint")[0];
  return { ready: Math.max(page.domContentLoadedEventEnd, paint?.startTime ?? 0) - page.startTime,
           server: page.responseStart - page.requestStart };
}"""


def main() -> None:
    """Print bytes, requests and seconds for each page and language, first visit and next."""
    print(
        f"{'page':<16}{'language':<10}{'KB':>7}{'requests':>10}{'ready s':>9}{'again KB':>10}{'again s':>9}"
    )
    heaviest, slowest, hosts = 0, 0.0, set()
    with serve_site() as site, open_phone() as open_window:
        for language in LANGUAGES:
            session = _begin(open_window, site.links[language], language)
            for name, path in PAGES.items():
                first, again, traffic = _visit(open_window, site, language, path, session)
                hosts |= traffic.hosts
                heaviest, slowest = max(heaviest, first[0]), max(slowest, first[2])
                print(_row(name, language, *_show(*first), _show(*again)[0], _show(*again)[2]))
    print(
        f"heaviest {heaviest / 1000:.1f} KB (at most {LIMIT_BYTES / 1000:.0f}); other hosts: {len(hosts) - 1}"
    )
    print(f"slowest {slowest:.2f} s to be ready (at most {LIMIT_SECONDS:.0f})")


def _row(name: str, *cells: str) -> str:
    return f"{name:<18}" + "".join(f"{cell:>10}" for cell in cells)


def _show(size: int, requests: int, seconds: float) -> tuple[str, str, str]:
    return f"{size / 1000:.1f}", str(requests), f"{seconds:.2f}"


def _begin(open_window: object, link: str, language: str) -> list[dict]:
    page, tools = open_window(language)
    traffic = Traffic(tools)
    page.goto(link, wait_until="networkidle")
    traffic.clear()
    page.locator("main form button[type=submit]").first.tap()
    page.locator("[data-answer-form]").wait_for()
    page.wait_for_load_state("networkidle")
    ready = page.evaluate(TIMES)["ready"] / 1000
    print(_row("link to question", language, *_show(traffic.size, traffic.requests, ready)))
    cookies = page.context.cookies()
    page.context.close()
    return cookies


def _visit(open_window: object, site: object, language: str, path: str, session: list[dict]) -> tuple:
    page, tools = open_window(language)
    traffic = Traffic(tools)
    if path:
        page.context.add_cookies(session)
    address = site.address + path if path else site.links[language]
    figures = []
    for _ in range(2):
        traffic.clear()
        page.goto(address, wait_until="networkidle")
        times = page.evaluate(TIMES)
        figures.append((traffic.size, traffic.requests, times["ready"] / 1000))
    page.context.close()
    return (*figures, traffic)


if __name__ == "__main__":
    main()
