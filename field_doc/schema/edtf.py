"""Dates that are only partly known: ISO 8601-2 (EDTF) levels 0 and 1, and what DOMAIN 1.2 adds.

Understood: ``2022``, ``2022-03``, ``2022-03-05``; a time with or without offset (``2022-03-05T14``,
``…T14:20``, ``…T14:20:05+02:00``); ``~`` approximate, ``?`` uncertain, ``%`` both, after the whole date or before or
after one part (``2022-03-~12``); ``X`` for unknown digits (``2022-03-XX``, ``202X``); seasons 21-24;
intervals ``a/b``, open ``a/..`` and ``../b``, unknown ends ``a/`` and ``/b``; one of a set ``[a..b]``, ``[a,b]``.

Qualifiers do not widen the bounds: they say how sure the person was, not by how much.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, timezone

from field_doc.base.errors import InputProblem
from field_doc.schema import timezones

MAX_LENGTH = 200
_PART = re.compile(
    r"(?P<q1>[?~%]?)(?P<year>[0-9X]{4})(?P<p1>[?~%]?)"
    r"(?:-(?P<q2>[?~%]?)(?P<month>[0-9X]{2})(?P<p2>[?~%]?)"
    r"(?:-(?P<q3>[?~%]?)(?P<day>[0-9X]{2})(?P<p3>[?~%]?))?)?"
)
_CLOCK = re.compile(
    r"(?P<hour>[01]\d|2[0-3])(?::(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d))?)?"
    r"(?P<offset>Z|[+-](?:0\d|1[0-4])(?::?[0-5]\d)?)?(?P<q>[?~%]?)"
)
_SEASONS = {"21": (3, 5), "22": (6, 8), "23": (9, 11), "24": (12, 14)}


@dataclass(frozen=True, slots=True)
class Edtf:
    """A parsed date.

    ``earliest`` and ``latest`` are the first and last second it may mean, as local clock time
    (aware if the text has an offset), or None where it is open. ``precision`` is a term of
    ``date_precision``.
    """

    text: str
    kind: str
    earliest: datetime | None
    latest: datetime | None
    precision: str
    approximate: bool = False
    uncertain: bool = False
    members: tuple[Edtf, ...] = ()


def _refuse() -> InputProblem:
    return InputProblem("edtf.unreadable")


def _candidates(pattern: str, low: int, high: int) -> list[int]:
    """Every number of ``low..high`` that the digits and X of a pattern can mean, in order."""
    least, most = int(pattern.replace("X", "0")), int(pattern.replace("X", "9"))
    if least == most:
        return [least] if low <= least <= high else []
    expression = re.compile(pattern.replace("X", r"\d"))
    span = range(max(low, least), min(high, most) + 1)
    return [n for n in span if expression.fullmatch(f"{n:0{len(pattern)}d}")]


def _days(year: str, month: str, day: str, *, backwards: bool) -> Iterator[date]:
    """Real days a pattern can mean, from the first (or from the last)."""
    step = -1 if backwards else 1
    for y in _candidates(year, 1, 9999)[::step]:
        for m in _candidates(month, 1, 12)[::step]:
            for d in _candidates(day, 1, calendar.monthrange(y, m)[1])[::step]:
                yield date(y, m, d)


def _first_last(year: str, month: str, day: str) -> tuple[date, date]:
    first = next(_days(year, month, day, backwards=False), None)
    last = next(_days(year, month, day, backwards=True), None)
    if first is None or last is None:
        raise _refuse()
    return first, last


def _season(year: str, season: str) -> tuple[date, date]:
    """Spring is March to May; winter of a year begins in its December."""
    if "X" in year or season not in _SEASONS:
        raise _refuse()
    begin, end = _SEASONS[season]
    y, last_year = int(year), int(year) + (end > 12)
    if not 1 <= y <= 9998:
        raise _refuse()
    last_month = (end - 1) % 12 + 1
    return date(y, begin, 1), date(last_year, last_month, calendar.monthrange(last_year, last_month)[1])


def _date_precision(year: str, month: str | None, day: str | None, *, approximate: bool) -> str:
    if year == "XXXX":
        return "dp_unknown"
    if month is None or "X" in month or "X" in year:
        return "dp_year"
    if month in _SEASONS:
        return "dp_season"
    if day is None:
        return "dp_month"
    if "X" in day:
        return "dp_month_unknown_day"
    return "dp_day_approx" if approximate else "dp_day"


def _parse_date(text: str) -> Edtf:
    match = _PART.fullmatch(text)
    if not match:
        raise _refuse()
    year, month, day = match["year"], match["month"], match["day"]
    marks = "".join(match[k] or "" for k in ("q1", "p1", "q2", "p2", "q3", "p3"))
    approximate, uncertain = bool(set(marks) & set("~%")), bool(set(marks) & set("?%"))
    if month in _SEASONS and day is None:
        first, last = _season(year, str(month))
    else:
        first, last = _first_last(year, month or "XX", day or "XX")
    precision = _date_precision(year, month, day, approximate=approximate)
    unbounded = precision == "dp_unknown"
    return Edtf(
        text,
        "season" if precision == "dp_season" else "date",
        None if unbounded else datetime.combine(first, time.min),
        None if unbounded else datetime.combine(last, time(23, 59, 59)),
        precision,
        approximate,
        uncertain,
    )


def _offset(text: str | None) -> timezone | None:
    if not text:
        return None
    if text == "Z":
        return UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    delta = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-delta if text[0] == "-" else delta)


def _parse_single(text: str) -> Edtf:
    """A date, or a day with a clock time."""
    day_text, mark, clock = text.partition("T")
    day = _parse_date(day_text)
    if not mark:
        return day
    match = _CLOCK.fullmatch(clock)
    if not match or day.precision not in ("dp_day", "dp_day_approx") or day.earliest is None:
        raise _refuse()
    minute, second = match["minute"], match["second"]
    zone = _offset(match["offset"])
    begin = time(int(match["hour"]), int(minute or 0), int(second or 0), tzinfo=zone)
    end = begin.replace(minute=int(minute or 59), second=int(second or 59))
    found = day.earliest.date()
    return Edtf(
        text,
        "datetime",
        datetime.combine(found, begin),
        datetime.combine(found, end),
        "dp_instant" if minute else "dp_hour",
        day.approximate or match["q"] in {"~", "%"},
        day.uncertain or match["q"] in {"?", "%"},
    )


def _comparable(moment: datetime) -> datetime:
    return moment.replace(tzinfo=None)


def _joined(text: str, kind: str, members: tuple[Edtf, ...], precision: str, ends: tuple[bool, bool]) -> Edtf:
    """Bounds over several dates; ``ends`` says whether the lower and the upper side are open."""
    lows = [m.earliest for m in members]
    highs = [m.latest for m in members]
    low = None if ends[0] or None in lows else min((x for x in lows if x), key=_comparable)
    high = None if ends[1] or None in highs else max((x for x in highs if x), key=_comparable)
    return Edtf(
        text,
        kind,
        low,
        high,
        precision,
        any(m.approximate for m in members),
        any(m.uncertain for m in members),
        members,
    )


def _parse_interval(text: str) -> Edtf:
    start_text, _, end_text = text.partition("/")
    open_start, open_end = start_text in ("", ".."), end_text in ("", "..")
    members = tuple(
        _parse_single(part) for part, is_open in ((start_text, open_start), (end_text, open_end)) if not is_open
    )
    if not members:
        raise _refuse()
    if len(members) == 2:
        begin, end = members[0].earliest, members[1].latest
        if begin and end and _comparable(begin) > _comparable(end):
            raise _refuse()
    precision = "dp_before" if open_start else "dp_after" if open_end else "dp_interval"
    joined = _joined(text, "interval", members, precision, (open_start, open_end))
    if len(members) == 2:
        return replace(joined, earliest=members[0].earliest, latest=members[1].latest)
    return joined


def _parse_set(text: str) -> Edtf:
    """One of several: ``[a..b]``, ``[..b]``, ``[a..]``, ``[a,b]``."""
    inner = text[1:-1]
    open_start, open_end = inner.startswith(".."), inner.endswith("..")
    parts = [p for item in inner.split(",") for p in item.split("..") if p]
    if not parts or (inner.count("..") > 1 and "," not in inner):
        raise _refuse()
    members = tuple(_parse_single(p.strip()) for p in parts)
    return _joined(text, "set", members, "dp_between", (open_start, open_end))


def parse(text: str) -> Edtf:
    """Read an EDTF string.

    Raises:
        InputProblem: ``edtf.unreadable``.

    """
    text = text.strip()
    if not text or len(text) > MAX_LENGTH:
        raise _refuse()
    try:
        if text.startswith("[") and text.endswith("]"):
            return _parse_set(text)
        return _parse_interval(text) if "/" in text else _parse_single(text)
    except (ValueError, OverflowError) as error:
        raise _refuse() from error


def bounds(value: Edtf, clock_basis: str | None = None) -> tuple[str | None, str | None]:
    """Earliest and latest as UTC instants ``2022-03-04T22:00:00Z``; None where open.

    Without an offset in the text the clock basis decides (default Kyiv). A basis that names no
    zone (daylight, device, unknown) gives the widest bounds any zone on Earth allows.
    """
    return (
        _utc_text(value.earliest, clock_basis, latest=False),
        _utc_text(value.latest, clock_basis, latest=True),
    )


def _utc_text(moment: datetime | None, clock_basis: str | None, *, latest: bool) -> str | None:
    if moment is None:
        return None
    try:
        utc = timezones.to_utc(moment, clock_basis, latest=latest)
    except OverflowError:
        return None
    return utc.replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


# A given precision may stay where the string alone cannot tell it.
_FINER = {
    "dp_day": {"dp_part_of_day", "dp_day_approx"},
    "dp_day_approx": {"dp_part_of_day"},
    "dp_interval": {"dp_week", "dp_month_part"},
    "dp_after": {"dp_open_ongoing"},
}


def precision(value: Edtf, given: str | None) -> str:
    """The precision to store: computed, unless the given one says more than the string can."""
    if given == "dp_relative" or given in _FINER.get(value.precision, ()):
        return str(given)
    return value.precision
