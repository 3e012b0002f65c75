"""Exchange two experts of a group, or the order and time of answering: whatever is told stays the same bytes.

By default a few panels are made; ``THOLOS_PANELS=500`` makes as many.
"""

import io
import os
import re
import shutil
from datetime import UTC, datetime, timedelta

import numpy as np
import pikepdf
import pytest
import time_machine
from sqlalchemy import select

from survey.db import db
from survey.models import Invitation, Study
from survey.tokens import hash_token
from tests import factories
from tests.survey.outputs import collect, make_base, run_rounds

N_PANELS = int(os.environ.get("THOLOS_PANELS", "1"))
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def stage(app, tmp_path):
    return Stage(app, tmp_path)


class Stage:
    """A study before its first round, to which the database goes back for each way of holding it."""

    def __init__(self, app, folder):
        self.app, self.folder = app, folder

    def build(self, n, seed):
        with time_machine.travel(NOON, tick=False):
            self.study_id = make_base(n, seed).id
        self._leave()
        shutil.copy(self.folder / "tholos.sqlite", self.folder / "base.sqlite")

    def tell(self, seed, without, *, at=NOON, with_pdf=False, raw=False, **how):
        self._leave()
        shutil.copy(self.folder / "base.sqlite", self.folder / "tholos.sqlite")
        with time_machine.travel(at, tick=False):
            study = db.session.get(Study, self.study_id)
            run_rounds(study, seed, **how)
            db.session.expire_all()
            return collect(
                self.app, db.session.get(Study, self.study_id), without, with_pdf=with_pdf, raw=raw
            )

    def tell_raw(self, seed, without):
        self.build(9, seed)
        return self.tell(seed, without, with_pdf=True, raw=True)

    def secrets(self):
        """Return what stands for a person: names, addresses, pseudonyms, tokens, keys."""
        study = db.session.get(Study, self.study_id)
        people = db.session.scalars(select(Invitation).filter_by(study_id=study.id)).all()
        tokens = [factories.link_token(study, each) for each in people]
        pseudonyms = [factories.panelist_id(study, each) for each in people]
        known = [text for each in people for text in (each.name, each.email)]
        return [*known, *pseudonyms, *tokens, *map(hash_token, tokens), study.link_key]

    def _leave(self):
        db.session.remove()
        db.engine.dispose()
        for old in self.folder.glob("tholos.sqlite-*"):
            old.unlink()


def differing(told, again):
    assert told.keys() == again.keys()
    return [where for where in told if told[where] != again[where]]


def draw(seed):
    """Return the size of a panel and two experts of the same group: groups take turns."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(8, 31))
    first = int(rng.integers(0, n))
    second = int(rng.choice([index for index in range(first % 2, n, 2) if index != first]))
    return n, (first, second)


@pytest.mark.parametrize("seed", range(N_PANELS))
def test_two_experts_of_a_group_exchanged_change_no_byte_of_anything_told_to_others(stage, seed):
    n, pair = draw(seed)
    stage.build(n, seed)
    with_pdf = seed == 0
    plain = stage.tell(seed, pair, with_pdf=with_pdf)
    assert len(plain) > 150
    assert differing(plain, stage.tell(seed, pair, swap=pair, with_pdf=with_pdf)) == []


@pytest.mark.parametrize("seed", range(N_PANELS))
def test_order_and_time_of_answering_change_no_byte(stage, seed):
    n, pair = draw(seed)
    stage.build(n, seed)
    plain = stage.tell(seed, pair)
    order = np.random.default_rng(seed).permutation(n)
    later = NOON + timedelta(hours=7, minutes=13)
    assert differing(plain, stage.tell(seed, pair, order=order, at=later)) == []


# Who runs a study must know whom they ask; a letter and one's own data name whom they are for.
NAMES_PEOPLE = re.compile(r"GET (panel|reminders)\.|mail |GET own_data\.|GET leaving\.")


def test_nothing_told_names_an_expert_or_a_time_of_day(stage):
    told = stage.tell_raw(3, (0, 1))
    secrets = stage.secrets()
    assert len(secrets) > 30
    clock = re.compile(rb"\b\d{1,2}:\d\d\b")
    for where, content in told.items():
        content = read_pdf(content) if content[:4] == b"%PDF" else content
        found = {each for each in secrets if each.encode() in content}
        assert not found or NAMES_PEOPLE.match(where), (where, found)
        if not where.startswith("mail ") and "worksheets" not in where:  # ranges of cells look like a clock
            assert not clock.search(content), where


def read_pdf(content):
    """Return every stream of a PDF unpacked, and what it says of itself."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        streams = [
            each.read_bytes()
            for each in pdf.objects
            if isinstance(each, pikepdf.Stream)
            and each.get("/Subtype") != "/Image"
            and "/Length1" not in each
        ]
        return b"\n".join([*streams, repr(dict(pdf.docinfo)).encode()])


def test_another_answer_is_seen(stage):
    # Otherwise the tests above would hold for whatever tells nothing.
    stage.build(20, 5)
    plain = stage.tell(5, (0, 1))
    changed = differing(plain, stage.tell(5, (0, 1), swap=(0, 1)))  # the two are of different groups
    assert [where for where in changed if where.startswith("GET consensus")]
    assert [where for where in changed if where.startswith("export")]
