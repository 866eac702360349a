"""vault.json: eight equal slots, unused ones random, kinds hidden, the whole authenticated.

Specified in docs/spec/vault.md. One KDF run serves all slots: the passphrase key is tried on
every slot, so that the file tells neither how many slots are in use nor of which kind (R20, §14).
"""

from __future__ import annotations

import base64
import binascii
import hmac
import secrets
import struct
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from field_doc.base.errors import AccessRefused, IntegrityFailure, Unsupported
from field_doc.formats import canonical, labels
from field_doc.vault.derive import hkdf, hmac_sha256
from field_doc.vault.kdf import SALT_BYTES, KdfParameters

if TYPE_CHECKING:
    from collections.abc import Callable

FORMAT = "field-doc/vault/v1"
SLOTS = 8
KEY_BYTES = 32
_NONCE_BYTES = 12
_TAG_BYTES = 16
_PLAIN = struct.Struct(">B32s32s16s79x")  # kind, vault key, signing wrap key, slot id: 160 bytes
SLOT_BYTES = SALT_BYTES + _NONCE_BYTES + _PLAIN.size + _TAG_BYTES
MAX_HEADER_BYTES = 16 * 1024


class SlotKind(IntEnum):
    """Who a slot is for; known only after opening it."""

    PASSPHRASE = 1
    SHARES = 2


@dataclass(frozen=True, slots=True)
class SlotContent:
    """What a slot opens. ``signing_wrap`` is None unless the slot may sign (R03)."""

    kind: SlotKind
    vault_key: bytes
    signing_wrap: bytes | None
    slot_id: bytes


@dataclass(frozen=True, slots=True)
class Header:
    """vault.json, parsed. ``recipient`` is the vault's own age recipient: events while locked are sealed to it."""

    vault_id: str
    recipient: str
    kdf: KdfParameters
    kdf_salt: bytes
    slots: tuple[bytes, ...]
    mac: bytes

    def associated_data(self) -> bytes:
        """What every slot is bound to: everything but the slots and the MAC."""
        return labels.VAULT_SLOT_WRAP.data + b"\0" + canonical.encode(self._clear())

    def _clear(self) -> dict[str, canonical.JSON]:
        return {
            "format": FORMAT,
            "kdf": {
                "algorithm": "argon2id",
                "lanes": self.kdf.lanes,
                "memory_kib": self.kdf.memory_kib,
                "passes": self.kdf.passes,
                "salt": _b64(self.kdf_salt),
            },
            "recipient": self.recipient,
            "vault": self.vault_id,
        }

    def _authenticated(self) -> dict[str, canonical.JSON]:
        return {**self._clear(), "slots": [_b64(slot) for slot in self.slots]}

    def expected_mac(self, vault_key: bytes) -> bytes:
        """HMAC-SHA256 over the canonical header without its MAC."""
        key = hkdf(vault_key, labels.VAULT_HEADER_MAC)
        return hmac_sha256(key, canonical.encode(self._authenticated()))

    def authenticate(self, vault_key: bytes) -> None:
        """Refuse a header that this vault key did not write (R32)."""
        if not hmac.compare_digest(self.mac, self.expected_mac(vault_key)):
            raise IntegrityFailure("vault.header-changed")

    def to_bytes(self) -> bytes:
        """The file's bytes."""
        return canonical.encode({**self._authenticated(), "mac": _b64(self.mac)})


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def parse(data: bytes) -> Header:
    """Read vault.json; refuses anything the specification does not allow."""
    document = canonical.decode(data, max_bytes=MAX_HEADER_BYTES, max_depth=4)
    if not isinstance(document, dict) or not isinstance(document.get("format"), str):
        raise IntegrityFailure("vault.header-malformed")
    if document["format"] != FORMAT:
        raise Unsupported("vault.newer-format")
    try:
        return _build(document)
    except (KeyError, TypeError, ValueError, binascii.Error) as error:
        raise IntegrityFailure("vault.header-malformed") from error


def _build(document: dict[str, canonical.JSON]) -> Header:
    if set(document) != {"format", "kdf", "mac", "recipient", "slots", "vault"}:
        raise IntegrityFailure("vault.header-malformed")
    kdf, slots = document["kdf"], document["slots"]
    if not isinstance(kdf, dict) or not isinstance(slots, list) or kdf.get("algorithm") != "argon2id":
        raise IntegrityFailure("vault.header-malformed")
    # What is authenticated is made anew from the values read: nothing may stand in the file that is not read.
    texts = (document["vault"], document["recipient"])
    if set(kdf) != {"algorithm", "lanes", "memory_kib", "passes", "salt"} or not all(isinstance(t, str) for t in texts):
        raise IntegrityFailure("vault.header-malformed")
    numbers = [kdf[name] for name in ("memory_kib", "passes", "lanes")]
    if not all(isinstance(n, int) and not isinstance(n, bool) for n in numbers):
        raise IntegrityFailure("vault.header-malformed")
    decoded = tuple(_unb64(slot) for slot in slots)
    salt, mac = _unb64(kdf["salt"]), _unb64(document["mac"])
    lengths = [len(slot) for slot in decoded]
    if lengths != [SLOT_BYTES] * SLOTS or len(salt) != SALT_BYTES or len(mac) != KEY_BYTES:
        raise IntegrityFailure("vault.header-malformed")
    parameters = KdfParameters(*[int(str(n)) for n in numbers])
    parameters.check()
    return Header(str(document["vault"]), str(document["recipient"]), parameters, salt, decoded, mac)


def _unb64(text: canonical.JSON) -> bytes:
    if not isinstance(text, str):
        raise IntegrityFailure("vault.header-malformed")
    data = base64.b64decode(text, validate=True)
    if _b64(data) != text:  # unused bits set: another spelling of the same bytes
        raise IntegrityFailure("vault.header-malformed")
    return data


def _slot_key(secret: bytes, slot_salt: bytes) -> bytes:
    return hkdf(secret, labels.VAULT_SLOT, salt=slot_salt)


def seal_slot(header: Header, secret: bytes, content: SlotContent, random: Callable[[int], bytes]) -> bytes:
    """One slot's bytes: salt, nonce, ChaCha20-Poly1305 over the fixed-length content."""
    salt, nonce = random(SALT_BYTES), random(_NONCE_BYTES)
    wrap = content.signing_wrap or bytes(KEY_BYTES)
    plain = _PLAIN.pack(content.kind, content.vault_key, wrap, content.slot_id)
    sealed = ChaCha20Poly1305(_slot_key(secret, salt)).encrypt(nonce, plain, header.associated_data())
    return salt + nonce + sealed


def open_slot(header: Header, secret: bytes) -> tuple[int, SlotContent]:
    """Try a secret (KDF output or recovered slot key) on every slot.

    Raises:
        AccessRefused: no slot opens with it.
        IntegrityFailure: a slot opens, but the header was changed.

    """
    found: tuple[int, SlotContent] | None = None
    for number, slot in enumerate(header.slots):
        # Every slot is tried, hit or not: the time taken does not tell which one was ours.
        content = _try_slot(header, secret, slot)
        found = found or ((number, content) if content else None)
    if found is None:
        raise AccessRefused("vault.passphrase-wrong")
    header.authenticate(found[1].vault_key)
    return found


def _try_slot(header: Header, secret: bytes, slot: bytes) -> SlotContent | None:
    salt, nonce, sealed = slot[:SALT_BYTES], slot[SALT_BYTES : SALT_BYTES + _NONCE_BYTES], slot[28:]
    try:
        plain = ChaCha20Poly1305(_slot_key(secret, salt)).decrypt(nonce, sealed, header.associated_data())
    except InvalidTag:
        return None
    kind, vault_key, wrap, slot_id = _PLAIN.unpack(plain)
    if kind not in list(SlotKind):
        raise Unsupported("vault.newer-format", slot_kind=kind)
    may_sign = any(wrap)
    return SlotContent(SlotKind(kind), vault_key, wrap if may_sign else None, slot_id)


def new_header(
    vault_id: str, recipient: str, kdf: KdfParameters, random: Callable[[int], bytes] = secrets.token_bytes
) -> Header:
    """A header with eight random slots and no MAC yet."""
    slots = tuple(random(SLOT_BYTES) for _ in range(SLOTS))
    return Header(vault_id, recipient, kdf, random(SALT_BYTES), slots, bytes(KEY_BYTES))


def with_slot(header: Header, number: int, slot: bytes, vault_key: bytes) -> Header:
    """The header with one slot rewritten and the MAC renewed."""
    slots = tuple(slot if i == number else old for i, old in enumerate(header.slots))
    changed = replace(header, slots=slots)
    return replace(changed, mac=changed.expected_mac(vault_key))
