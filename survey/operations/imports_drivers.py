"""Taking in many drivers at once, and taking that back while nothing rests on them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from survey.db import db, transaction
from survey.errors import NotAllowed
from survey.models import Account, Driver, ImportBatch, Study
from survey.operations.import_batches import end_batch, lock_batch, refuse_unless, undo_batch
from survey.operations.plans_outline import follow_drivers
from survey.operations.record import record_act
from survey.operations.studies import add_driver

FACTS = ("name", "statement", "category", "low_pole", "high_pole", "evidence_codes")
Facts = Mapping[str, Any]


@transaction
def take_drivers(
    study: Study,
    batch: ImportBatch,
    drivers: Sequence[Facts],
    counts: Mapping[str, int],
    account: Account,
) -> ImportBatch:
    """Add the drivers of a table and change those that it words anew, all of it or nothing.

    Args:
        study: whose drivers they are.
        batch: the table; what undoing needs stays in it.
        drivers: code and facts of each; facts that are left out stay as they are.
        counts: how many rows did what.
        account: who does it.
    """
    refuse_unless(lock_batch(batch), "shown")
    standing = {driver.code: driver for driver in study.drivers}
    added, changed = [], []
    for facts in drivers:
        given = {key: facts[key] for key in FACTS if key in facts}
        driver = standing.get(facts["code"])
        if driver is None:
            added.append(add_driver(study, facts["code"], **given))
        else:
            changed.append(_change(driver, given))
    db.session.flush()
    end_batch(batch, [driver.id for driver in added], [{"counts": dict(counts)}, *changed])
    follow_drivers(study, account)
    record_act(
        account,
        study.id,
        "drivers_imported",
        added=[driver.code for driver in added],
        before={each["code"]: each["before"] for each in changed},
        after={each["code"]: each["after"] for each in changed},
    )
    return batch


def _change(driver: Driver, given: Facts) -> dict[str, Any]:
    before = {key: getattr(driver, key) for key in given if getattr(driver, key) != given[key]}
    for key, value in given.items():
        setattr(driver, key, value)
    after = {key: given[key] for key in before}
    return {"id": driver.id, "code": driver.code, "before": before, "after": after}


@transaction
def undo_drivers(study: Study, batch: ImportBatch, used: Collection[str], account: Account) -> ImportBatch:
    """Remove the drivers of an import and give those it changed their old words back.

    Args:
        study: whose drivers they are.
        batch: the import.
        used: codes of drivers that a round or an axis uses; read them in the same transaction.
        account: who does it.
    """
    refuse_unless(lock_batch(batch), "done")
    standing = {driver.id: driver for driver in study.drivers}
    added = [standing[each] for each in batch.row_ids if each in standing]
    changed = [each for each in batch.rows[1:] if each["id"] in standing]
    _refuse_if_used(used, added, changed, standing)
    for each in changed:
        for key, value in each["before"].items():
            setattr(standing[each["id"]], key, value)
    for driver in added:
        study.drivers.remove(driver)
    record_act(
        account,
        study.id,
        "drivers_import_undone",
        removed=[driver.code for driver in added],
        changed=[each["code"] for each in changed],
    )
    undo_batch(batch)
    db.session.flush()
    db.session.expire_all()
    follow_drivers(study, account)
    return batch


def _refuse_if_used(
    used: Collection[str], added: Sequence[Driver], changed: Sequence[Facts], standing: Mapping[str, Driver]
) -> None:
    for code in (*(driver.code for driver in added), *(each["code"] for each in changed)):
        if code in used:
            raise NotAllowed(
                "%(code)s stands in a round or on an axis; this import can no longer be undone.", code=code
            )
    for each in changed:
        driver = standing[each["id"]]
        if any(getattr(driver, key) != value for key, value in each["after"].items()):
            raise NotAllowed(
                "%(code)s was changed after the import; undoing it would lose that.", code=driver.code
            )
