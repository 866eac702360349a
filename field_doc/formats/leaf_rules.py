"""What a ledger entry may hold: codes, terms, digests, salted commitments, integers. No words (R18).

The rules are patterns, so that a name or a sentence put where a code belongs is refused by the
format and not only by a reviewer. Names and words stand in the detail, which can be erased.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from field_doc.base.ids import read_code
from field_doc.formats.events import EVENTS

MAX_TERMS: Final = 32
MAX_INTEGER: Final = 2**53 - 1
NONCE_BYTES: Final = 16

_EVENT = re.compile(r"[a-z0-9.-]{1,60}")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_TERM = re.compile(r"[a-z0-9_.:+-]{1,80}")
_SHA = re.compile(r"sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128}")
_CODE = re.compile(r"[A-Z]{1,3}-[0-9A-Z]{4}-[0-9A-Z]")
_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
_COMMITMENT = re.compile(r"hmac-sha256:[0-9a-f]{64}")
_WALL = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d")


def is_digest(value: object) -> bool:
    """``sha256:`` or ``sha512:`` with lower-case hex."""
    return isinstance(value, str) and _SHA.fullmatch(value) is not None


def is_commitment(value: object) -> bool:
    """``hmac-sha256:`` with lower-case hex."""
    return isinstance(value, str) and _COMMITMENT.fullmatch(value) is not None


def is_term(value: object) -> bool:
    """A term, code, digest, UUID or decimal number: nothing a sentence or a name could be written in."""
    if not isinstance(value, str):
        return False
    if _CODE.fullmatch(value):
        return read_code(value) == value
    return bool(_TERM.fullmatch(value) or _SHA.fullmatch(value))


def is_event_code(value: object) -> bool:
    """Spelled like an event, registered here or not."""
    return isinstance(value, str) and _EVENT.fullmatch(value) is not None


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MAX_INTEGER


def _is_wall(value: object) -> bool:
    """ISO 8601 with milliseconds and offset, and a date that exists."""
    if not isinstance(value, str) or not _WALL.fullmatch(value):
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def _is_nonce(value: object) -> bool:
    return isinstance(value, bytes) and len(value) == NONCE_BYTES


def _is_table(value: object, rule: Callable[[object], bool]) -> bool:
    if not isinstance(value, Mapping) or len(value) > MAX_TERMS:
        return False
    names = all(isinstance(name, str) and _NAME.fullmatch(name) for name in value)
    return names and all(rule(item) for item in value.values())


_RULES: Mapping[str, Callable[[object], bool]] = {
    "seq": _is_count,
    "event": lambda value: isinstance(value, str) and value in EVENTS,
    "wall": _is_wall,
    "boot_id": lambda value: isinstance(value, str) and _UUID.fullmatch(value) is not None,
    "boot_ms": _is_count,
    "terms": lambda value: _is_table(value, is_term),
    "commitments": lambda value: _is_table(value, is_commitment),
    "nonce": _is_nonce,
    "detail": lambda value: value is None or is_digest(value),
    "case": lambda value: value is None or is_commitment(value),
    "case_n": lambda value: value is None or (_is_count(value) and value != 0),
    "case_prev": lambda value: value is None or is_digest(value),
}


def broken_rule(members: Mapping[str, object]) -> str | None:
    """Name of the first member that breaks its rule, or None. ``members`` are those of a Leaf."""
    for name, rule in _RULES.items():
        if not rule(members[name]):
            return name
    case, count, previous = members["case"], members["case_n"], members["case_prev"]
    # The first entry of a case has no previous one; all later ones have; the three stand or fall together.
    if (case is None) != (count is None) or (previous is not None) != (count is not None and count != 1):
        return "case"
    return None
