"""Reading of ASCII armor: strict PEM (RFC 7468 §3) around a binary age file (C2SP age.md, "ASCII armor").

Only blanks before and after the block and CRLF line ends are forgiven; one file has one spelling.
"""

from __future__ import annotations

import base64
import binascii

from field_doc.base.errors import IntegrityFailure

BEGIN = b"-----BEGIN AGE ENCRYPTED FILE-----"
END = b"-----END AGE ENCRYPTED FILE-----"
_COLUMNS = 64
_BLANKS = b" \t\r\n"


def is_armored(data: bytes) -> bool:
    """Whether ``data`` means to be armored: no binary age file begins like this."""
    return data.lstrip(_BLANKS).startswith(b"-----BEGIN")


def decode(data: bytes) -> bytes:
    """The binary age file inside the armor.

    Raises:
        IntegrityFailure: ``age.armor`` for anything a strict encoder would not have written.

    """
    lines = data.strip(_BLANKS).replace(b"\r\n", b"\n").split(b"\n")
    if len(lines) < 2 or lines[0] != BEGIN or lines[-1] != END:
        raise IntegrityFailure("age.armor")
    body = lines[1:-1]
    if any(len(line) != _COLUMNS for line in body[:-1]) or (body and not 0 < len(body[-1]) <= _COLUMNS):
        raise IntegrityFailure("age.armor")
    text = b"".join(body)
    try:
        binary = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise IntegrityFailure("age.armor") from None
    if base64.b64encode(binary) != text:
        raise IntegrityFailure("age.armor")
    return binary
