"""Reading single words and numbers: what can be put into canonical form is, the rest stays as typed.

A draft keeps what was typed even where it makes no sense yet; the validator says so. Refused is only
what could not be stored or shown: wrong JSON kinds, control characters, lone surrogates, far too
long text.
"""

from __future__ import annotations

import math
import re
import unicodedata
from decimal import Decimal
from typing import Any, NoReturn

from field_doc.base import ids
from field_doc.base.errors import InputProblem

MAX_LINE = 10_000
MAX_LONG = 250_000
MAX_INTEGER = 2**53 - 1
DECIMAL = re.compile(r"-?(?:0|[1-9]\d{0,30})(?:\.\d{1,30})?", re.ASCII)
INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?(?:Z|[+-]\d{2}:\d{2})", re.ASCII)
CLOCK = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?", re.ASCII)
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.ASCII)
LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|\d{3}))?(?:-[a-z0-9]{5,8})*", re.ASCII)
_LOOSE_DECIMAL = re.compile(r"([+-]?)0*(\d+)(?:[.,](\d+))?", re.ASCII)
_KEPT_CONTROLS = "\t\n"


def refuse(code: str, path: str, **details: object) -> NoReturn:
    """Raise an InputProblem that names where."""
    raise InputProblem(code, path=path, **details)


def wrong_shape(path: str, expected: str) -> NoReturn:
    """The JSON kind does not belong here."""
    refuse("record.wrong-shape", path, expected=expected)


def text(raw: Any, path: str, *, lines: bool = False, limit: int = MAX_LINE) -> str:
    """A string that can be stored: line ends made uniform, nothing else changed."""
    if not isinstance(raw, str):
        wrong_shape(path, "text")
    if len(raw) > limit:
        refuse("record.too-large", path, maximum=limit)
    value = raw.replace("\r\n", "\n").replace("\r", "\n")
    if any(unicodedata.category(c) in ("Cc", "Cs") and c not in _KEPT_CONTROLS for c in value):
        refuse("record.control-character", path)
    return value if lines else value.replace("\n", " ")


def integer(raw: Any, path: str) -> int | str:
    """An integer; digits in a string are read, other words stay."""
    if isinstance(raw, bool) or not isinstance(raw, (int, float, Decimal, str)):
        wrong_shape(path, "integer")
    if isinstance(raw, str):
        typed = text(raw, path).strip()
        if not re.fullmatch(r"-?\d{1,16}", typed, re.ASCII):
            return typed
        number = int(typed)
    else:
        if isinstance(raw, (float, Decimal)) and (not math.isfinite(raw) or raw != int(raw)):
            wrong_shape(path, "integer")
        number = int(raw)
    if abs(number) > MAX_INTEGER:
        refuse("record.too-large", path, maximum=MAX_INTEGER)
    return number


def decimal(raw: Any, path: str) -> str:
    """A decimal string; trailing zeros stay (they say how closely somebody measured)."""
    if isinstance(raw, bool) or not isinstance(raw, (int, float, Decimal, str)):
        wrong_shape(path, "decimal")
    if not isinstance(raw, str):
        number = raw if isinstance(raw, Decimal) else Decimal(repr(raw))
        # By exponent: writing out 1e999999999 would fill the memory.
        if not number.is_finite() or (number and not -30 <= number.adjusted() <= 30):
            wrong_shape(path, "decimal")
        raw = f"{number:f}"
    typed = text(raw, path).strip().replace("−", "-").replace("\u00a0", "")
    match = _LOOSE_DECIMAL.fullmatch(typed)
    if not match:
        return typed
    sign, whole, fraction = match.groups()
    value = whole + (f".{fraction}" if fraction else "")
    value = f"-{value}" if sign == "-" and value.strip("0.") else value
    return value if DECIMAL.fullmatch(value) else typed


def instant(raw: Any, path: str) -> str:
    """Date, clock and offset; a blank for the T is read."""
    typed = text(raw, path).strip()
    return typed[:10] + "T" + typed[11:] if re.match(r"\d{4}-\d{2}-\d{2} \d", typed, re.ASCII) else typed


def clock(raw: Any, path: str) -> str:
    """``14:20``; a point for the colon is read."""
    typed = text(raw, path).strip()
    return typed.replace(".", ":") if re.fullmatch(r"[\d.]{4,8}", typed, re.ASCII) else typed


def _subtag(part: str) -> str:
    """Script in title case, region in capitals, the rest small."""
    return part.title() if len(part) == 4 else part.upper() if len(part) == 2 else part.lower()


def language(raw: Any, path: str) -> str:
    """A BCP 47 tag in its usual case (``sr-Cyrl``, ``uk-UA``); an underscore is read as a hyphen."""
    typed = text(raw, path).strip()
    parts = typed.replace("_", "-").split("-")
    usual = [parts[0].lower(), *map(_subtag, parts[1:])]
    tag = "-".join(usual)
    return tag if LANGUAGE.fullmatch(tag) else typed


def reference(raw: Any, path: str) -> str:
    """A record's UUID in lower case, or its code in canonical spelling; else as typed."""
    typed = text(raw, path).strip()
    lower = typed.lower()
    return lower if UUID.fullmatch(lower) else ids.read_code(typed) or typed


def term(raw: Any, path: str) -> str:
    """A term's id as given."""
    return text(raw, path).strip()
