"""Dates between how people type them and EDTF: pure functions, no widgets."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

KINDS: Final = ("exact", "about", "one_of", "between", "before", "after", "other")
_DAY = re.compile(r"(\d{1,2})[.\-/](\d{1,2})[.\-/](\d{4})")
_MONTH = re.compile(r"(\d{1,2})[.\-/](\d{4})")
_ISO = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_NUMBERS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
_SHORT = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_ENGLISH = re.compile(r"(?:(\d{1,2})\s+)?([a-z]{3})[a-z]*\.?\s+(\d{4})")


def read_day(typed: str) -> str:
    """``12.03.2022``, ``03.2022``, ``12 Mar 2022`` or ISO as ISO; anything else stays as typed."""
    text = typed.strip()
    if match := _DAY.fullmatch(text):
        return f"{match[3]}-{match[2].zfill(2)}-{match[1].zfill(2)}"
    if match := _MONTH.fullmatch(text):
        return f"{match[2]}-{match[1].zfill(2)}"
    match = _ENGLISH.fullmatch(text.lower().replace("\u00a0", " "))
    if match and match[2] in _NUMBERS:
        month = f"{match[3]}-{_NUMBERS[match[2]]:02}"
        return f"{month}-{match[1].zfill(2)}" if match[1] else month
    return text


def show_day(iso: str, lang: str) -> str:
    """An ISO day, month or year as the reader writes it; anything else as it is."""
    if not _ISO.fullmatch(iso):
        return iso
    parts = iso.split("-")
    if lang == "uk":
        return ".".join(reversed(parts))
    if len(parts) == 1 or not 1 <= int(parts[1]) <= 12:
        return iso
    month = _SHORT[int(parts[1]) - 1]
    day = f"{int(parts[2])} " if len(parts) == 3 else ""
    return f"{day}{month} {parts[0]}"


@dataclass(frozen=True, slots=True)
class Said:
    """A date as the form asks for it: the kind of certainty and one or two dates (ISO or as typed)."""

    kind: str
    first: str = ""
    second: str = ""


def compose(said: Said) -> str:
    """The EDTF text of what the form holds, "" if nothing."""
    first, second = said.first, said.second
    if said.kind == "other" or not (first or second):
        return first
    forms = {
        "exact": first,
        "about": f"{first}~",
        "one_of": f"[{first},{second}]" if second else first,
        "between": f"{first}/{second}",
        "before": f"../{first}",
        "after": f"{first}/..",
    }
    return forms[said.kind]


def take_apart(edtf: str) -> Said:
    """How the form shows an EDTF text; what the form has no words for is shown as it is."""
    plain = r"(\d{4}(?:-\d{2}(?:-\d{2})?)?)"
    patterns = (
        ("exact", plain),
        ("about", plain + "~"),
        ("one_of", rf"\[{plain},{plain}\]"),
        ("before", rf"\.\./{plain}"),
        ("after", rf"{plain}/\.\."),
        ("between", rf"{plain}/{plain}"),
    )
    for kind, pattern in patterns:
        match = re.fullmatch(pattern, edtf)
        if match:
            return Said(kind, *match.groups())
    return Said("other" if edtf else "exact", edtf)
