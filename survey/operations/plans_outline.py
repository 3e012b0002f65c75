"""Planning the rounds of a study from its outline, and keeping them in step with its drivers.

Questions about drivers can be asked only when there are drivers. A planned round is composed anew from its
outline as often as the drivers change, as long as nobody has composed it by hand and it has not opened.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from survey.db import db, lock_for_close, transaction
from survey.models import STEEPV, Account, Driver, Round, RoundKind, Study
from survey.operations.outlines import EVERY_DRIVER, Outline, fill_settings, get_outline
from survey.operations.record import record_act
from survey.operations.rounds import QuestionSpec, add_section, create_round
from survey.questions import get_kind

Section = tuple[dict[str, str], list[QuestionSpec]]
FEWEST_IN_A_LIST = 3
"""A question that names every driver at once, such as a pile sort, makes no sense for fewer."""
FOLLOWS = {"scale", "items"}
"""Settings that come from the protocol and from the drivers, and so change without anybody's hand."""


@transaction
def lay_out_rounds(study: Study, account: Account | None = None) -> list[Round]:
    """Plan the rounds that the outline of a study's template names, with the questions there can be yet."""
    outline = get_outline(study.template)
    planned: list[Round] = []
    for entry in outline.rounds:
        earlier = entry.get("feedback_of")
        before = planned[earlier - 1] if earlier else None
        kind = RoundKind(entry["kind"])
        round_ = create_round(study, kind, entry["title"], entry["intro"], feedback_round=before)
        planned.append(round_)
        _fill(round_, _sections(study, entry, study_drivers(study)))
    if planned:
        record_act(account, study.id, "rounds_planned", template=study.template, n=len(planned))
    return planned


@transaction
def follow_drivers(study: Study, account: Account | None = None) -> list[int]:
    """Apply the plan to the present drivers; return the numbers of the rounds that changed.

    Rounds that have opened and rounds that somebody composed by hand stay as they are.
    """
    outline = get_outline(study.template)
    changed = []
    for round_ in study.rounds:
        if not round_.is_draft or not is_as_planned(study, round_):
            continue
        sections = list(_sections(study, _plan_of(study, round_, outline), study_drivers(study)))
        if _written(sections) == _asked(round_):
            continue
        round_ = lock_for_close(db.session, Round, round_.id)  # nobody opens it while its questions change
        if not round_.is_draft:
            continue
        round_.sections.clear()
        db.session.flush()
        _fill(round_, sections)
        changed.append(round_.number)
    if changed:
        record_act(account, study.id, "rounds_followed_drivers", rounds=changed)
    return changed


def study_drivers(study: Study) -> list[Driver]:
    """Return the drivers that can be asked about, as rounds order them: by domain, then by place."""
    present = [driver for driver in study.drivers if driver.retired_on is None]
    return sorted(present, key=lambda driver: (_rank(driver), driver.position))


def is_as_planned(study: Study, round_: Round) -> bool:
    """Say whether a round asks what its outline plans for the drivers in it, however many these are."""
    entry = _plan_of(study, round_, get_outline(study.template))
    if entry is None or entry.get("from") == "decisions":
        return False
    there = {question.driver_id for question in round_.questions if question.driver_id}
    known = [driver for driver in study.drivers if driver.id in there]
    items = max((question.settings.get("items", []) for question in round_.questions), key=len, default=[])
    planned = sorted(map(_gist, _flat(_sections(study, entry, known, items))))
    return not round_.questions or planned == sorted(map(_gist, map(_as_spec, round_.questions)))


def list_unasked(study: Study, round_: Round) -> list[Driver]:
    """Return the drivers that a round planned for all drivers does not ask about, because of its composer."""
    entry = _plan_of(study, round_, get_outline(study.template))
    if entry is None or not any(each.get("per") == EVERY_DRIVER for each in entry.get("sections", [])):
        return []
    asked = {question.driver_id for question in round_.questions}
    return [driver for driver in study_drivers(study) if driver.id not in asked]


def _plan_of(study: Study, round_: Round, outline: Outline) -> Mapping[str, Any] | None:
    like = [other for other in study.rounds if other.kind == round_.kind]
    return outline.round_like(round_.kind, like.index(round_))


def _sections(
    study: Study, entry: Mapping[str, Any], drivers: Sequence[Driver], items: Sequence[str] | None = None
) -> Iterator[Section]:
    """Yield the sections of a planned round for these drivers."""
    codes = list(items) if items is not None else [driver.code for driver in drivers]
    for section in entry.get("sections", []):
        title = section.get("title", {})
        if section.get("per") == EVERY_DRIVER:
            for page in _pages(drivers, section["page"]):
                yield title, [_spec(study, q, codes, driver) for driver in page for q in section["questions"]]
        elif not _names_drivers(section) or len(codes) >= FEWEST_IN_A_LIST:
            yield title, [_spec(study, question, codes) for question in section["questions"]]


def _pages(drivers: Sequence[Driver], size: int) -> Iterator[Sequence[Driver]]:
    for start in range(0, len(drivers), size):
        yield drivers[start : start + size]


def _names_drivers(section: Mapping[str, Any]) -> bool:
    return any(q.get("settings", {}).get("items") == EVERY_DRIVER for q in section["questions"])


def _spec(
    study: Study, question: Mapping[str, Any], codes: Sequence[str], driver: Driver | None = None
) -> QuestionSpec:
    settings = fill_settings(question.get("settings", {}), codes)
    if get_kind(question["kind"]).is_numeric:
        settings.setdefault("scale", list(study.protocol["scale"]))
    return QuestionSpec(question["kind"], question["name"], driver=driver, settings=settings)


def _fill(round_: Round, sections: Iterable[Section]) -> None:
    for title, specs in sections:
        add_section(round_, title, specs)


def _flat(sections: Iterable[Section]) -> list[QuestionSpec]:
    return [spec for _, specs in sections for spec in specs]


def _as_spec(question: Any) -> QuestionSpec:
    return QuestionSpec(question.kind, question.name, driver=question.driver, settings=question.settings)


def _gist(spec: QuestionSpec) -> tuple[str, ...]:
    """Return what makes a question the planned one, whatever the scale and the drivers are."""
    kept = sorted((key, str(value)) for key, value in spec.settings.items() if key not in FOLLOWS)
    return (spec.kind, spec.name, spec.driver.code if spec.driver else "", str(kept))


def _written(sections: Iterable[Section]) -> list[Any]:
    return [
        (title, [(q.kind, q.name, q.driver.id if q.driver else None, dict(q.settings)) for q in specs])
        for title, specs in sections
    ]


def _asked(round_: Round) -> list[Any]:
    return [
        (section.title, [(q.kind, q.name, q.driver_id, dict(q.settings)) for q in section.questions])
        for section in round_.sections
    ]


def _rank(driver: Driver) -> int:
    return STEEPV.index(driver.category) if driver.category in STEEPV else len(STEEPV)
