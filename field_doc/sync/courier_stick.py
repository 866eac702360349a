"""A consignment's folder on a stick: equal parts named by their digests, and the list of them (R31).

Written under partial names and renamed last: what lacks ``index`` is no consignment, and a later write
takes the rest of a broken one away. Every part is durable before the next but one is begun.
"""

from __future__ import annotations

import hashlib
import io
import re
import shutil
import stat
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING, Self

from field_doc.base.errors import Bug, InputProblem, IntegrityFailure, WorldProblem
from field_doc.formats.courier import MAX_PARTS, STICK_PART
from field_doc.vault.files import begin_writeback, constant_times, fsync_file, fsync_folder, system_errors

if TYPE_CHECKING:
    from pathlib import Path

    from typing_extensions import Buffer

INDEX = "index"
_PARTIAL = ".partial"
_PARTIAL_NAME = re.compile(r"(?:[0-9]{8}|index)\.partial")
_PART_NAME = re.compile(r"[0-9a-f]{64}")
_LENGTH = 8
# Directory entries and the list itself need a little, too.
_SPARE = 1024 * 1024


def check_place(folder: Path) -> None:
    """Refuse a folder that holds anything but the rest of a consignment that was never finished.

    Raises:
        InputProblem: ``courier.folder-not-empty``.

    """
    with system_errors():
        if folder.exists() and {p.name for p in folder.iterdir()} - _unfinished(folder):
            raise InputProblem("courier.folder-not-empty")


def _unfinished(folder: Path) -> set[str]:
    """Names a broken write left: parts under partial names, and those its own partial list names."""
    if (folder / INDEX).exists():
        return set()
    names = {p.name for p in folder.iterdir() if _PARTIAL_NAME.fullmatch(p.name)}
    if INDEX + _PARTIAL in names:
        with suppress(InputProblem):
            names |= set(_listed(folder / (INDEX + _PARTIAL)))
    return names


def check_room(folder: Path, parts: int) -> None:
    """Refuse a stick that cannot take so many parts, before anything is written.

    Raises:
        WorldProblem: ``courier.no-room``, with both sizes in MB.

    """
    near = next((p for p in (folder, *folder.parents) if p.exists()), folder)
    with system_errors():
        free = shutil.disk_usage(near).free
    if free < parts * STICK_PART + _SPARE:
        raise WorldProblem("courier.no-room", needed=-(-parts * STICK_PART // 1_000_000), free=free // 1_000_000)


class PartWriter:
    """Takes the envelope as a stream and lays it down in parts.

    One part is written, hashed and made durable while the next is filled: two parts in memory, no more.

    Args:
        folder: empty, new, or with the rest of a broken write, which is removed.
        parts: how many there will be.
        size: octets of the envelope.

    """

    def __init__(self, folder: Path, parts: int, size: int) -> None:
        self._folder, self._parts, self._size = folder, parts, size
        self._names: list[str] = []
        self._given = 0
        self._buffers = [memoryview(bytearray(STICK_PART)) for _ in range(2)]
        self._filled = 0
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="stick")
        self._writing: Future[str] | None = None
        self._new = not folder.exists()

    def __enter__(self) -> Self:
        check_place(self._folder)
        with system_errors():
            self._folder.mkdir(parents=True, exist_ok=True)
            for name in _unfinished(self._folder):
                (self._folder / name).unlink(missing_ok=True)
        self.write(self._size.to_bytes(_LENGTH, "big"))
        return self

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        self._pool.shutdown(wait=True)
        if error is not None:
            self._sweep()

    def write(self, data: bytes | memoryview, /) -> None:
        """Take the envelope's next octets."""
        view = memoryview(data)
        while view:
            count = min(len(view), STICK_PART - self._filled)
            self._buffers[0][self._filled : self._filled + count] = view[:count]
            self._filled += count
            view = view[count:]
            if self._filled == STICK_PART:
                self._part_done()
        self._given += len(data)

    def _part_done(self) -> None:
        self._settle()
        self._writing = self._pool.submit(self._lay_down, len(self._names), self._buffers[0])
        self._buffers.reverse()
        self._filled = 0

    def _settle(self) -> None:
        """Wait for the part that is being written."""
        if self._writing is not None:
            writing, self._writing = self._writing, None
            self._names.append(writing.result())

    def _lay_down(self, number: int, content: memoryview) -> str:
        """One part, durable; its name. ``number`` is that of the part before it was settled."""
        path = self._partial(number)
        with system_errors(), path.open("xb", buffering=0) as target:
            rest = content
            while rest:
                rest = rest[target.write(rest) :]
            # The medium works while the digest is computed.
            begin_writeback(target.fileno(), 0, STICK_PART)
            name = hashlib.sha256(content).hexdigest()
            fsync_file(target.fileno())
        with system_errors():
            constant_times(path)
        return name

    def _partial(self, number: int) -> Path:
        return self._folder / f"{number:08d}{_PARTIAL}"

    def finish(self, enter: Callable[[], None]) -> None:
        """Pad the last part, give every part its name; ``enter`` runs when only the list's name is missing."""
        if self._filled:
            self._buffers[0][self._filled :] = bytes(STICK_PART - self._filled)
            self._part_done()
        self._settle()
        if (len(self._names), self._given) != (self._parts, self._size + _LENGTH):
            raise Bug("courier.misused", parts=len(self._names))
        index = self._folder / (INDEX + _PARTIAL)
        with system_errors():
            with index.open("xb") as target:
                target.write("\n".join(self._names).encode("ascii") + b"\n")
                target.flush()
                fsync_file(target.fileno())
            constant_times(index)
            fsync_folder(self._folder)
            for number, name in enumerate(self._names):
                self._partial(number).rename(self._folder / name)
            fsync_folder(self._folder)
        enter()
        with system_errors():
            index.rename(self._folder / INDEX)
            fsync_folder(self._folder)

    def _sweep(self) -> None:
        """Leave nothing of a consignment that was not finished; a stick that is gone is swept by the next write.

        The folder was empty before, so whatever of these names lies there is ours. The list goes first.
        """
        partial = [self._partial(number).name for number in range(len(self._names) + 1)]
        with suppress(OSError):
            for name in (INDEX, *self._names, *partial, INDEX + _PARTIAL):
                (self._folder / name).unlink(missing_ok=True)
            if self._new:
                self._folder.rmdir()


class Parts(io.RawIOBase):
    """The envelope on a stick as a seekable file; every octet it gives comes from a part that has its digest.

    The next part is read and hashed while this one is used.

    Raises:
        InputProblem: ``courier.not-a-stick``.
        IntegrityFailure: ``courier.part-differs`` for a part that is missing, cut, changed or of another consignment.

    """

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        self._position = 0
        # At most two parts in use and one that is read ahead, in memory that is used again.
        self._kept: dict[int, memoryview] = {}
        self._free: list[memoryview] = []
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="stick")
        self._ahead: tuple[int, Future[memoryview]] | None = None
        try:
            self._names = _listed(folder / INDEX)
            self._check_sizes()
            self.size = self._envelope_size()
        except BaseException:
            self.close()
            raise

    @property
    def stick_bytes(self) -> int:
        """All parts together."""
        return len(self._names) * STICK_PART

    def _check_sizes(self) -> None:
        """A missing or cut part is told before gigabytes were read for nothing."""
        for name in self._names:
            try:
                found = (self._folder / name).lstat()
            except FileNotFoundError as error:
                raise IntegrityFailure("courier.part-differs") from error
            except OSError as error:
                raise InputProblem("courier.not-a-stick") from error
            if not stat.S_ISREG(found.st_mode) or found.st_size != STICK_PART:
                raise IntegrityFailure("courier.part-differs")

    def _envelope_size(self) -> int:
        """What the first part says, when the last part ends as it has to."""
        size = int.from_bytes(self._part(0)[:_LENGTH], "big")
        end, last = _LENGTH + size, len(self._names) - 1
        if -(-end // STICK_PART) != len(self._names):
            raise IntegrityFailure("courier.part-differs")
        if bytes(self._part(last)[end - last * STICK_PART :]).strip(b"\0"):
            raise IntegrityFailure("courier.part-differs")
        return size

    def _part(self, number: int) -> memoryview:
        if number not in self._kept:
            ahead, self._ahead = self._ahead, None
            taken = ahead[1].result() if ahead is not None and ahead[0] == number else self._load(number, self._room())
            onward = number - 1 in self._kept
            # Opening goes to and fro between the first part and the last; then it is front to back.
            for old in list(self._kept) if onward and number > 1 else list(self._kept)[:-1]:
                self._free.append(self._kept.pop(old))
            self._kept[number] = taken
            if onward and number + 1 < len(self._names):
                self._ahead = (number + 1, self._pool.submit(self._load, number + 1, self._room()))
        return self._kept[number]

    def _room(self) -> memoryview:
        return self._free.pop() if self._free else memoryview(bytearray(STICK_PART))

    def _load(self, number: int, content: memoryview) -> memoryview:
        name = self._names[number]
        try:
            with (self._folder / name).open("rb", buffering=0) as source:
                filled = 0
                while filled < STICK_PART and (count := source.readinto(content[filled:])):
                    filled += count
        except OSError as error:
            raise WorldProblem("courier.stick-gone", errno=error.errno or 0) from error
        if filled != STICK_PART or hashlib.sha256(content).hexdigest() != name:
            raise IntegrityFailure("courier.part-differs")
        return content

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a position of the envelope."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self.size}[whence]
        self._position = max(0, base + offset)
        return self._position

    def tell(self) -> int:
        """The position."""
        return self._position

    def readinto(self, buffer: Buffer) -> int:
        """The next octets, as many as one part holds."""
        view = memoryview(buffer).cast("B")
        number, start = divmod(_LENGTH + self._position, STICK_PART)
        count = min(len(view), STICK_PART - start, max(0, self.size - self._position))
        if count:
            view[:count] = self._part(number)[start : start + count]
            self._position += count
        return count

    def close(self) -> None:
        """End the thread that reads ahead."""
        self._pool.shutdown(wait=True, cancel_futures=True)
        super().close()


def _listed(index: Path) -> list[str]:
    """Names of the parts in order.

    Raises:
        InputProblem: ``courier.not-a-stick`` for a list that is none.

    """
    most = MAX_PARTS * 65
    try:
        with index.open("rb") as source:
            names = source.read(most + 1).decode("ascii").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise InputProblem("courier.not-a-stick") from error
    if len(names) < 2 or names.pop() or len(names) > MAX_PARTS:
        raise InputProblem("courier.not-a-stick")
    if not all(_PART_NAME.fullmatch(name) for name in names):
        raise InputProblem("courier.not-a-stick")
    return names
