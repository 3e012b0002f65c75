"""Every table of Tholos; importing this module loads them all, as relations and migrations need."""

from survey.models.account import Account, AccountMessage, ColleagueInvitation, Role, StudyRole
from survey.models.consent import Consent, Notice
from survey.models.curation import Contribution, ContributionState, LineageStep
from survey.models.decision import QUADRANTS, Axis, AxisDriver, Origin, Scenario
from survey.models.driver import STEEPV, Driver
from survey.models.panel import Group, Invitation, Link, Panelist, Participation
from survey.models.record import AuditEntry, OutboxMessage, Report
from survey.models.response import Answer, AnswerState, Reason, ReasonState, Submission
from survey.models.round import (
    FLOOR,
    Finding,
    Interim,
    Question,
    QuestionBlock,
    Round,
    RoundKind,
    RoundState,
    Section,
    Snapshot,
    SupersededSnapshot,
)
from survey.models.strategy import Direction, Option, Signpost
from survey.models.study import (
    FEEDBACK_FORMS,
    ITEM_ORDERS,
    Amendment,
    ComparedSystem,
    Criterion,
    Evidence,
    PrivacyMode,
    Study,
    Template,
    read_feedback,
)
from survey.models.work import BinEntry, ImportBatch, Job, JobState, PlannedAct

__all__ = [
    "FEEDBACK_FORMS",
    "FLOOR",
    "ITEM_ORDERS",
    "QUADRANTS",
    "STEEPV",
    "Account",
    "AccountMessage",
    "Amendment",
    "Answer",
    "AnswerState",
    "AuditEntry",
    "Axis",
    "AxisDriver",
    "BinEntry",
    "ColleagueInvitation",
    "ComparedSystem",
    "Consent",
    "Contribution",
    "ContributionState",
    "Criterion",
    "Direction",
    "Driver",
    "Evidence",
    "Finding",
    "Group",
    "ImportBatch",
    "Interim",
    "Invitation",
    "Job",
    "JobState",
    "LineageStep",
    "Link",
    "Notice",
    "Option",
    "Origin",
    "OutboxMessage",
    "Panelist",
    "Participation",
    "PlannedAct",
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
    "SupersededSnapshot",
    "Template",
    "read_feedback",
]
