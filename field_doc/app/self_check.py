"""Looks at the program itself: known answers of every format, versions and floors, this machine.

Needs no vault. A *failure* means the program must not be trusted here; a *notice* is something a
person should know (no disk encryption, swap on: SECURITY.md says what then is not promised).
"""

from __future__ import annotations

import hashlib
import platform
import re
import sqlite3
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Literal

from field_doc import __version__
from field_doc.base import hardening
from field_doc.base.clock import SystemClock
from field_doc.base.errors import FieldDocError
from field_doc.base.i18n import LANGUAGES, Words
from field_doc.base.paths import resources
from field_doc.decode.client import Decoder
from field_doc.formats import age, canonical, checkpoint, labels, merkle, sdjwt
from field_doc.formats.keys import LogKeys, Purpose, SigningKey
from field_doc.schema import registry
from field_doc.vault import database, kdf, shares

State = Literal["ok", "notice", "failed"]
_FLOORS = {"cryptography": (50, 0), "sqlcipher3": (0, 6, 4), "pillow": (13, 0), "reportlab": (5, 1), "pyhanko": (0, 38)}
_SQLCIPHER_FLOOR = (4, 19)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: its name, whether it holds, and a figure or word for people."""

    name: str
    state: State
    detail: str = ""


def run() -> tuple[Check, ...]:
    """All checks, in a fixed order; none raises."""
    acts: tuple[tuple[str, Callable[[], Check]], ...] = (
        ("versions", _versions),
        ("sqlcipher", _sqlcipher),
        ("canonical-json", _canonical),
        ("age", _age),
        ("merkle-tree", _merkle),
        ("signatures", _signatures),
        ("sealed-version", _sealed),
        ("recovery-shares", _shares),
        ("argon2id-child", _argon2id),
        ("decoder-child", _decoder),
        ("schemas", _schemas),
        ("catalogues", _catalogues),
        ("fonts", _fonts),
        ("process", _process),
        ("swap", _swap),
        ("disk-encryption", _disk_encryption),
    )
    return tuple(_guarded(name, act) for name, act in acts)


def _guarded(name: str, act: Callable[[], Check]) -> Check:
    try:
        return act()
    except FieldDocError as error:
        return Check(name, "failed", error.code)
    except Exception as error:  # noqa: BLE001 (a self-check reports everything, whatever it is)
        return Check(name, "failed", type(error).__name__)


def _hold(name: str, holds: bool, detail: str = "") -> Check:
    return Check(name, "ok" if holds else "failed", detail)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(n) for n in re.findall(r"\d+", version)[:3])


def _versions() -> Check:
    found = {name: metadata.version(name) for name in _FLOORS}
    low = [name for name, floor in _FLOORS.items() if _numbers(found[name]) < floor]
    text = ", ".join(f"{name} {version}" for name, version in found.items())
    where = f"field-doc {__version__}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {text}"
    return _hold("versions", not low, where)


def _sqlcipher() -> Check:
    version, provider = database.cipher_versions()
    return _hold("sqlcipher", _numbers(version) >= _SQLCIPHER_FLOOR, f"{version}, {provider}")


def _canonical() -> Check:
    data = canonical.encode({"б".encode().hex(): [1, True, None], "a": "є\u20ac"})
    return _hold("canonical-json", data == b'{"a":"\xd1\x94\xe2\x82\xac","d0b1":[1,true,null]}')


def _age() -> Check:
    identity, other = age.HybridIdentity.generate(), age.HybridIdentity.generate()
    sealed = age.encrypt_bytes(b"known answer", [identity.recipient()])
    opened = age.decrypt_bytes(sealed, [age.HybridIdentity.from_text(identity.text())])
    try:
        age.decrypt_bytes(sealed, [other])
    except FieldDocError:
        return _hold("age", opened == b"known answer")
    return _hold("age", False)


def _merkle() -> Check:
    # RFC 6962 tree of the three leaves "", 0x00, 0x10: root as in its test data.
    frontier = merkle.Frontier()
    for leaf in (b"", b"\x00", b"\x10"):
        frontier.append(merkle.leaf_hash(leaf))
    known = "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"
    return _hold("merkle-tree", frontier.root().hex() == known)


def _signatures() -> Check:
    # RFC 8032, section 7.1, test 1: the public key of a known seed.
    seed = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    known = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    if SigningKey.from_seed(Purpose.RECORD, seed).public.raw.hex() != known:
        return _hold("signatures", False, "Ed25519")
    keys = LogKeys.generate()
    head = checkpoint.Checkpoint(checkpoint.new_origin(labels.DEVICE_LOG_ORIGIN), 0, merkle.EMPTY_ROOT)
    note = checkpoint.sign_outgoing(head, keys)
    opened = checkpoint.open_checkpoint(note, keys.ed.public, keys.pq.public_raw)
    return _hold("signatures", opened == head, "Ed25519, ML-DSA-44")


def _sealed() -> Check:
    key = SigningKey.generate(Purpose.RECORD)
    version = sdjwt.RecordVersion(
        record_id="00000000-0000-4000-8000-000000000000",
        type="incident",
        schema="incident.v1",
        code="I-7K3Q-" + _check_character("7K3Q"),
        version=1,
        supersedes=None,
        sealed_at=SystemClock().now().wall.isoformat(timespec="seconds"),
        device=key.public.thumbprint(),
        epoch=checkpoint.new_origin(labels.DEVICE_LOG_ORIGIN),
        complete=False,
        reason=None,
        fields={"title": "known answer"},
        attachments=[],
    )
    sealed = sdjwt.seal(version, key)
    return _hold("sealed-version", sdjwt.open_complete(sdjwt.parse(sealed.text()), key.public) == version)


def _check_character(body: str) -> str:
    from field_doc.base.ids import check_character

    return check_character(body)


def _shares() -> Check:
    secret = hashlib.sha256(b"known answer").digest()
    mnemonics = shares.split(secret, 2, 3)
    return _hold("recovery-shares", shares.combine([mnemonics[2], mnemonics[0]]) == secret)


def _argon2id() -> Check:
    # cryptography's own Argon2id in this process against the child: same 32 bytes.
    from field_doc.vault.kdf_child import answer, pack_request

    salt = bytes(16)
    here = answer(pack_request(b"known", salt, kdf.MEMORY_KIB_MIN, 1, 1))
    return _hold("argon2id-child", kdf.derive("known", salt, kdf.KdfParameters(kdf.MEMORY_KIB_MIN, 1, 1)) == here)


def _decoder() -> Check:
    with Decoder() as decoder:
        protections, acts = decoder.self_check()
    allowed = [name for name, outcome in acts.items() if outcome == "allowed"]
    state: State = "notice" if allowed else "ok"
    return Check("decoder-child", state, ", ".join(protections) or "none")


def _schemas() -> Check:
    return _hold("schemas", True, ", ".join(registry.load().types))


def _catalogues() -> Check:
    return _hold("catalogues", all(Words(lang).has_label("type", "incident") for lang in LANGUAGES), "uk, en")


def _fonts() -> Check:
    fonts = sorted(p.name for p in (resources() / "fonts").glob("*.ttf"))
    return _hold("fonts", any(name.startswith("NotoSans-Regular") for name in fonts), ", ".join(fonts))


def _process() -> Check:
    """No core dumps, not readable by other processes of the same user."""
    in_force = hardening.state()
    missing = [name for name, on in in_force.items() if not on]
    text = ", ".join(name for name, on in in_force.items() if on)
    return Check("process", "notice" if missing or not in_force else "ok", text)


def _swap() -> Check:
    """Swap and hibernation can hold keys (R19)."""
    table = Path("/proc/swaps")
    if not sys.platform.startswith("linux") or not table.exists():
        return Check("swap", "notice", "unknown")
    used = len(table.read_text(encoding="ascii", errors="replace").splitlines()) > 1
    return Check("swap", "notice" if used else "ok", "on" if used else "off")


def _disk_encryption() -> Check:
    """Whether some disk of this machine is a dm-crypt device; says nothing of where a vault lies."""
    blocks = Path("/sys/block")
    if not sys.platform.startswith("linux") or not blocks.exists():
        return Check("disk-encryption", "notice", "unknown")
    uuids = [p.read_text(encoding="ascii", errors="replace") for p in blocks.glob("dm-*/dm/uuid")]
    found = any(uuid.startswith("CRYPT-") for uuid in uuids)
    return Check("disk-encryption", "ok" if found else "notice", "found" if found else "not found")
