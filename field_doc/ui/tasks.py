"""The only bridge between threads and the window.

One worker owns the vault (its connections and keys); a pool does hashing, sealing, PDF and
network. A job is a plain function ``job(reporter) -> result``; ``done`` and ``failed`` are called
on the GUI thread. The relay is a QObject of the GUI thread that outlives all jobs; jobs put
messages into a queue and wake it. If the owner is destroyed the job is cancelled and nothing is
delivered. Progress comes at most twenty times a second. ``Cancelled`` is never shown as an error.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Final, Literal, Protocol

import shiboken6
from PySide6.QtCore import QMetaObject, QObject, Qt, Signal, Slot

from field_doc.base.errors import Bug, Cancelled
from field_doc.base.log import logger
from field_doc.base.progress import CancelToken, Progress, Reporter

Where = Literal["vault", "pool"]
Job = Callable[[Reporter], Any]
Done = Callable[[Any], None]
Failed = Callable[[Exception], None]
Told = Callable[[Progress], None]

PROGRESS_INTERVAL: Final = 0.05
_log = logger("ui.tasks")


class Handle(Protocol):
    """What ``submit`` gives back."""

    def cancel(self) -> None:
        """Ask the job to stop at its next border."""
        ...


class Runner(Protocol):
    """What presenters are given: threads in the program, ``Inline`` in their tests."""

    def submit(
        self,
        job: Job,
        *,
        owner: object,
        done: Done | None = None,
        failed: Failed | None = None,
        progress: Told | None = None,
        where: Where = "vault",
    ) -> Handle:
        """Run a job; one of ``done`` and ``failed`` follows unless the owner went."""
        ...


class _ThrottledReporter:
    """A job's reporter: lets a report through every 50 ms; the last one always comes before the end."""

    def __init__(self, token: CancelToken, put: Callable[[Progress], None]) -> None:
        self._token, self._put = token, put
        self._sent_at = float("-inf")
        self._held: Progress | None = None

    def report(self, progress: Progress) -> None:
        """Tell how far; too frequent reports are held back."""
        now = time.monotonic()
        if now - self._sent_at < PROGRESS_INTERVAL:
            self._held = progress
            return
        self._sent_at, self._held = now, None
        self._put(progress)

    def check(self) -> None:
        """Raise ``Cancelled`` if the user stopped it."""
        self._token.check()

    def flush(self) -> None:
        """Send what was held back last."""
        if self._held is not None:
            self._put(self._held)
            self._held = None


@dataclass(eq=False, slots=True)
class _Task:
    owner: QObject | None
    done: Done | None
    failed: Failed | None
    progress: Told | None
    token: CancelToken = field(default_factory=CancelToken)
    finished: bool = False
    future: Future[None] | None = None
    job: Job | None = None
    link: QMetaObject.Connection | None = None

    def forget(self) -> None:
        """Let go of everything on the GUI thread: a worker must never hold the last reference to a widget."""
        if self.link is not None and self.owner is not None and shiboken6.isValid(self.owner):
            QObject.disconnect(self.link)
        self.link = None
        self.job = self.done = self.failed = self.progress = self.owner = None

    def cancel(self) -> None:
        """Ask the job to stop; nothing more is delivered but its end is waited for at close."""
        self.token.cancel()


class _Relay(QObject):
    """Lives in the GUI thread; empties the queue there."""

    woken = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._queue: deque[Callable[[], None]] = deque()
        self.woken.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def put(self, deliver: Callable[[], None]) -> None:
        """Called by any thread."""
        self._queue.append(deliver)
        self.woken.emit()

    @Slot()
    def _deliver(self) -> None:
        while self._queue:
            self._queue.popleft()()


class TaskRunner(QObject):
    """Threads behind the window: one for the vault, some for everything else.

    Args:
        pool_workers: threads of the pool.

    """

    idle = Signal()

    def __init__(self, pool_workers: int = 2) -> None:
        super().__init__()
        self._relay = _Relay()
        self._vault = ThreadPoolExecutor(1, thread_name_prefix="vault")
        self._pool = ThreadPoolExecutor(pool_workers, thread_name_prefix="pool")
        self._tasks: set[_Task] = set()
        self._closed = False

    @property
    def running(self) -> int:
        """How many jobs have not ended yet."""
        return len(self._tasks)

    def submit(
        self,
        job: Job,
        *,
        owner: object,
        done: Done | None = None,
        failed: Failed | None = None,
        progress: Told | None = None,
        where: Where = "vault",
    ) -> Handle:
        """See ``Runner``; ``owner`` is a live QObject, or anything else for a job without a screen."""
        if self._closed:
            raise Bug("ui.runner-closed")
        task = _Task(owner if isinstance(owner, QObject) else None, done, failed, progress)
        if task.owner is not None:
            task.link = task.owner.destroyed.connect(task.token.cancel)
        self._tasks.add(task)
        executor = self._vault if where == "vault" else self._pool
        task.job = job
        task.future = executor.submit(self._run, task)
        return task

    def _run(self, task: _Task) -> None:
        """In the worker: run the job and put exactly one ending into the queue."""
        reporter = _ThrottledReporter(task.token, lambda p: self._relay.put(lambda: self._tell(task, p)))
        try:
            task.token.check()
            assert task.job is not None
            result = task.job(reporter)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is delivered, never swallowed
            problem = error
            self._relay.put(lambda: self._end(task, None, problem))
            return
        reporter.flush()
        self._relay.put(lambda: self._end(task, result, None))

    @staticmethod
    def _reachable(task: _Task) -> bool:
        return task.owner is None or shiboken6.isValid(task.owner)

    def _tell(self, task: _Task, progress: Progress) -> None:
        if task.progress is not None and self._reachable(task) and not task.token.cancelled:
            task.progress(progress)

    def _end(self, task: _Task, result: Any, error: Exception | None) -> None:
        task.finished = True
        self._tasks.discard(task)
        try:
            self._end_reached(task, result, error)
        finally:
            task.forget()
        if not self._tasks:
            self.idle.emit()

    def _end_reached(self, task: _Task, result: Any, error: Exception | None) -> None:
        if self._reachable(task):
            self._deliver(task, result, error)
        elif error is not None and not isinstance(error, Cancelled):
            _log.warning("task of a closed screen failed: %s", getattr(error, "code", type(error).__name__))

    @staticmethod
    def _deliver(task: _Task, result: Any, error: Exception | None) -> None:
        if error is None:
            if task.done is not None:
                task.done(result)
        elif isinstance(error, Cancelled) or task.failed is not None:
            if task.failed is not None:
                task.failed(error)
        else:
            raise error

    @property
    def closed(self) -> bool:
        """Whether nothing can be submitted any more."""
        return self._closed

    def close(self, *, cancel: bool = True) -> None:
        """Drain: with ``cancel`` ask every job to stop at its border; wait for all; deliver nothing more."""
        self._closed = True
        if cancel:
            for task in self._tasks:
                task.token.cancel()
        self._pool.shutdown(wait=True)
        self._vault.shutdown(wait=True)


class _DoneHandle:
    """A job that has ended already."""

    def cancel(self) -> None:
        """Nothing to stop."""


class Inline:
    """A runner without threads, for presenter tests: the job runs at once, then its ending."""

    closed = False

    def __init__(self) -> None:
        self.reports: list[Progress] = []
        self.cancelled = False

    def submit(
        self,
        job: Job,
        *,
        owner: object,
        done: Done | None = None,
        failed: Failed | None = None,
        progress: Told | None = None,
        where: Where = "vault",
    ) -> Handle:
        """Run now; ``owner`` and ``where`` make no difference."""
        del owner, where
        inline = self

        class _Reporter:
            def report(self, value: Progress) -> None:
                inline.reports.append(value)
                if progress is not None:
                    progress(value)

            def check(self) -> None:
                if inline.cancelled:
                    raise Cancelled

        try:
            result = job(_Reporter())
        except Exception as error:
            if failed is None:
                raise
            failed(error)
        else:
            if done is not None:
                done(result)
        return _DoneHandle()


def on_gui_thread() -> bool:
    """Whether the caller is on the thread of the window."""
    return threading.current_thread() is threading.main_thread()
