"""The age v1 header: version line, recipient stanzas, MAC line (C2SP age.md, "Header").

``parse_header`` takes exactly one header; ``split_header`` takes one off the front of a stream.
The MAC is only compared by ``envelope.open_header``, which has the file key.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass
from typing import Protocol

from field_doc.base.errors import IntegrityFailure, Unsupported
from field_doc.formats.age import unpadded
from field_doc.formats.age.keys import derive
from field_doc.formats.age.stanza import Stanza

VERSION_LINE = b"age-encryption.org/v1\n"
#: A hybrid stanza has about 1.6 KB: this is room for some 160 recipients.
MAX_HEADER_BYTES = 256 * 1024
#: Every stanza may cost an attempt to open it, so a hostile header must not hold thousands.
MAX_STANZAS = 256
_COLUMNS = 64
_MAC_LENGTH = 32
_MAC_MARK = b"---"
_STANZA_MARK = b"-> "
_VERSION = re.compile(rb"age-encryption\.org/[\x21-\x7e]{1,64}")
_ARGUMENT = re.compile(r"[\x21-\x7e]+")
_POST_QUANTUM = frozenset({"mlkem768x25519", "mlkem768p256tag"})


class LineSource(Protocol):
    """An open binary file, as far as ``split_header`` needs it."""

    def readline(self, size: int = -1, /) -> bytes:
        """The next line, of at most ``size`` bytes."""
        ...


@dataclass(frozen=True, slots=True)
class Header:
    """A parsed header.

    ``raw`` is what the MAC covers: everything up to and including ``---``; ``mac`` has 32 bytes.
    """

    stanzas: tuple[Stanza, ...]
    raw: bytes
    mac: bytes


def build_header(stanzas: list[Stanza], file_key: bytes) -> bytes:
    """The header bytes of these stanzas under this file key, MAC line and its line feed included."""
    raw = VERSION_LINE + b"".join(_stanza_bytes(stanza) for stanza in stanzas) + _MAC_MARK
    return raw + b" " + unpadded.encode(header_mac(file_key, raw)).encode("ascii") + b"\n"


def header_mac(file_key: bytes, raw: bytes) -> bytes:
    """HMAC-SHA-256 over ``raw`` under the key the specification derives from the file key."""
    return hmac.digest(derive(file_key, b"", b"header"), raw, hashlib.sha256)


def parse_header(data: bytes) -> Header:
    """The one header that ``data`` is, nothing before or after it.

    Raises:
        IntegrityFailure: ``age.header-*``.
        Unsupported: ``age.version`` for a version line of another version.

    """
    if len(data) > MAX_HEADER_BYTES:
        raise IntegrityFailure("age.header-size", limit=MAX_HEADER_BYTES)
    if not data.endswith(b"\n"):
        raise IntegrityFailure("age.header-truncated")
    lines = data[:-1].split(b"\n")
    _check_version(lines[0])
    stanzas, rest = _parse_stanzas(lines[1:])
    if len(rest) != 1:
        raise IntegrityFailure("age.header-mac-line")
    raw = data[: len(data) - 1 - len(rest[0]) + len(_MAC_MARK)]
    return Header(stanzas, raw, _parse_mac(rest[0]))


def split_header(source: LineSource) -> bytes:
    """Read one header off ``source``, which then stands at the first byte of the payload.

    The lines are not judged beyond their length; ``parse_header`` does that.

    Raises:
        IntegrityFailure: ``age.header-truncated``, ``age.header-size``; or ``Unsupported`` ``age.version``.

    """
    lines: list[bytes] = []
    room = MAX_HEADER_BYTES
    while True:
        line = source.readline(room)
        room -= len(line)
        if not line.endswith(b"\n"):
            raise IntegrityFailure("age.header-size" if room == 0 else "age.header-truncated")
        if not lines:
            _check_version(line[:-1])
        lines.append(line)
        if line.startswith(_MAC_MARK):
            return b"".join(lines)


def is_mixed(header: bytes) -> bool:
    """Whether a post-quantum stanza stands beside one that is not (R27).

    Such a file is read and reported, but neither desk nor sync accept it: whoever breaks the weaker
    stanza later has the file. Stanzas of unknown types count as weaker; ``*grease`` holds no key.
    """
    kinds = {stanza.kind for stanza in parse_header(header).stanzas}
    weaker = {kind for kind in kinds - _POST_QUANTUM if not kind.endswith("grease")}
    return bool(kinds & _POST_QUANTUM) and bool(weaker)


def is_post_quantum(header: bytes) -> bool:
    """Whether every stanza that can hold a key is post-quantum: what desk and sync accept (R27)."""
    kinds = {stanza.kind for stanza in parse_header(header).stanzas}
    return bool(kinds & _POST_QUANTUM) and not is_mixed(header)


def _stanza_bytes(stanza: Stanza) -> bytes:
    """One stanza: its arguments, then the body in lines of 64 columns, the last one shorter."""
    if not stanza.arguments or not all(_ARGUMENT.fullmatch(argument) for argument in stanza.arguments):
        raise IntegrityFailure("age.header-stanza")
    body = unpadded.encode(stanza.body)
    lines = [body[start : start + _COLUMNS] for start in range(0, len(body) + 1, _COLUMNS)]
    return ("-> " + " ".join(stanza.arguments) + "\n" + "\n".join(lines) + "\n").encode("ascii")


def _check_version(line: bytes) -> None:
    """Version 1, another version of age, or no age file at all."""
    if line + b"\n" == VERSION_LINE:
        return
    if _VERSION.fullmatch(line):
        raise Unsupported("age.version")
    raise IntegrityFailure("age.header-version-line")


def _parse_stanzas(lines: list[bytes]) -> tuple[tuple[Stanza, ...], list[bytes]]:
    """All stanzas, and the lines after them."""
    stanzas: list[Stanza] = []
    place = 0
    while place < len(lines) and not lines[place].startswith(_MAC_MARK):
        stanza, place = _parse_stanza(lines, place)
        stanzas.append(stanza)
        if len(stanzas) > MAX_STANZAS:
            raise IntegrityFailure("age.header-size", limit=MAX_STANZAS)
    if not stanzas:
        raise IntegrityFailure("age.header-stanza")
    return tuple(stanzas), lines[place:]


def _parse_stanza(lines: list[bytes], place: int) -> tuple[Stanza, int]:
    """The stanza that begins at ``lines[place]`` and the place after it."""
    if not lines[place].startswith(_STANZA_MARK):
        raise IntegrityFailure("age.header-stanza")
    arguments = _ascii(lines[place][len(_STANZA_MARK) :]).split(" ")
    if not all(_ARGUMENT.fullmatch(argument) for argument in arguments):
        raise IntegrityFailure("age.header-stanza")
    body: list[str] = []
    for number in range(place + 1, len(lines)):
        body.append(_ascii(lines[number]))
        if len(body[-1]) > _COLUMNS:
            break
        if len(body[-1]) < _COLUMNS:
            return Stanza(tuple(arguments), unpadded.decode("".join(body))), number + 1
    raise IntegrityFailure("age.header-stanza")


def _parse_mac(line: bytes) -> bytes:
    """The 32 bytes of the line ``--- <base64>``."""
    mark, space, mac = line[:3], line[3:4], line[4:]
    if mark != _MAC_MARK or space != b" ":
        raise IntegrityFailure("age.header-mac-line")
    return unpadded.decode(_ascii(mac), _MAC_LENGTH)


def _ascii(line: bytes) -> str:
    """Text of a header line, which is never anything but ASCII."""
    if not line.isascii():
        raise IntegrityFailure("age.header-stanza")
    return line.decode("ascii")
