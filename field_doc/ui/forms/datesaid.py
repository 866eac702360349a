"""What a form holds of an uncertain date, and its EDTF text: the kind, the dates, the doubt. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

# "other" is EDTF text as it is; "relative" is counted from an event that another field names.
KINDS: Final = ("exact", "one_of", "one_between", "between", "before", "after", "relative", "other")
# Kinds with two dates, and those that take as many as there are.
TWO: Final = frozenset({"one_between", "between"})
MANY: Final = frozenset({"one_of"})
MARKS: Final = ("", "~", "?", "%")
_DATE: Final = r"[0-9X]{4}(?:-[0-9X]{2}(?:-[0-9X]{2}(?:T\d{2}(?::\d{2}(?::\d{2})?)?(?:Z|[+-]\d{2}(?::?\d{2})?)?)?)?)?"
_MEMBER: Final = re.compile(f"({_DATE})([?~%]?)")
_MARKED_PART: Final = re.compile(r"\d{4}(?:-[?~%]?\d{2}){0,2}")
_RELATIVE: Final = "dp_relative"


@dataclass(frozen=True, slots=True)
class Said:
    """A date as the form asks for it: how it is meant, the dates (EDTF or as typed), how sure it is."""

    kind: str
    dates: tuple[str, ...] = ()
    mark: str = ""

    @property
    def precision(self) -> str:
        """What the kind itself says of the precision; "" if the text says it."""
        return _RELATIVE if self.kind == "relative" else ""


def compose(said: Said) -> str:
    """The EDTF text, "" if there is none."""
    if said.kind == "other" or not any(said.dates):
        return said.dates[0] if said.dates else ""
    first, second, *_ = (*(_marked(date, said.mark) for date in said.dates), "", "")
    several = [_marked(date, said.mark) for date in said.dates if date]
    forms = {
        "exact": first,
        "relative": first,
        "one_of": f"[{','.join(several)}]" if len(several) > 1 else several[0],
        "one_between": f"[{first}..{second}]",
        "between": f"{first}/{second}",
        "before": f"../{first}",
        "after": f"{first}/..",
    }
    return forms[said.kind]


def _marked(date: str, mark: str) -> str:
    return f"{date}{mark}" if mark and re.fullmatch(_DATE, date) else date


def take_apart(edtf: str, precision: str = "") -> Said:
    """How the form shows an EDTF text; what the form has no words for is shown as it is."""
    if precision == _RELATIVE and (not edtf or _MEMBER.fullmatch(edtf)):
        date, mark = _split(edtf) or ("", "")
        return Said("relative", (date,) if date else (), mark)
    if not edtf:
        return Said("exact")
    for kind, members in _shapes(edtf):
        split = [_split(member) for member in members]
        if all(split):
            return _said(kind, [s for s in split if s])
    return Said("other", (edtf,))


def _shapes(edtf: str) -> list[tuple[str, list[str]]]:
    if edtf.startswith("[") and edtf.endswith("]"):
        inner = edtf[1:-1]
        if ".." in inner:
            ends = inner.split("..")
            return [("one_between", ends)] if len(ends) == 2 and all(ends) and "," not in inner else []
        return [("one_of", [part.strip() for part in inner.split(",")])] if "," in inner else []
    if "/" in edtf:
        start, _, end = edtf.partition("/")
        if ".." in (start, end):
            return [("before", [end]) if start == ".." else ("after", [start])]
        return [("between", [start, end])]
    return [("exact", [edtf])]


def _split(member: str) -> tuple[str, str] | None:
    """A date and its mark; the mark of one part stands for the whole, as far as the form shows it."""
    if match := _MEMBER.fullmatch(member):
        return match[1], match[2]
    marks = set(re.findall(r"[?~%]", member))
    if len(marks) == 1 and _MARKED_PART.fullmatch(member):
        return re.sub(r"[?~%]", "", member), marks.pop()
    return None


def _said(kind: str, members: list[tuple[str, str]]) -> Said:
    """One mark for all dates where they have the same, else each keeps its own."""
    marks = {mark for _, mark in members}
    if len(marks) == 1:
        return Said(kind, tuple(date for date, _ in members), marks.pop())
    return Said(kind, tuple(f"{date}{mark}" for date, mark in members))
