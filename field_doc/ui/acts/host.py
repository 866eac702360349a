"""What the screens of media, ledger and settings need of the program that holds them; a test can stand in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from field_doc.base.i18n import Words
    from field_doc.base.progress import Progress
    from field_doc.ui.memory import Memory
    from field_doc.ui.tasks import Handle, Job, Runner

Ended = Callable[[Any], None]
StartLong = Callable[[str, "Job", Ended, Callable[[Exception], None], Callable[["Progress"], None]], "Handle | None"]
"""Runs long work that outlives a screen: (title, job, done, failed, progress)."""


class ProgramLike(Protocol):
    """The part of ``ui.program.Program`` used here."""

    words: Words
    memory: Memory
    case: str
    host: Any
    factories: dict[str, Callable[..., Any]]

    @property
    def runner(self) -> Runner:
        """The bridge to the threads."""
        ...

    @property
    def registry(self) -> Any:
        """Record types and vocabularies."""
        ...

    def need_session(self) -> Any:
        """The open session."""
        ...

    def set_language(self, lang: str) -> None:
        """Speak the other language everywhere."""
        ...

    def changed(self, changes: Iterable[object]) -> None:
        """Tell every screen once what was written."""
        ...

    def show_error(self, error: Exception) -> None:
        """Say what failed, what is safe and what to do."""
        ...

    def notify(self, text: str) -> None:
        """Say one sentence that needs no answer."""
        ...

    def lock(self) -> None:
        """Lock and end the process."""
        ...

    def start_long(
        self,
        title: str,
        job: Job,
        done: Ended,
        *,
        failed: Callable[[Exception], None] | None = None,
        progress: Callable[[Progress], None] | None = None,
        screen: str = "",
    ) -> Any:
        """Run long work; its progress stands in the status line. Gives something with ``handle``."""
        ...


def long_of(program: ProgramLike, screen: str) -> StartLong:
    """The program's way to run long work, for a presenter that knows no program."""

    def start(
        title: str,
        job: Job,
        done: Ended,
        failed: Callable[[Exception], None],
        progress: Callable[[Progress], None],
    ) -> Handle | None:
        handle: Handle | None = program.start_long(
            title, job, done, failed=failed, progress=progress, screen=screen
        ).handle
        return handle

    return start


def pooled(runner: Runner) -> StartLong:
    """Long work without a program: straight to the pool, owned by nobody."""

    def start(
        title: str,
        job: Job,
        done: Ended,
        failed: Callable[[Exception], None],
        progress: Callable[[Progress], None],
    ) -> Handle | None:
        del title
        return runner.submit(job, owner=None, done=done, failed=failed, progress=progress, where="pool")

    return start
