"""Opening without the passphrase, and making a vault of a backup; no widgets, no threads."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from field_doc.base.errors import Cancelled, FieldDocError
from field_doc.ui.messages import describe

if TYPE_CHECKING:
    from field_doc.app.share_words import ShareFacts
    from field_doc.base.i18n import Words
    from field_doc.base.progress import Progress, Reporter
    from field_doc.ui.acts.upkeep import RecoveryActs
    from field_doc.ui.tasks import Handle, Runner

WORDS_IN_SHARE: Final = 33


@dataclass(frozen=True, slots=True)
class SharesState:
    """Shares typed so far. ``words`` are those of the share being typed; ``needed`` is 0 until one was read."""

    words: tuple[str, ...] = ()
    taken: int = 0
    needed: int = 0
    hint: str = ""
    problem: str = ""

    @property
    def complete(self) -> bool:
        """Whether there are enough."""
        return 0 < self.needed <= self.taken


class SharesScreen(Protocol):
    """What the collector says to the widget."""

    def show_shares(self, state: SharesState) -> None:
        """Show a state."""
        ...


class ShareCollector:
    """Takes words one by one, each share checked as soon as it is whole."""

    def __init__(self, view: SharesScreen, acts: RecoveryActs, words: Words) -> None:
        self._view, self._acts, self._words = view, acts, words
        self._shares: dict[int, str] = {}
        self._facts: ShareFacts | None = None
        self.state = SharesState()

    def _show(self, **changes: object) -> None:
        self.state = replace(self.state, **changes)  # type: ignore[arg-type]
        self._view.show_shares(self.state)

    @property
    def mnemonics(self) -> tuple[str, ...]:
        """The shares that were read."""
        return tuple(self._shares.values())

    def typing(self, text: str) -> None:
        """What is being typed: say which word it would become."""
        word = self._acts.complete(text)
        self._show(hint=word if word is not None and text.strip() else "")

    def take(self, text: str) -> str:
        """Take one or many words; returns what could not be read, to stay in the field."""
        tokens = text.split()
        while tokens:
            word = self._acts.complete(tokens[0])
            if word is None:
                self._show(hint="", problem=self._unknown(tokens[0]))
                return " ".join(tokens)
            tokens.pop(0)
            self._show(words=(*self.state.words, word), hint="", problem="")
            if len(self.state.words) == WORDS_IN_SHARE:
                self._whole()
        return ""

    def _unknown(self, typed: str) -> str:
        number = len(self.state.words) + 1
        del typed
        return self._words("Word {number} is not in the list. Four letters are enough; check them.", number=number)

    def _whole(self) -> None:
        words = self._words
        text = " ".join(self.state.words)
        try:
            facts = self._acts.look_at(text)
        except FieldDocError as error:
            self._show(problem=describe(error, words).text)
            return
        if self._facts is not None and facts.set_id != self._facts.set_id:
            self._show(words=(), problem=words("This share is of another set. Shares made later replace earlier ones."))
            return
        if facts.index in self._shares:
            self._show(words=(), problem=words("This share was typed already. Take another one."))
            return
        self._facts = facts
        self._shares[facts.index] = text
        self._show(words=(), problem="", taken=len(self._shares), needed=facts.threshold)

    def drop_last(self) -> None:
        """Take the last word back."""
        if self.state.words:
            self._show(words=self.state.words[:-1], problem="")

    def again(self) -> None:
        """Type this share anew."""
        self._show(words=(), problem="", hint="")

    def forget(self) -> None:
        """Nothing typed stays."""
        self._shares, self._facts = {}, None
        self.state = SharesState()

    def retranslate(self, words: Words) -> None:
        """Speak the other language."""
        self._words = words
        self._show()


@dataclass(frozen=True, slots=True)
class WayInState:
    """The act itself: running, how far, and why it failed."""

    busy: bool = False
    progress: Progress | None = None
    failure: str = ""
    integrity: bool = False


class WayInScreen(Protocol):
    """What the presenter says to a page."""

    def show_way(self, state: WayInState) -> None:
        """Show a state."""
        ...

    def done(self, session: object) -> None:
        """A vault is open."""
        ...


class WayIn:
    """Runs the act of a page; one at a time."""

    def __init__(self, view: WayInScreen, runner: Runner, acts: RecoveryActs, words: Words) -> None:
        self._view, self._runner, self._acts, self._words = view, runner, acts, words
        self._handle: Handle | None = None
        self.state = WayInState()

    def _show(self, **changes: object) -> None:
        self.state = replace(self.state, **changes)  # type: ignore[arg-type]
        self._view.show_way(self.state)

    def recover(self, vault: Path, mnemonics: tuple[str, ...], passphrase: str) -> None:
        """Open with shares and set a new passphrase."""
        self._run(lambda reporter: self._acts.recover(vault, mnemonics, passphrase, reporter))

    def restore(self, source: Path, target: Path, passphrase: str, mnemonics: tuple[str, ...]) -> None:
        """Make a vault of a backup."""
        self._run(lambda reporter: self._acts.restore(source, target, passphrase, mnemonics, reporter))

    def _run(self, job: _Job) -> None:
        if self.state.busy:
            return
        self._show(busy=True, failure="", progress=None)
        self._handle = self._runner.submit(
            job, owner=self._view, done=self._view.done, failed=self._failed, progress=self._progressed, where="pool"
        )

    def _progressed(self, progress: Progress) -> None:
        self._show(progress=progress)

    def cancel(self) -> None:
        """Stop; nothing half-made stays."""
        if self._handle is not None:
            self._handle.cancel()

    def _failed(self, error: Exception) -> None:
        message = describe(error, self._words)
        text = self._words("Stopped. Nothing was made.") if isinstance(error, Cancelled) else message.text
        self._show(busy=False, progress=None, failure=text, integrity=message.integrity)

    def retranslate(self, words: Words) -> None:
        """Speak the other language."""
        self._words = words
        self._show()


class _Job(Protocol):
    """What the runner is given."""

    def __call__(self, reporter: Reporter) -> object:
        """Do it."""
        ...
