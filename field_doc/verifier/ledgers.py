"""The ledger parts of a bag: heads, entries, epochs that go on from ended ones (R04, R16, R17)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from field_doc.base.errors import IntegrityFailure, Unsupported
from field_doc.formats import bundle as layout
from field_doc.formats import bundle_ledger, checkpoint, ledger_entry
from field_doc.formats.keys import Purpose
from field_doc.verifier.claims import CONTINUED, SELF, Claim, fails, holds, not_checked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from field_doc.formats.bundle import Description, LedgerFiles
    from field_doc.formats.bundle_ledger import Earlier
    from field_doc.formats.certificates import Subject
    from field_doc.formats.checkpoint import Checkpoint
    from field_doc.formats.ledger_entry import Leaf
    from field_doc.verifier.chain import Keyring
    from field_doc.verifier.files import Listing

MAX_CHECKPOINT = 64 * 1024
MAX_PQ = 4096
_STARTED = "epoch.started"


@dataclass(frozen=True, slots=True)
class OpenLedger:
    """One epoch's part after its checks: its head and whose key signed it, leaves by sequence, digest of each leaf.

    ``whole`` says that the head carries both lines; one without the second counts only where another epoch goes on
    from it.
    """

    files: LedgerFiles
    head: Checkpoint
    key: Subject
    leaves: dict[int, Leaf]
    digests: dict[int, str]
    earlier: dict[int, Earlier]
    whole: bool

    @property
    def tail(self) -> str:
        """The random part of the origin: how entries of other ledgers name this epoch."""
        return self.head.origin.rpartition("/")[2]

    @property
    def start(self) -> dict[str, str]:
        """Terms of entry 0: device, cause, what it goes on from; empty where it is not shown."""
        first = self.leaves.get(0)
        return dict(first.terms) if first is not None and first.event == _STARTED else {}

    def began_as(self, size: int, root: bytes) -> bool | None:
        """Whether the tree began as that one; None where nothing here shows it."""
        if size == self.head.size:
            return root == self.head.root
        proof = self.earlier.get(size)
        return None if proof is None else bundle_ledger.began_as(proof, root, self.head.size, self.head.root)


@dataclass(frozen=True, slots=True)
class Link:
    """``later`` goes on from ``ended``, as its entry 0 says, at ``size`` entries with ``root``."""

    ended: OpenLedger
    later: OpenLedger
    size: int
    root: bytes


def head_named(terms: dict[str, str], size: str, root: str) -> tuple[int, bytes] | None:
    """Size and root as an entry's terms name them; None where they are not numbers and digests."""
    text = terms.get(root, "").removeprefix("sha256:")
    try:
        return int(terms.get(size, "")), bytes.fromhex(text)
    except ValueError:
        return None


def links(parts: Sequence[OpenLedger]) -> list[Link]:
    """Which epoch of the bag goes on from which other."""
    found = []
    by_tail = {part.tail: part for part in parts}
    for later in parts:
        ended = by_tail.get(later.start.get("continues", ""))
        named = head_named(later.start, "continues_size", "continues_root")
        if ended is not None and ended is not later and named is not None:
            found.append(Link(ended, later, *named))
    return found


def check_ledger(listing: Listing, description: Description, ring: Keyring) -> tuple[Claim, list[OpenLedger]]:
    """Every head carries both signatures of certified keys; every entry stands in its tree."""
    claim = "ledger.unbroken"
    if not description.ledgers:
        # Every record names its epoch, and every bundle is entered in one: without any, something was taken out.
        return fails(claim, "no-ledger", SELF), []
    opened: list[OpenLedger] = []
    for files in description.ledgers:
        try:
            opened.append(_open_ledger(listing, files, ring))
        except (IntegrityFailure, Unsupported) as problem:
            reason = "inclusion" if problem.code.startswith("ledger.") else "checkpoint"
            return fails(claim, reason, SELF, code=problem.code, device=files.device), []
    if len({part.head.origin for part in opened}) != len(opened):
        return fails(claim, "checkpoint", SELF, code="bundle.description"), []
    unvouched = _unvouched(opened)
    if unvouched is not None:
        return fails(claim, "checkpoint", SELF, code="checkpoint.incomplete", device=unvouched.files.device), []
    if (split := two_histories(opened, ring)) is not None:
        return fails(claim, "two-histories", SELF, device=split.files.device, origin=split.head.origin), []
    entries = sum(len(part.leaves) for part in opened)
    return holds(claim, SELF, entries=entries, size=sum(p.files.size for p in opened), ledgers=len(opened)), opened


def _unvouched(parts: Sequence[OpenLedger]) -> OpenLedger | None:
    """A head with one line only that no whole head vouches for, over any number of steps.

    A head that never left its vault carries the Ed25519 line alone. It counts if it is the very one another epoch
    goes on from, and that one is under both lines, or vouched for in the same way.
    """
    vouched = {part.head.origin for part in parts if part.whole}
    steps = [link for link in links(parts) if (link.size, link.root) == (link.ended.head.size, link.ended.head.root)]
    for _ in steps:
        vouched |= {link.ended.head.origin for link in steps if link.later.head.origin in vouched}
    return next((part for part in parts if part.head.origin not in vouched), None)


def office(parts: Sequence[OpenLedger], ring: Keyring) -> list[OpenLedger]:
    """Ledgers of the office's desk: kept by whoever may sign bundles."""
    codes = {subject.code for subject in ring.of(Purpose.BUNDLE)}
    return [part for part in parts if part.key.code in codes]


def two_histories(parts: Sequence[OpenLedger], ring: Keyring) -> OpenLedger | None:
    """A ledger that does not begin as the one the office had accepted of the same epoch (R04)."""
    by_tail = {part.tail: part for part in parts}
    for desk in office(parts, ring):
        for leaf in desk.leaves.values():
            part, terms = by_tail.get(leaf.terms.get("epoch", "")), dict(leaf.terms)
            named = head_named(terms, "size", "root") if leaf.event == "desk.accepted" else None
            if part is not None and named is not None and part.began_as(*named) is False:
                return part
    return None


def _open_ledger(listing: Listing, files: LedgerFiles, ring: Keyring) -> OpenLedger:
    """Head, then entries of one epoch."""
    folder = f"{layout.LEDGERS}/{files.folder}"
    head, key, whole = _open_head(listing, folder, files, ring)
    shown = bundle_ledger.decode(listing.read(f"{folder}/entries.json", bundle_ledger.MAX_BYTES))
    leaves: dict[int, Leaf] = {}
    digests: dict[int, str] = {}
    for entry in shown.entries:
        leaf = bundle_ledger.open_entry(entry, head.size, head.root)
        if leaf.seq in leaves:
            raise IntegrityFailure("ledger.entry-twice", seq=leaf.seq)
        leaves[leaf.seq] = leaf
        digests[leaf.seq] = ledger_entry.leaf_digest(entry.leaf)
    return OpenLedger(files, head, key, leaves, digests, {one.size: one for one in shown.earlier}, whole)


def _open_head(
    listing: Listing, folder: str, files: LedgerFiles, ring: Keyring
) -> tuple[checkpoint.Checkpoint, Subject, bool]:
    """The checkpoint under a log key whose certificate binds the ML-DSA key too, and whether both lines are there."""
    note = listing.read(f"{folder}/checkpoint", MAX_CHECKPOINT)
    pq = listing.read(f"{folder}/ml-dsa-44.pub", MAX_PQ)
    refused = IntegrityFailure("checkpoint.unknown-key")
    for subject in ring.of(Purpose.LOG):
        if not subject.certifies_pq(pq):
            continue
        try:
            head, whole = _signed(note, subject, pq)
        except IntegrityFailure as problem:
            refused = problem
            continue
        if (head.origin, head.size) != (files.origin, files.size) or subject.code != files.device:
            raise IntegrityFailure("bundle.description", member="ledgers")
        return head, subject, whole
    raise refused


def _signed(note: bytes, subject: Subject, pq: bytes) -> tuple[Checkpoint, bool]:
    """A head, and whether it carries both lines; the Ed25519 line is always demanded."""
    try:
        return checkpoint.open_checkpoint(note, subject.key, pq), True
    except IntegrityFailure as problem:
        if problem.code != "checkpoint.incomplete":
            raise
    return checkpoint.open_checkpoint(note, subject.key, pq, require_pq=False), False


def check_continued(parts: Sequence[OpenLedger]) -> Claim | None:
    """Epochs that go on from ended ones (restored, recovered): named, and that they are one history (R04).

    None where no epoch in the bag goes on from another one in it.
    """
    found = links(parts)
    if not found:
        return None
    epochs = [f"{_name(link.ended)} → {_name(link.later)}" for link in found]
    beyond = sum(max(link.ended.head.size - link.size, 0) for link in found)
    details: dict[str, object] = {"epochs": epochs, "continued_at": [link.size for link in found], "beyond": beyond}
    began = [link.ended.began_as(link.size, link.root) for link in found]
    if False in began:
        return fails(CONTINUED, "two-histories", SELF, **details)
    if None in began:
        return not_checked(CONTINUED, "continued-unproved", SELF, **details)
    return Claim(CONTINUED, holds(CONTINUED).verdict, "continued", details, SELF)


def _name(part: OpenLedger) -> str:
    """A ledger as people tell it from others: device and the beginning of its epoch."""
    return f"{part.files.device} {part.tail[:8]}"
