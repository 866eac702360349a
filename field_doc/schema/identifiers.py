"""Numbers of Ukrainian documents (DOMAIN 7.4): looked at softly, never refused."""

from __future__ import annotations

import re
from collections.abc import Mapping

_WEIGHTS = (-1, 5, 7, 9, 4, 6, 10, 5, 7)
_FORMATS: Mapping[str, re.Pattern[str]] = {
    "idk_rnokpp": re.compile(r"\d{10}", re.ASCII),
    "idk_passport": re.compile(r"[А-ЯІЇЄҐ]{2} ?\d{6}"),
    "idk_card": re.compile(r"\d{9}", re.ASCII),
    "idk_unzr": re.compile(r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])-?\d{5}", re.ASCII),
    "idk_travel": re.compile(r"[A-Z]{2} ?\d{6}"),
    "idk_birth": re.compile(r"[IVXІХ]+-[А-ЯІЇЄҐ]{2} ?№? ?\d{6}"),
}


def rnokpp_valid(number: str) -> bool:
    """Whether the check digit of a tax number matches: (weighted sum mod 11) mod 10."""
    if not re.fullmatch(r"\d{10}", number, re.ASCII):
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, number, strict=False))
    return total % 11 % 10 == int(number[9])


def problem_code(kind: str, number: str) -> str | None:
    """The hint a document number deserves, or None."""
    pattern, typed = _FORMATS.get(kind), number.strip().upper()
    if pattern is None:
        return None
    if not pattern.fullmatch(typed):
        return "record.identifier-format"
    return "record.identifier-checksum" if kind == "idk_rnokpp" and not rnokpp_valid(typed) else None
