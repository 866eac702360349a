"""JWS compact serialization (RFC 7515) with one algorithm, one key and nothing optional.

``alg`` is exactly ``Ed25519`` (RFC 9864; the older ``EdDSA`` is refused), the header has exactly
``alg``, ``kid`` and ``typ``, header and payload are canonical JSON. Sealed versions and disclosure
statements stand on it. The algorithm is never chosen by what the artefact says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from field_doc.base.errors import IntegrityFailure
from field_doc.formats import canonical
from field_doc.formats.base64text import b64url, from_b64url

if TYPE_CHECKING:
    from field_doc.formats.canonical import JSON
    from field_doc.formats.keys import SigningKey, VerifyKey
    from field_doc.formats.labels import Label

ALGORITHM = "Ed25519"
MAX_HEADER_BYTES = 1024
_SIGNATURE_BYTES = 64


def sign(typ: Label, claims: dict[str, JSON], key: SigningKey) -> str:
    """``header.payload.signature``; for the module that owns ``typ``, which builds ``claims`` from a value.

    Raises:
        InputProblem: ``canonical.*``.
        Bug: ``key.wrong-purpose``.

    """
    header: dict[str, JSON] = {"alg": ALGORITHM, "kid": key.public.thumbprint(), "typ": str(typ)}
    signed = f"{b64url(canonical.encode(header))}.{b64url(canonical.encode(claims))}"
    return f"{signed}.{b64url(key.sign_as(typ, signed.encode('ascii')))}"


def verify(text: str, typ: Label, key: VerifyKey, *, max_chars: int) -> dict[str, JSON]:
    """The claims of a JWS signed by ``key`` as ``typ``.

    Raises:
        IntegrityFailure: ``jws.form``, ``jws.size``, ``jws.alg``, ``jws.typ``, ``jws.crit``, ``jws.header``,
            ``jws.other-key``, ``jws.signature``, ``jws.claims``, ``canonical.*``.

    """
    header, signature = _open_header(text, typ, max_chars)
    if header["kid"] != key.thumbprint():
        raise IntegrityFailure("jws.other-key")
    signed = text.rpartition(".")[0].encode("ascii")
    if not key.verifies(typ, signed, signature):
        raise IntegrityFailure("jws.signature")
    return _claims(text, max_chars)


def peek(text: str, typ: Label, *, max_chars: int) -> dict[str, JSON]:
    """The claims WITHOUT checking the signature; for shaping a presentation and for nothing else."""
    _open_header(text, typ, max_chars)
    return _claims(text, max_chars)


def key_id(text: str, typ: Label, *, max_chars: int) -> str:
    """Thumbprint of the key the JWS says it was signed with, so that the caller can look for that key."""
    kid = _open_header(text, typ, max_chars)[0]["kid"]
    if not isinstance(kid, str):
        raise IntegrityFailure("jws.header")
    return kid


def _open_header(text: str, typ: Label, max_chars: int) -> tuple[dict[str, JSON], bytes]:
    """The header, its members checked, and the signature bytes."""
    if len(text) > max_chars:
        raise IntegrityFailure("jws.size", size=len(text), limit=max_chars)
    pieces = text.split(".")
    if len(pieces) != 3 or not text.isascii():
        raise IntegrityFailure("jws.form")
    header = _object(pieces[0], MAX_HEADER_BYTES)
    _check_header(header, typ)
    signature = from_b64url(pieces[2])
    if signature is None or len(signature) != _SIGNATURE_BYTES:
        raise IntegrityFailure("jws.signature")
    return header, signature


def _check_header(header: dict[str, JSON], typ: Label) -> None:
    """Exactly our three members; ``crit`` has its own word because it asks a reader to do more."""
    if "crit" in header:
        raise IntegrityFailure("jws.crit")
    if header.get("alg") != ALGORITHM:
        raise IntegrityFailure("jws.alg")
    if header.get("typ") != str(typ):
        raise IntegrityFailure("jws.typ")
    if header.keys() != {"alg", "kid", "typ"}:
        raise IntegrityFailure("jws.header")


def _claims(text: str, max_chars: int) -> dict[str, JSON]:
    """The payload."""
    return _object(text.split(".")[1], max_chars)


def _object(piece: str, max_bytes: int) -> dict[str, JSON]:
    """A canonical JSON object in base64url."""
    data = from_b64url(piece)
    if data is None:
        raise IntegrityFailure("jws.form")
    value = canonical.decode(data, max_bytes=max_bytes)
    if not isinstance(value, dict):
        raise IntegrityFailure("jws.form")
    return value
