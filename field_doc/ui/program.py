"""The wiring of the window: what screens know of each other goes through here, and nothing else does."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, Signal, Slot

from field_doc.base.errors import Bug, Cancelled
from field_doc.base.i18n import Words
from field_doc.base.log import logger
from field_doc.ui import screens
from field_doc.ui.acts.program import VaultProgram
from field_doc.ui.entry import LAST_VAULT, Entry
from field_doc.ui.fmt import Fmt
from field_doc.ui.frame import Frame
from field_doc.ui.going import Going, Relating
from field_doc.ui.locker import Locker
from field_doc.ui.messages import describe
from field_doc.ui.notice import Notice
from field_doc.ui.pickstore import PickStore
from field_doc.ui.place import Place, read_place
from field_doc.ui.statuswords import Saving

if TYPE_CHECKING:
    from field_doc.app.session import Session
    from field_doc.base.progress import Progress
    from field_doc.schema.labels import Labels
    from field_doc.schema.registry import Registry
    from field_doc.ui.memory import Memory
    from field_doc.ui.shell import ResponsiveShell
    from field_doc.ui.tasks import Handle, Job, TaskRunner

_LANGUAGE: Final = "window/language"
_log = logger("ui.program")


@dataclass(frozen=True, slots=True)
class Host:
    """What the program is given by whoever starts it.

    Attributes:
        new_session: makes a session without a vault.
        end: ends this process after locking; the vault's folder, to be opened locked by the next process.

    """

    new_session: Callable[[], Session]
    end: Callable[[Path | None], None]


@dataclass(slots=True)
class LongAct:
    """Long work that goes on while other screens are used; its progress stands in the status line."""

    title: str
    screen: str
    handle: Handle | None = None
    progress: Progress | None = None


class Program(QObject):
    """Holds window, threads, memory, words and the open session; builds every screen through its factory.

    Signals:
        opened: a vault is open and the window shows it.
        case_changed: another case (or all) is shown.
        long_progress: a long act got further (LongAct).
        locking: the vault is about to be closed: save what is typed at once.
    """

    opened = Signal()
    case_changed = Signal()
    long_progress = Signal(object)
    locking = Signal()
    language_changed = Signal()

    def __init__(self, shell: ResponsiveShell, runner: TaskRunner, memory: Memory, words: Words, host: Host) -> None:
        super().__init__()
        self.shell, self.runner, self.memory, self.words = shell, runner, memory, words
        self.host = host
        self.session: Session | None = None
        self.acts: VaultProgram | None = None
        self.vault: Path | None = None
        self.case = ""
        self.factories: dict[str, screens.Factory] = screens.panels()
        self.long_acts: list[LongAct] = []
        self._parts: dict[str, Any] = {}
        self.notice = Notice(words)
        shell.add_above_status(self.notice)
        self.frame = Frame(self)
        # No minute of its clock may strike a window that is gone.
        self.shell.destroyed.connect(self.frame.stop)
        self.entry = Entry(self)
        self.locker = Locker(self)
        self.going, self.relating = Going(self), Relating(self)
        # Screens ask the program for the way, whoever knows it.
        self.open_record, self.open_typed = self.going.open_record, self.going.open_typed
        self.new_record, self.list_type = self.going.new_record, self.going.list_type
        self.begin_under = self.going.begin_under
        self.lists = PickStore(self)
        self._connect()

    def _connect(self) -> None:
        shell = self.shell
        shell.maker = self._make_screen
        shell.lock_wanted.connect(self.lock)
        shell.search_wanted.connect(self.open_search)
        shell.note_wanted.connect(self.new_note)
        shell.help_wanted.connect(self.frame.help)
        shell.case_wanted.connect(self.frame.case_menu)
        shell.status_acted.connect(self.frame.status_act)

    # -- words -------------------------------------------------------------------------------------

    @property
    def registry(self) -> Registry:
        """Record types and vocabularies."""
        from field_doc.schema import registry

        return registry.load()

    @property
    def labels(self) -> Labels:
        """Labels in the present language."""
        return self.registry.labels(self.words)

    @property
    def fmt(self) -> Fmt:
        """Formatting of the present language."""
        return Fmt(self.words.lang)

    @Slot(str)
    def set_language(self, lang: str) -> None:
        """Speak the other language everywhere at once, and from the next start on."""
        if lang == self.words.lang or not lang:
            return
        self.words = Words(lang)
        self.memory.set(_LANGUAGE, lang)
        self.notice.retranslate(self.words)
        self.shell.retranslate(self.words)
        self.language_changed.emit()
        self.frame.show()

    def start(self, vault: Path | None) -> None:
        """Show the first page: of a locked vault if one is known."""
        self.entry.start(vault)

    # -- an open vault -----------------------------------------------------------------------------

    @Slot(object)
    def open_session(self, session: Session) -> None:
        """A vault was opened: show its records, where the user was."""
        self.adopt(session)
        self.enter()

    def adopt(self, session: Session) -> None:
        """Hold an open session; the window still shows what it showed."""
        if self.session is not None:
            raise Bug("session.already-open")
        self.session = session
        self.acts = VaultProgram(session)
        self.vault = session.run(lambda s: s.vault.path)
        self.memory.set(LAST_VAULT, str(self.vault))
        self.locker.start()

    @Slot()
    def enter(self) -> None:
        """Show the window on the open vault."""
        self.frame.start()
        self.shell.go("overview")
        self.shell.show_main()
        self.runner.submit(
            lambda _r: self.need_acts().place(), owner=self.shell, done=self._return_to, failed=self.show_error
        )
        self.opened.emit()

    def need_acts(self) -> VaultProgram:
        """The frame's acts; ours to have them open."""
        if self.acts is None:
            raise Bug("session.not-open")
        return self.acts

    def need_session(self) -> Session:
        """The open session."""
        if self.session is None:
            raise Bug("session.not-open")
        return self.session

    def _return_to(self, kept: str) -> None:
        """After unlock: back to the same section, record, tab and field."""
        place = read_place(kept)
        if not place.section or self.shell.section is None or self.shell.section.key != "overview":
            return
        self.go(place.section)
        if place.record:
            self.going.revisit(place)

    # -- going -------------------------------------------------------------------------------------

    def _make_screen(self, key: str) -> Any:
        known = screens.section(key)
        return screens.make(self, known) if known is not None and self.session is not None else None

    def go(self, key: str) -> None:
        """Show a section."""
        self.shell.go(key)

    @Slot()
    def new_note(self) -> None:
        """Ctrl+N: a plain note, from anywhere, nothing required."""
        self.new_record("note")

    @Slot()
    def open_search(self) -> None:
        """Ctrl+K: the search box with the commands."""
        if "search" not in self._parts:
            from field_doc.ui.views import search

            self._parts["search"] = search.make(self)
        self._parts["search"].open()

    # -- cases -------------------------------------------------------------------------------------

    def choose_case(self, case_id: str) -> None:
        """Show one case, or all (""), and begin new records in it."""
        self.case = case_id
        self.frame.show()
        self.frame.ask()
        self.case_changed.emit()

    # -- what changed ------------------------------------------------------------------------------

    def changed(self, changes: Iterable[object]) -> None:
        """After an act: tell every screen once what was written; counts and status follow."""
        known = frozenset(changes)
        if not known or self.locker.ending:
            return
        self.shell.changed(known)
        self.frame.soon()

    def saved(self, at: str) -> None:
        """Something typed is durable."""
        self.frame.saving = Saving(at=at)
        self.frame.show_status()

    def save_failed(self, error: Exception) -> None:
        """Something typed could not be saved; it stays on the screen and this stays in the status line."""
        message = describe(error, self.words)
        if not self.frame.saving.problem:
            self.show_error(error)
        self.frame.saving = Saving(at=self.frame.saving.at, problem=message.what)
        self.frame.show_status()

    # -- saying ------------------------------------------------------------------------------------

    def show_error(self, error: Exception) -> None:
        """Say what failed, what is safe and what to do; never modal, never for what was cancelled."""
        if isinstance(error, Cancelled) or self.locker.ending:
            return
        message = describe(error, self.words)
        _log.info("shown: %s", message.code)
        self.notice.problem(message)

    def notify(self, text: str) -> None:
        """Say one sentence that needs no answer."""
        self.notice.say(text)

    # -- long acts ---------------------------------------------------------------------------------

    def start_long(
        self,
        title: str,
        job: Job,
        done: Callable[[Any], None],
        *,
        failed: Callable[[Exception], None] | None = None,
        progress: Callable[[Progress], None] | None = None,
        screen: str = "",
    ) -> LongAct:
        """Run long work in the pool; its progress stands in the status line until it ends.

        Args:
            title: what is being done, in words ("Taking in").
            job: called with a reporter, off the GUI thread.
            done: called with the result, on the GUI thread.
            failed: called with the error; without it the error is shown.
            progress: also told of every report.
            screen: where a click on the status line leads.

        """
        act = LongAct(title, screen)
        self.long_acts.append(act)

        def told(value: Progress) -> None:
            act.progress = value
            self.frame.show_status()
            self.long_progress.emit(act)
            if progress is not None:
                progress(value)

        def ended(tell: Callable[[Any], None], value: Any) -> None:
            self.long_acts = [a for a in self.long_acts if a is not act]
            self.frame.show_status()
            tell(value)

        act.handle = self.runner.submit(
            job,
            owner=self.shell,
            done=lambda result: ended(done, result),
            failed=lambda error: ended(failed or self.show_error, error),
            progress=told,
            where="pool",
        )
        self.frame.show_status()
        return act

    # -- lock ---------------------------------------------------------------------------------------

    def place(self) -> Place:
        """Where the user is now."""
        screen: Any = self.shell.section
        asked = getattr(screen, "place", None)
        return asked() if callable(asked) else Place(screen.key if screen is not None else "")

    @Slot()
    def lock(self) -> None:
        """Save what is typed, blank the window, enter the lock, end the process (R05)."""
        self.locker.lock()

    @Slot()
    def quit(self) -> None:
        """The window was closed: save what is typed, close the vault, wait for both."""
        self.locker.quit()


__all__ = ["Host", "LongAct", "Program"]
