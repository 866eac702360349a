"""A field vault that is a member of an office, a desk, and submissions somebody tampered with on the way."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

import road

from field_doc.app.commands import desk, intake, records, sync
from field_doc.app.session import Session
from field_doc.base.errors import IntegrityFailure
from field_doc.base.progress import Silent
from field_doc.formats import age, wire
from field_doc.sync import enrol, plan, prepare, receipts, runner
from field_doc.sync.package import Line

Change = Callable[[list[Line]], list[Line]]


class Given:
    """Objects as a hostile road hands them over."""

    def __init__(self, objects: dict[str, bytes]) -> None:
        self.objects = objects

    def read(self, digest: str) -> Iterator[bytes]:
        if digest not in self.objects:
            raise IntegrityFailure("desk.object-missing")
        yield self.objects[digest]


class Tampered(prepare._Preparation):
    """Prepares as the program does, with other lines in the package: outer digests and signatures all fit."""

    change: Change
    unentered = False

    def _lines(self) -> Iterator[Line]:
        yield from self.change(list(super()._lines()))

    def _manifest(self, tail, note, proof) -> wire.Manifest:
        made = super()._manifest(tail, note, proof)
        if self.unentered and note:
            first, *rest = made.objects
            return wire.Manifest(
                made.device, made.origin, made.checkpoint, made.consistency, made.previous, (first, *rest[::-1]),
                made.tail,
            )  # fmt: skip
        return made


class Bench:
    """One field vault, one desk."""

    def __init__(self, folder: Path, site: road.Site, field: Session) -> None:
        self.folder, self.site, self.field, self.desk = folder, site, field, site.desk

    def member(self) -> enrol.Membership:
        return self.field.run(enrol.membership)

    def recipients(self) -> prepare.Recipients:
        member = self.member()
        texts = [member.content, *member.custodians]
        content, a, b = (age.HybridRecipient.from_text(t) for t in texts)
        return prepare.Recipients(content, (a, b))

    def submission(
        self, change: Change = list, *, field: Session | None = None, unentered: bool = False,
        recipients: prepare.Recipients | None = None,
    ) -> tuple[bytes, Given]:  # fmt: skip
        """What the field would send now, with its package changed."""
        field = field or self.field
        go = plan.decide(field.run(runner.candidates_of), "RO").go
        assert go
        digests = runner.Sync(field.run, None, Silent())._digests(go)
        to = recipients or self.recipients()

        def step(services) -> tuple[bytes, dict[str, bytes]]:
            made = Tampered(services, go, {d.payload: d for d in digests}, to)
            made.change, made.unentered = change, unentered
            prepared = made.run()
            objects = {o.digest: runner._object_bytes(services, o, 0, o.bytes) for o in prepared.manifest.objects}
            return prepared.data, objects

        data, objects = field.run(step)
        return data, Given(objects)

    def judge(self, data: bytes, source: Given) -> str | None:
        """The desk's reason, or None; the field hears of it."""
        reason = desk.take(self.desk, data, source, Silent())
        text, keys = self.answer(data), self.member().receipt_keys
        self.field.run(lambda s: receipts.apply(s, text, keys))
        return reason

    def answer(self, data: bytes) -> str:
        """The desk's receipt."""
        query = "SELECT receipt FROM pulled WHERE manifest = ?"
        return str(self.desk.run(lambda s: s.vault.records.value(query, (wire.manifest_digest(data),))))

    def at_desk(self) -> dict[str, int]:
        """How much of everything the desk holds."""
        tables = (
            "records",
            "versions",
            "files",
            "payloads",
            "headers",
            "identity_envelopes",
            "device_ledger",
            "search",
        )
        found = {t: self.desk.run(lambda s, t=t: s.vault.records.value(f"SELECT count(*) FROM {t}")) for t in tables}
        folder = self.site.made.desk
        found["on disk"] = len([p for p in (folder / "payloads").rglob("*") if p.is_file()])
        found["incoming"] = len(list((folder / "incoming").iterdir()))
        return found

    def photo(self, into: str, content: bytes = b"not really a photograph", **options: str) -> str:
        """A file taken in."""
        path = self.folder / "photo.jpg"
        path.write_bytes(content)
        return str(intake.take_in(self.field, [path], into, decode=False, **options).items[0].file_id)

    def incident(self, title: str = "Something seen") -> str:
        """A sealed incident with a file."""
        made = records.new_record(self.field, "incident", {"title": title}).id
        self.photo(made, title.encode())
        records.seal(self.field, made)
        return made


@contextlib.contextmanager
def bench(folder: Path) -> Iterator[Bench]:
    """Enrolled and confirmed; the server is not needed any more."""
    with road.site(folder / "office") as site, road.made(folder / "field.fdvault") as field:
        site.enrol(field)
        sync.sync_now(field)
        yield Bench(folder, site, field)
