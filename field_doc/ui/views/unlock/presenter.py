"""What the unlock page decides: try a passphrase, say what failed, wait; no widgets, no threads."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from field_doc.base.errors import AccessRefused, Cancelled
from field_doc.ui.messages import describe

if TYPE_CHECKING:
    from field_doc.base.i18n import Words
    from field_doc.base.progress import Reporter
    from field_doc.ui.tasks import Runner


class UnlockActs(Protocol):
    """What the page needs from the program; runs off the GUI thread."""

    def open_vault(self, passphrase: str, reporter: Reporter) -> object:
        """Open the vault; ``AccessRefused`` with ``wait_seconds`` and ``attempts`` if the phrase is wrong."""
        ...


@dataclass(frozen=True, slots=True)
class UnlockState:
    """All the page shows. It never says how long the phrase is or in which script."""

    vault: str
    busy: bool = False
    failed: str = ""
    kept: str = ""
    do: str = ""
    wait_seconds: int = 0
    attempts: int = 0
    integrity: bool = False
    layout: str = ""


class UnlockView(Protocol):
    """What the presenter says to the page."""

    def show_state(self, state: UnlockState) -> None:
        """Show a state."""
        ...

    def opened(self, session: object) -> None:
        """The vault is open."""
        ...

    def again(self) -> None:
        """Ready for another try: focus the field and select what is in it."""
        ...


class UnlockPresenter:
    """One attempt at a time; after each failure the program waits as long as the vault says."""

    def __init__(self, view: UnlockView, runner: Runner, acts: UnlockActs, words: Words, vault: str) -> None:
        self._view, self._runner, self._acts, self._words = view, runner, acts, words
        self.state = UnlockState(vault)
        self._error: Exception | None = None

    def _show(self, **changes: object) -> None:
        self.state = replace(self.state, **changes)  # type: ignore[arg-type]
        self._view.show_state(self.state)

    def begin(self) -> None:
        """The page is shown."""
        self._view.show_state(self.state)

    def set_layout(self, lang: str) -> None:
        """The keyboard layout the system or the typed letters show: ``uk``, ``en``, ``ru`` or ""."""
        self._show(layout=lang)

    def open(self, passphrase: str) -> None:
        """Try; nothing happens while waiting, while busy, or for an empty phrase."""
        if not passphrase or self.state.busy or self.state.wait_seconds:
            return
        self._show(busy=True, failed="", kept="", do="", integrity=False)
        self._runner.submit(
            lambda reporter: self._acts.open_vault(passphrase, reporter),
            owner=self._view,
            done=self._view.opened,
            failed=self._failed,
        )

    def _failed(self, error: Exception) -> None:
        if isinstance(error, Cancelled):
            self._show(busy=False)
            return
        self._error = error
        self._say(error)
        self._view.again()

    def _say(self, error: Exception) -> None:
        message = describe(error, self._words)
        details = error.details if isinstance(error, AccessRefused) else {}
        wait, attempts = (details.get(k, 0) for k in ("wait_seconds", "attempts"))
        self._show(
            busy=False,
            failed=message.what,
            kept=message.kept,
            do=message.do,
            integrity=message.integrity,
            wait_seconds=wait if isinstance(wait, int) else 0,
            attempts=attempts if isinstance(attempts, int) else 0,
        )

    def tick(self) -> None:
        """A second has passed."""
        if self.state.wait_seconds:
            self._show(wait_seconds=self.state.wait_seconds - 1)

    def retranslate(self, words: Words) -> None:
        """Speak the other language."""
        self._words = words
        if self._error is not None:
            wait = self.state.wait_seconds
            self._say(self._error)
            self._show(wait_seconds=wait)
        else:
            self._show()
