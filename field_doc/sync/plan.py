"""What may leave and what waits with which reason: pure rules over values (DOMAIN 0.7, REVIEW §16).

Consent is asked of the record before it leaves: storage at the office needs ``cp_store``, and storage
in another country ``cp_store_abroad`` too. No consent record means no.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

HOME = "UA"
NOT_CONFIRMED = "enrol.not-confirmed"
NO_STORAGE = "consent.storage"
NO_STORAGE_ABROAD = "consent.storage-abroad"
STILL_OPEN = "identity.not-closed"
ENDED_EPOCH = "epoch.ended"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One thing in the outbox with what decides about it.

    ``person``: a person stands behind it. ``storage`` and ``abroad``: what they answered (``yes`` or not).
    ``blocked``: a record it belongs to is blocked by a withdrawal. ``ended``: it was sealed or taken in under
    the keys of an epoch that has ended (restored, recovered) and that the desk could not connect to this device.
    ``company``: how many things may go together with it, itself counted, since the desk refused it; None: any number.
    """

    row_id: int
    kind: str
    subject: str
    number: int
    bytes: int
    person: bool = False
    storage: str = "none"
    abroad: str = "none"
    blocked: bool = False
    ended: bool = False
    company: int | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What goes now, and why the rest stays."""

    go: tuple[Candidate, ...]
    stay: tuple[tuple[Candidate, str], ...]


def decide(candidates: Iterable[Candidate], country: str) -> Plan:
    """Sort the outbox into what may leave to an office in ``country`` and what stays."""
    go: list[Candidate] = []
    stay: list[tuple[Candidate, str]] = []
    for one in candidates:
        reason = why_not(one, country)
        if reason is None:
            go.append(one)
        else:
            stay.append((one, reason))
    return Plan(tuple(go), tuple(stay))


def together(go: Sequence[Candidate], most: int) -> tuple[Candidate, ...]:
    """What goes in one submission, at most ``most`` things.

    A submission is taken whole or refused whole. What was refused goes again in eighths, so that one bad thing
    is soon alone and keeps nothing else from arriving; the largest company goes first.
    """
    limits = [min(most, one.company or most) for one in go]
    limit = max(limits, default=0)
    return tuple(one for one, own in zip(go, limits, strict=True) if own == limit)[:limit]


def smaller(refused: int) -> int:
    """How many things of a refused submission of so many may go together next time."""
    return max(1, refused // 8)


def why_not(one: Candidate, country: str) -> str | None:
    """The reason a thing stays, or None."""
    if one.blocked:
        return "consent.withdrawn"
    if one.ended:
        return ENDED_EPOCH
    if not one.person:
        return None
    if one.storage != "yes":
        return NO_STORAGE
    if country != HOME and one.abroad != "yes":
        return NO_STORAGE_ABROAD
    return None
