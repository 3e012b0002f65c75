"""What the demo's author decides at the end: words of recommendations, the reporting statements."""

from __future__ import annotations

import json
from pathlib import Path

from survey.models import Account, Study
from survey.operations.recommendations import Wording, mark_recommendation, word_recommendation
from survey.operations.statements import mark_statement, state
from survey.queries.studies import find_finding

CONTENT = Path(__file__).parent / "content" / "innovation_advice.json"


def advise(study: Study, account: Account) -> None:
    """State what only people can say of the study, and word the recommendations that read better so."""
    content = json.loads(CONTENT.read_text(encoding="utf-8"))
    for code, text in content["statements"].items():
        state(study, code, text, mark_statement(study, code), account)
    classes = {each["option"]: each["class"] for each in find_finding(study, "strategy").data["options"]}
    options = {option.code: option for option in study.options}
    for code, words in content["recommendations"].items():
        wording = Wording(words.get("sentence", {}), words.get("changes_mind", {}))
        word_recommendation(
            study, options[code].id, wording, mark_recommendation(None), classes[code], account
        )
