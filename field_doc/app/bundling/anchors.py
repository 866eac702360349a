"""When heads of devices had reached the office, by the office's own ledger; and which keys it revoked (R14, R15).

Each accepted submission is an entry ``desk.accepted`` that names the head it came under. What stands below that head
had left the device by then. Nobody outside the office vouches for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from field_doc.app.bundling import ledgers
from field_doc.formats.keys import Purpose, VerifyKey

if TYPE_CHECKING:
    from field_doc.app.bundling.ledgers import Known
    from field_doc.app.session import Services

ACCEPTED, REVOKED = "desk.accepted", "desk.device-revoked"


@dataclass(frozen=True, slots=True)
class Acceptance:
    """The office had the entries below ``size`` of the log ``origin`` when it made ``entry``."""

    origin: str
    size: int
    entry: Known


@dataclass(frozen=True, slots=True)
class Anchors:
    """What the office's own ledger says of the devices' logs: by log, oldest acceptance first; revocations."""

    accepted: Mapping[str, tuple[Acceptance, ...]]
    revoked: tuple[Known, ...] = ()

    def received(self, known: Known) -> Known | None:
        """The entry of the first acceptance an entry of a device stood under."""
        return next((a.entry for a in self.accepted.get(known.origin, ()) if a.size > known.seq), None)

    def needed(self, known: Iterable[Known]) -> list[Acceptance]:
        """Acceptances that go along: of each log the first, the last, and the first over each of these entries."""
        needed = {(a.origin, a.size): a for every in self.accepted.values() for a in (*every[:1], *every[-1:])}
        for one in known:
            first = next((a for a in self.accepted.get(one.origin, ()) if a.size > one.seq), None)
            if first is not None:
                needed[first.origin, first.size] = first
        return [needed[key] for key in sorted(needed)]


def of(services: Services, known: Sequence[Known]) -> Anchors:
    """Acceptances of the logs these entries stand in, and revocations of the devices that keep them."""
    origins = {k.origin for k in known}
    direct: dict[str, list[Acceptance]] = {}
    tails = {origin.rpartition("/")[2]: origin for origin in origins}
    for entry in ledgers.own_events(services, ACCEPTED):
        terms = entry.leaf.terms
        origin = tails.get(terms.get("epoch", ""))
        if origin is not None:
            direct.setdefault(origin, []).append(Acceptance(origin, int(terms["size"]), entry))
    _through_successors(known, tails, direct)
    accepted = {origin: tuple(_growing(found)) for origin, found in direct.items()}
    named = _fingerprints(services, origins)
    revoked = [k for k in ledgers.own_events(services, REVOKED) if k.leaf.terms.get("device") in named]
    return Anchors(accepted, tuple(revoked))


def _through_successors(known: Sequence[Known], tails: Mapping[str, str], direct: dict[str, list[Acceptance]]) -> None:
    """What another log goes on from had reached the office with the first of that log; over any number of steps."""
    firsts = [k for k in known if k.seq == 0 and ledgers.continues(k) in tails]
    for _ in firsts:
        for first in firsts:
            ended = tails[first.leaf.terms["continues"]]
            size = int(first.leaf.terms["continues_size"])
            came = direct.get(first.origin, [])[:1]
            if came and not any(a.size >= size for a in direct.get(ended, ())):
                direct.setdefault(ended, []).append(Acceptance(ended, size, came[0].entry))


def _growing(found: Sequence[Acceptance]) -> Iterable[Acceptance]:
    """Acceptances that brought something, oldest first."""
    size = 0
    for one in found:
        if one.size > size:
            size = one.size
            yield one


def _fingerprints(services: Services, origins: set[str]) -> frozenset[str]:
    """Fingerprints of the record keys of the devices that keep these logs: how the office's entries name them."""
    rows = services.vault.records.rows(
        "SELECT e.origin, k.raw FROM device_epochs e JOIN device_keys k ON k.device = e.device AND k.purpose = 'record'"
    )
    return frozenset(
        VerifyKey.from_raw(Purpose.RECORD, bytes(r["raw"])).fingerprint() for r in rows if r["origin"] in origins
    )
