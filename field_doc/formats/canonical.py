"""Canonical JSON: the one spelling of a value that is stored, hashed or signed (RFC 8785, our subset).

Field Doc hashes stored bytes, so a value must have exactly one spelling. RFC 8785 (JCS) gives it;
the subset leaves out what implementations disagree about: no floats, integers within ±(2^53-1)
(RFC 7493), ASCII member names, no lone surrogates, bounded depth. Times in nanoseconds and large
counters are decimal strings. Specified with a worked example in docs/spec/canonical-json.md (R26).
"""

from __future__ import annotations

import json
from typing import NoReturn

from field_doc.base.errors import FieldDocError, InputProblem, IntegrityFailure

JSON = None | bool | int | str | list["JSON"] | dict[str, "JSON"]

#: Integers every IEEE 754 reader keeps exactly.
MAX_INTEGER = 2**53 - 1
#: Nesting of arrays and objects; the outermost one counts as 1.
MAX_DEPTH = 32
#: Size of one document a reader takes unless its format says otherwise (1 MiB).
MAX_BYTES = 1 << 20
_INTEGER_CHARS = len(str(-MAX_INTEGER))


def encode(value: JSON, *, max_depth: int = MAX_DEPTH) -> bytes:
    """The canonical UTF-8 bytes of ``value``.

    Raises:
        InputProblem: ``canonical.float``, ``canonical.integer-range``, ``canonical.surrogate``,
            ``canonical.name`` (member name not an ASCII string), ``canonical.type``, ``canonical.depth``.

    """
    _check(value, max_depth)
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False)
    return text.encode("utf-8")


def decode(data: bytes, *, max_bytes: int = MAX_BYTES, max_depth: int = MAX_DEPTH) -> JSON:
    """The value whose canonical bytes are exactly ``data``.

    Raises:
        IntegrityFailure: ``canonical.size``, ``canonical.syntax`` (no UTF-8, no JSON),
            ``canonical.duplicate``, ``canonical.float``, ``canonical.not-canonical`` (any other spelling),
            or what ``encode`` refuses.

    """
    if len(data) > max_bytes:
        raise IntegrityFailure("canonical.size", size=len(data), limit=max_bytes)
    value = _parse(data)
    try:
        again = encode(value, max_depth=max_depth)
    except InputProblem as problem:
        # The same rule, but the bytes were stored or signed by somebody: not a slip of the user.
        raise IntegrityFailure(problem.code, **problem.details) from None
    if again != data:
        raise IntegrityFailure("canonical.not-canonical")
    return value


def _check(value: object, depth_left: int) -> None:
    """Refuse everything outside the subset, before the serializer sees it."""
    if value is None or isinstance(value, bool):
        return
    if isinstance(value, str):
        _check_text(value)
    elif isinstance(value, int):
        if not -MAX_INTEGER <= value <= MAX_INTEGER:
            raise InputProblem("canonical.integer-range")
    elif isinstance(value, float):
        raise InputProblem("canonical.float")
    elif isinstance(value, list | dict):
        _check_children(value, depth_left)
    else:
        raise InputProblem("canonical.type", type=type(value).__name__)


def _check_children(value: list[object] | dict[object, object], depth_left: int) -> None:
    """Names of members, then everything one level deeper."""
    if depth_left <= 0:
        raise InputProblem("canonical.depth")
    if isinstance(value, list):
        children = iter(value)
    else:
        if not all(isinstance(name, str) and name.isascii() for name in value):
            raise InputProblem("canonical.name")
        children = iter(value.values())
    for child in children:
        _check(child, depth_left - 1)


def _check_text(text: str) -> None:
    """Refuse half of a surrogate pair: it has no UTF-8."""
    if text.isascii():
        return
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise InputProblem("canonical.surrogate") from None


def _parse(data: bytes) -> JSON:
    """Parse with every leniency of Python's reader closed."""
    try:
        value: JSON = json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_members,
            parse_int=_integer,
            parse_float=_refuse_float,
            parse_constant=_refuse_float,
        )
    except FieldDocError:
        raise
    except RecursionError:
        raise IntegrityFailure("canonical.depth") from None
    except ValueError:
        # The parser's own words quote the document, so they go no further.
        raise IntegrityFailure("canonical.syntax") from None
    return value


def _members(pairs: list[tuple[str, JSON]]) -> dict[str, JSON]:
    """An object whose member names occur once."""
    members = dict(pairs)
    if len(members) != len(pairs):
        raise IntegrityFailure("canonical.duplicate")
    return members


def _integer(digits: str) -> int:
    """An integer, refused by its length before it costs anything."""
    if len(digits) > _INTEGER_CHARS:
        raise IntegrityFailure("canonical.integer-range")
    return int(digits)


def _refuse_float(_digits: str) -> NoReturn:
    """Fractions, exponents, NaN and infinities have no place in evidence JSON."""
    raise IntegrityFailure("canonical.float")
