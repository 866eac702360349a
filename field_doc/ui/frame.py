"""The frame round the screens: sections with counts, the case shown, the status line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Slot

from field_doc.ui import screens
from field_doc.ui.statuswords import Saving, status_of
from field_doc.ui.widgets.nav import NavItem

if TYPE_CHECKING:
    from field_doc.ui.acts.program import CaseChoice, Standing
    from field_doc.ui.program import Program

_REST_MS: Final = 300
_MINUTE_MS: Final = 60_000


class Frame(QObject):
    """Asks for counts and standing after acts, once for a burst of them, and shows them."""

    def __init__(self, program: Program) -> None:
        super().__init__(program)
        self._program = program
        self.saving = Saving()
        self.cases: tuple[CaseChoice, ...] = ()
        self._counts: Mapping[str, int] = {}
        self._standing: Standing | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self.ask)
        self._minute = QTimer(self)
        self._minute.setInterval(_MINUTE_MS)
        self._minute.timeout.connect(self.show_status)

    def start(self) -> None:
        """A vault is open."""
        self.show()
        self._minute.start()
        self.ask()

    @Slot()
    def stop(self) -> None:
        """The vault is about to be closed."""
        self._minute.stop()
        self._rest.stop()

    def soon(self) -> None:
        """Ask anew when a burst of acts is over."""
        self._rest.start()

    @Slot()
    def ask(self) -> None:
        """Ask the vault for counts and standing."""
        acts, case = self._program.need_acts(), self._program.case
        self._program.runner.submit(
            lambda _r: (acts.standing(), acts.counts(case), acts.cases()),
            owner=self._program.shell,
            done=self._told,
            failed=self._program.show_error,
        )

    def _told(self, told: tuple[Standing, dict[str, int], tuple[CaseChoice, ...]]) -> None:
        self._standing, self._counts, self.cases = told
        self.show()

    def show(self) -> None:
        """Sections, case and status in the present language."""
        program = self._program
        if program.session is None:
            return
        program.shell.nav.set_case(self.case_words())
        program.shell.set_sections([self._item(known) for known in screens.available(self.role)])
        self.show_status()

    def _item(self, known: screens.Section) -> NavItem:
        count = self._counts.get(known.record_type, 0) if known.record_type else 0
        if known.key == "outbox" and self._standing is not None:
            count = self._standing.waiting
        said = self._program.fmt.number(count) if count else ""
        word = known.word or self._program.labels.type(known.record_type)
        return NavItem(known.key, word, known.icon, said, rule=known.rule, foot=known.foot, more=known.more)

    def case_words(self) -> str:
        """The case shown, as the navigation names it."""
        words, case = self._program.words, self._program.case
        found = next((c for c in self.cases if c.id == case), None)
        return f"{words('Case')} {found.code}" if found else words("All cases")

    @property
    def counts(self) -> Mapping[str, int]:
        """Records of each type in the case shown."""
        return self._counts

    @property
    def role(self) -> str:
        """``field`` or ``desk``, as the vault says."""
        return self._standing.role if self._standing is not None else "field"

    @property
    def standing(self) -> Standing | None:
        """Outbox, backup, shares, as last told."""
        return self._standing

    @Slot()
    def show_status(self) -> None:
        """Say the answers of the status line anew."""
        program = self._program
        if program.session is not None:
            work = [(act.title, act.progress, act.screen) for act in program.long_acts]
            program.shell.show_status(status_of(self.saving, self._standing, work, program.words))

    @Slot(str)
    def status_act(self, name: str) -> None:
        """A click on an answer of the status line."""
        targets = {"backup": "settings", "shares": "settings"}
        self._program.go(targets.get(name, name))

    @Slot()
    def case_menu(self) -> None:
        """The case chooser, under its button."""
        from field_doc.ui.views.overview.case_menu import case_menu

        button = self._program.shell.nav.case
        case_menu(self._program).popup(button.mapToGlobal(button.rect().bottomLeft()))

    @Slot()
    def help(self) -> None:
        """F1: one sentence about the screen shown."""
        program = self._program
        text = getattr(program.shell.section, "help_text", None)
        said = text() if callable(text) else program.words("Ctrl K finds records and commands. Ctrl L locks.")
        program.notify(said)
