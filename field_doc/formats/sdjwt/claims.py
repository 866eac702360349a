"""The claims of a sealed version: what is always visible, and the form each must have."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

from field_doc.formats.sdjwt.model import PROFILE

if TYPE_CHECKING:
    from collections.abc import Callable

    from field_doc.formats.sdjwt.model import RecordVersion

_FORMS = {
    "record_id": re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"),
    "type": re.compile(r"[a-z][a-z0-9_]{0,63}"),
    "schema": re.compile(r"[a-z][a-z0-9_.-]{0,79}"),
    "sealed_at": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)", re.ASCII),
    "device": re.compile(r"[A-Za-z0-9_-]{43}"),
    "epoch": re.compile(r"[!-~]{1,200}"),
}
_CODE = re.compile(r"[!-}]{1,40}")
_SUPERSEDES = re.compile(r"sha256:[0-9a-f]{64}")
MAX_VERSION = 1_000_000
MAX_REASON_CHARS = 10_000

#: Claims in clear, beside ``fields``, ``attachments``, ``_sd``, ``_sd_alg`` and ``profile``.
VISIBLE = (*_FORMS, "version", "supersedes", "complete")


def is_instant(value: object) -> bool:
    """A date and time with offset that exists in the calendar."""
    if not isinstance(value, str) or not _FORMS["sealed_at"].fullmatch(value):
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def is_version(value: object) -> bool:
    """A number from 1; a boolean is none."""
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= MAX_VERSION


def _matches(form: re.Pattern[str]) -> Callable[[object], bool]:
    """A check that the value is a text of that form."""
    return lambda value: isinstance(value, str) and form.fullmatch(value) is not None


_CHECKS: dict[str, Callable[[object], bool]] = {
    **{name: _matches(form) for name, form in _FORMS.items()},
    "sealed_at": is_instant,
    "version": is_version,
    "supersedes": lambda value: value is None or _matches(_SUPERSEDES)(value),
    "complete": lambda value: isinstance(value, bool),
}


def first_fault(claims: dict[str, object]) -> str | None:
    """Name of the first always-visible claim that is not as the profile says, or None.

    Version 1 supersedes nothing and every later one names what it supersedes: a chain cannot begin twice.
    """
    for name, holds in _CHECKS.items():
        if name not in claims or not holds(claims[name]):
            return name
    if (claims["version"] == 1) != (claims["supersedes"] is None):
        return "supersedes"
    return None


def is_code(value: object) -> bool:
    """Whether ``value`` can be a visible code."""
    return _matches(_CODE)(value)


def is_reason(value: object) -> bool:
    """Whether ``value`` can be the reason of a version."""
    return value is None or (isinstance(value, str) and len(value) <= MAX_REASON_CHARS)


def visible(version: RecordVersion) -> dict[str, object]:
    """The always-visible claims of a version, and the profile it follows."""
    return {"profile": PROFILE, **{name: getattr(version, name) for name in VISIBLE}}
