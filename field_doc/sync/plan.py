"""What may leave and what waits with which reason: pure rules over values (DOMAIN 0.7, REVIEW §16).

Consent is asked of the record before it leaves: storage at the office needs ``cp_store``, and storage
in another country ``cp_store_abroad`` too. No consent record means no.
"""

from __future__ import annotations

from collections.abc import Iterable
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
    the keys of an epoch that has ended (restored, recovered), which the desk cannot connect to this device.
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
