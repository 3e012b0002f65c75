"""How much each scenario counts when options are compared."""

from __future__ import annotations

import math
from collections.abc import Mapping

from survey.db import db, transaction
from survey.errors import BadCell
from survey.framing.outlook import GIVEN, WEIGHTS, lock_outlook
from survey.models import QUADRANTS, Account, Study
from survey.operations.record import record_act


@transaction
def set_weights(
    study: Study, kind: str, values: Mapping[str, float] | None, account: Account | None = None
) -> None:
    """Set the weights of the scenarios: uniform, by the panel's plausibility, or as given.

    Raises:
        BadCell: for weights that are no numbers from 0 to 1000, or all 0.
    """
    db.session.refresh(study, with_for_update=True)
    if kind not in WEIGHTS:
        raise BadCell("Choose one of the list.")
    wished = {"kind": kind}
    if kind == GIVEN:
        given = {quadrant: (values or {}).get(quadrant) for quadrant in QUADRANTS}
        if not all(each is not None and math.isfinite(each) and 0 <= each <= 1000 for each in given.values()):
            raise BadCell("Give each scenario a weight from 0 to 1000.")
        if not any(given.values()):
            raise BadCell("At least one scenario needs a weight above 0.")
        wished["values"] = given
    lock_outlook(study)
    before = study.outlook.get("weights")
    study.outlook = {**study.outlook, "weights": wished}
    if before != wished:
        record_act(account, study.id, "weights_set", before=before, after=wished)
