"""What the ledgers say of the bundle: every item entered, numbers without gaps, the case whole (R16)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from field_doc.formats import bundle as layout
from field_doc.formats import bundle_ledger, ledger_entry
from field_doc.verifier.claims import SELF, Claim, fails, holds, not_checked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from field_doc.formats.bundle import Description
    from field_doc.formats.ledger_entry import Leaf
    from field_doc.verifier.contents import OpenRecord
    from field_doc.verifier.files import Listing
    from field_doc.verifier.ledgers import OpenLedger

_CASE = "case"


def texts(leaf: Leaf) -> list[str]:
    """Terms and commitments of an entry."""
    return [*leaf.terms.values(), *leaf.commitments.values()]


def closing(description: Description, ledgers: Sequence[OpenLedger]) -> tuple[OpenLedger, Leaf] | None:
    """The entry made for this bundle, and the ledger it stands in."""
    for part in ledgers:
        for leaf in part.leaves.values():
            if leaf.event == "export.bundled" and leaf.terms.get("bundle") == description.number.lower():
                return part, leaf
    return None


def check_items(
    listing: Listing, description: Description, records: Sequence[OpenRecord], ledgers: Sequence[OpenLedger]
) -> Claim:
    """Every item, also a withheld one, stands in an entry; a record in the epoch and on the device it names.

    The bundle is entered too, its items are numbered from 1 to as many as that entry says, and the ledgers are those
    it names.
    """
    claim = "ledger.holds-items"
    if not ledgers:
        return not_checked(claim, "earlier-failure", SELF)
    entered = {text for part in ledgers for leaf in part.leaves.values() for text in texts(leaf)}
    missing = [item.exhibit for item in description.records if item.jwt_digest not in entered]
    missing += [record.exhibit for record in records if not _in_own_ledger(record, ledgers)]
    missing += [item.number for item in description.exhibits if item.commitment not in entered]
    missing += [item.number for item in description.exhibits if not _opens(item, listing)]
    missing += [item.exhibit for item in description.withheld if item.commitment not in entered]
    if missing:
        return fails(claim, "not-entered", SELF, exhibit=missing[0], count=len(missing))
    close = closing(description, ledgers)
    if close is None:
        return fails(claim, "bundle-not-entered", SELF)
    absent = _absent(description, close[1])
    if absent:
        return fails(claim, "number-missing", SELF, exhibit=f"{absent[0]:03}", count=len(absent))
    if close[1].terms.get("scope") != _CASE and close[1].terms.get("ledgers") != _register(close[0], ledgers):
        # For a whole case that is the next claim's to say.
        return fails(claim, "ledgers-differ", SELF, device=close[0].files.device, entry=close[1].seq)
    items = len(description.records) + len(description.exhibits)
    return holds(claim, SELF, items=items, withheld=len(description.withheld))


def _absent(description: Description, close: Leaf) -> list[int]:
    """Numbers that belong to no item here, out of those that must be there; or belong to one and must not."""
    named = [item.exhibit for item in description.records] + [item.exhibit for item in description.withheld]
    named += [item.number.partition(".")[0] for item in description.exhibits]
    counts = [close.terms.get(name, "") for name in ("records", "files")]
    if not all(text.isascii() and text.isdigit() for text in (*named, *counts)):
        return [0]
    return sorted({int(text) for text in named} ^ set(range(1, sum(map(int, counts)) + 1)))


def _in_own_ledger(record: OpenRecord, ledgers: Sequence[OpenLedger]) -> bool:
    """Whether the record's seal is entered in the epoch it names, kept by the device that signed it."""
    own = (p for p in ledgers if (p.files.origin, p.files.device) == (record.epoch, record.device))
    return any(record.digest in texts(leaf) for part in own for leaf in part.leaves.values())


def _opens(item: layout.ExhibitFile, listing: Listing) -> bool:
    """Whether the file is the one described, and salt and digest of an original give its commitment."""
    listed = listing.payload.get("sha256", {}).get(f"{layout.EXHIBITS}/{item.file}")
    if listed is None or item.sha256 != f"sha256:{listed}":
        return False
    if not item.original:
        return item.salt is None
    try:
        salt = bytes.fromhex(item.salt or "")
    except ValueError:
        return False
    return len(salt) >= ledger_entry.MIN_SALT_BYTES and ledger_entry.commit(salt, item.sha256) == item.commitment


def check_case(description: Description, ledgers: Sequence[OpenLedger]) -> Claim:
    """The case's entries are numbered without a gap in every ledger, each names the one before, and they end where
    the entry of this bundle says.

    That entry, in the ledger of whoever issued the bundle, names every other ledger, its head and which of its
    entries go along. "All that was entered in these ledgers", never "all that existed".
    """
    claim = "case.complete"
    if not ledgers:
        return not_checked(claim, "earlier-failure", SELF)
    cases = [part for part in ledgers if part.files.case is not None]
    close = closing(description, ledgers)
    scope = close[1].terms.get("scope") if close is not None else None
    if not cases and scope != _CASE:
        return not_checked(claim, "no-case", SELF)
    for part in cases:
        gap = _gap(part)
        if gap:
            return fails(claim, "case-gap", SELF, device=part.files.device, at=gap)
    if close is None or scope is None or "ledgers" not in close[1].terms:
        entries = sum(len(_of_case(part)) for part in cases)
        return not_checked(claim, "case-end-unknown", SELF, entries=entries)
    return _ends(*close, ledgers)


def _register(own: OpenLedger, ledgers: Sequence[OpenLedger]) -> str:
    """What the bundle's own entry must say of all ledgers but the one it stands in."""
    return bundle_ledger.register(
        bundle_ledger.NamedLedger(p.head.origin, p.head.size, p.head.root, p.files.case, tuple(p.leaves))
        for p in ledgers
        if p is not own
    )


def _of_case(part: OpenLedger) -> list[Leaf]:
    """Entries of the case in one ledger, in order."""
    leaves = (leaf for leaf in part.leaves.values() if part.files.case is not None and leaf.case == part.files.case)
    return sorted(leaves, key=lambda leaf: leaf.seq)


def _gap(part: OpenLedger) -> int:
    """Number of the first entry that is not there, or not where it belongs; 0 if the chain has no gap."""
    previous: str | None = None
    for number, leaf in enumerate(_of_case(part), 1):
        if leaf.case_n != number or leaf.case_prev != previous:
            return number
        previous = part.digests[leaf.seq]
    return 0


def _ends(own: OpenLedger, close: Leaf, ledgers: Sequence[OpenLedger]) -> Claim:
    """Whether every ledger is as the bundle's own entry names it, and the case ends with that entry."""
    claim, named = "case.complete", _register(own, ledgers)
    last = _of_case(own)[-1:]
    if close.terms.get("scope") != _CASE or close.terms["ledgers"] != named or last != [close]:
        return fails(claim, "ledgers-differ", SELF, device=own.files.device, entry=close.seq)
    with_case = [part for part in ledgers if _of_case(part)]
    entries = sum(len(_of_case(part)) for part in with_case)
    return holds(claim, SELF, entries=entries, ledgers=len(with_case), device=own.files.device, entry=close.seq)
