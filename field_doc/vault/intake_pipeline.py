"""Read once, hash, encrypt, write, fsync: three threads, bounded memory, one pass over each source.

Reader: ``readinto`` + SHA-256. Writer: age STREAM chunks (ChaCha20-Poly1305) + write + early
write-back. Syncer: fsync + constant times. Both hash and cipher release the GIL, so the rate is
that of SHA-256 alone on a disk that keeps up (docs/benchmarks.md). A file that fails costs that
file only; its half-written payload is removed at once, or swept at the next open.

Sources are only read. Nothing here touches the database: what comes out is *staged* in
``incoming/`` and durable, and becomes visible when its row is committed (docs/spec/vault.md).
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import queue
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, Protocol, TypeVar

from field_doc.base.errors import Cancelled, FieldDocError, WorldProblem
from field_doc.formats import age
from field_doc.vault.files import begin_writeback, constant_times, fsync_file, world_problem, write_all

if TYPE_CHECKING:
    from pathlib import Path

    from field_doc.base.progress import CancelToken

FRAME = 1024 * 1024
HEAD = 64 * 1024  # first bytes handed on with the result, to tell the file's type
_CHUNK = 64 * 1024
_TAG = 16
_BUFFERS = 6
_WAKE_S = 0.2
_SPARE_ROOM = 64 * 1024 * 1024  # left free on the disk for the database and its log

_T = TypeVar("_T")


class Source(Protocol):
    """Something to take in."""

    @property
    def key(self) -> int:
        """Names the source in results."""
        ...

    @property
    def size(self) -> int:
        """Bytes expected, for the check of room."""
        ...

    def open(self) -> BinaryIO:
        """Open to read, unbuffered."""
        ...

    def unchanged(self, opened: BinaryIO, bytes_read: int) -> bool:
        """Whether the source is still what it was when it was opened."""
        ...


@dataclass(frozen=True, slots=True)
class Staged:
    """A payload in incoming/, durable, not yet acknowledged. ``head``: its first plaintext bytes."""

    key: int
    name: str
    file_key: bytes
    head: bytes
    sha256: str
    bytes: int


class _StoppedError(Exception):
    """Another thread of this pipeline has ended; this one ends too."""


@dataclass(frozen=True, slots=True)
class Failed:
    """A source that could not be taken in; nothing of it stays."""

    key: int
    error: FieldDocError


@dataclass(slots=True)
class _Job:
    source: Source
    name: str
    path: Path
    file_key: bytes
    encryptor: age.PayloadEncryptor
    descriptor: int
    written: int = 0
    head: bytes = b""
    sha256: str = ""
    bytes: int = 0
    error: FieldDocError | None = None


@dataclass(frozen=True, slots=True)
class _Frame:
    job: _Job
    buffer: bytearray
    length: int
    last: bool


class IntakePipeline:
    """Runs a batch of sources into ``incoming``.

    Args:
        incoming: the vault's folder of half-written payloads.
        random: source of payload names.
        token: cancels at the next frame; what is staged stays.
        on_bytes: told after each frame how many bytes were hashed.

    """

    def __init__(
        self,
        incoming: Path,
        *,
        random: Callable[[int], bytes],
        token: CancelToken,
        on_bytes: Callable[[int], None] = lambda _n: None,
    ) -> None:
        self._incoming = incoming
        self._random = random
        self._token = token
        self._on_bytes = on_bytes
        self._free: queue.SimpleQueue[bytearray] = queue.SimpleQueue()
        self._frames: queue.Queue[_Frame | _Job | None] = queue.Queue(maxsize=_BUFFERS)
        self._to_sync: queue.Queue[_Job | None] = queue.Queue(maxsize=8)
        self._results: queue.SimpleQueue[Staged | Failed | BaseException | None] = queue.SimpleQueue()
        self._stop = False

    def run(self, sources: Iterable[Source]) -> Iterator[Staged | Failed]:
        """Take in every source; yields each as it becomes durable, or with why it failed."""
        for _ in range(_BUFFERS):
            self._free.put(bytearray(FRAME))
        threads = [
            threading.Thread(target=self._guarded, args=(step,), name=name, daemon=True)
            for name, step in (
                ("intake-read", lambda: self._read_all(iter(sources))),
                ("intake-write", self._write_all),
                ("intake-sync", self._sync_all),
            )
        ]
        for thread in threads:
            thread.start()
        try:
            while (result := self._results.get()) is not None:
                if isinstance(result, BaseException):
                    raise result
                yield result
        finally:
            self._stop = True
            for thread in threads:
                thread.join()

    def _guarded(self, step: Callable[[], None]) -> None:
        """A bug in a thread reaches the caller, and the other threads still end."""
        try:
            step()
        except _StoppedError:
            return
        except BaseException as error:  # noqa: BLE001 (handed over, raised by run)
            self._stop = True
            self._results.put(error)

    def _put(self, target: queue.Queue[_T], item: _T) -> None:
        """Wait for room, but not for a thread that has ended."""
        while True:
            try:
                return target.put(item, timeout=_WAKE_S)
            except queue.Full:
                if self._stop:
                    raise _StoppedError from None

    def _get(self, source: queue.Queue[_T] | queue.SimpleQueue[_T]) -> _T:
        """Wait for an item, but not from a thread that has ended."""
        while True:
            try:
                return source.get(timeout=_WAKE_S)
            except queue.Empty:
                if self._stop:
                    raise _StoppedError from None

    # reading and hashing

    def _read_all(self, sources: Iterator[Source]) -> None:
        for source in sources:
            if self._token.cancelled or self._stop:
                break
            try:
                job = self._begin(source)
            except FieldDocError as error:
                self._results.put(Failed(source.key, error))
                continue
            try:
                self._read_one(job)
            except FieldDocError as error:
                job.error = error
                self._put(self._frames, job)
        self._put(self._frames, None)

    def _begin(self, source: Source) -> _Job:
        name = self._random(16).hex()
        path = self._incoming / name
        try:
            if shutil.disk_usage(self._incoming).free < source.size + _SPARE_ROOM:
                raise WorldProblem("disk.full")
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
            descriptor = os.open(path, flags, 0o600)
        except OSError as error:
            raise world_problem(error) from error
        file_key = age.new_file_key()
        return _Job(source, name, path, file_key, age.PayloadEncryptor(file_key), descriptor)

    def _read_one(self, job: _Job) -> None:
        digest = hashlib.sha256()
        try:
            with job.source.open() as opened:
                self._read_frames(opened, digest, job)
                if not job.source.unchanged(opened, job.bytes):
                    raise WorldProblem("intake.source-changed")
        except OSError as error:
            raise WorldProblem("intake.source-unreadable", errno=error.errno or 0) from error
        job.sha256 = "sha256:" + digest.hexdigest()
        self._put(self._frames, job)

    def _read_frames(self, opened: BinaryIO, digest: hashlib._Hash, job: _Job) -> None:
        """Hand on each frame once it is known whether another follows: the last one is marked (age STREAM)."""
        pending = self._fill(opened, digest, job)
        while pending.length == FRAME:
            try:
                following = self._fill(opened, digest, job)
            except BaseException:
                self._free.put(pending.buffer)
                raise
            if following.length == 0:
                self._free.put(following.buffer)
                break
            self._put(self._frames, pending)
            pending = following
        self._put(self._frames, _Frame(job, pending.buffer, pending.length, last=True))

    def _fill(self, opened: BinaryIO, digest: hashlib._Hash, job: _Job) -> _Frame:
        """Read a whole frame (or what is left) and hash it."""
        if self._token.cancelled or self._stop:
            raise Cancelled
        buffer = self._get(self._free)
        view, length = memoryview(buffer), 0
        try:
            while length < FRAME and (got := opened.readinto(view[length:])):  # type: ignore[attr-defined]
                length += got
        except BaseException:
            self._free.put(buffer)
            raise
        digest.update(view[:length])
        if job.bytes == 0:
            job.head = view[:HEAD].tobytes() if length > HEAD else view[:length].tobytes()
        job.bytes += length
        self._on_bytes(length)
        return _Frame(job, buffer, length, last=False)

    # encrypting and writing

    def _write_all(self) -> None:
        out = bytearray(16 + (FRAME // _CHUNK) * (_CHUNK + _TAG))
        while (item := self._get(self._frames)) is not None:
            if isinstance(item, _Job):
                self._put(self._to_sync, item)
                continue
            try:
                if item.job.error is None:
                    self._write_frame(item, memoryview(out))
            except OSError as error:
                item.job.error = world_problem(error)
            finally:
                self._free.put(item.buffer)
        self._put(self._to_sync, None)

    @staticmethod
    def _write_frame(frame: _Frame, out: memoryview) -> None:
        job, start = frame.job, 0
        if job.written == 0:
            out[:16] = job.encryptor.nonce
            start = 16
        plain = memoryview(frame.buffer)[: frame.length]
        end = start + job.encryptor.encrypt_into(plain, out[start:], last=frame.last)
        write_all(job.descriptor, out[:end])
        begin_writeback(job.descriptor, job.written, end)
        job.written += end

    # making durable

    def _sync_all(self) -> None:
        while (job := self._get(self._to_sync)) is not None:
            self._finish(job)
        self._results.put(None)

    def _finish(self, job: _Job) -> None:
        try:
            try:
                if job.error is None:
                    fsync_file(job.descriptor)
            finally:
                os.close(job.descriptor)
            if job.error is None:
                constant_times(job.path)
        except OSError as error:
            job.error = world_problem(error)
        if job.error is not None:
            with contextlib.suppress(OSError):
                job.path.unlink()
            self._results.put(Failed(job.source.key, job.error))
            return
        self._results.put(Staged(job.source.key, job.name, job.file_key, job.head, job.sha256, job.bytes))
