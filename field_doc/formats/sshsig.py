"""OpenSSH signatures (PROTOCOL.sshsig, version 1), Ed25519 with SHA-512, for ``ssh-keygen -Y verify``.

Signing takes typed values whose namespace is registered in ``labels``; the namespace stands inside
the signed bytes, so a signature of one namespace is none in another.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from field_doc.base.errors import Bug, IntegrityFailure
from field_doc.formats import canonical
from field_doc.formats.base64text import b64, from_b64
from field_doc.formats.canonical import JSON
from field_doc.formats.framing import ssh_string
from field_doc.formats.keys import ED25519_SIGNATURE_BYTES, SigningKey, VerifyKey
from field_doc.formats.labels import NS_TAG_MANIFEST, SSHSIG, Kind, Label

VERSION = 1
KEY_TYPE = b"ssh-ed25519"
HASH = b"sha512"
LINE = 70
MAX_ARMOR_CHARS = 4096
_BEGIN = "-----BEGIN SSH SIGNATURE-----\n"
_END = "-----END SSH SIGNATURE-----\n"
_PRINCIPAL = re.compile(r"[A-Za-z0-9._@:+/-]{1,200}")


@dataclass(frozen=True, slots=True)
class TagManifest:
    """Bytes of the tag manifest of a bag (``tagmanifest-sha256.txt``), exactly as they lie in it."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Statement:
    """A JSON statement under a registered namespace; what is signed is its canonical form."""

    namespace: Label
    value: JSON

    def data(self) -> bytes:
        """The bytes to store and to give to ``ssh-keygen``."""
        return canonical.encode(self.value)


def _public_blob(key: VerifyKey) -> bytes:
    """RFC 8709 section 4."""
    return ssh_string(KEY_TYPE) + ssh_string(key.raw)


def _signed_data(namespace: Label, data: bytes) -> bytes:
    """What the key signs: magic, namespace, reserved, hash name, SHA-512 of the data."""
    parts = (namespace.data, b"", HASH, hashlib.sha512(data).digest())
    return SSHSIG.data + b"".join(map(ssh_string, parts))


def _sign(namespace: Label, data: bytes, key: SigningKey) -> str:
    if namespace.kind is not Kind.SSH_NAMESPACE:
        raise Bug("sshsig.namespace", label=str(namespace))
    signature = ssh_string(KEY_TYPE) + ssh_string(key.sign_as(namespace, _signed_data(namespace, data)))
    parts = (_public_blob(key.public), namespace.data, b"", HASH, signature)
    return _armor(SSHSIG.data + VERSION.to_bytes(4, "big") + b"".join(map(ssh_string, parts)))


def sign_tag_manifest(manifest: TagManifest, key: SigningKey) -> str:
    """Armored signature for ``tagmanifest.sig``, which lies outside the bag."""
    return _sign(NS_TAG_MANIFEST, manifest.data, key)


def sign_statement(statement: Statement, key: SigningKey) -> str:
    """Armored signature over the canonical bytes of a statement."""
    return _sign(statement.namespace, statement.data(), key)


def _armor(blob: bytes) -> str:
    text = b64(blob)
    lines = (text[start : start + LINE] for start in range(0, len(text), LINE))
    return _BEGIN + "".join(line + "\n" for line in lines) + _END


def _dearmor(armored: str) -> bytes:
    """The blob of an armored signature; line ends may have been rewritten on the way, nothing else."""
    text = armored.replace("\r\n", "\n")
    if len(text) > MAX_ARMOR_CHARS or not text.startswith(_BEGIN) or not text.endswith(_END):
        raise IntegrityFailure("sshsig.malformed", part="armor")
    blob = from_b64(text[len(_BEGIN) : -len(_END)].replace("\n", ""))
    if blob is None:
        raise IntegrityFailure("sshsig.malformed", part="armor")
    return blob


def _strings(blob: bytes) -> list[bytes]:
    """Split SSH strings; refuses lengths that do not add up."""
    found = []
    while blob:
        length = int.from_bytes(blob[:4], "big")
        if len(blob) < 4 + length:
            raise IntegrityFailure("sshsig.malformed", part="length")
        found.append(blob[4 : 4 + length])
        blob = blob[4 + length :]
    return found


def verify(armored: str, data: bytes, namespace: Label, key: VerifyKey) -> None:
    """Raise ``IntegrityFailure`` unless ``key`` signed ``data`` in ``namespace``.

    Codes: ``sshsig.malformed``, ``sshsig.other-namespace``, ``sshsig.other-key``, ``sshsig.signature``.
    The key comes from a trust anchor, never from the signature itself (R01).
    """
    blob = _dearmor(armored)
    magic = SSHSIG.data + VERSION.to_bytes(4, "big")
    parts = _strings(blob.removeprefix(magic)) if blob.startswith(magic) else []
    if len(parts) != 5 or parts[2:4] != [b"", HASH]:
        raise IntegrityFailure("sshsig.malformed", part="blob")
    public, found, _, _, signature = parts
    if found != namespace.data:
        raise IntegrityFailure("sshsig.other-namespace")
    if public != _public_blob(key):
        raise IntegrityFailure("sshsig.other-key")
    pieces = _strings(signature)
    if len(pieces) != 2 or pieces[0] != KEY_TYPE or len(pieces[1]) != ED25519_SIGNATURE_BYTES:
        raise IntegrityFailure("sshsig.malformed", part="signature")
    if not key.verifies(namespace, _signed_data(namespace, data), pieces[1]):
        raise IntegrityFailure("sshsig.signature")


def public_key_line(key: VerifyKey) -> str:
    """``ssh-ed25519 AAAA…``, as in a ``.pub`` file, without comment or newline."""
    return f"{KEY_TYPE.decode()} {b64(_public_blob(key))}"


def _day(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%d%H%M%SZ")


def allowed_signers_line(
    principal: str,
    key: VerifyKey,
    namespaces: Iterable[Label],
    valid_after: datetime | None = None,
    valid_before: datetime | None = None,
) -> str:
    """One line of an ``allowed_signers`` file (ssh-keygen(1)), with newline.

    ``principal`` is a code, never a name. The file belongs to the trust file, never into the bag.
    """
    spaces = list(namespaces)
    fitting = all(space.kind is Kind.SSH_NAMESPACE and key.purpose in space.purposes for space in spaces)
    if not _PRINCIPAL.fullmatch(principal) or not spaces or not fitting:
        raise Bug("sshsig.allowed-signer")
    options = [f'namespaces="{",".join(spaces)}"']
    if valid_after is not None:
        options.append(f'valid-after="{_day(valid_after)}"')
    if valid_before is not None:
        options.append(f'valid-before="{_day(valid_before)}"')
    return f"{principal} {','.join(options)} {public_key_line(key)}\n"
