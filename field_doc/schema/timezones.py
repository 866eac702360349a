"""Which clock a person used, and what it means in UTC (DOMAIN 7.7, vocabulary ``clock_basis``)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

DEFAULT_BASIS = "cb_kyiv"
ZONES = {"cb_kyiv": "Europe/Kyiv", "cb_moscow": "Europe/Moscow", "cb_utc": "Etc/UTC"}
# The zones furthest ahead of and behind UTC that are in use.
_EAST = timezone(timedelta(hours=14))
_WEST = timezone(timedelta(hours=-12))


def zone_of(clock_basis: str | None) -> ZoneInfo | None:
    """The zone a basis names; None if it names none or the system lacks zone data."""
    name = ZONES.get(clock_basis or DEFAULT_BASIS)
    if name is None:
        return None
    try:
        return ZoneInfo(name)
    except ZoneInfoNotFoundError:
        return None


def to_utc(moment: datetime, clock_basis: str | None, *, latest: bool) -> datetime:
    """UTC of a local moment, as early (or late) as it can have been.

    In the hour that comes twice when clocks are set back, the lower bound is the first and the
    upper bound the second one. OverflowError at the ends of the calendar.
    """
    if moment.tzinfo is not None:
        return moment.astimezone(UTC)
    zone = zone_of(clock_basis)
    if zone is None:
        return moment.replace(tzinfo=_WEST if latest else _EAST).astimezone(UTC)
    return moment.replace(tzinfo=zone, fold=1 if latest else 0).astimezone(UTC)


def is_ambiguous(moment: datetime, clock_basis: str | None) -> bool:
    """Whether this clock time came twice that day (ask: the first or the second?)."""
    zone = zone_of(clock_basis)
    if moment.tzinfo is not None or zone is None:
        return False
    first, second = moment.replace(tzinfo=zone, fold=0), moment.replace(tzinfo=zone, fold=1)
    # In spring the two readings differ as well, but there the hour did not come at all.
    return first.utcoffset() != second.utcoffset() and (first.utcoffset() or timedelta()) > (
        second.utcoffset() or timedelta()
    )


def twice(local: str, clock_basis: str | None) -> tuple[str, ...]:
    """Offsets of the first and the second reading of an ISO clock time that came twice; () if it came once."""
    try:
        moment = datetime.fromisoformat(local)
    except ValueError:
        return ()
    zone = zone_of(clock_basis)
    if zone is None or not is_ambiguous(moment, clock_basis):
        return ()
    texts = (moment.replace(tzinfo=zone, fold=fold).strftime("%z") for fold in (0, 1))
    return tuple(f"{text[:3]}:{text[3:]}" for text in texts)
