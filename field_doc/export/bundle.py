"""Write a bundle: bag, report, signatures; whole or not at all (docs/spec/bundle.md).

Order: originals and derivatives, records, statement, ledger, certificates, description, then the report
that prints their digests, then the manifests, then the signature over the tag manifest outside the bag.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from field_doc.base.errors import InputProblem, IntegrityFailure
from field_doc.base.i18n import LANGUAGES
from field_doc.base.progress import Progress, Silent
from field_doc.export import (
    describe,
    html,
    jpeg,
    pdf,
    redact,
    report,
    scan,
    signing,
    suspects,
    table,
    tree,
    verify_text,
)
from field_doc.export.context import Context, FileDigest
from field_doc.export.model import Edition
from field_doc.export.sink import fill, whole_or_nothing
from field_doc.formats import bundle as layout
from field_doc.formats import certificates, sshsig
from field_doc.formats.keys import Purpose

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from field_doc.base.i18n import Words
    from field_doc.base.ids import RandomBytes
    from field_doc.base.progress import Reporter
    from field_doc.export.model import BundleInput, Signer
    from field_doc.export.redact import Shown, ShownExhibit
    from field_doc.export.sink import Sink
    from field_doc.formats import age
    from field_doc.formats.keys import SigningKey

_READ = 1 << 20


@dataclass(frozen=True, slots=True)
class BundleWritten:
    """What was made. ``bag`` and ``report`` are None when everything lies in ``encrypted``."""

    number: str
    out: Path
    bag: Path | None
    report: Path | None
    encrypted: Path | None
    exhibits: tuple[str, ...]
    withheld: tuple[tuple[str, str], ...]
    files: int
    size: int
    tag_manifest: str


def write(
    source: BundleInput,
    out: Path,
    *,
    signer: Signer,
    key: SigningKey,
    words: Words,
    recipients: Sequence[age.Recipient] = (),
    plain_reason: str = "",
    texts_reviewed: bool = False,
    random: RandomBytes = secrets.token_bytes,
    reporter: Reporter | None = None,
) -> BundleWritten:
    """Make the bundle at ``out``, which must not exist.

    Args:
        source: what goes in; nothing of it is changed.
        out: the folder to make.
        signer: PKCS#12 for the report.
        key: the desk's or device's BUNDLE key; its certificate must be in ``source``.
        words: catalogue of the report's language.
        recipients: if any, everything goes into one age file to them.
        plain_reason: why a full edition is written in clear (entered in the ledger by the caller).
        texts_reviewed: a person looked at every place ``suspects.find`` names and keeps it as it is.
        random: for the name of the half-made folder.
        reporter: progress by item, and cancellation.

    Raises:
        InputProblem: ``bundle.exists``, ``.place``, ``.full-in-clear``, ``.certificate``, ``.language``,
            ``.identity-in-text`` (count), or as ``redact.apply``.
        IntegrityFailure: ``bundle.original-changed``, ``.picture-metadata``, ``.leak``.
        WorldProblem: ``bundle.write``.

    """
    _check(source, key, words, in_clear=not recipients and not plain_reason)
    shown = redact.apply(source)
    _check_texts(shown, reviewed=texts_reviewed)
    with whole_or_nothing(out, random) as folder:
        making = _Making(shown, words, signer, key, reporter or Silent())
        moment = int(source.request.issued_at.timestamp())
        fill(folder, recipients, moment, making.into)
    shown, encrypted = making.shown, bool(recipients)
    return BundleWritten(
        number=source.request.number,
        out=out,
        bag=None if encrypted else out / layout.BAG,
        report=None if encrypted else out / layout.REPORT,
        encrypted=out / layout.ENCRYPTED if encrypted else None,
        exhibits=tuple([r.source.exhibit for r in shown.records] + [e.number for e in shown.exhibits]),
        withheld=tuple((item.exhibit, item.reason.value) for item in shown.withheld),
        files=len(making.files),
        size=sum(file.size for file in making.files),
        tag_manifest=making.tag_manifest,
    )


def _check(source: BundleInput, key: SigningKey, words: Words, *, in_clear: bool) -> None:
    """What is refused before anything is read or written."""
    request = source.request
    if request.language not in LANGUAGES or words.lang != request.language:
        raise InputProblem("bundle.language")
    if request.edition is Edition.FULL and in_clear:
        raise InputProblem("bundle.full-in-clear")
    if certificates.fingerprint(source.root_pem) != request.root_fingerprint:
        raise InputProblem("bundle.certificate")
    for certificate in source.certificates:
        if certificate.purpose is Purpose.BUNDLE:
            subject = certificates.verify_chain(certificate.pem, source.root_pem, Purpose.BUNDLE, request.issued_at)
            if subject.key == key.public:
                return
    raise InputProblem("bundle.certificate")


def _check_texts(shown: Shown, *, reviewed: bool) -> None:
    """A hidden name that is repeated in a shown text is looked at by a person before anything is written."""
    found = () if reviewed else suspects.find(shown)
    if found:
        raise InputProblem("bundle.identity-in-text", count=len(found), exhibit=found[0].exhibit)


class _Making:
    """One bundle in the making: files are hashed for both manifests and looked through on their way."""

    def __init__(self, shown: Shown, words: Words, signer: Signer, key: SigningKey, reporter: Reporter) -> None:
        self.shown, self.words, self.signer, self.key, self.reporter = shown, words, signer, key, reporter
        self.files: list[FileDigest] = []
        self.items: dict[str, FileDigest] = {}
        self.tag_manifest = ""
        self._scanner = scan.scanner_for(shown)
        self._sink: Sink | None = None

    def into(self, sink: Sink) -> None:
        """Write everything."""
        self._sink = sink
        self._exhibits()
        self._records()
        for name, data in describe.proofs(self.shown, self.key).items():
            self._payload(name, data)
        context = Context(self.shown, self.words, self.items)
        self._payload(layout.DESCRIPTION, describe.description(context))
        self._payload(layout.INDEX, table.index(context))
        request = self.shown.source.request
        text = verify_text.markdown(self.words, request.number, request.root_fingerprint)
        self._payload(layout.INSTRUCTIONS, text.encode("utf-8"))
        signed = self._report(context)
        self._tags()
        self._raw(layout.REPORT, signed)

    def _exhibits(self) -> None:
        """Originals byte for byte, or derivatives."""
        without: set[str] = set()
        for number, item in enumerate(self.shown.exhibits):
            self.reporter.check()
            self.reporter.report(Progress("bundle.files", number, len(self.shown.exhibits)))
            name = f"{layout.EXHIBITS}/{item.file_name}"
            if item.original:
                self.items[item.number] = self._original(name, item)
                continue
            # Not looked through: _derivative has shown that it holds nothing but the picture.
            data = _derivative(item)
            if data is None:
                without.add(item.source.exhibit)
            else:
                self.items[item.number] = self._stream(name, len(data), [data])
        if without:
            self._withhold(without)

    def _withhold(self, without: set[str]) -> None:
        """Files of which no copy without metadata can be made are named as withheld; the rest goes on."""
        exhibits = tuple(
            replace(e, clean_image=None, preview=None) if e.exhibit in without else e
            for e in self.shown.source.exhibits
        )
        self.shown = redact.apply(replace(self.shown.source, exhibits=exhibits))
        self._scanner = scan.scanner_for(self.shown)

    def _original(self, name: str, item: ShownExhibit) -> FileDigest:
        """Copy one original and compare it with what was taken in."""
        source = item.source
        with source.open_original() as stream:
            file = self._stream(name, source.size, iter(partial(stream.read, _READ), b""))
        if (file.sha256, file.sha512, file.size) != (source.sha256, source.sha512, source.size):
            raise IntegrityFailure("bundle.original-changed", exhibit=source.exhibit)
        return file

    def _records(self) -> None:
        """Sealed versions as presented."""
        for item in self.shown.records:
            text = item.presentation.text()
            self._scanner.look_into_sdjwt(text)
            name = f"{layout.RECORDS}/{item.file_name}"
            self.items[item.source.exhibit] = self._payload(name, text.encode("ascii"))

    def _report(self, context: Context) -> bytes:
        """Set, sign, and look through the report; the same bytes go into the bag and beside it."""
        self.reporter.report(Progress("bundle.report"))
        built = report.build(context)
        self._scanner.look_into_text(tree.as_text(built))
        self._payload(layout.REPORT_HTML, html.render(built).encode("utf-8"))
        moment = self.shown.source.request.issued_at
        unsigned = pdf.build(built, moment, self.words("Exhibit"), self.reporter)
        signed = signing.sign(unsigned, self.signer, moment, self.words)
        self._scanner.look_into_pdf(signed)
        self._payload(layout.REPORT_IN_BAG, signed)
        return signed

    def _payload(self, name: str, data: bytes) -> FileDigest:
        """One file of known content below ``data/``, looked through unless it is a PDF, which is on its own."""
        if not name.endswith(".pdf"):
            self._scanner.look(data)
        return self._stream(name, len(data), [data])

    def _stream(self, name: str, size: int, chunks: Iterable[bytes]) -> FileDigest:
        """Write into the bag while hashing."""
        sha256, sha512, counter = hashlib.sha256(), hashlib.sha512(), [0]

        def hashed() -> Iterator[bytes]:
            for chunk in chunks:
                sha256.update(chunk)
                sha512.update(chunk)
                counter[0] += len(chunk)
                yield chunk

        self._write(f"{layout.BAG}/{name}", size, hashed())
        short = name.removeprefix(f"{layout.PAYLOAD}/")
        file = FileDigest(short, "sha256:" + sha256.hexdigest(), "sha512:" + sha512.hexdigest(), counter[0])
        self.files.append(file)
        return file

    def _raw(self, name: str, data: bytes) -> None:
        """A file that no manifest of the payload lists."""
        self._write(name, len(data), [data])

    def _write(self, name: str, size: int, chunks: Iterable[bytes]) -> None:
        """Hand over to the sink."""
        if self._sink is None or not layout.is_name(name):
            raise InputProblem("bundle.name")
        self._sink.write(name, size, chunks)

    def _tags(self) -> None:
        """BagIt's own files, and the signature over the last of them, outside the bag."""
        request = self.shown.source.request
        tags = {
            layout.DECLARATION: layout.DECLARATION_TEXT.encode("ascii"),
            layout.INFO: describe.bag_info(request, self.files),
        }
        for algorithm in layout.ALGORITHMS:
            tags[f"manifest-{algorithm}.txt"] = _manifest(
                {f"{layout.PAYLOAD}/{file.name}": getattr(file, algorithm).partition(":")[2] for file in self.files}
            )
        last = b""
        for algorithm in layout.ALGORITHMS:
            listed = {name: hashlib.new(algorithm, data).hexdigest() for name, data in tags.items()}
            last = _manifest(listed)
            self._raw(f"{layout.BAG}/tagmanifest-{algorithm}.txt", last)
        for name, data in tags.items():
            self._raw(f"{layout.BAG}/{name}", data)
        self.tag_manifest = "sha256:" + hashlib.sha256(last).hexdigest()
        signature = sshsig.sign_tag_manifest(sshsig.TagManifest(last), self.key)
        self._raw(layout.SIGNATURE, signature.encode("ascii"))


def _manifest(digests: dict[str, str]) -> bytes:
    """Lines of a manifest, sorted by name."""
    return "".join(layout.manifest_line(digests[name], name) for name in sorted(digests)).encode("ascii")


def _derivative(item: ShownExhibit) -> bytes | None:
    """The metadata-free copy, refused if it carries anything but the picture; None where none can be made."""
    make = item.source.clean_image
    data = make() if make is not None else None
    if data is None:
        return None
    if not jpeg.look(data).clean:
        raise IntegrityFailure("bundle.picture-metadata", exhibit=item.source.exhibit)
    return data
