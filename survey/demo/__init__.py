"""The demo: four studies with simulated panels, answered through the operations of real experts."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from survey.config import LANGUAGES
from survey.db import transaction
from survey.demo import further_space
from survey.demo.innovation import load_innovation
from survey.demo.small import load_heat, load_libraries
from survey.demo.water import load_water
from survey.models import Account, Role, Study
from survey.operations.accounts import create_account, grant_role
from survey.operations.consent import record_consent
from survey.operations.panel import link_token
from survey.queries.panel import list_members
from survey.studyfile import read_study_file
from survey.words.notice import write_notice

CONTENT = Path(__file__).parent / "content"
FURTHER = (further_space,)
"""Modules that hold answers to further questions: these count once they are imported."""
COORDINATOR = "coordinator@example.org"
LOADERS = (
    ("heat_adaptation.json", load_heat),
    ("public_libraries.json", load_libraries),
    ("coastal_water.json", load_water),
    ("innovation_clusters.json", load_innovation),
)


@dataclass(frozen=True)
class Demo:
    """What a newcomer needs: an account, the studies, and two experts' links into each open round."""

    account: Account
    password: str
    studies: list[Study]
    links: list[tuple[Study, list[str]]]


@transaction
def load_demo(panel_key: str, now: datetime | None = None) -> Demo:
    """Load the four demo studies and an account that runs them; all of it or nothing."""
    now = now or datetime.now(UTC).replace(hour=9, minute=0, second=0, microsecond=0)
    password = secrets.token_urlsafe(12)
    account = create_account(COORDINATOR, "Demo coordinator", password)
    studies = []
    for file, load in LOADERS:
        study = load(read_study_file(CONTENT / file), account, panel_key, now)
        grant_role(account, study, Role.OWNER)
        _agree(study)
        studies.append(study)
    links = [(study, _links_to_try(study, panel_key)) for study in studies if study.open_round]
    return Demo(account, password, studies, links)


def _agree(study: Study) -> None:
    """Let every simulated expert agree to the study's notice on the day on which its first round opened."""
    for member in list_members(study, None):
        notice = write_notice(study, member.invitation.language)
        record_consent(study, member.invitation, notice.agree(study.started_on))


def _links_to_try(study: Study, panel_key: str) -> list[str]:
    """Return links of simulated experts who have not finished the open round, one in each language."""
    waiting = [member for member in list_members(study, study.open_round) if member.finished_on is None]
    languages = [each.invitation.language for each in waiting]
    chosen = [waiting[languages.index(language)] for language in LANGUAGES if language in languages]
    return [link_token(study, member.invitation, panel_key) for member in chosen]
