"""Record ids (UUIDv4) and visible codes (random, with a check character)."""

from __future__ import annotations

import re
import secrets
import uuid
from collections.abc import Callable

# Crockford's base 32: no I, L, O, U, so that a code read aloud or from paper is not mistaken.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
# What people type instead: Latin look-alikes Crockford leaves out, and the Cyrillic twins of a Ukrainian layout.
_READ_AS = str.maketrans("ILOІОСЕНКМРТХАВУ", "1101 0CEHKMPTXABY".replace(" ", ""))
_BODY_LENGTH = 4
_CODE = re.compile(r"(?P<prefix>[A-Z]{1,3})-(?P<body>[0-9A-Z]{4})-(?P<check>[0-9A-Z])")

RandomBytes = Callable[[int], bytes]


def new_id() -> str:
    """A random UUID (v4: it tells neither time nor machine)."""
    return str(uuid.uuid4())


def _times_alpha(value: int) -> int:
    """Multiply by the generator in GF(32) with x^5 + x^2 + 1."""
    value <<= 1
    return value ^ 0b100101 if value & 32 else value


def check_character(body: str) -> str:
    """Check character over GF(32): weights are powers of a generator.

    Every single wrong character and every swap of two characters of the body changes it.
    """
    total = 0
    for char in reversed(body):
        total = _times_alpha(total ^ ALPHABET.index(char))
    return ALPHABET[total]


def new_code(prefix: str, random: RandomBytes = secrets.token_bytes) -> str:
    """A visible code such as ``W-7K3Q-C``: unlinkable, never sequential."""
    body = "".join(ALPHABET[b & 31] for b in random(_BODY_LENGTH))
    return f"{prefix}-{body}-{check_character(body)}"


def read_code(typed: str) -> str | None:
    """The code somebody typed, in its canonical spelling, or None if it is none.

    Case, look-alike letters (Latin and Cyrillic) and a missing check character are forgiven;
    a wrong check character is not.
    """
    head, _, tail = typed.strip().upper().partition("-")
    tail = tail.translate(_READ_AS)
    candidate = f"{head.translate(str.maketrans('ІОСЕНКМРТХАВ', 'IOCEHKMPTXAB'))}-{tail}"
    if re.fullmatch(r"[A-Z]{1,3}-[0-9A-Z]{4}", candidate):
        body = candidate[-4:]
        return f"{candidate}-{check_character(body)}" if set(body) <= set(ALPHABET) else None
    match = _CODE.fullmatch(candidate)
    if not match or not set(match["body"]) <= set(ALPHABET):
        return None
    return candidate if check_character(match["body"]) == match["check"] else None
