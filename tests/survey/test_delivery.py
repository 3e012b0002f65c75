"""What goes over the wire: packed text, files fetched once, a style sheet with all that pages use."""

import gzip

import pytest

from scripts import subset_bootstrap
from tests.pages import Visitor

PACKED = {"Accept_Encoding": "gzip, deflate, br"}


@pytest.fixture
def fetch(app):
    """Fetch an address whole, so that the server may close its file."""
    client = app.test_client()
    return lambda address, **headers: client.get(
        address, headers={name.replace("_", "-"): value for name, value in headers.items()}, buffered=True
    )


def static_address(page, name):
    return next(each for each in page.html.split('"') if each.startswith(f"/static/{name}"))


def test_pages_and_files_are_packed_for_who_can_unpack(fetch, app):
    plain, packed = fetch("/sign-in"), fetch("/sign-in", **PACKED)
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.data) < len(plain.data) / 2
    assert b"<h1" in gzip.decompress(packed.data)
    for reply in (plain, packed):
        assert "Accept-Encoding" in reply.headers["Vary"]
        assert "Cookie" in reply.headers["Vary"]
        assert reply.headers["Cache-Control"] == "no-store"
    sheet = fetch("/static/css/tholos.css", **PACKED)
    assert int(sheet.headers["Content-Length"]) == len(sheet.data)
    assert gzip.decompress(sheet.data) == fetch("/static/css/tholos.css").data


def test_packing_the_same_twice_gives_the_same_bytes(fetch):
    first, second = (fetch("/static/css/tholos.css", **PACKED).data for _ in range(2))
    assert first == second


def test_short_text_and_pictures_stay_as_they_are(fetch):
    for address in ("/healthz", "/static/fonts/web/tholos-latin-400.woff2"):
        assert "Content-Encoding" not in fetch(address, **PACKED).headers


def test_file_bears_the_mark_of_its_content_and_is_kept(fetch, app):
    page = Visitor(app).get("home.index")
    address = static_address(page, "css/tholos.css")
    assert "?v=" in address
    assert fetch(address).headers["Cache-Control"] == "public, max-age=31536000, immutable"
    for stale in ("/static/css/tholos.css", "/static/css/tholos.css?v=000000000000"):
        assert "immutable" not in fetch(stale).headers["Cache-Control"]
    assert fetch("/static/css/none.css").status_code == 404


def test_unchanged_file_is_not_sent_again(fetch):
    first = fetch("/static/css/tholos.css", **PACKED)
    again = fetch("/static/css/tholos.css", **PACKED, If_None_Match=first.headers["ETag"])
    assert again.status_code == 304
    assert not again.data


def test_cut_style_sheet_has_all_that_pages_use():
    cut = subset_bootstrap.CUT.read_text(encoding="utf-8")
    whole = subset_bootstrap.WHOLE.read_text(encoding="utf-8")
    of_bootstrap = set(subset_bootstrap.CLASS.findall(whole))
    wanted = subset_bootstrap.used_classes() & of_bootstrap
    missing = {each for each in wanted if f".{each}" not in cut}
    assert not missing, "run python -m scripts.subset_bootstrap"
