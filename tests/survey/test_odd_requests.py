"""Requests that no page sends: other kinds of body, too many fields, half a file; answered in words."""

import pytest

from tests.access_matrix import MATRIX
from tests.survey.test_access import arguments_of

POSTS = [row.split()[1] for row in MATRIX if row.startswith("POST")]
FORM, JSON = "application/x-www-form-urlencoded", "application/json"
MANY = "&".join(f"f{n}=1" for n in range(50_000))
HALF_A_FILE = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a'
BODIES = {
    "json": (b'{"value": "5", "version": {"a": [1]}, "reason": null}', JSON),
    "a list": (b"[1, 2]", JSON),
    "utf-16": ("value=5&version=0&name=가".encode("utf-16"), FORM),
    "50,000 fields": (MANY.encode(), FORM),
    "half a file": (HALF_A_FILE, "multipart/form-data; boundary=x"),
}
SENDERS = {"answer": "expert", "consent": "expert", "leaving": "expert", "own_data": "expert"}


@pytest.mark.parametrize("kind", BODIES)
def test_an_odd_body_is_answered_in_words(world, app, kind):
    body, content_type = BODIES[kind]
    broken = []
    for endpoint in POSTS[:: 6 if kind == "50,000 fields" else 1]:
        visitor = world.visitor(app, SENDERS.get(endpoint.partition(".")[0], "owner"))
        url = visitor.url(endpoint, **arguments_of(app, endpoint, world))
        headers = {"Content-Type": content_type, "X-CSRFToken": visitor.csrf_token()}
        with visitor.client.post(url, data=body, headers=headers) as response:
            text = response.get_data(as_text=True) if response.mimetype == "text/html" else ""
        if response.status_code >= 500 or "Traceback" in text:
            broken.append(endpoint)
    assert not broken
