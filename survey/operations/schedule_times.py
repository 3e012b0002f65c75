"""Days and hours as a study's people mean them: local time in, UTC out, clock changes and nights minded."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from math import ceil
from zoneinfo import ZoneInfo

QUIET_FROM = time(20)
QUIET_UNTIL = time(8)
"""No reminder goes out between these hours of the study's zone."""


def is_skipped(day: date, at: time, zone: ZoneInfo) -> bool:
    """Say whether the clocks jump over this time, so that it never comes."""
    local = datetime.combine(day, at, zone)
    return local.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None)


def comes_twice(day: date, at: time, zone: ZoneInfo) -> bool:
    """Say whether the clocks are put back over this time, so that it comes twice."""
    first, second = (datetime.combine(day, at, zone).replace(fold=fold) for fold in (0, 1))
    return not is_skipped(day, at, zone) and first.utcoffset() != second.utcoffset()


def read_local(day: date, at: time, zone: ZoneInfo) -> datetime:
    """Return a local time in UTC.

    Of a time that comes twice the first is meant. A time that never comes means the same distance after the
    last one before the jump, as in :pep:`495`; whoever types one is told (`is_skipped`).
    """
    return datetime.combine(day, at, zone).replace(fold=0).astimezone(UTC)


def move_days(moment: datetime, days: int, zone: ZoneInfo) -> datetime:
    """Return the same hour of the clock so many days later."""
    local = moment.astimezone(zone)
    return read_local(local.date() + timedelta(days=days), local.time(), zone)


def whole_days(begin: datetime, end: datetime) -> int:
    """Return how many days a span takes, a begun one counted as whole."""
    return max(1, ceil((end - begin) / timedelta(days=1)))


def after_quiet_hours(moment: datetime, zone: ZoneInfo) -> datetime:
    """Return this time, or the morning after where it falls into the night."""
    local = moment.astimezone(zone)
    if QUIET_UNTIL <= local.time() < QUIET_FROM:
        return moment
    day = local.date() + timedelta(days=1) if local.time() >= QUIET_FROM else local.date()
    return read_local(day, QUIET_UNTIL, zone)
