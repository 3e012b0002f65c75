"""A browser without scripts that names pages by endpoint and checks every page that it fetches."""

import re
import secrets
from contextvars import Context
from xml.etree.ElementTree import Element

from flask import Flask, url_for
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from tinyhtml5.parser import HTMLParser

from survey.db import db
from survey.models import Account, Invitation, Study
from survey.permissions import AGREED, EXPERT_SESSION, READER_SESSION
from survey.words.notice import write_notice

CLOCK = re.compile(r"\b\d{1,2}:\d\d\b")
UNLABELLED_INPUTS = {"hidden", "submit", "button", "image", "reset"}


class Page:
    """A fetched page: its status, its text, its elements."""

    def __init__(self, html: str, status: int, url: str) -> None:
        parser = HTMLParser(namespace_html_elements=False)
        self.html, self.status, self.url = html, status, url
        self.root: Element = parser.parse(html)
        self.errors = parser.errors
        self.parents = {child: parent for parent in self.root.iter() for child in parent}

    def all(self, tag: str, **attributes: str) -> list[Element]:
        """Return the elements of a kind that have these attributes; ``class_`` matches one class."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        return [
            element
            for element in self.root.iter(tag)
            if all(_matches(element, *each) for each in wanted.items())
        ]

    def one(self, tag: str, **attributes: str) -> Element:
        """Return the one element of a kind that has these attributes."""
        found = self.all(tag, **attributes)
        assert len(found) == 1, f"{len(found)} <{tag}> with {attributes} at {self.url}"
        return found[0]

    @property
    def heading(self) -> str:
        """Return the text of the page's heading."""
        return words(self.one("h1"))

    @property
    def text(self) -> str:
        """Return what can be read on the page."""
        return words(self.root.find("body"))

    def form_data(self, field_name: str = "", class_: str = "") -> dict[str, str]:
        """Return what the form with this field or class would send as it stands, forgery token included."""
        forms = [
            form
            for form in self.all("form")
            if (class_ and class_ in form.get("class", "").split())
            or (field_name and any(each.get("name") == field_name for each in form.iter()))
        ]
        assert len(forms) == 1, f"{len(forms)} forms with {field_name or class_} at {self.url}"
        (form,) = forms
        data: dict[str, str] = {}
        for field in form.iter("input"):
            is_off = field.get("type") in {"radio", "checkbox"} and field.get("checked") is None
            if field.get("name") and not is_off and field.get("type") != "submit":
                data[field.get("name")] = field.get("value", "")
        for field in form.iter("textarea"):
            data[field.get("name")] = "".join(field.itertext()).removeprefix("\n")
        for field in form.iter("select"):
            chosen = [option for option in field.iter("option") if option.get("selected") is not None]
            option = next(iter(chosen or field.iter("option")), None)
            if option is not None:
                data[field.get("name")] = option.get("value", "".join(option.itertext()))
        return data


def words(element: Element) -> str:
    """Return an element's text with single spaces."""
    return " ".join("".join(element.itertext()).split())


def _matches(element: Element, name: str, value: str) -> bool:
    found = element.get(name)
    return value in (found or "").split() if name == "class" else found == value


def check_page(page: Page) -> None:
    """Hold what every page promises; the message names the page and what is wrong with it."""
    problems = [problem for check in CHECKS for problem in check(page)]
    assert not problems, f"{page.url}: " + "; ".join(problems)


def _structure(page: Page) -> list[str]:
    problems = [f"HTML error {error[1]} at {error[0]}" for error in page.errors]
    headings, titles = page.all("h1"), page.all("title")
    if len(headings) != 1:
        return [*problems, f"{len(headings)} h1"]
    # An SVG may carry titles of its own; the page's stands in its head.
    title = words(titles[0]) if titles else ""
    said = re.sub(r"^(Error:|오류:) ", "", title)  # a page that shows a problem says so first
    if not words(headings[0]) or not said.startswith(words(headings[0])):
        problems.append(f"title “{title}” does not begin with “{words(headings[0])}”")
    if page.root.get("lang") not in {"en", "ko"}:
        problems.append("no lang")
    ids = [element.get("id") for element in page.root.iter() if element.get("id") is not None]
    problems += [
        f"id “{each}” occurs twice" for each in sorted({each for each in ids if ids.count(each) > 1})
    ]
    return problems


def _labels(page: Page) -> list[str]:
    ids = {element.get("id") for element in page.root.iter()}
    labelled = {label.get("for") for label in page.all("label") if words(label)}
    problems = []
    for field in (field for tag in ("input", "select", "textarea") for field in page.root.iter(tag)):
        if field.tag == "input" and field.get("type") in UNLABELLED_INPUTS:
            continue
        names = (field.get("aria-labelledby") or "").split()
        has_name = field.get("aria-label") or (names and set(names) <= ids)
        if not (has_name or (field.get("id") and field.get("id") in labelled) or _is_in_label(page, field)):
            problems.append(f"<{field.tag} name={field.get('name')}> has no label")
    described = {
        each
        for element in page.root.iter()
        for name in ("aria-labelledby", "aria-describedby", "aria-controls", "for")
        for each in (element.get(name) or "").split()
    }
    return problems + [f"nothing has the id “{each}” that is referred to" for each in sorted(described - ids)]


def _is_in_label(page: Page, element: Element) -> bool:
    while element in page.parents:
        element = page.parents[element]
        if element.tag == "label":
            return True
    return False


def _forms(page: Page) -> list[str]:
    return [
        f"form to {form.get('action')} has no forgery token"
        for form in page.all("form")
        if (form.get("method") or "get").lower() == "post"
        and not any(field.get("name") == "csrf_token" and field.get("value") for field in form.iter("input"))
    ]


def _policy(page: Page) -> list[str]:
    problems = []
    for element in page.root.iter():
        if not isinstance(element.tag, str):
            continue
        problems += [
            f"<{element.tag} {name}>" for name in element.attrib if name == "style" or name[:2] == "on"
        ]
        if element.tag == "style" or (
            element.tag == "script" and not element.get("src") and element.get("type") != "application/json"
        ):
            problems.append(f"inline <{element.tag}>")
        target = element.get("src") or (element.get("href") if element.tag == "link" else None) or "/"
        if not target.startswith(("/", "data:image/", "#")) or target.startswith("//"):
            problems.append(f"fetches {target}")
    return problems


def _no_clock(page: Page) -> list[str]:
    """Find times; only what coordinators do or plan themselves may carry one, in a span of class clock."""
    shown = page.text
    for element in page.all("span", class_="clock"):
        shown = shown.replace(words(element), " ")
    texts = [shown, *(element.get("datetime") or "" for element in page.root.iter())]
    return [f"shows a time: {found}" for text in texts for found in CLOCK.findall(text)]


CHECKS = (_structure, _labels, _forms, _policy, _no_clock)


class OwnContext(FlaskClient):
    """A client whose requests share nothing with the test: each has an app context and session of its own."""

    def open(self, *args, **kwargs):
        response = Context().run(super().open, *args, **kwargs)
        db.session.rollback()  # the test sees what the request has written
        return response


class Visitor:
    """Somebody who visits: nobody in particular until signed in or come through a personal link."""

    def __init__(self, app: Flask, language: str = "en") -> None:
        self.app = app
        self.client: FlaskClient = app.test_client()
        self.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = language

    def sign_in(self, account: Account) -> "Visitor":
        """Begin the session of an account, without its password."""
        with self.client.session_transaction() as session:
            session["_user_id"], session["_fresh"] = account.get_id(), True
        return self

    def speak(self, language: str) -> "Visitor":
        """Choose a language, as the switch on every page does."""
        with self.client.session_transaction() as session:
            session["language"] = language
        return self

    def come_as(self, invitation: Invitation, serial: int | None = None, *, agrees: bool = True) -> "Visitor":
        """Begin the session of an expert, as their personal link does; they agree unless told otherwise."""
        notice = write_notice(db.session.get(Study, invitation.study_id), "en")
        with self.client.session_transaction() as session:
            session[EXPERT_SESSION] = {
                "invitation": invitation.id,
                "serial": invitation.link_serial if serial is None else serial,
            }
            if agrees:
                session[AGREED] = {
                    "invitation": invitation.id,
                    "notice": notice.hash,
                    "language": "en",
                    "day": "2026-03-02",
                    "may_quote": False,
                    "may_thank": False,
                }
        return self

    def read_by(self, link_id: str) -> "Visitor":
        """Begin the session of a stakeholder, as the link to released reports does."""
        with self.client.session_transaction() as session:
            session[READER_SESSION] = [link_id]
        return self

    def url(self, endpoint: str, **arguments: object) -> str:
        """Return the address of a page."""
        with self.app.test_request_context():
            return url_for(endpoint, **arguments)

    def get(self, endpoint: str, /, status: int = 200, **arguments: object) -> Page:
        """Fetch a page, follow no redirect, check what every page promises."""
        url = self.url(endpoint, **arguments)
        with self.client.get(url) as response:
            return self._page(response, status, url)

    def post(
        self, endpoint: str, data: dict[str, object] | None = None, /, status: int = 303, **arguments: object
    ) -> Page:
        """Send a form with a valid forgery token; the page tells in ``location`` where it leads."""
        url = self.url(endpoint, **arguments)
        with self.client.post(url, data={"csrf_token": self.csrf_token(), **(data or {})}) as response:
            return self._page(response, status, url)

    def csrf_token(self) -> str:
        """Return a forgery token of this session."""
        with self.client.session_transaction() as session:
            raw = session.setdefault("csrf_token", secrets.token_hex(20))
        return URLSafeTimedSerializer(self.app.secret_key, salt="wtf-csrf-token").dumps(raw)

    def _page(self, response, status: int, url: str) -> Page:
        assert response.status_code == status, f"{url}: {response.status_code}, not {status}"
        page = Page(response.get_data(as_text=True), response.status_code, url)
        page.location, page.headers = response.headers.get("Location"), response.headers
        is_whole = "<html" in page.html[:400] and not 300 <= status < 400
        if is_whole and response.mimetype == "text/html":
            check_page(page)
        return page
