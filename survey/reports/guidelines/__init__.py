"""The reporting guidelines DELPHISTAR and ACCORD, answered from the study's own records.

`items.json` names every item in our own words, with the topic that answers it. A topic
(`survey.reports.guidelines.topics`) says where the report speaks of it, what the records know of it
(`study`, `rounds`, `outcome`), and which statement only the study's people can give
(`statements`). Topics are shared between the guidelines, so nobody is asked twice.
"""

from survey.reports.guidelines.build import answer_guidelines, count_states, list_further, list_uses
from survey.reports.guidelines.facts import Facts
from survey.reports.guidelines.items import Guideline, Item, load_guidelines
from survey.reports.guidelines.statements import STATEMENTS, Statement, get_statement, list_groups
from survey.reports.guidelines.topics import TOPICS, Topic

__all__ = [
    "STATEMENTS",
    "TOPICS",
    "Facts",
    "Guideline",
    "Item",
    "Statement",
    "Topic",
    "answer_guidelines",
    "count_states",
    "get_statement",
    "list_further",
    "list_groups",
    "list_uses",
    "load_guidelines",
]
