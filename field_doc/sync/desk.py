"""The desk: fetch, decrypt, recompute every digest; what it answers (R09, R13).

A submission is imported whole in one act (``importer``) or refused with a reason. What only custodians can open
is kept closed: its ciphertext digest is checked, its content is theirs to judge.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from field_doc.base.clock import utc_iso
from field_doc.base.errors import AccessRefused, FieldDocError, InputProblem, IntegrityFailure, Unsupported
from field_doc.formats import age, receipt, wire
from field_doc.formats.checkpoint import read_unverified
from field_doc.formats.keys import Purpose
from field_doc.formats.receipt import Receipt
from field_doc.sync import package
from field_doc.vault.files import constant_times, fsync_file

if TYPE_CHECKING:
    from field_doc.base.progress import Reporter
    from field_doc.sync.package import Line
    from field_doc.sync.stores import Stores

_BLOCK = 1024 * 1024


def speaks_of_submission(error: FieldDocError) -> bool:
    """Whether an error says something about what was sent: then it is a reason to refuse it.

    This desk's own trouble (its vault, the line to the server) is none, and must not be signed as one.
    """
    family = error.code.partition(".")[0]
    if isinstance(error, AccessRefused):
        return family == "age"  # nobody here can read it
    return isinstance(error, (IntegrityFailure, InputProblem, Unsupported)) and family not in {"vault", "sync"}


class Objects(Protocol):
    """Where a submission's objects come from: the server, or a stick."""

    def read(self, digest: str) -> Iterator[bytes]:
        """The object's bytes in pieces."""
        ...


@dataclass(frozen=True, slots=True)
class Fetched:
    """An object on this machine: staged payload file, or bytes of a package or envelope."""

    entry: wire.ObjectEntry
    staged: str | None
    content: bytes = b""


@dataclass(slots=True)
class Submission:
    """A submission, fetched and opened, before it is judged."""

    data: bytes
    manifest: wire.Manifest
    objects: dict[str, Fetched] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    tail: Line | None = None


def fetch(data: bytes, source: Objects, incoming: Path, new_name: Callable[[], str], reporter: Reporter) -> Submission:
    """Bring every object here and recompute its digest. Pool thread; writes only into ``incoming``.

    Raises:
        IntegrityFailure: an object is not what the manifest says.

    """
    found = Submission(data, wire.parse_manifest(data))
    try:
        for entry in found.manifest.objects:
            reporter.check()
            found.objects[entry.digest] = _fetch_one(entry, source, incoming, new_name)
    except BaseException:
        for one in found.objects.values():
            if one.staged is not None:
                (incoming / one.staged).unlink(missing_ok=True)
        raise
    return found


def _fetch_one(entry: wire.ObjectEntry, source: Objects, incoming: Path, new_name: Callable[[], str]) -> Fetched:
    if entry.kind != "payload":
        content = b"".join(source.read(entry.digest))
        if (len(content), "sha256:" + hashlib.sha256(content).hexdigest()) != (entry.bytes, entry.digest):
            raise IntegrityFailure("desk.object-differs")
        return Fetched(entry, None, content)
    name = new_name()
    path = incoming / name
    try:
        _copy(entry, source, path)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return Fetched(entry, name)


def _copy(entry: wire.ObjectEntry, source: Objects, path: Path) -> None:
    """An object into a new file, durable, its digest compared."""
    digest, size = hashlib.sha256(), 0
    with path.open("xb") as target:
        for block in source.read(entry.digest):
            digest.update(block)
            size += len(block)
            target.write(block)
        target.flush()
        fsync_file(target.fileno())
    constant_times(path)
    if (size, "sha256:" + digest.hexdigest()) != (entry.bytes, entry.digest):
        raise IntegrityFailure("desk.object-differs")


def open_package(found: Submission, identities: Sequence[age.HybridIdentity]) -> None:
    """Decrypt the package and the tail with the desk's content identities."""
    packages = [f for f in found.objects.values() if f.entry.kind == "package"]
    if len(packages) != 1:
        raise IntegrityFailure("package.malformed", kind="count")
    # R27: a header that mixes recipient types, or is not hybrid at all, is read by nobody here.
    if not age.is_post_quantum(age.split_header(io.BytesIO(packages[0].content))):
        raise IntegrityFailure("desk.mixed-recipients")
    found.lines = list(package.decode(age.decrypt_bytes(packages[0].content, list(identities))))
    tail = list(package.decode(age.decrypt_bytes(found.manifest.tail, list(identities))))
    if len(tail) != 1 or tail[0].kind != "entry":
        raise IntegrityFailure("package.malformed", kind="tail")
    found.tail = tail[0]


@dataclass(frozen=True, slots=True)
class Judged:
    """A file whose plaintext the desk recomputed, with the header made for this vault; None if closed to it."""

    line: Line
    staged: str
    header: bytes | None


def judge_files(
    found: Submission, incoming: Path, identities: Sequence[age.HybridIdentity], own: age.HybridRecipient,
    reporter: Reporter,
) -> list[Judged]:  # fmt: skip
    """Open every file the desk may open and recompute both digests of its plaintext. Pool thread."""
    files = [line for line in found.lines if line.kind == "file"]
    return [_judge_file(found, line, incoming, identities, own, reporter) for line in files]


def _judge_file(
    found: Submission, line: Line, incoming: Path, identities: Sequence[age.HybridIdentity],
    own: age.HybridRecipient, reporter: Reporter,
) -> Judged:  # fmt: skip
    fetched = found.objects.get(line.text("object"))
    if fetched is None or fetched.staged is None:
        raise IntegrityFailure("desk.object-missing")
    if line.members.get("closed") is True:
        return Judged(line, fetched.staged, None)
    key = age.open_header(line.data("header"), list(identities))
    sha256, sha512, size = hashlib.sha256(), hashlib.sha512(), 0
    with (incoming / fetched.staged).open("rb") as raw:
        for chunk in age.PayloadReader(raw, key).chunks():
            reporter.check()
            sha256.update(chunk)
            sha512.update(chunk)
            size += len(chunk)
    given = ("sha256:" + sha256.hexdigest(), "sha512:" + sha512.hexdigest(), size)
    if given != (line.text("sha256"), line.text("sha512"), line.number("bytes")):
        raise IntegrityFailure("desk.file-differs")
    return Judged(line, fetched.staged, age.seal_header(key, [own]))


def refuse(stores: Stores, data: bytes, error: FieldDocError) -> str:
    """A signed refusal with its reason; nothing of the submission stays. Vault's thread."""
    manifest, digest = wire.parse_manifest(data), wire.manifest_digest(data)
    now = utc_iso(stores.clock.now().wall)
    with stores.custody.act() as act:
        entry = act.enter("desk.refused", terms={"submission": digest, "reason": error.code})
        text = sign(stores, manifest, digest, receipt.REFUSED, error.code, entry.seq, now)
        act.enter("office-log.receipt-issued", terms={"receipt": receipt.receipt_digest(text)})
        keep_answer(stores, digest, manifest.device, receipt.REFUSED, text, now)
    return text


def sign(
    stores: Stores, manifest: wire.Manifest, digest: str, kind: str, reason: str | None, index: int, now: str
) -> str:
    """The desk's receipt over a submission."""
    head = read_unverified(manifest.checkpoint)
    previous = stores.vault.records.value(
        "SELECT receipt FROM pulled WHERE device = ? ORDER BY rowid DESC LIMIT 1", (manifest.device,)
    )
    made = Receipt(
        kind=kind, device=manifest.device, origin=manifest.origin, size=head.size, root_hex=head.root.hex(),
        manifest=digest, objects=tuple(o.digest for o in manifest.objects), office_log_index=index, time=now,
        previous=receipt.receipt_digest(str(previous)) if previous is not None else None, reason=reason,
    )  # fmt: skip
    return receipt.sign_desk(made, stores.vault.signing_keys.load(Purpose.DESK_RECEIPT))


def keep_answer(stores: Stores, digest: str, device: str, kind: str, text: str, now: str) -> None:
    """Remember what was answered, so that a second pull takes nothing twice."""
    stores.vault.records.execute(
        "INSERT OR REPLACE INTO pulled (manifest, device, answer, receipt, pulled_at) VALUES (?, ?, ?, ?, ?)",
        (digest, device, kind, text, now),
    )


def content_identities(stores: Stores) -> list[age.HybridIdentity]:
    """The desk's content identities of every quarter."""
    rows = stores.vault.records.rows("SELECT identity FROM age_identities WHERE name LIKE 'content:%'")
    return [age.HybridIdentity.from_text(str(r["identity"])) for r in rows]
