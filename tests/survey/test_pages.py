"""Every page, in both languages, for each who may read it, keeps what every page promises."""

import pytest

from tests.access_matrix import MATRIX
from tests.pages import Page, check_page
from tests.survey.test_access import arguments_of

NO_PAGES = {
    "static",
    "home.healthz",
    "reports.download_report",
    "reports.download_data",
    "reports.read_report",
    "reading.read",
    "reminders.preview_html",
    "jobs.job_state",
    "own_data.as_json",
    "own_data.as_csv",
}
READERS = ("nobody", "expert", "owner", "viewer", "stakeholder")
ROWS = [row for row in MATRIX if row.startswith("GET") and row.split()[1] not in NO_PAGES]


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("row", ROWS)
def test_page_keeps_what_every_page_promises(world, app, row, language):
    endpoint = row.split()[1]
    for principal in READERS:
        visitor = world.visitor(app, principal).speak(language)
        page = visitor.get(endpoint, MATRIX[row][principal], **arguments_of(app, endpoint, world))
        if page.status not in {302, 303}:
            assert page.root.get("lang") == language
            assert "no-store" in page.headers["Cache-Control"]


@pytest.mark.parametrize("number", range(1, 7))
def test_pages_of_every_round_can_be_read(world, app, number):
    owner = world.visitor(app, "owner")
    owner.get("rounds.show_round", study_id=world.study_id, number=number)
    owner.get("rounds.open_round", study_id=world.study_id, number=number)
    owner.get("rounds.close_round", study_id=world.study_id, number=number)
    expert = world.visitor(app, "expert")
    if number < 5:
        expert.get("answer.results", number=number)
        expert.get("answer.receipt", number=number)
    expert.get("answer.show_section", {5: 200, 6: 404}.get(number, 409), number=number, position=1)


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("<h1>One</h1><h1>Two</h1>", "2 h1"),
        ("<h1>Other</h1>", "does not begin with"),
        ("<h1>One</h1><p id=a></p><p id=a></p>", "occurs twice"),
        ("<h1>One</h1><input name=a>", "has no label"),
        ("<h1>One</h1><form method=post></form>", "no forgery token"),
        ("<h1>One</h1><p style='color: red'>x</p>", "<p style>"),
        ("<h1>One</h1><script>1</script>", "inline <script>"),
        ("<h1>One</h1><p>Saved 14:02</p>", "shows a time"),
        ("<h1>One</h1><img src='//elsewhere.test/x.png' alt=''>", "fetches"),
        ("<h1>One</h1></div>", "HTML error"),
        ("<h1>One</h1><label for=b>B</label>", "referred to"),
    ],
)
def test_a_page_that_breaks_a_promise_is_seen(body, problem):
    page = Page(f"<!doctype html><html lang=en><title>One</title><body>{body}</body></html>", 200, "/")
    with pytest.raises(AssertionError, match=problem):
        check_page(page)
