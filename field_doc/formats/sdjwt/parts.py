"""One disclosure: ``base64url([salt, name, value])`` of a member, ``base64url([salt, value])`` of an element.

RFC 9901, section 4.2. The profile adds: canonical JSON, a salt of exactly 128 bits, names of one shape.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from field_doc.base.errors import InputProblem, IntegrityFailure
from field_doc.formats import canonical
from field_doc.formats.base64text import b64url, from_b64url
from field_doc.formats.sdjwt.model import MAX_DISCLOSURE_CHARS, RESERVED, SALT_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable

    from field_doc.formats.canonical import JSON

# Begins with a letter or digit, so that neither `_sd`, `...`, `~…` nor JavaScript's `__proto__` is a name.
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:+-]{0,79}")
_DIGEST_CHARS = 43


@dataclass(frozen=True, slots=True)
class Part:
    """A decoded disclosure; ``name`` is None for an array element, ``value`` may hold digests of parts."""

    digest: str
    salt: str
    name: str | None
    value: JSON


def digest_of(disclosure: str) -> str:
    """base64url of SHA-256 over the disclosure's ASCII text (RFC 9901, section 4.2.3)."""
    return b64url(hashlib.sha256(disclosure.encode("ascii")).digest())


def is_digest(value: object) -> bool:
    """Whether ``value`` is the one spelling of a base64url SHA-256."""
    return isinstance(value, str) and len(value) == _DIGEST_CHARS and from_b64url(value) is not None


def write(name: str | None, value: JSON, random: Callable[[int], bytes]) -> str:
    """A new disclosure with a fresh salt.

    Raises:
        InputProblem: ``seal.name``, ``seal.part-size``, or what canonical JSON refuses.

    """
    members: list[JSON] = [b64url(random(SALT_BYTES))]
    if name is not None:
        if not _NAME.fullmatch(name):
            raise InputProblem("seal.name")
        members.append(name)
    text = b64url(canonical.encode([*members, value]))
    if len(text) > MAX_DISCLOSURE_CHARS:
        raise InputProblem("seal.part-size", size=len(text), limit=MAX_DISCLOSURE_CHARS)
    return text


def read(disclosure: str) -> Part:
    """Decode one disclosure.

    Raises:
        IntegrityFailure: ``sdjwt.disclosure``, ``sdjwt.salt``, ``sdjwt.reserved-name``, ``sdjwt.name``,
            ``canonical.*``.

    """
    data = from_b64url(disclosure)
    if data is None:
        raise IntegrityFailure("sdjwt.disclosure")
    members = canonical.decode(data, max_bytes=MAX_DISCLOSURE_CHARS)
    if not isinstance(members, list) or len(members) not in {2, 3}:
        raise IntegrityFailure("sdjwt.disclosure")
    return Part(digest_of(disclosure), _salt(members[0]), _name(members), members[-1])


def _salt(value: JSON) -> str:
    """The salt's text; anything but 16 bytes could be guessed, or is not ours."""
    raw = from_b64url(value) if isinstance(value, str) else None
    if not isinstance(value, str) or raw is None or len(raw) != SALT_BYTES:
        raise IntegrityFailure("sdjwt.salt")
    return value


def _name(members: list[JSON]) -> str | None:
    """The member's name; None for an array element."""
    if len(members) == 2:
        return None
    name = members[1]
    if not isinstance(name, str):
        raise IntegrityFailure("sdjwt.disclosure")
    if name in RESERVED:
        raise IntegrityFailure("sdjwt.reserved-name")
    if not _NAME.fullmatch(name):
        raise IntegrityFailure("sdjwt.name")
    return name
