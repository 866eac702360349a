"""A partly known date in words, for cells and the report (catalogue context ``edtf``)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from field_doc.base.errors import InputProblem
from field_doc.schema.edtf import Edtf, parse

if TYPE_CHECKING:
    from field_doc.base.i18n import Words

_PLAIN = {"dp_day", "dp_day_approx"}


def words(text: str, speak: Words) -> str:
    """``2022-03-~12`` as "about 12.03.2022"; text that is no EDTF comes back as it is."""
    try:
        return _words(parse(text), speak)
    except InputProblem:
        return text


def _words(value: Edtf, speak: Words) -> str:
    said = _joined(value, speak) if value.members else _single(value, speak)
    if value.members:
        return said
    if value.approximate:
        said = speak.label("edtf", "approximate", date=said)
    return speak.label("edtf", "uncertain", date=said) if value.uncertain else said


def _joined(value: Edtf, speak: Words) -> str:
    parts = [_words(m, speak) for m in value.members]
    if value.kind == "set" and "," in value.text:
        return speak.label("edtf", "one-of", dates=", ".join(parts))
    if len(parts) == 2:
        return speak.label("edtf", "between" if value.kind == "set" else "interval", start=parts[0], end=parts[1])
    ongoing = value.latest is None and value.members[0].latest is not None
    return speak.label("edtf", "after" if ongoing else "before", date=parts[0])


def _single(value: Edtf, speak: Words) -> str:
    """One date as the language writes it."""
    begin = value.earliest
    if begin is None:
        return speak.label("edtf", "unknown")
    if value.kind == "datetime":
        return _clock(value, begin, speak)
    if value.precision in _PLAIN:
        return _day(begin, speak)
    if value.kind == "season":
        season = value.text.strip("?~%")[-2:]
        return f"{speak.label('edtf', f'season-{season}')} {begin.year}"
    return _month_or_year(value, begin, speak)


def _day(moment: datetime, speak: Words) -> str:
    name = speak.label("edtf", f"short-month-{moment.month}")
    return speak.label(
        "edtf", "day", day=f"{moment.day:02}", bare=moment.day, month=f"{moment.month:02}", name=name, year=moment.year
    )


def _month_or_year(value: Edtf, begin: datetime, speak: Words) -> str:
    if value.precision in ("dp_month", "dp_month_unknown_day"):
        month = speak.label("edtf", f"month-{begin.month}")
        key = "month-day-unknown" if value.precision == "dp_month_unknown_day" else "month"
        return speak.label("edtf", key, month=month, year=begin.year)
    end = value.latest
    if end is not None and end.year != begin.year:
        return speak.label("edtf", "years", start=begin.year, end=end.year)
    return speak.label("edtf", "year", year=begin.year)


def _clock(value: Edtf, begin: datetime, speak: Words) -> str:
    if value.precision == "dp_hour":
        return speak.label("edtf", "hour", date=_day(begin, speak), hour=f"{begin.hour:02}")
    offset = f" (UTC{begin:%z})" if begin.tzinfo else ""
    return f"{_day(begin, speak)}, {begin:%H:%M}{offset}"
