"""What the screens of this part need of the program that holds them; kept small so that a test can stand in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from field_doc.base.i18n import Words
    from field_doc.ui.memory import Memory
    from field_doc.ui.tasks import Runner


class ProgramLike(Protocol):
    """The part of ``ui.program.Program`` that media, ledger and settings use."""

    @property
    def words(self) -> Words:
        """The present language."""
        ...

    @property
    def runner(self) -> Runner:
        """The bridge to the threads."""
        ...

    @property
    def memory(self) -> Memory:
        """What is remembered between starts."""
        ...

    @property
    def session(self) -> Any:
        """The open session; None while locked."""
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
