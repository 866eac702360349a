"""Numbers, sizes, dates and digests as people read them in Ukrainian and English.

Codes and record ids are never localised. Sizes are in powers of 1000. Times are Kyiv times
and say so (glossary, 3.2).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

NBSP: Final = "\u00a0"
KYIV: Final = ZoneInfo("Europe/Kyiv")
_MONTHS_EN: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_UNITS: Final = {
    "uk": ("Б", "КБ", "МБ", "ГБ", "ТБ"),
    "en": ("B", "KB", "MB", "GB", "TB"),
}
_TIME_UNITS: Final = {"uk": ("с", "хв", "год"), "en": ("s", "min", "h")}


@dataclass(frozen=True, slots=True)
class Fmt:
    """Formatting rules of one language (``uk`` or ``en``)."""

    lang: str

    def number(self, value: float, decimals: int = 0) -> str:
        """``1 234,5`` (no-break space) in Ukrainian, ``1,234.5`` in English."""
        text = f"{value:,.{decimals}f}"
        if self.lang == "uk":
            return text.replace(",", NBSP).replace(".", ",")
        return text

    def size(self, count: int) -> str:
        """Bytes in the unit that keeps the figure under 1000: ``2,5 ГБ``, ``41 MB``."""
        units = _UNITS[self.lang]
        value, step = float(count), 0
        while value >= 999.95 and step < len(units) - 1:
            value, step = value / 1000, step + 1
        decimals = 1 if step and value < 100 else 0
        return f"{self.number(value, decimals).removesuffix(self._zero())}{NBSP}{units[step]}"

    def _zero(self) -> str:
        return ",0" if self.lang == "uk" else ".0"

    def rate(self, bytes_per_second: float) -> str:
        """``38 МБ/с``, ``38 MB/s``."""
        return f"{self.size(round(bytes_per_second))}/{_TIME_UNITS[self.lang][0]}"

    def duration(self, seconds: float) -> str:
        """A span rounded to what a waiting person needs: ``40 с``, ``4 хв``, ``2 год 5 хв``."""
        second, minute, hour = _TIME_UNITS[self.lang]
        whole = max(0, round(seconds))
        if whole < 60:
            return f"{whole}{NBSP}{second}"
        minutes = round(whole / 60)
        if minutes < 60:
            return f"{minutes}{NBSP}{minute}"
        rest = f"{NBSP}{minutes % 60}{NBSP}{minute}" if minutes % 60 else ""
        return f"{minutes // 60}{NBSP}{hour}{rest}"

    def day(self, value: date) -> str:
        """``12.03.2022`` or ``12 Mar 2022`` (never all digits in English)."""
        if self.lang == "uk":
            return f"{value.day:02}.{value.month:02}.{value.year:04}"
        return f"{value.day}{NBSP}{_MONTHS_EN[value.month - 1]}{NBSP}{value.year:04}"

    def days(self, first: date, last: date) -> str:
        """A range of days: ``10–11.03.2022``, ``28.02–03.03.2022``, ``10–11 Mar 2022``."""
        if first == last:
            return self.day(first)
        if first.year != last.year:
            return f"{self.day(first)} – {self.day(last)}"
        same_month = first.month == last.month
        if self.lang == "uk":
            head = f"{first.day:02}" if same_month else f"{first.day:02}.{first.month:02}"
        else:
            head = f"{first.day}" if same_month else f"{first.day}{NBSP}{_MONTHS_EN[first.month - 1]}"
        return f"{head}–{self.day(last)}"

    def clock(self, moment: datetime) -> str:
        """Kyiv time of day, ``14:05``."""
        return f"{moment.astimezone(KYIV):%H:%M}"

    def moment(self, moment: datetime, *, zone: bool = True) -> str:
        """``12.03.2022, 14:05 (Київ)`` or ``12 Mar 2022, 14:05 (Kyiv)``."""
        here = moment.astimezone(KYIV)
        place = (" (Київ)" if self.lang == "uk" else " (Kyiv)") if zone else ""
        return f"{self.day(here.date())}, {here:%H:%M}{place}"

    def percent(self, value: float) -> str:
        """``98 %`` in Ukrainian, ``98%`` in English."""
        return f"{self.number(value)}{NBSP}%" if self.lang == "uk" else f"{self.number(value)}%"

    def coordinates(self, latitude: float, longitude: float) -> str:
        """``49,2122° пн. ш., 37,2569° сх. д.`` or ``49.2122° N, 37.2569° E``."""
        names = ("пн. ш.", "пд. ш.", "сх. д.", "зх. д.") if self.lang == "uk" else ("N", "S", "E", "W")
        first = f"{self.number(abs(latitude), 5)}° {names[0 if latitude >= 0 else 1]}"
        second = f"{self.number(abs(longitude), 5)}° {names[2 if longitude >= 0 else 3]}"
        return f"{first}, {second}"

    def quote(self, text: str) -> str:
        """Quotation marks of the language."""
        return f"«{text}»" if self.lang == "uk" else f"“{text}”"


def grouped(digest: str, groups: int = 0) -> str:
    """A hex digest in groups of four with no-break spaces; ``groups`` > 0 cuts after that many."""
    text = digest.rpartition(":")[2]
    parts = [text[i : i + 4] for i in range(0, len(text), 4)]
    if groups and len(parts) > groups:
        return NBSP.join([*parts[:groups], "…"])
    return NBSP.join(parts)
