"""Everything that a study tells anybody but two of its experts, as bytes that can be compared."""

import io
import json
import re
import zipfile
from dataclasses import asdict

import numpy as np
from sqlalchemy import select

from survey.db import db
from survey.exports import NAMES, make_bundle
from survey.mail import PREVIEW_LINKS, write_message
from survey.models import Account, AuditEntry, Invitation, Reason, ReasonState, Role, Round, RoundKind, Study
from survey.operations import moderation, responses, rounds
from survey.queries.outbox import imagine_letter
from survey.questions import Rating
from survey.reports.assembly import build_report
from survey.reports.render import render_report_html
from tests import factories
from tests.access_matrix import MATRIX
from tests.pages import Visitor

RANDOM = re.compile(r"\b[0-9a-f]{32}\b")
FORGERY_TOKEN = re.compile(r'name="csrf(?:_|-)token" (?:value|content)="[^"]*"|"X-CSRFToken": "[^"]*"')
LETTERS = ("invitation", "reminder", "round_open")
OPERATORS = ("nobody", "owner", "viewer", "stranger")
# The last of the chain's hashes covers identifiers that are drawn anew each time.
NOT_PAGES = {"GET static", "GET home.healthz", "GET reports.download_report", "GET keeping.check_log"}
# What organisers do carries its time, in the log and in schedules; what experts do does not stand there.
CLOCK_OF_ORGANISERS = re.compile(rb'<span class="clock">[^<]*</span>')


def make_base(n: int, seed: int) -> Study:
    """Make a study with a panel in two groups and two planned rounds, the second one asking again."""
    study = factories.make_study(
        n_drivers=2,
        template="consensus",
        seed=seed,
        owner=factories.make_account("Ada Owner"),
        protocol={"feedback": ["distribution", "groups", "arguments"]},
    )
    factories.make_account("Vera Viewer", study=study, role=Role.VIEWER)
    factories.make_account("Olga Other", study=factories.make_study(n_drivers=1))
    factories.make_panel(study, n)
    first = rounds.create_round(study, RoundKind.RATE, factories.text("First"), {})
    second = rounds.create_round(study, RoundKind.RERATE, factories.text("Second"), {}, feedback_round=first)
    for round_ in (first, second):
        rounds.add_section(round_, factories.text("Questions"), _questions(study))
    return study


def _questions(study: Study) -> list[rounds.QuestionSpec]:
    choices = [{"code": code, "text": factories.text(code)} for code in "abc"]
    return [
        *(
            rounds.QuestionSpec("rating", "impact", driver=driver, settings={"scale": [1, 7]})
            for driver in study.drivers
        ),
        rounds.QuestionSpec("choice", "who acts", settings={"choices": choices}),
        rounds.QuestionSpec("number", "year", settings={"format": "year", "min": 2026, "max": 2060}),
    ]


def list_experts(study: Study) -> list[Invitation]:
    """Return the panel in the order in which it was invited; groups take turns."""
    experts = db.session.scalars(select(Invitation).filter_by(study_id=study.id)).all()
    return sorted(experts, key=lambda expert: int(expert.name.split()[-1]))


def run_rounds(
    study: Study, seed: int, swap: tuple[int, int] = (0, 0), order: np.ndarray | None = None
) -> None:
    """Hold both rounds, two experts exchanged, who answer in this order."""
    experts = list_experts(study)
    places = list(range(len(experts)))
    places[swap[0]], places[swap[1]] = places[swap[1]], places[swap[0]]
    order = range(len(experts)) if order is None else order
    for round_ in study.rounds:
        rounds.open_round(round_)
        for index in order:
            _answer(round_, experts[index], places[index], seed)
        factories.close_round(round_)
        for number, reason in enumerate(
            db.session.scalars(select(Reason).filter_by(round_id=round_.id).order_by(Reason.text)).all()
        ):
            state = ReasonState.HIDDEN if number % 4 == 3 else ReasonState.RELEASED
            moderation.moderate_reason(reason, state)
    rounds.release_round(study.rounds[-1])


def _answer(round_: Round, expert: Invitation, place: int, seed: int) -> None:
    rng = np.random.default_rng([seed, round_.number, place])

    def choose(_: int, question):
        if rng.random() < 0.1:
            return factories.OUTSIDE if rng.random() < 0.5 else None
        if question.kind == "rating":
            points = Rating.points(question.settings)
            return float(np.clip(round(rng.normal(4.5, 1.4)), points[0], points[-1]))
        if question.kind == "number":
            return float(rng.integers(2030, 2050))
        return factories.Value(data={"choices": [str(rng.choice(list("abc"), p=[0.5, 0.4, 0.1]))]})

    factories.answer_round(round_, [expert], choose)
    if place % 3 == 0:
        name = factories.panelist_id(round_.study, expert)
        responses.save_reason(name, round_.questions[0], f"Reason {seed} of {place}.", "en")


def collect(
    app, study: Study, without: tuple[int, int], *, with_pdf: bool = False, raw: bool = False
) -> dict[str, bytes]:
    """Return everything that is told to others than two experts, by where it is told.

    Identifiers that are drawn anew each time are left in where the raw bytes are asked for.
    """
    experts = list_experts(study)
    others = [expert for index, expert in enumerate(experts) if index not in without]
    told = _pages(app, study, others)
    for letter in LETTERS:
        for expert in others[:3]:
            mail = write_message(imagine_letter(letter, expert, study.rounds[-1]), PREVIEW_LINKS)
            told[f"mail {letter} {expert.name}"] = _without_boundary(mail)
    for name in NAMES:
        for part, content in unpack(name, make_bundle(study, name)).items():
            told[f"export {name} {part}"] = content
    for language in ("en", "ko"):
        report = build_report(study, language)
        told[f"report {language} data"] = json.dumps(asdict(report), default=str).encode()
        told[f"report {language} page"] = render_report_html(report, language).encode()
        if with_pdf:
            from survey.reports.pdf import render_report_pdf

            told[f"report {language} PDF"] = render_report_pdf(report, language)
    acts = db.session.scalars(select(AuditEntry).order_by(AuditEntry.number)).all()
    told["audit log"] = repr([(act.action, act.details, act.at.date()) for act in acts]).encode()
    return told if raw else {where: _unrandom(content) for where, content in told.items()}


def unpack(name: str, content: bytes) -> dict[str, bytes]:
    """Return the parts of an export; those of a spreadsheet one by one."""
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return {"": content}
    parts: dict[str, bytes] = {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for each in archive.infolist():
            inner = archive.read(each.filename)
            for part, found in (unpack(each.filename, inner) if inner[:2] == b"PK" else {"": inner}).items():
                parts[f"{each.filename}/{part} {each.date_time}"] = found
    return parts


def _pages(app, study: Study, others: list[Invitation]) -> dict[str, bytes]:
    visitors = {principal: Visitor(app) for principal in OPERATORS}
    for principal, name in (("owner", "Ada Owner"), ("viewer", "Vera Viewer"), ("stranger", "Olga Other")):
        visitors[principal].sign_in(db.session.scalar(select(Account).filter_by(name=name)))
    for place, expert in ((0, others[0]), (1, others[-1])):
        visitors[f"expert {place}"] = Visitor(app).come_as(expert)
    known = {"study_id": study.id, "position": 1, "item": "D01", "token": "unknown", "language": "en"}
    known |= {"invitation_id": others[0].id, "kind": "reminder", "what": "page"}
    told = {}
    for row in sorted(set(MATRIX) - NOT_PAGES):
        method, endpoint = row.split()
        if method != "GET":
            continue
        rule = next(app.url_map.iter_rules(endpoint))
        for number in (1, 2) if "number" in rule.arguments else (0,):
            arguments = {key: {**known, "number": number}.get(key, "none") for key in rule.arguments}
            for principal, visitor in visitors.items():
                with visitor.client.get(visitor.url(endpoint, **arguments)) as response:
                    page = CLOCK_OF_ORGANISERS.sub(b"", response.get_data())
                    told[f"{row} {number} {principal}"] = page + _headers(response)
    return told


def _headers(response) -> bytes:
    # The date of a reply is that of the request, whoever has answered when.
    left_out = {"Set-Cookie", "Content-Length", "Date"}
    return repr(sorted(pair for pair in response.headers if pair[0] not in left_out)).encode()


def _without_boundary(mail) -> bytes:
    text = mail.as_bytes()
    for boundary in re.findall(rb'boundary="([^"]+)"', text):
        text = text.replace(boundary, b"boundary")
    return re.sub(rb"(?m)^(Message-ID|Date): .*$", rb"\1", text)


def _unrandom(content: bytes) -> bytes:
    """Take out identifiers and forgery tokens, which are drawn anew each time and stand for nothing."""
    if content[:4] == b"%PDF":
        return content
    text = FORGERY_TOKEN.sub("", content.decode("utf-8", "backslashreplace"))
    return RANDOM.sub("id", text).encode()
