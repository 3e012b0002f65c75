"""Exchange two experts of a group, or the order and time of answering: whatever is told stays the same bytes.

By default a few panels are made; ``THOLOS_PANELS=500`` makes as many.
"""

import os
import shutil
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
import time_machine

from survey.db import db
from survey.models import Study
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

    def tell(self, seed, without, *, at=NOON, with_pdf=False, **how):
        self._leave()
        shutil.copy(self.folder / "base.sqlite", self.folder / "tholos.sqlite")
        with time_machine.travel(at, tick=False):
            study = db.session.get(Study, self.study_id)
            run_rounds(study, seed, **how)
            db.session.expire_all()
            return collect(self.app, db.session.get(Study, self.study_id), without, with_pdf=with_pdf)

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


def test_another_answer_is_seen(stage):
    # Otherwise the tests above would hold for whatever tells nothing.
    stage.build(20, 5)
    plain = stage.tell(5, (0, 1))
    changed = differing(plain, stage.tell(5, (0, 1), swap=(0, 1)))  # the two are of different groups
    assert [where for where in changed if where.startswith("GET consensus")]
    assert [where for where in changed if where.startswith("export")]
