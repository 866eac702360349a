"""One file by itself: a report, a receipt, a confirmation from the ledger (docs/spec/verify.md, "One file").

What such a file needs from outside it (certificates of an office, the key of a ledger) is not in it: the claims that
would need them are not checked here, and say so.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from field_doc.base.errors import InputProblem, IntegrityFailure, WorldProblem
from field_doc.formats import bundle as layout
from field_doc.formats import certificates, checkpoint, ledger_entry, proof, receipt
from field_doc.formats.labels import TYP_RECEIPT_ACCEPTED, TYP_RECEIPT_STORED
from field_doc.formats.sdjwt import jws
from field_doc.verifier import report
from field_doc.verifier.claims import Claim, Holding, Trusted, Verdict, fails, holds, not_checked, overall

if TYPE_CHECKING:
    from pathlib import Path

    from field_doc.formats.labels import Label
    from field_doc.formats.trust import Trust

_HEAD = 64
_STICK_LIST, _STICK_LINE = "index", 65
_STICK_PART = re.compile(r"[0-9a-f]{64}")
#: Commands for whoever holds the key: what to open it with, and what to check then.
_OPEN = {
    "encrypted": (
        f"age -d -i KEY {layout.ENCRYPTED} | tar -x",
        "field-doc verify . --trust TRUST",
    ),
    "stick": ("field-doc office receive DESK STICK --receipt OUT", "field-doc courier receive VAULT STICK"),
}
_PDF, _AGE, _JSON, _JWS = b"%PDF-", b"age-encryption.org/", b"{", b"eyJ"


def verify(path: Path, trust: Trust | None) -> Verdict:
    """The verdict on one file.

    Raises:
        InputProblem: ``verify.nothing`` for a file of another kind.
        WorldProblem: ``verify.unreadable``.

    """
    head = _read(path, _HEAD)
    if head.startswith(_PDF):
        return _report(path, trust)
    if head.startswith(_AGE):
        return closed("encrypted")
    if head.startswith(_JSON):
        return _proof(_read(path, proof.MAX_PROOF_BYTES + 1))
    if head.startswith(_JWS):
        return _receipt(_read(path, receipt.MAX_RECEIPT_CHARS + 1))
    raise InputProblem("verify.nothing")


def is_stick(path: Path) -> bool:
    """Whether a folder is a courier's stick: equal parts named by their digests, and the list of them."""
    listed = path / _STICK_LIST
    try:
        if listed.is_symlink() or not listed.is_file():
            return False
        names = _read(listed, _STICK_LINE).decode("ascii", "replace").split("\n")
        return bool(_STICK_PART.fullmatch(names[0])) and (path / names[0]).is_file()
    except OSError as error:
        raise WorldProblem("verify.unreadable", errno=error.errno or 0) from error


def closed(kind: str) -> Verdict:
    """What is encrypted to somebody: nothing was looked into; how its recipient opens and checks it."""
    claim = not_checked("closed.opened", kind, _OPEN[kind])
    return _verdict(kind, Trusted.NONE, claim)


def _read(path: Path, limit: int) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(limit)
    except OSError as error:
        raise WorldProblem("verify.unreadable", errno=error.errno or 0) from error


def _verdict(kind: str, trust: Trusted, *claims: Claim, root: str = "") -> Verdict:
    return Verdict(overall(claims, trust), trust, claims, root_fingerprint=root, kind=kind)


def _report(path: Path, trust: Trust | None) -> Verdict:
    """Its signature, and whether the signer is of the trusted office; what it says is not compared with a bundle."""
    root = trust.root_for(None) if trust else None
    claim = report.check(path, root or "", Trusted.NONE)
    whole = claim.verdict is Holding.HOLDS
    ours = whole and root is not None and claim.details.get("signer") == "office"
    why = "earlier-failure" if not whole else "no-trust" if root is None else "other-signer"
    anchored = holds("list.anchored") if ours else not_checked("list.anchored", why)
    alone = not_checked("report.same", "alone")
    fingerprint = certificates.fingerprint(root) if ours and root else ""
    return _verdict("report", Trusted.ANCHORED if ours else Trusted.NONE, claim, anchored, alone, root=fingerprint)


def _receipt(data: bytes) -> Verdict:
    """What it says it is; whose signature it is needs a certificate, which is in the vault that got it."""
    try:
        text = data.decode("ascii").strip()
        typ = _typ(text)
        found = receipt.read_unverified(text, typ)
    except (IntegrityFailure, UnicodeDecodeError):
        return _verdict("receipt", Trusted.NONE, fails("receipt.whole", "unreadable"))
    details: dict[str, object] = {
        "kind": found.kind, "time": found.time, "objects": len(found.objects), "entries": found.size,
        "manifest": found.manifest,
    }  # fmt: skip
    signed = not_checked("receipt.signed", "no-certificate", key=jws.key_id(text, typ, max_chars=len(text)))
    return _verdict("receipt", Trusted.NONE, holds("receipt.whole", (), **details), signed)


def _typ(text: str) -> Label:
    """By its own header; the signature is over it, and a wrong one fails there."""
    try:
        jws.key_id(text, TYP_RECEIPT_STORED, max_chars=receipt.MAX_RECEIPT_CHARS)
    except IntegrityFailure:
        return TYP_RECEIPT_ACCEPTED
    return TYP_RECEIPT_STORED


def _proof(data: bytes) -> Verdict:
    """Whether the entry leads to the root the head states; who signed the head needs the ledger's key."""
    try:
        found = proof.parse(data)
        head = checkpoint.read_unverified(found.checkpoint)
        leaf = ledger_entry.parse_leaf(found.leaf)
    except IntegrityFailure:
        return _verdict("proof", Trusted.NONE, fails("proof.leads", "unreadable"))
    details: dict[str, object] = {
        "event": leaf.event, "time": leaf.wall, "entry": found.seq, "entries": found.size,
        "head": "sha256:" + head.root.hex(),
    }  # fmt: skip
    stands = found.root() == head.root and found.size == head.size and leaf.seq == found.seq
    leads = holds("proof.leads", (), **details) if stands else fails("proof.leads", "inclusion", (), **details)
    return _verdict("proof", Trusted.NONE, leads, not_checked("proof.signed", "no-certificate", origin=head.origin))
