"""Details of ledger entries: words beside the tree, disclosed or erased member by member (R18).

Each member has its own salt and digest; the leaf carries one digest over the sorted member digests.
Whoever is shown some members, and the bare digests of the others, can check them against the leaf and
learns nothing of what is withheld but how many members there are.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hmac import compare_digest

from field_doc.base.errors import Bug, InputProblem, IntegrityFailure
from field_doc.base.ids import RandomBytes
from field_doc.formats import canonical
from field_doc.formats.base64text import b64url, from_b64url
from field_doc.formats.canonical import JSON
from field_doc.formats.digest import sha256_text
from field_doc.formats.labels import DETAIL, DETAIL_FILE, DETAIL_MEMBER
from field_doc.formats.leaf_rules import is_digest

SALT_BYTES = 16
MAX_MEMBERS = 256
MAX_DETAIL_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class DetailMember:
    """One fact in words: ``name`` is ASCII, ``value`` JSON of our subset, ``salt`` 16 random bytes."""

    name: str
    value: JSON
    salt: bytes


@dataclass(frozen=True, slots=True)
class Detail:
    """All members of one entry's detail; names occur once."""

    members: tuple[DetailMember, ...]

    @classmethod
    def of(cls, values: Mapping[str, JSON], random: RandomBytes = secrets.token_bytes) -> Detail:
        """Members with fresh salts."""
        return cls(tuple(DetailMember(name, value, random(SALT_BYTES)) for name, value in values.items()))


@dataclass(frozen=True, slots=True)
class DisclosedDetail:
    """Some members in clear, the others as digests (``sha256:…``, sorted)."""

    members: tuple[DetailMember, ...]
    withheld: tuple[str, ...]


def member_digest(member: DetailMember) -> str:
    """Digest of one member: SHA-256 of canonical [label, salt, name, value]."""
    return sha256_text(canonical.encode([DETAIL_MEMBER.text, b64url(member.salt), member.name, member.value]))


def _over(digests: Iterable[str]) -> str:
    """Digest of a detail: SHA-256 of canonical [label, sorted member digests]."""
    return sha256_text(canonical.encode([DETAIL.text, list[JSON](sorted(digests))]))


def detail_digest(detail: Detail) -> str:
    """What the leaf carries."""
    return _over(member_digest(member) for member in detail.members)


def disclose(detail: Detail, names: Iterable[str]) -> DisclosedDetail:
    """Show the members with these names, withhold the others. Unknown names are a mistake of the caller."""
    wanted = set(names)
    if unknown := wanted - {member.name for member in detail.members}:
        raise InputProblem("ledger.detail-unknown-member", count=len(unknown))
    shown = tuple(member for member in detail.members if member.name in wanted)
    withheld = sorted(member_digest(member) for member in detail.members if member.name not in wanted)
    return DisclosedDetail(shown, tuple(withheld))


def verify_detail(disclosed: DisclosedDetail, digest: str) -> None:
    """Raise ``IntegrityFailure`` unless what is shown and what is withheld make up ``digest``."""
    shown = [member_digest(member) for member in disclosed.members]
    together = [*shown, *disclosed.withheld]
    if len(set(together)) != len(together):
        raise IntegrityFailure("ledger.detail-malformed", member="withheld")
    if not compare_digest(_over(together), digest):
        raise IntegrityFailure("ledger.detail-mismatch")


def _table(members: Iterable[DetailMember], withheld: Iterable[str]) -> dict[str, JSON]:
    shown: dict[str, JSON] = {m.name: [b64url(m.salt), m.value] for m in members}
    return {"type": DETAIL_FILE.text, "members": shown, "withheld": list[JSON](sorted(withheld))}


def detail_bytes(detail: Detail | DisclosedDetail) -> bytes:
    """Canonical bytes, as stored beside the tree or handed to somebody who may see a part."""
    withheld = detail.withheld if isinstance(detail, DisclosedDetail) else ()
    names = {member.name for member in detail.members}
    if len(names) != len(detail.members) or any(len(m.salt) != SALT_BYTES for m in detail.members):
        raise Bug("ledger.detail-rule")
    return canonical.encode(_table(detail.members, withheld))


def parse_disclosed(data: bytes) -> DisclosedDetail:
    """A detail of which a part may be withheld; says nothing about its digest (``verify_detail`` does)."""
    value = canonical.decode(data, max_bytes=MAX_DETAIL_BYTES)
    if not isinstance(value, dict) or value.keys() != {"type", "members", "withheld"}:
        raise IntegrityFailure("ledger.detail-malformed", member="members")
    members, withheld = value["members"], value["withheld"]
    if value["type"] != DETAIL_FILE or not isinstance(members, dict) or not isinstance(withheld, list):
        raise IntegrityFailure("ledger.detail-malformed", member="type")
    if len(members) + len(withheld) > MAX_MEMBERS:
        raise IntegrityFailure("ledger.detail-malformed", member="count")
    return DisclosedDetail(tuple(_member(*item) for item in members.items()), _digests(withheld))


def _member(name: str, pair: JSON) -> DetailMember:
    if not isinstance(pair, list) or len(pair) != 2 or not isinstance(pair[0], str):
        raise IntegrityFailure("ledger.detail-malformed", member="pair")
    salt = from_b64url(pair[0])
    if salt is None or len(salt) != SALT_BYTES:
        raise IntegrityFailure("ledger.detail-malformed", member="salt")
    return DetailMember(name, pair[1], salt)


def _digests(values: list[JSON]) -> tuple[str, ...]:
    texts = tuple(value for value in values if isinstance(value, str) and is_digest(value))
    if len(texts) != len(values) or list(texts) != sorted(set(texts)):
        raise IntegrityFailure("ledger.detail-malformed", member="withheld")
    return texts


def parse_detail(data: bytes) -> Detail:
    """A whole detail; refuses one of which a part is withheld."""
    disclosed = parse_disclosed(data)
    if disclosed.withheld:
        raise IntegrityFailure("ledger.detail-incomplete", count=len(disclosed.withheld))
    return Detail(disclosed.members)
