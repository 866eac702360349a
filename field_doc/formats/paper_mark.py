"""The control mark of a printed statement: a short name for the text on the sheets (docs/spec/paper.md).

A mark is 11 characters of Crockford's base 32 and a check character, ``7K3Q-C9TF-2M1X``: the first 55 bits of a
SHA-256. Two kinds, under two labels, so that one can never pass for the other:

* of a sealed version: over the digest of the version's JWT. Whoever has the version can compute it.
* of a draft: over the record's code and the paragraphs as printed. If that text is sealed unchanged, the mark can be
  computed from the sealed version again, and so a page signed as a draft still belongs to exactly that text.

A mark names a text; it proves nothing by itself. 55 bits: finding another text with the mark of a given one takes
about 2^55 tries, and such a text would have to stand in a version sealed under the same code.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

from field_doc.base.ids import ALPHABET, check_character
from field_doc.formats import canonical
from field_doc.formats.labels import PAPER_TEXT_MARK, PAPER_VERSION_MARK, Label

_BODY = 11
_BITS = 5 * _BODY
_READ_AS = str.maketrans("ILOІОСЕНКМРТХАВУ", "1101 0CEHKMPTXABY".replace(" ", ""))
_MARK = re.compile(r"[0-9A-Z]{12}")


def version_mark(jwt_digest: str) -> str:
    """The mark of a sealed version, from the digest of its JWT (``sha256:…``)."""
    return _mark(PAPER_VERSION_MARK, jwt_digest.encode("ascii"))


def text_mark(code: str, paragraphs: Sequence[str]) -> str:
    """The mark of a draft's text: code and paragraphs as they are printed, in canonical JSON (RFC 8785)."""
    return _mark(PAPER_TEXT_MARK, canonical.encode([code, *paragraphs]))


def read_mark(typed: str) -> str | None:
    """The mark somebody typed or scanned, in its canonical spelling; None if it is none."""
    plain = re.sub(r"[\s-]", "", typed.upper()).translate(_READ_AS)
    if not _MARK.fullmatch(plain) or not set(plain) <= set(ALPHABET):
        return None
    return _grouped(plain) if check_character(plain[:_BODY]) == plain[_BODY] else None


def _mark(label: Label, data: bytes) -> str:
    number = int.from_bytes(hashlib.sha256(label.data + b"\0" + data).digest(), "big") >> (256 - _BITS)
    body = "".join(ALPHABET[(number >> shift) & 31] for shift in range(_BITS - 5, -1, -5))
    return _grouped(body + check_character(body))


def _grouped(plain: str) -> str:
    return "-".join(plain[start : start + 4] for start in range(0, len(plain), 4))
