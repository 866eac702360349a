"""Entries of the custody ledger: the bytes of a leaf (docs/spec/ledger.md; R16, R18, R26, R33).

A leaf is canonical JSON; what is stored is what is hashed. It never holds names or free text: those
stand in its detail (``detail``), whose digest it carries, or are committed to under a salt.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, fields

from field_doc.base.clock import Instant
from field_doc.base.errors import Bug, IntegrityFailure, Unsupported
from field_doc.base.ids import RandomBytes
from field_doc.formats import canonical, merkle
from field_doc.formats.canonical import JSON
from field_doc.formats.detail import (
    Detail,
    DetailMember,
    DisclosedDetail,
    detail_bytes,
    detail_digest,
    disclose,
    member_digest,
    parse_detail,
    parse_disclosed,
    verify_detail,
)
from field_doc.formats.events import EVENTS, Event
from field_doc.formats.labels import CASE_COMMITMENT, COMMITMENT, LEAF, Label
from field_doc.formats.leaf_rules import NONCE_BYTES, broken_rule, is_event_code, is_term

__all__ = [
    "EVENTS",
    "Detail",
    "DetailMember",
    "DisclosedDetail",
    "Event",
    "Leaf",
    "commit",
    "commit_case",
    "detail_bytes",
    "detail_digest",
    "disclose",
    "is_term",
    "leaf_bytes",
    "leaf_digest",
    "member_digest",
    "new_leaf",
    "parse_detail",
    "parse_disclosed",
    "parse_leaf",
    "verify_detail",
]

MAX_LEAF_BYTES = 8192
MIN_SALT_BYTES = 16


@dataclass(frozen=True, slots=True)
class Leaf:
    """One entry.

    Args:
        seq: position in the epoch, from 0; equals the leaf index of the tree.
        event: code out of ``EVENTS``.
        wall: wall clock, ISO 8601 with milliseconds and offset (what the machine believed).
        boot_id: UUID of the boot; ``boot_ms``: milliseconds since that boot, sleep included.
        terms: names to terms, codes, digests, UUIDs or decimal numbers.
        commitments: names to salted commitments (``commit``).
        nonce: 16 random bytes, so that a neighbour's hash confirms no guess (R18).
        detail: digest of the detail beside the tree, or None.
        case: salted code of the case; ``case_n``: this is the n-th entry of that case in this epoch,
            from 1; ``case_prev``: leaf digest of the one before (R16).

    """

    seq: int
    event: str
    wall: str
    boot_id: str
    boot_ms: int
    terms: Mapping[str, str] = field(default_factory=dict)
    commitments: Mapping[str, str] = field(default_factory=dict)
    nonce: bytes = b""
    detail: str | None = None
    case: str | None = None
    case_n: int | None = None
    case_prev: str | None = None


_MEMBERS = tuple(f.name for f in fields(Leaf))


def new_leaf(
    seq: int,
    event: str,
    now: Instant,
    *,
    terms: Mapping[str, str] | None = None,
    commitments: Mapping[str, str] | None = None,
    detail: str | None = None,
    case: tuple[str, int, str | None] | None = None,
    random: RandomBytes = secrets.token_bytes,
) -> Leaf:
    """A leaf at this moment, with fresh nonce. ``case`` = (commitment, n, digest of the one before)."""
    name, count, previous = case or (None, None, None)
    clocks = now.iso(), now.boot_id, now.boot_ms
    nonce = random(NONCE_BYTES)
    return Leaf(seq, event, *clocks, terms or {}, commitments or {}, nonce, detail, name, count, previous)


def leaf_bytes(leaf: Leaf) -> bytes:
    """The canonical bytes of an entry; raises ``Bug`` ``ledger.leaf-rule`` for what no entry may hold."""
    members = {name: getattr(leaf, name) for name in _MEMBERS}
    broken = broken_rule(members)
    if broken is not None:
        raise Bug("ledger.leaf-rule", member=broken)
    value: dict[str, JSON] = members | {
        "type": LEAF.text,
        "nonce": leaf.nonce.hex(),
        "terms": dict(leaf.terms),
        "commitments": dict(leaf.commitments),
    }
    data = canonical.encode(value)
    if len(data) > MAX_LEAF_BYTES:
        raise Bug("ledger.leaf-size", size=len(data))
    return data


def parse_leaf(data: bytes) -> Leaf:
    """The entry in stored or received bytes.

    Raises ``Unsupported`` for an entry of a later version (``ledger.leaf-version``,
    ``ledger.event-unknown``), ``IntegrityFailure`` ``ledger.leaf-malformed`` or ``canonical.*`` for
    everything else that ``leaf_bytes`` would not write.
    """
    value = canonical.decode(data, max_bytes=MAX_LEAF_BYTES, max_depth=3)
    if not isinstance(value, dict):
        raise IntegrityFailure("ledger.leaf-malformed", member="object")
    kind = value.pop("type", None)
    if kind != LEAF and isinstance(kind, str) and kind.startswith(LEAF.text.rpartition("/")[0] + "/"):
        raise Unsupported("ledger.leaf-version")
    if kind != LEAF or value.keys() != set(_MEMBERS):
        raise IntegrityFailure("ledger.leaf-malformed", member="members")
    if is_event_code(value["event"]) and value["event"] not in EVENTS:
        raise Unsupported("ledger.event-unknown")
    return _checked(value)


def _checked(value: Mapping[str, object]) -> Leaf:
    """A leaf out of the right members, once each has passed its rule."""
    members = dict(value)
    nonce = members["nonce"]
    try:
        members["nonce"] = bytes.fromhex(nonce) if isinstance(nonce, str) else b""
    except ValueError:
        members["nonce"] = b""
    broken = broken_rule(members)
    # bytes.fromhex reads upper case and blanks too; only the spelling that is written counts.
    if broken is None and Leaf(**members).nonce.hex() != nonce:  # type: ignore[arg-type]
        broken = "nonce"
    if broken is not None:
        raise IntegrityFailure("ledger.leaf-malformed", member=broken)
    return Leaf(**members)  # type: ignore[arg-type]


def leaf_digest(data: bytes) -> str:
    """``sha256:`` and hex of the leaf hash: how ``case_prev`` and people name an entry."""
    return "sha256:" + merkle.leaf_hash(data).hex()


def _commit(label: Label, salt: bytes, content: str) -> str:
    if len(salt) < MIN_SALT_BYTES:
        raise Bug("ledger.salt-short", length=len(salt))
    mac = hmac.new(salt, label.data + b"\0" + content.encode("utf-8"), hashlib.sha256)
    return "hmac-sha256:" + mac.hexdigest()


def commit(salt: bytes, content: str) -> str:
    """Commitment to ``content``: HMAC-SHA256(salt, label || 0x00 || UTF-8), salt of 16 bytes or more.

    Whoever is given salt and content can check it; without the salt no guess can be confirmed, and
    with the salt erased the entry names nothing any more (R12).
    """
    return _commit(COMMITMENT, salt, content)


def commit_case(salt: bytes, case_id: str) -> str:
    """The ``case`` member: the same for all entries of a case under one salt, unlinkable without it."""
    return _commit(CASE_COMMITMENT, salt, case_id)
