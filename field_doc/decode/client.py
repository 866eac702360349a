"""The parent's side: hand an item to a confined child and get a report back, whatever happens.

One item's failure is a ``Report`` or ``Problem`` with a code, never an exception: a child that
dies, hangs or runs out of memory costs one report, not the item. Only what reading the *source*
raises (a pulled disk, a payload whose bytes were changed) goes through to the caller.
"""

from __future__ import annotations

import io
import queue
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from types import TracebackType
from typing import Any, BinaryIO, Self, TypeVar

from field_doc.base.errors import Bug
from field_doc.decode import answers, starting
from field_doc.decode.limits import EAGER, ITEMS_PER_CHILD, MAX_CLEAN, MAX_EDGE, MAX_PREVIEW, MAX_THUMBNAIL
from field_doc.decode.media_types import OTHER
from field_doc.decode.process import ChildProcess, Died, TimedOut, read_up_to
from field_doc.decode.values import DIED, MEMORY, TIMED_OUT, Finding, Picture, Pixels, Problem, Report

Source = BinaryIO | bytes
_T = TypeVar("_T")


class Decoder:
    """A small pool of confined child processes. Thread-safe; ``close`` it, or use ``with``.

    Args:
        timeout_s: seconds one item may take before its child is killed.
        memory_mb: address space of a child in MiB.
        workers: how many children at most; further callers wait.
        items_per_child: after so many items a child is replaced.

    """

    def __init__(
        self,
        *,
        timeout_s: float = 20,
        memory_mb: int = 1024,
        workers: int = 1,
        items_per_child: int = ITEMS_PER_CHILD,
    ) -> None:
        self._timeout_s = timeout_s
        self._memory_mb = memory_mb
        self._workers = workers
        self._items_per_child = items_per_child
        self._closed = False
        # Last in, first out: with little to do one warm child does it all.
        self._slots: queue.LifoQueue[ChildProcess | None] = queue.LifoQueue()
        for _ in range(workers):
            self._slots.put(None)

    def examine(self, source: Source, size: int, name_hint_ext: str | None) -> Report:
        """Type, facts, findings and a thumbnail of one item.

        Args:
            source: seekable binary file or bytes; read by ranges, position not kept.
            size: length in bytes.
            name_hint_ext: the file name's ending (``jpg``), only to report a difference; may be None.

        """
        request = {"op": "examine", "size": size, "ending": (name_hint_ext or "")[:16] or None}
        return self._judged(lambda child: _examine(child, request, _opened(source), size))

    def clean_image(self, source: Source, size: int, max_edge: int | None = None) -> Picture | Problem:
        """A derivative without any metadata for a redacted edition (JPEG or PNG, sRGB, upright)."""
        return self._picture("clean", source, size, max_edge, MAX_CLEAN)

    def clean_jpeg(self, source: Source, size: int, max_edge: int | None = None) -> Picture | Problem:
        """The same as a JPEG whatever it came from: for bundles and their report."""
        return self._picture("clean-jpeg", source, size, max_edge, MAX_CLEAN)

    def preview(self, source: Source, size: int, max_edge: int) -> Picture | Problem:
        """A picture for the viewer (JPEG or PNG made anew, sRGB, upright)."""
        return self._picture("preview", source, size, max_edge, MAX_PREVIEW)

    def pixels(self, source: Source, size: int, max_edge: int) -> Pixels | Problem:
        """Bare RGB pixels for the viewer: the window then runs no decoder on anything foreign."""
        request = {"op": "pixels", "size": size, "max_edge": max_edge}
        return self._judged(lambda child: _pixels(child, request, _opened(source), size, max_edge))

    def self_check(self) -> tuple[tuple[str, ...], dict[str, str]]:
        """Protections in force, and for each act whether a child can do it: ``refused``, ``allowed``…"""
        return self._judged(_probe)

    def close(self) -> None:
        """End the children after what they are doing; further use is a bug."""
        if self._closed:
            return
        self._closed = True
        children = [self._slots.get() for _ in range(self._workers)]
        for child in children:
            if child is not None:
                child.end()
            self._slots.put(None)  # whoever still waits wakes up and sees that it is closed

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def command(self) -> list[str]:
        """How a child is started; tests override it."""
        return starting.command("field_doc.decode.child", "__decode-child")

    def environment(self) -> dict[str, str]:
        """The child's whole environment."""
        return starting.environment()

    def _picture(self, op: str, source: Source, size: int, edge: int | None, max_blob: int) -> Picture | Problem:
        request = {"op": op, "size": size, "max_edge": edge}
        return self._judged(lambda child: _encoded(child, request, _opened(source), size, max_blob))

    def _judged(self, act: Callable[[_Session], _T]) -> _T:
        """Run an act; a death in a child that had served before is judged again in a fresh one."""
        with self._session() as session:
            result = act(session)
            if session.failure in (DIED, MEMORY) and session.was_used:
                session.renew()
                result = act(session)
            return result

    @contextmanager
    def _session(self) -> Iterator[_Session]:
        child = self._slots.get()
        if self._closed:
            self._slots.put(child)
            raise Bug("decode.closed")
        session = _Session(child, self._start, self._items_per_child)
        try:
            yield session
        finally:
            self._slots.put(session.kept())

    def _start(self) -> ChildProcess:
        return ChildProcess(self.command(), self.environment(), timeout_s=self._timeout_s, memory_mb=self._memory_mb)


class _Session:
    """The use of one slot by one caller: a child is started when needed and dropped when it failed."""

    def __init__(self, child: ChildProcess | None, start: Callable[[], ChildProcess], items: int) -> None:
        self._child, self._start, self._items = child, start, items
        self.was_used = child is not None and child.served > 0
        self.failure: str | None = None

    def renew(self) -> None:
        """Forget the child and what happened in it."""
        self._drop()
        self.was_used, self.failure = False, None

    def frames(
        self, request: dict[str, Any], source: BinaryIO | None, head: bytes, max_blob: int
    ) -> list[tuple[dict[str, Any], bytes, tuple[str, ...]]]:
        """Answer frames with the protections in force; what came before a failure, then ``failure`` is set."""
        told: list[tuple[dict[str, Any], bytes, tuple[str, ...]]] = []
        try:
            if self._child is None or not self._child.alive:
                self._drop()
                self._child = self._start()
            # The frames are drawn to the end: a generator left early would end the child.
            for header, blob in self._child.ask(request, source, head, max_blob=max_blob):
                told.append((header, blob, self._child.protections))
                if header.get("problem") == MEMORY:
                    self.failure = MEMORY
        except TimedOut:
            self.failure = TIMED_OUT
        except Died:
            self.failure = DIED
        return told

    def distrust(self) -> None:
        """The child answered what it must not: it counts as dead."""
        self.failure = DIED

    def kept(self) -> ChildProcess | None:
        """The child for the next caller; None if it failed or has served long enough."""
        if self.failure is not None or (self._child is not None and self._child.served >= self._items):
            self._drop()
        if self._child is not None and not self._child.alive:
            self._drop()
        return self._child

    def _drop(self) -> None:
        if self._child is not None:
            self._child.end()
        self._child = None


def _opened(source: Source) -> BinaryIO:
    return io.BytesIO(source) if isinstance(source, bytes) else source


def _head(source: BinaryIO, size: int) -> bytes:
    source.seek(0)
    return read_up_to(source, min(size, EAGER))


def _examine(session: _Session, request: dict[str, Any], source: BinaryIO, size: int) -> Report:
    report = Report(OTHER, "other")
    try:
        for header, blob, in_force in session.frames(request, source, _head(source, size), MAX_THUMBNAIL):
            if "media_type" in header:
                report = answers.report(header, in_force)
            else:
                report = _with_thumbnail(report, header, blob, in_force)
    except answers.Implausible:
        session.distrust()
    failure = session.failure
    return report if failure is None else replace(report, problem=failure)


def _with_thumbnail(report: Report, header: dict[str, Any], blob: bytes, in_force: tuple[str, ...]) -> Report:
    made = answers.thumbnail(header, blob)
    findings = report.findings
    if header.get("truncated") is True and not any(f.code == "truncated" for f in findings):
        findings = (*findings, Finding.of("truncated"))
    return replace(
        report,
        thumbnail=made[0] if made else None,
        thumbnail_size=made[1] if made else None,
        findings=findings,
        problem=answers.problem(header),
        protections=in_force,
    )


def _encoded(
    session: _Session, request: dict[str, Any], source: BinaryIO, size: int, max_blob: int
) -> Picture | Problem:
    try:
        for header, blob, _ in session.frames(request, source, _head(source, size), max_blob):
            code = answers.problem(header)
            if code is not None:
                return Problem(code)
            media_type = answers.picture_type(header, blob)
            edge = request["max_edge"] or MAX_EDGE * 10
            return Picture(blob, media_type, *answers.size(header, edge))
    except answers.Implausible:
        session.distrust()
    return Problem(session.failure or DIED)


def _pixels(session: _Session, request: dict[str, Any], source: BinaryIO, size: int, edge: int) -> Pixels | Problem:
    try:
        for header, blob, _ in session.frames(request, source, _head(source, size), MAX_PREVIEW * 4):
            code = answers.problem(header)
            if code is not None:
                return Problem(code)
            width, height = answers.size(header, edge)
            if len(blob) != width * height * 3:
                raise answers.Implausible
            return Pixels(blob, width, height)
    except answers.Implausible:
        session.distrust()
    return Problem(session.failure or DIED)


def _probe(session: _Session) -> tuple[tuple[str, ...], dict[str, str]]:
    for header, _, in_force in session.frames({"op": "probe"}, None, b"", 0):
        told = header.get("probe")
        if isinstance(told, dict) and all(v in ("refused", "allowed", "works", "broken") for v in told.values()):
            return in_force, {answers.text(k) or "": str(v) for k, v in told.items()}
    return (), {}
