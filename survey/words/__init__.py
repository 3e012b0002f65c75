"""The words behind the codes: what analysis and the database name by code, said in the reader's language."""

from survey.words.acts import act_word
from survey.words.advice import (
    item_advice_words,
    sort_word,
    stopping_rule_words,
    study_advice_reason,
    study_advice_words,
)
from survey.words.attrition import count_words, leavers_reason, leavers_word, move_word
from survey.words.camps import (
    camp_gate_figure,
    camp_gate_need,
    camp_gate_word,
    camp_letter,
    camp_reason,
    camp_side,
)
from survey.words.codes import (
    action_word,
    category_word,
    cell_word,
    channel_word,
    class_meaning,
    class_word,
    cost_word,
    evidence_word,
    finding_word,
    method_word,
    namer_word,
    outcome_word,
    question_word,
    reversibility_word,
    side_word,
    verdict_word,
)
from survey.words.futures import story_word
from survey.words.gates import (
    gate_figure,
    gate_need,
    gate_word,
    help_word,
    note_word,
    support_sentence,
)
from survey.words.jobs import job_state_words, job_word
from survey.words.orders import names_of
from survey.words.protocol import list_settings
from survey.words.quantities import (
    amount_hint,
    amount_words,
    own_quantiles_pattern,
    own_quantiles_words,
    typed_words,
)
from survey.words.roles import role_meaning, role_word
from survey.words.rules import advice_words, reason_words, rule_words, stability_rule_words
from survey.words.schedule import clock_words, planned_act_word, planned_note_words, planned_state_word
from survey.words.stress import stress_meaning, stress_word
from survey.words.summaries import answers_words, summary_sentences

__all__ = [
    "act_word",
    "action_word",
    "advice_words",
    "amount_hint",
    "amount_words",
    "answers_words",
    "camp_gate_figure",
    "camp_gate_need",
    "camp_gate_word",
    "camp_letter",
    "camp_reason",
    "camp_side",
    "category_word",
    "cell_word",
    "channel_word",
    "class_meaning",
    "class_word",
    "clock_words",
    "cost_word",
    "count_words",
    "evidence_word",
    "finding_word",
    "gate_figure",
    "gate_need",
    "gate_word",
    "help_word",
    "item_advice_words",
    "job_state_words",
    "job_word",
    "leavers_reason",
    "leavers_word",
    "list_settings",
    "method_word",
    "move_word",
    "namer_word",
    "names_of",
    "note_word",
    "outcome_word",
    "own_quantiles_pattern",
    "own_quantiles_words",
    "planned_act_word",
    "planned_note_words",
    "planned_state_word",
    "question_word",
    "reason_words",
    "reversibility_word",
    "role_meaning",
    "role_word",
    "rule_words",
    "side_word",
    "sort_word",
    "stability_rule_words",
    "stopping_rule_words",
    "story_word",
    "stress_meaning",
    "stress_word",
    "study_advice_reason",
    "study_advice_words",
    "summary_sentences",
    "support_sentence",
    "typed_words",
    "verdict_word",
]
