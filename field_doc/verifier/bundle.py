"""Check a whole bundle: one claim after the other, each with its reason and the command to look oneself.

Nothing is written and nothing is fetched. Everything in the folder is untrusted; only ``trust`` is not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from field_doc.base.errors import InputProblem, IntegrityFailure
from field_doc.formats import bundle as layout
from field_doc.formats import certificates
from field_doc.verifier import case, chain, contents, files, index, ledgers, report, revoked, single
from field_doc.verifier.claims import CLAIMS, Claim, Trusted, Verdict, fails, in_order, not_checked, overall

if TYPE_CHECKING:
    from pathlib import Path

    from field_doc.base.progress import Reporter
    from field_doc.formats.bundle import Description
    from field_doc.formats.trust import Trust
    from field_doc.verifier.files import Listing


def verify(path: Path, trust: Trust | None = None, reporter: Reporter | None = None) -> Verdict:
    """The verdict on the bundle at ``path`` (the folder that holds ``bag/``, or the bag itself), or on one file.

    Args:
        path: what to check; a report, receipt or ledger confirmation by itself, and what must be opened before
            anything can be checked (an encrypted bundle, a courier's stick), goes to ``single``.
        trust: roots and revocations from outside; without it the best verdict is "consistent".
        reporter: hears how many files and bytes were read, may cancel.

    Raises:
        InputProblem: ``verify.nothing`` when there is nothing this program makes.
        WorldProblem: ``verify.unreadable``.

    """
    if path.is_file():
        return single.verify(path, trust)
    if (path / layout.ENCRYPTED).is_file():
        return single.closed("encrypted")
    if single.is_stick(path):
        return single.closed("stick")
    out = _folder(path)
    listing = files.look(out / layout.BAG)
    claims: list[Claim] = [files.check_listed(listing, reporter), files.check_complete(listing)]
    try:
        description = layout.decode(listing.read(layout.DESCRIPTION, layout.MAX_DESCRIPTION_BYTES))
        ring = chain.keyring(listing, description, trust)
        certificates.root_key(ring.root_pem)
    except (IntegrityFailure, ValueError):
        return _broken(claims, trust)
    claims += _judge(out, listing, description, ring, trust)
    found = in_order(claims)
    return Verdict(
        overall(found, ring.trust),
        ring.trust,
        found,
        description.number,
        description.edition,
        certificates.fingerprint(ring.root_pem),
    )


def _folder(path: Path) -> Path:
    """The folder that holds the bag."""
    if (path / layout.BAG).is_dir():
        return path
    if path.name == layout.BAG and (path / layout.DECLARATION).is_file():
        return path.parent
    raise InputProblem("verify.nothing")


def _broken(claims: list[Claim], trust: Trust | None) -> Verdict:
    """A bundle whose description or root cannot be read: what depends on them was not looked at."""
    seen = {claim.claim for claim in claims}
    rest = [not_checked(name, "earlier-failure") for name in CLAIMS if name not in seen and name != "list.signed"]
    found = (*claims, fails("list.signed", "unreadable", layout.CHECK_SIGNATURE), *rest)
    trusted = Trusted.NONE if trust is None else Trusted.FOREIGN
    return Verdict(overall(found, trusted), trusted, found)


def _judge(
    out: Path, listing: Listing, description: Description, ring: chain.Keyring, trust: Trust | None
) -> list[Claim]:
    """Everything beyond bare files."""
    signed, signer = chain.check_signed(listing, _signature(out), ring)
    sealed, records = contents.check_records(listing, description, ring)
    ledger, opened = ledgers.check_ledger(listing, description, ring)
    continued = ledgers.check_continued(opened)
    return [
        signed,
        chain.check_anchored(ring, signer, description),
        files.check_report_same(out, listing),
        report.check(out / layout.REPORT, ring.root_pem, ring.trust),
        index.check_index(listing, description),
        index.check_html(listing),
        sealed,
        contents.check_hidden(listing, description, records, signer),
        ledger,
        *([continued] if continued is not None else []),
        case.check_items(listing, description, records, opened),
        case.check_case(description, opened),
        revoked.check_revoked(description, ring, trust, records, opened),
        not_checked("time.existed", "no-time-stamp"),
    ]


def _signature(out: Path) -> bytes | None:
    """The signature beside the bag, bounded; None when there is none."""
    path = out / layout.SIGNATURE
    if path.is_symlink() or not path.is_file():
        return None
    with path.open("rb") as stream:
        return stream.read(chain.MAX_SIGNATURE)
