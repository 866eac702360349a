"""Receiving a courier stick: the envelope opened as a stream, every object straight into a staged file.

Everything on the stick is read, authenticated and compared with its own list before the first submission is
judged; whatever is wrong with the stick is said of the stick, and nothing of it stays. Only what a device
signed can get a submission refused: who made the envelope is not known, so no answer is signed over it.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from field_doc.base.errors import IntegrityFailure, WorldProblem
from field_doc.base.progress import Progress, Reporter
from field_doc.formats import age, wire
from field_doc.formats.base64text import from_b64
from field_doc.formats.courier import Inside, Item
from field_doc.sync import desk
from field_doc.sync.courier_stick import Parts
from field_doc.vault.files import constant_times, fsync_file, system_errors

if TYPE_CHECKING:
    from pathlib import Path

_BLOCK = 1024 * 1024
_SPARE = 64 * 1024 * 1024


@contextmanager
def opened(folder: Path, open_key: Callable[[bytes], bytes], type_label: str, reporter: Reporter) -> Iterator[Inside]:
    """The inside of a stick; read and cancelled block by block. Pool thread.

    Args:
        folder: where the list and the parts lie.
        open_key: gives the file key for the envelope's header.
        type_label: what kind of consignment is expected.
        reporter: hears how much of the stick is read.

    Raises:
        InputProblem: ``courier.not-a-stick``.
        AccessRefused: ``age.no-identity-matched``: it is for somebody else.
        IntegrityFailure: ``courier.*``, ``age.*``; ``desk.mixed-recipients`` (R27).

    """
    with Parts(folder) as parts:
        header = age.split_header(parts)
        if not age.is_post_quantum(header):
            raise IntegrityFailure("desk.mixed-recipients")
        reader = age.PayloadReader(parts, open_key(header), start=len(header))
        yield Inside(_told(reader, reporter), reader.plain_size, type_label)


def _told(reader: age.PayloadReader, reporter: Reporter) -> Iterator[memoryview]:
    done = 0
    for block in reader.chunks():
        reporter.check()
        yield block
        done += len(block)
        reporter.report(Progress("courier.read", 0, 0, done, reader.plain_size))


def manifests(inside: Inside) -> list[bytes]:
    """The submissions a stick to the office names, in order."""
    listed = inside.head.get("manifests")
    found = [from_b64(m) if isinstance(m, str) else None for m in listed] if isinstance(listed, list) else [None]
    data = [m for m in found if m is not None]
    if len(data) != len(found) or len(set(data)) != len(data):
        raise IntegrityFailure("courier.malformed")
    return data


@dataclass(slots=True)
class Staged:
    """A submission whose objects lie in ``incoming``: digest → name of the file."""

    data: bytes
    names: dict[str, str] = field(default_factory=dict)


class Staging:
    """Takes a stick's objects into files of its own; all of them, or none stays.

    Args:
        incoming: the vault's folder for what is not taken in yet; swept when a vault is opened.
        new_name: random names for files there.

    """

    def __init__(self, incoming: Path, new_name: Callable[[], str]) -> None:
        self._incoming = incoming
        self._new_name = new_name
        self._made: set[str] = set()

    def run(self, inside: Inside, data: Sequence[bytes], wanted: Sequence[bool]) -> list[Staged]:
        """Read the stick to its end; the submissions that are wanted, staged. Pool thread.

        Args:
            inside: the opened stick.
            data: its manifests.
            wanted: for each, whether it is to be judged; what was answered before is read over.

        Raises:
            IntegrityFailure: ``courier.contents`` (``why``: unlisted, doubled, order, missing, size, digest),
                ``wire.malformed``, ``courier.malformed``, ``courier.part-differs``.
            WorldProblem: ``disk.full``, ``disk.*``.

        """
        staged = [Staged(one) for one in data]
        try:
            expected, needed = _plan(staged, wanted)
            _check_room(self._incoming, expected, needed)
            for entry in expected:
                self._next(inside, entry, expected, needed.get(entry.digest, []))
            self._end(inside, expected)
        except BaseException:
            self.discard()
            raise
        return [one for one, is_wanted in zip(staged, wanted, strict=True) if is_wanted]

    def _next(
        self, inside: Inside, entry: wire.ObjectEntry, expected: list[wire.ObjectEntry], takers: list[Staged]
    ) -> None:
        item = inside.next_object()
        if item is None:
            raise IntegrityFailure("courier.contents", why="missing")
        if item.digest != entry.digest:
            raise IntegrityFailure("courier.contents", why=_why(item, entry, expected))
        if item.bytes != entry.bytes:
            raise IntegrityFailure("courier.contents", why="size")
        if not takers:
            for _ in inside.blocks():
                pass
            return
        first = takers[0].names[entry.digest] = self._name()
        with system_errors():
            _copy(entry, inside.blocks(), self._incoming / first)
            for other in takers[1:]:
                name = other.names[entry.digest] = self._name()
                with (self._incoming / first).open("rb") as source:
                    _copy(entry, iter(lambda f=source: f.read(_BLOCK), b""), self._incoming / name)  # type: ignore[misc]

    def _name(self) -> str:
        name = self._new_name()
        self._made.add(name)
        return name

    def _end(self, inside: Inside, expected: list[wire.ObjectEntry]) -> None:
        extra = inside.next_object()
        if extra is not None:
            known = any(e.digest == extra.digest for e in expected)
            raise IntegrityFailure("courier.contents", why="doubled" if known else "unlisted")
        inside.finish()

    def submission(self, staged: Staged) -> desk.Submission:
        """A staged submission as the desk judges it, which disposes of its files from now on.

        Small objects come back into memory, payloads stay files.
        """
        found = desk.Submission(staged.data, wire.parse_manifest(staged.data))
        self._made.difference_update(staged.names.values())
        for entry in found.manifest.objects:
            name = staged.names[entry.digest]
            if entry.kind == "payload":
                found.objects[entry.digest] = desk.Fetched(entry, name)
                continue
            with system_errors():
                found.objects[entry.digest] = desk.Fetched(entry, None, (self._incoming / name).read_bytes())
                (self._incoming / name).unlink()
        return found

    def discard(self) -> None:
        """Remove what was staged and not handed over."""
        with system_errors():
            for name in self._made:
                (self._incoming / name).unlink(missing_ok=True)
        self._made.clear()


def _plan(staged: Sequence[Staged], wanted: Sequence[bool]) -> tuple[list[wire.ObjectEntry], dict[str, list[Staged]]]:
    """Every object once, in the order of the manifests, and which submissions need it."""
    expected: dict[str, wire.ObjectEntry] = {}
    needed: dict[str, list[Staged]] = {}
    for one, is_wanted in zip(staged, wanted, strict=True):
        for entry in wire.parse_manifest(one.data).objects:
            known = expected.setdefault(entry.digest, entry)
            if known.bytes != entry.bytes:
                raise IntegrityFailure("courier.contents", why="size")
            if is_wanted:
                needed.setdefault(entry.digest, []).append(one)
    return list(expected.values()), needed


def _why(item: Item, entry: wire.ObjectEntry, expected: list[wire.ObjectEntry]) -> str:
    """What is wrong with an object that is not the next one of the list."""
    place = next((n for n, e in enumerate(expected) if e.digest == item.digest), None)
    if place is None:
        return "unlisted"
    return "doubled" if place < next(n for n, e in enumerate(expected) if e is entry) else "order"


def _check_room(incoming: Path, expected: Sequence[wire.ObjectEntry], needed: dict[str, list[Staged]]) -> None:
    """Refuse before gigabytes were copied for nothing."""
    total = sum(e.bytes * len(needed.get(e.digest, ())) for e in expected)
    with system_errors():
        if shutil.disk_usage(incoming).free < total + _SPARE:
            raise WorldProblem("disk.full")


def _copy(entry: wire.ObjectEntry, blocks: Iterator[bytes] | Iterator[memoryview], path: Path) -> None:
    """An object into a new file, durable, its digest recomputed on the way."""
    digest, size = hashlib.sha256(), 0
    with path.open("xb") as target:
        for block in blocks:
            digest.update(block)
            size += len(block)
            target.write(block)
        target.flush()
        fsync_file(target.fileno())
    constant_times(path)
    if (size, "sha256:" + digest.hexdigest()) != (entry.bytes, entry.digest):
        raise IntegrityFailure("courier.contents", why="digest")
