"""The report's signature: is it there, does it cover the whole file, who signed (PAdES B-B).

Uses pyHanko when it is there; else the claim is not checked here, with the command that does.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm

from field_doc.formats import bundle as layout
from field_doc.verifier.claims import Claim, Trusted, fails, holds, not_checked

MAX_REPORT_BYTES = 2 << 30


def check(path: Path, root_pem: str, trust: Trusted) -> Claim:
    """The claim ``report.signed`` about one file."""
    claim, command = "report.signed", layout.CHECK_REPORT
    try:
        from pyhanko.pdf_utils.reader import PdfFileReader
    except ImportError:
        return not_checked(claim, "no-pdf-reader", command)
    if path.is_symlink() or not path.is_file() or path.stat().st_size > MAX_REPORT_BYTES:
        return fails(claim, "file-missing", command, file=layout.REPORT)
    try:
        with path.open("rb") as stream:
            signatures = PdfFileReader(stream).embedded_regular_signatures
            if not signatures:
                return fails(claim, "no-signature", command)
            return _judge(signatures, root_pem, trust)
    except Exception:  # noqa: BLE001 - a foreign parser on untrusted bytes: whatever it raises means "not as signed"
        return fails(claim, "report-changed", command)


def _judge(signatures: list[Any], root_pem: str, trust: Trusted) -> Claim:
    """All signatures intact, the last one over the whole file; the signer under the office's root or another."""
    from pyhanko.sign.validation.status import SignatureCoverageLevel

    claim, command = "report.signed", layout.CHECK_REPORT
    for signature in signatures:
        if not _is_intact(signature):
            return fails(claim, "report-changed", command)
    if signatures[-1].evaluate_signature_coverage() != SignatureCoverageLevel.ENTIRE_FILE:
        return fails(claim, "report-changed", command, coverage="partial")
    by_office = _is_under(signatures[0], root_pem)
    if trust is Trusted.ANCHORED and not by_office:
        return holds(claim, command, signatures=len(signatures), signer="other-certificate")
    return holds(claim, command, signatures=len(signatures), signer="office" if by_office else "other-certificate")


def _is_intact(signature: Any) -> bool:
    """Digest of the signed range and the CMS signature over it."""
    from pyhanko.sign.validation.generic_cms import validate_sig_integrity

    signed_data, certificate = signature.signed_data, signature.signer_cert
    content_type = signed_data["encap_content_info"]["content_type"].native
    intact, valid = validate_sig_integrity(signature.signer_info, certificate, content_type, signature.compute_digest())
    return bool(intact and valid)


def _is_under(signature: Any, root_pem: str) -> bool:
    """Whether the signer's certificate was issued by that root."""
    try:
        certificate = x509.load_der_x509_certificate(signature.signer_cert.dump())
        certificate.verify_directly_issued_by(x509.load_pem_x509_certificate(root_pem.encode("ascii")))
    except (InvalidSignature, UnsupportedAlgorithm, TypeError, ValueError):
        return False
    return True
