"""One date between how people write it and EDTF: months and seasons by name, unknown digits, a clock time. Pure.

What is not understood stays as it was typed. "Winter 2022" is not understood on purpose: it may be the one that
ended or the one that began that year; "winter 2021–2022" is.
"""

from __future__ import annotations

import re
from typing import Final

_SHORT: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# Names of a month in Ukrainian (any case of the noun), Russian and English; short forms may end in a point.
_UK: Final = "(?:ень|н[яюі]|нем)?"
_RU: Final = "[ьяею]?"
_MONTHS: Final = (
    f"січ{_UK}|январ{_RU}|янв|jan(?:uary)?", f"лют(?:ий|ого|ому|им)?|феврал{_RU}|фев|feb(?:ruary)?",
    f"берез{_UK}|бер|март[ае]?|мар|mar(?:ch)?", f"квіт{_UK}|апрел{_RU}|апр|apr(?:il)?",
    f"трав{_UK}|ма[йяею]|may", f"черв{_UK}|июн{_RU}|june?", f"лип{_UK}|июл{_RU}|july?",
    f"серп{_UK}|август[ае]?|авг|aug(?:ust)?", f"верес{_UK}|вер|сентябр{_RU}|сент|sept?(?:ember)?",
    f"жовт{_UK}|октябр{_RU}|окт|oct(?:ober)?", f"листопад(?:[ауі]|ом)?|лист|ноябр{_RU}|ноя|nov(?:ember)?",
    f"груд{_UK}|декабр{_RU}|дек|dec(?:ember)?",
)  # fmt: skip
_MONTH: Final = tuple(re.compile(f"(?:{names})\\.?") for names in _MONTHS)
_SEASONS: Final = (
    ("21", re.compile("весна|весни|весною|навесні|весной|весны|spring")),
    ("22", re.compile("літо|літа|літом|влітку|лето|лета|летом|summer")),
    ("23", re.compile("осінь|осені|восени|осінню|осень|осени|осенью|autumn|fall")),
    ("24", re.compile("зима|зими|зимою|взимку|узимку|зимы|зимой|winter")),
)
_SEASON_WORDS: Final = {
    "uk": {"21": "весна", "22": "літо", "23": "осінь", "24": "зима"},
    "en": {"21": "spring", "22": "summer", "23": "autumn", "24": "winter"},
}
_ABOUT: Final = "близько|приблизно|орієнтовно|десь|біля|около|примерно|about|around|circa|approximately|ca\\."
_PERHAPS: Final = "можливо|мабуть|ймовірно|напевно|возможно|наверное|perhaps|maybe|probably|possibly"
_LEAD: Final = re.compile(rf"(?:(?P<about>{_ABOUT})|(?P<perhaps>{_PERHAPS}))\s+(?P<rest>.+)")
_UNKNOWN: Final = "[?xх]{1,2}"
_NUMERIC: Final = re.compile(
    rf"(?:(?P<day>\d{{1,2}}|{_UNKNOWN})[.\-/])?(?P<month>\d{{1,2}}|{_UNKNOWN})[.\-/](?P<year>\d{{4}})"
)
_NAMED: Final = re.compile(
    rf"(?:(?:у|в|in)\s+)?(?:(?P<day>\d{{1,2}}|{_UNKNOWN})\s+)?(?P<name>[^\W\d_]+\.?)\s+(?P<year>\d{{4}})"
)
_YEAR_WORD: Final = re.compile(r"\s+(?:року|році|рік|р\.?|года|году|г\.?)$")
_SEASON: Final = re.compile(
    r"(?:(?:у|в|in)\s+)?(?P<name>[^\W\d_]+)\s+(?P<year>\d{4})(?:\s*[-\u2013/]\s*(?P<next>\d{2}|\d{4}))?"
)
_CLOCK: Final = re.compile(
    r"(?P<date>.+?)(?:\s*,\s*|\s+)(?:(?:о|об|в|at)\s+)?(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?::(?P<second>\d{2}))?"
    r"\s*(?:utc)?\s*(?P<offset>z|[+-]\d{1,2}(?::?\d{2})?)?"
)
_HOUR: Final = re.compile(
    r"(?P<date>.+?)(?:\s*,\s*|\s+)(?:(?:о|об|в|at)\s+)?(?P<hour>\d{1,2})\s*(?:год(?:\.|ині|ина)?|час\w*|h)"
)
_EDTF: Final = re.compile(
    r"(?P<year>[0-9X]{4})(?:-(?P<month>[0-9X]{2})(?:-(?P<day>[0-9X]{2})"
    r"(?:T(?P<clock>\d{2}(?::\d{2}(?::\d{2})?)?)(?P<offset>Z|[+-]\d{2}(?::\d{2})?)?)?)?)?(?P<mark>[?~%]?)"
)
_PART: Final = re.compile(r"(?P<part>[^\W\d_]+)\s+(?P<name>[^\W\d_]+\.?)\s+(?P<year>\d{4})")
_PARTS: Final = (
    (re.compile("поч\\w*|начал\\w*|beginning|early"), (1, 10)),
    (re.compile("серед\\w*|mid|middle"), (11, 20)),
    (re.compile("кін\\w*|наприкінці|кон[еця]\\w*|end|late"), (21, 31)),
)


def _plain(typed: str) -> str:
    text = " ".join(typed.replace("\u00a0", " ").replace("\u202f", " ").split()).casefold()
    return _YEAR_WORD.sub("", text.removesuffix(" of the year"))


def _month_of(name: str) -> str:
    return next((f"{n:02}" for n, pattern in enumerate(_MONTH, 1) if pattern.fullmatch(name)), "")


def _digits(text: str | None) -> str:
    """Two digits; what is unknown is XX."""
    return "" if text is None else text.zfill(2) if text.isdecimal() else "XX"


def _core(text: str) -> str:
    """A date without time and marks; "" if it is none."""
    if match := _NUMERIC.fullmatch(text):
        return _real(match["year"], _digits(match["month"]), _digits(match["day"]))
    if match := _NAMED.fullmatch(text):
        month = _month_of(match["name"])
        if month:
            return _real(match["year"], month, _digits(match["day"]))
    return _season(text)


def _real(year: str, month: str, day: str) -> str:
    """The date, "" if no calendar has that month or day."""
    if (month.isdecimal() and not 1 <= int(month) <= 12) or (day.isdecimal() and not 1 <= int(day) <= 31):
        return ""
    return "-".join(filter(None, (year, month, day)))


def _season(text: str) -> str:
    match = _SEASON.fullmatch(text)
    season = next((code for code, names in _SEASONS if match and names.fullmatch(match["name"])), "")
    if match is None or not season:
        return ""
    year, after = match["year"], match["next"]
    winter = season == "24"
    if winter != bool(after) or (after and int(after) % 100 != (int(year) + 1) % 100):
        return ""
    return f"{year}-{season}"


def _offset(text: str | None) -> str:
    if not text:
        return ""
    if text == "z":
        return "Z"
    digits = text[1:].replace(":", "")
    hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "00")
    return f"{text[0]}{hours.zfill(2)}:{minutes}"


def _with_clock(text: str) -> str:
    """A day and the time of a clock; "" if it is none."""
    match = _CLOCK.fullmatch(text)
    if match:
        day = _core(match["date"]) or match["date"]
        clock = f"{match['hour'].zfill(2)}:{match['minute']}" + (f":{match['second']}" if match["second"] else "")
        offset = _offset(match["offset"])
    else:
        match = _HOUR.fullmatch(text)
        if not match:
            return ""
        day, clock, offset = _core(match["date"]) or match["date"], match["hour"].zfill(2), ""
    return f"{day}T{clock}{offset}" if re.fullmatch(r"\d{4}-\d{2}-\d{2}", day) else ""


def read_day(typed: str) -> str:
    """A date as EDTF: ``12.03.2022``, ``12 березня 2022``, ``??.03.2022``, ``весна 2022``, ``12 Mar 2022 14:20``.

    A doubt stands after it (``~`` about, ``?`` not sure) or as a word before it. Anything else stays as typed.
    """
    kept, text = typed.strip(), _plain(typed)
    mark = ""
    if match := _LEAD.fullmatch(text):
        mark, text = "~" if match["about"] else "?", match["rest"]
    elif text[-1:] in set("~%?") and (_core(text[:-1]) or _with_clock(text[:-1])):
        mark, text = text[-1], text[:-1]
    found = _core(text) or _with_clock(text)
    if found:
        return found + mark
    return f"{text.upper()}{mark}" if mark and _EDTF.fullmatch(text.upper()) else kept


def read_month_part(typed: str) -> str:
    """``кінець лютого 2022`` as the interval of its last third; "" if it is none."""
    import calendar

    match = _PART.fullmatch(re.sub(r"^(?:на|у|в|the|at|in)\s+", "", _plain(typed)).replace(" of ", " "))
    if not match:
        return ""
    days = next((days for names, days in _PARTS if names.fullmatch(match["part"])), None)
    month = _month_of(match["name"])
    if days is None or not month:
        return ""
    last = min(days[1], calendar.monthrange(int(match["year"]), int(month))[1])
    head = f"{match['year']}-{month}"
    return f"{head}-{days[0]:02}/{head}-{last:02}"


def show_day(edtf: str, lang: str) -> str:
    """A date of EDTF as the reader writes it, so that ``read_day`` reads it back; anything else as it is."""
    match = _EDTF.fullmatch(edtf)
    if not match:
        return edtf
    date = _shown_date(match["year"], match["month"] or "", match["day"] or "", lang)
    if not date:
        return edtf
    clock = f" {match['clock']}" if match["clock"] else ""
    hour = (" год" if lang == "uk" else " h") if clock and ":" not in clock else ""
    offset = f" {match['offset']}" if match["offset"] else ""
    shown = f"{date}{clock}{hour}{offset}{match['mark']}"
    return shown if read_day(shown) == edtf else edtf


def _shown_date(year: str, month: str, day: str, lang: str) -> str:
    words = _SEASON_WORDS["uk" if lang == "uk" else "en"]
    if "X" in year:
        return ""
    if month in words and not day:
        return f"{words[month]} {year}–{int(year) + 1}" if month == "24" else f"{words[month]} {year}"
    digits = [part.replace("XX", "??") for part in (day, month) if part]
    if lang == "uk" or "X" in month or not month:
        return ".".join((*digits, year))
    if not 1 <= int(month) <= 12:
        return ""
    number = "?? " if day == "XX" else f"{int(day)} " if day.isdecimal() else ""
    return f"{number}{_SHORT[int(month) - 1]} {year}"
