"""Windows of a real browser on the live server; a test fails when a page complained in any of them."""

import pytest

from tests.journeys.screens import Screen


@pytest.fixture
def open_window(browser, live_server):
    """A function that opens a window of its own for one person: nothing is shared between two of them."""
    opened: list[Screen] = []

    def open_window(kind: type[Screen] = Screen, **facts) -> Screen:
        context = browser.new_context(base_url=live_server, **{"locale": "en-GB", **facts})
        opened.append(kind(context, facts.get("has_touch", False)))
        return opened[-1]

    yield open_window
    for screen in opened:
        screen.context.close()
    assert not [problem for screen in opened for problem in screen.problems]
