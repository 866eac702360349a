"""Sign the report: PAdES B-B by pyHanko with a PKCS#12 signer, visible stamp in the prepared frame.

The PDF signer is ECDSA P-256 (or the signer's own RSA): common readers cannot check Ed25519 in a PDF.
Room is reserved in the signature for a time-stamp that a later, new bundle may put in (R34).
"""

from __future__ import annotations

import io
import secrets
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import NameOID

from field_doc.base.errors import AccessRefused, InputProblem
from field_doc.export.context import day
from field_doc.export.fonts import font_file
from field_doc.formats import certificates

if TYPE_CHECKING:
    from field_doc.base.clock import Clock
    from field_doc.base.i18n import Words
    from field_doc.base.ids import RandomBytes
    from field_doc.export.model import Signer
    from field_doc.export.pdf import BuiltPdf
    from field_doc.formats.keys import SigningKey

FIELD_NAME = "FieldDocOffice"
RESERVED_BYTES = 40_000
SIGNER_DAYS = 3 * 365


def signer_name(signer: Signer) -> str:
    """Common name in the signer's certificate: for the page before signing."""
    return _common_name(_open(signer)[1])


def signer_until(signer: Signer) -> datetime:
    """When the signer's certificate ends (aware, UTC)."""
    return _open(signer)[1].not_valid_after_utc


def sign(pdf: BuiltPdf, signer: Signer, moment: datetime, words: Words) -> bytes:
    """The signed report.

    Raises:
        InputProblem: ``signer.file`` (no PKCS#12), ``signer.key`` (no key, certificate, or an unfit key).
        AccessRefused: ``signer.passphrase``.

    """
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers

    key, certificate, others = _open(signer)
    metadata = signers.PdfSignatureMetadata(
        field_name=FIELD_NAME,
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        reason=words("Report as issued with the bundle"),
    )
    left, bottom, right, top = map(int, pdf.signature_box)
    spec = fields.SigFieldSpec(FIELD_NAME, on_page=pdf.signature_page, box=(left, bottom, right, top))
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf.data))
    out = io.BytesIO()
    signers.PdfSigner(
        metadata,
        _simple_signer(key, certificate, others),
        stamp_style=_stamp(_common_name(certificate), moment, words),
        new_field_spec=spec,
    ).sign_pdf(writer, output=out, bytes_reserved=RESERVED_BYTES)
    return out.getvalue()


def _open(signer: Signer) -> tuple[Any, x509.Certificate, list[x509.Certificate]]:
    """Key, certificate and further certificates of a PKCS#12 file."""
    try:
        key, certificate, others = pkcs12.load_key_and_certificates(signer.pkcs12, signer.passphrase)
    except ValueError as problem:
        # cryptography says "Invalid password or PKCS12 data": its one word tells which.
        if signer.pkcs12[:1] == b"\x30" and "password" in str(problem).lower():
            raise AccessRefused("signer.passphrase") from None
        raise InputProblem("signer.file") from None
    if key is None or certificate is None or type(key).__name__.startswith(("Ed", "X", "ML")):
        raise InputProblem("signer.key")
    return key, certificate, list(others)


def _common_name(certificate: x509.Certificate) -> str:
    """Common name of the subject, as it is printed on the stamp."""
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(names[0].value) if names else certificate.subject.rfc4514_string()


def _simple_signer(key: Any, certificate: x509.Certificate, others: list[x509.Certificate]) -> Any:
    """pyHanko's signer around the key; the key's bytes stay in memory."""
    from asn1crypto import keys as asn1_keys
    from asn1crypto import x509 as asn1_x509
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
    from pyhanko.sign import signers
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    store: Any = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    store.register_multiple([asn1_x509.Certificate.load(c.public_bytes(Encoding.DER)) for c in others])
    private = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return signers.SimpleSigner(
        signing_cert=asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER)),
        signing_key=asn1_keys.PrivateKeyInfo.load(private),
        cert_registry=store,
    )


def _stamp(name: str, moment: datetime, words: Words) -> Any:
    """Text stamp in our embedded face: who, when by the clock of this device."""
    from pyhanko.pdf_utils.layout import AxisAlignment, Margins, SimpleBoxLayoutRule
    from pyhanko.pdf_utils.text import TextBoxStyle
    from pyhanko.stamp import TextStampStyle

    text = "\n".join(
        (
            words("Electronic signature, PAdES B-B"),
            _wrapped(name),
            f"{day(moment.astimezone(UTC), words.lang)}, {moment.astimezone(UTC):%H:%M:%S} UTC",
            words("time by the device's clock"),
        )
    )
    layout = SimpleBoxLayoutRule(AxisAlignment.ALIGN_MIN, AxisAlignment.ALIGN_MID, Margins(8, 8, 8, 8))
    return TextStampStyle(
        stamp_text=text.replace("%", "%%"),
        text_box_style=TextBoxStyle(font=_stamp_font(), font_size=8, leading=11, border_width=0),
        inner_content_layout=layout,
        border_width=0,
        background=None,
    )


def _stamp_font() -> Any:
    """pyHanko's font factory around bytes in memory: its own leaves the font file open."""
    from pyhanko.pdf_utils.font.api import FontEngineFactory
    from pyhanko.pdf_utils.font.opentype import GlyphAccumulator

    data = font_file("fd-sans").read_bytes()

    class InMemory(FontEngineFactory):
        """One embedded subset of our sans."""

        def create_font_engine(self, writer: Any, obj_stream: Any = None) -> GlyphAccumulator:
            """The subset for one document."""
            return GlyphAccumulator(writer=writer, font_handle=io.BytesIO(data), font_size=8, obj_stream=obj_stream)

    return InMemory()


def _wrapped(name: str, width: int = 44) -> str:
    """The name in lines that fit the frame."""
    lines = [""]
    for word in name.split():
        if len(lines[-1]) + len(word) + 1 > width and lines[-1]:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return "\n".join(lines[:4])


def make_signer(
    root: SigningKey,
    root_pem: str,
    common_name: str,
    passphrase: bytes,
    clock: Clock,
    *,
    random: RandomBytes = secrets.token_bytes,
) -> bytes:
    """A PKCS#12 file with a new P-256 key certified by the office root, for demo, tests and small offices.

    It is no qualified signature; whoever has one uses it instead.

    Raises:
        InputProblem: ``signer.name`` when the name is empty or over 64 bytes (RFC 5280, ub-common-name).

    """
    if not 1 <= len(common_name.encode("utf-8")) <= 64:
        raise InputProblem("signer.name")
    key = ec.generate_private_key(ec.SECP256R1())
    issuer = x509.load_pem_x509_certificate(root_pem.encode("ascii"))
    start = clock.now().wall.astimezone(UTC).replace(microsecond=0)
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, "report"),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )
    serial = int.from_bytes(random(16), "big") | 1
    builder = x509.CertificateBuilder(
        issuer.subject, subject, key.public_key(), serial, start, start + timedelta(days=SIGNER_DAYS)
    )
    authority = Ed25519PublicKey.from_public_bytes(certificates.root_key(root_pem).raw)
    builder = (
        builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(), critical=True)
    )
    certificate = root.sign_certificate(builder)
    return pkcs12.serialize_key_and_certificates(
        b"field-doc report", key, certificate, [issuer], BestAvailableEncryption(passphrase)
    )


def _usage() -> x509.KeyUsage:
    """Signing of documents: digital signature and content commitment (ETSI EN 319 412-2)."""
    return x509.KeyUsage(
        digital_signature=True, content_commitment=True, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=False, crl_sign=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
