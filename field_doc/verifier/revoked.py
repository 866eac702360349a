"""Revoked keys: what rests on one counts only if it had reached the office before (R14).

The anchor is the office's own ledger: the entry in which the desk accepted a head of the device, made before the
entry that revoked the device, at a time before the revocation takes effect. Nobody outside the office vouches for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from field_doc.formats.keys import Purpose
from field_doc.verifier import ledgers as parts_of
from field_doc.verifier.case import texts
from field_doc.verifier.claims import Claim, Holding, fails, holds, not_checked

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from field_doc.formats.bundle import Description
    from field_doc.formats.certificates import Subject
    from field_doc.formats.trust import Trust
    from field_doc.verifier.chain import Keyring
    from field_doc.verifier.contents import OpenRecord
    from field_doc.verifier.ledgers import OpenLedger

CLAIM = "keys.not-revoked"
_ALWAYS = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Anchor:
    """Entries below ``size`` had reached the office: its ledger ``desk`` says so in entry ``seq``, at ``time``."""

    size: int
    desk: OpenLedger
    seq: int
    time: datetime


def check_revoked(
    description: Description, ring: Keyring, trust: Trust | None, records: Sequence[OpenRecord],
    parts: Sequence[OpenLedger],
) -> Claim:  # fmt: skip
    """No key used here was revoked, as far as the bundle's state and the trust file know, or what rests on a revoked
    one had reached the office before."""
    since = _since(description, trust)
    hit = [subject for subject in ring.subjects if subject.key.thumbprint() in since]
    judged = [_judge(s, since[s.key.thumbprint()], description, ring, records, parts) for s in hit]
    for found in judged:
        if found is not None and found.verdict is Holding.FAILS:
            return found
    standing = [found for found in judged if found is not None]
    if standing:
        return standing[0]
    if not description.revocation_position:
        return not_checked(CLAIM, "no-office-log")
    return holds(CLAIM, keys=len(ring.subjects), position=description.revocation_position,
                 as_of=description.revocation_as_of)  # fmt: skip


def _since(description: Description, trust: Trust | None) -> dict[str, datetime]:
    """Thumbprint of each revoked key -> from when on; where several say it, the earliest."""
    said = [(item.thumbprint, _moment(item.since)) for item in description.revoked]
    said += [(item.thumbprint, item.since) for item in (trust.revoked if trust is not None else ())]
    found: dict[str, datetime] = {}
    for thumbprint, moment in said:
        found[thumbprint] = min(moment, found.get(thumbprint, moment))
    return found


def _moment(text: str) -> datetime:
    """An instant; what is none is taken for the beginning of time."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return _ALWAYS
    return found if found.tzinfo is not None else _ALWAYS


def _judge(
    subject: Subject, since: datetime, description: Description, ring: Keyring, records: Sequence[OpenRecord],
    parts: Sequence[OpenLedger],
) -> Claim | None:  # fmt: skip
    """What a revoked key means here; None where nothing rests on it."""
    details: dict[str, object] = {
        "device": subject.code, "since": since.isoformat(), "purpose": subject.purpose.value,
    }  # fmt: skip
    if subject.purpose not in {Purpose.RECORD, Purpose.LOG} or not parts:  # nothing shows that it is older
        return fails(CLAIM, "revoked", (), **details)
    epochs = {record.epoch for record in records if record.key == subject.key}
    mine = [p for p in parts if p.key.key == subject.key or _device(p) == subject.key.fingerprint()
            or p.head.origin in epochs]  # fmt: skip
    used: list[Anchor] = []
    for part in mine:
        anchors = [a for a in _anchors(part, parts, ring, set()) if _counts(a, _device(part), since, parts, ring)]
        size = max((a.size for a in anchors), default=0)
        late = [number for number, seq in _items(description, part) if seq >= size]
        if late:
            return fails(CLAIM, "revoked", (), **details, exhibit=late[0], count=len(late))
        used += [a for a in anchors if a.size == size][:1]
    if not used:
        return None
    return Claim(CLAIM, Holding.HOLDS, "anchored-before",
                 {**details, "time": used[0].time.isoformat(), "ledger": used[0].desk.files.device,
                  "entry": used[0].seq})  # fmt: skip


def _device(part: OpenLedger) -> str:
    """Fingerprint of the device's record key, as the first entry of its ledger names it."""
    return part.start.get("device", "")


def _items(description: Description, part: OpenLedger) -> Iterator[tuple[str, int]]:
    """Items that rest on entries of this ledger: exhibit number and where they stand."""
    named = {item.jwt_digest: item.exhibit for item in description.records}
    named |= {item.commitment: item.exhibit for item in description.withheld}
    named |= {item.commitment: item.number for item in description.exhibits}
    for seq, leaf in sorted(part.leaves.items()):
        for text in texts(leaf):
            if text in named:
                yield named[text], seq


def _anchors(part: OpenLedger, parts: Sequence[OpenLedger], ring: Keyring, seen: set[str]) -> Iterator[Anchor]:
    """What the office accepted of a ledger; and of those that go on from it, where they took it up."""
    seen.add(part.head.origin)
    for desk in parts_of.office(parts, ring):
        for seq, leaf in sorted(desk.leaves.items()):
            if leaf.event == "desk.accepted" and leaf.terms.get("epoch") == part.tail:
                named = parts_of.head_named(dict(leaf.terms), "size", "root")
                if named is not None and part.began_as(*named):
                    yield Anchor(named[0], desk, seq, datetime.fromisoformat(leaf.wall))
    for link in parts_of.links(parts):
        if link.ended is part and link.later.head.origin not in seen and part.began_as(link.size, link.root):
            for anchor in _anchors(link.later, parts, ring, seen):
                yield Anchor(link.size, anchor.desk, anchor.seq, anchor.time)


def _counts(anchor: Anchor, device: str, since: datetime, parts: Sequence[OpenLedger], ring: Keyring) -> bool:
    """Whether an acceptance came before the office entered the revocation, and before it takes effect."""
    entered = [
        (desk, seq, _term_moment(leaf.terms.get("since", "")))
        for desk in parts_of.office(parts, ring)
        for seq, leaf in desk.leaves.items()
        if leaf.event == "desk.device-revoked" and leaf.terms.get("device") == device
    ]
    if not entered:
        return False
    before = all(_precedes(anchor.desk, anchor.seq, desk, seq, parts) for desk, seq, _ in entered)
    return before and anchor.time < min(since, *(moment for _, _, moment in entered))


def _term_moment(text: str) -> datetime:
    """An instant as a term of an entry holds it: lower case, a dot between day and time."""
    return _moment(text.replace(".", "T", 1).upper())


def _precedes(one: OpenLedger, seq: int, other: OpenLedger, other_seq: int, parts: Sequence[OpenLedger]) -> bool:
    """Whether an entry of the office stands before another one; its later epochs come after its earlier ones."""
    if one is other:
        return seq < other_seq
    after, steps = {one.head.origin}, parts_of.links(parts)
    for _ in steps:
        after |= {s.later.head.origin for s in steps if s.ended.head.origin in after and seq < s.size}
    return other.head.origin in after
