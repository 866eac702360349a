"""What the validator says: one value, for the window, the command line, sync and the office."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

_DIRECTION_MARKS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")

Severity = Literal["missing", "wrong", "hint", "blocks"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing about one field.

    Attributes:
        path: ``acts[0].conduct``, ``where.oblast``; "" for the record.
        code: words for people stand under it in catalogue context ``problem``.
        severity: missing and wrong make a version incomplete or doubtful, a hint asks to look again,
            blocks keeps a version from being sealed.
        details: numbers and codes named in the words; never evidence.

    """

    path: str
    code: str
    severity: Severity
    details: Mapping[str, int | str] = field(default_factory=dict)


def check_marks(text: object, path: str) -> Iterator[Problem]:
    """Invisible marks that turn the direction of writing: kept as typed, but somebody should look."""
    if isinstance(text, str) and _DIRECTION_MARKS.search(text):
        yield hint(path, "record.direction-marks")


def wrong(path: str, code: str, **details: int | str) -> Problem:
    """Something that cannot be as it stands."""
    return Problem(path, code, "wrong", details)


def hint(path: str, code: str, **details: int | str) -> Problem:
    """Something to look at again."""
    return Problem(path, code, "hint", details)


def blocks(path: str, code: str, **details: int | str) -> Problem:
    """Something that keeps a version from being sealed."""
    return Problem(path, code, "blocks", details)
