"""Every table of Tholos; importing this module loads them all, as relations and migrations need."""

from survey.models.account import Account, Role, StudyRole
from survey.models.consent import Consent, Notice
from survey.models.decision import QUADRANTS, Axis, AxisDriver, Origin, Scenario
from survey.models.driver import STEEPV, Driver
from survey.models.panel import Group, Invitation, Link, Panelist, Participation
from survey.models.record import AuditEntry, OutboxMessage, Report
from survey.models.response import Answer, AnswerState, Reason, ReasonState, Submission
from survey.models.round import (
    FLOOR,
    Finding,
    Question,
    QuestionBlock,
    Round,
    RoundKind,
    RoundState,
    Section,
    Snapshot,
)
from survey.models.strategy import Direction, Option, Signpost
from survey.models.study import (
    FEEDBACK_FORMS,
    ITEM_ORDERS,
    ComparedSystem,
    Criterion,
    Evidence,
    PrivacyMode,
    Study,
    Template,
    read_feedback,
)

__all__ = [
    "FEEDBACK_FORMS",
    "FLOOR",
    "ITEM_ORDERS",
    "QUADRANTS",
    "STEEPV",
    "Account",
    "Answer",
    "AnswerState",
    "AuditEntry",
    "Axis",
    "AxisDriver",
    "ComparedSystem",
    "Consent",
    "Criterion",
    "Direction",
    "Driver",
    "Evidence",
    "Finding",
    "Group",
    "Invitation",
    "Link",
    "Notice",
    "Option",
    "Origin",
    "OutboxMessage",
    "Panelist",
    "Participation",
    "PrivacyMode",
    "Question",
    "QuestionBlock",
    "Reason",
    "ReasonState",
    "Report",
    "Role",
    "Round",
    "RoundKind",
    "RoundState",
    "Scenario",
    "Section",
    "Signpost",
    "Snapshot",
    "Study",
    "StudyRole",
    "Submission",
    "Template",
    "read_feedback",
]
