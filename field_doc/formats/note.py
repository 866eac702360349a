"""C2SP signed-note v1.0.0: text, blank line, signature lines (c2sp.org/signed-note).

Only the frame: which keys count, and what the text says, is for ``checkpoint`` and ``cosignature``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from field_doc.base.errors import Bug, IntegrityFailure
from field_doc.formats.base64text import b64, from_b64

ED25519 = 0x01
ML_DSA_44 = 0x06
KEY_ID_BYTES = 4
# The specification demands at least 16 signatures; a line with ML-DSA-44 has 3.3 KB.
MAX_SIGNATURES = 32
MAX_NOTE_BYTES = 256 * 1024
_MARK = "\N{EM DASH} "


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """One line under a note: key name, key ID (4 bytes) and the signature bytes of its type."""

    name: str
    key_id: bytes
    signature: bytes

    def text(self) -> str:
        """The line with its newline."""
        return f"{_MARK}{self.name} {b64(self.key_id + self.signature)}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """``text`` ends in a newline and is what the signatures cover."""

    text: str
    lines: tuple[SignatureLine, ...]

    def by(self, name: str, key_id: bytes) -> tuple[SignatureLine, ...]:
        """Lines that claim to be made by that key; all others a verifier ignores."""
        return tuple(line for line in self.lines if line.name == name and line.key_id == key_id)


def key_id(name: str, kind: int, public: bytes) -> bytes:
    """SHA-256(name || 0x0A || signature type || public key)[:4]."""
    return hashlib.sha256(name.encode("utf-8") + b"\n" + bytes([kind]) + public).digest()[:KEY_ID_BYTES]


def verifier_key(name: str, kind: int, public: bytes) -> str:
    """The key as a ``vkey`` (name+hex ID+base64), for other people's tlog tools."""
    return f"{name}+{key_id(name, kind, public).hex()}+{b64(bytes([kind]) + public)}"


def parse_verifier_key(text: str) -> tuple[str, int, bytes]:
    """(name, signature type, public key) of a ``vkey`` whose ID fits; else ``IntegrityFailure``."""
    name, _, rest = text.partition("+")
    found, _, encoded = rest.partition("+")
    material = from_b64(encoded)
    if not valid_name(name) or not material or len(material) < 2:
        raise IntegrityFailure("note.verifier-key")
    kind, public = material[0], material[1:]
    if key_id(name, kind, public).hex() != found:
        raise IntegrityFailure("note.verifier-key")
    return name, kind, public


def valid_name(name: str) -> bool:
    """Not empty, without Unicode spaces, plus signs or control characters."""
    return bool(name) and name.isprintable() and "+" not in name and not any(map(str.isspace, name))


def _valid_text(text: str) -> bool:
    """Ends in a newline and holds no other control character."""
    return text.endswith("\n") and not any(char < " " and char != "\n" for char in text)


def write(text: str, lines: Iterable[SignatureLine]) -> str:
    """The signed note."""
    signatures = "".join(line.text() for line in lines)
    if not _valid_text(text) or not signatures:
        raise Bug("note.not-a-note")
    return f"{text}\n{signatures}"


def parse(data: str | bytes) -> Note:
    """Split a note into text and lines; checks the frame, no signature.

    Raises ``IntegrityFailure`` ``note.malformed``.
    """
    if len(data) > MAX_NOTE_BYTES:
        raise IntegrityFailure("note.malformed", part="size")
    try:
        whole = data if isinstance(data, str) else data.decode("utf-8")
    except UnicodeDecodeError:
        raise IntegrityFailure("note.malformed", part="encoding") from None
    body, blank, under = whole.rpartition("\n\n")
    text = body + "\n"
    if not blank or not _valid_text(text) or not _valid_text(under):
        raise IntegrityFailure("note.malformed", part="text")
    signatures = under[:-1].split("\n")
    if len(signatures) > MAX_SIGNATURES:
        raise IntegrityFailure("note.malformed", part="count")
    return Note(text, tuple(_line(signature) for signature in signatures))


def _line(text: str) -> SignatureLine:
    """One signature line; its base 64 has one spelling only."""
    name, _, encoded = text.removeprefix(_MARK).partition(" ")
    data = from_b64(encoded)
    well_formed = text.startswith(_MARK) and valid_name(name)
    if not well_formed or data is None or len(data) <= KEY_ID_BYTES:
        raise IntegrityFailure("note.malformed", part="signature")
    return SignatureLine(name, data[:KEY_ID_BYTES], data[KEY_ID_BYTES:])
