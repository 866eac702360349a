"""Care for the window: the directory of help, whom to ask after, the documenter's own words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from field_doc.app.commands import care

if TYPE_CHECKING:
    from pathlib import Path

    from field_doc.app.changes import Done
    from field_doc.app.commands.care import Help, Imported, Task
    from field_doc.app.session import Session
    from field_doc.evidence.care import Debrief


class CareActs(Protocol):
    """What the pages of care need; every method runs off the GUI thread."""

    def help(self) -> Help:
        """The directory of the office, and the numbers of the state."""
        ...

    def oblast(self, case: str, record: str) -> str:
        """The oblast a talk most likely is in, "" if nothing says one."""
        ...

    def bring(self, path: Path) -> Imported:
        """Keep a signed directory."""
        ...

    def tasks(self, case: str) -> tuple[Task, ...]:
        """Whom to ask after."""
        ...

    def note(self, record: str, outcome: str) -> Done:
        """What became of it."""
        ...

    def own_words(self) -> tuple[Debrief, ...]:
        """The documenter's own notes."""
        ...

    def keep(self, text: str, note_id: str) -> str:
        """Keep such a note."""
        ...

    def forget(self, note_id: str) -> bool:
        """Take one away; whether there was one."""
        ...


class VaultCare:
    """The acts on an open session."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def help(self) -> Help:
        """See ``CareActs``."""
        return care.directory(self._session)

    def oblast(self, case: str, record: str) -> str:
        """See ``CareActs``."""
        return care.oblast_near(self._session, case, record)

    def bring(self, path: Path) -> Imported:
        """See ``CareActs``."""
        return care.import_directory(self._session, path.read_bytes())[0]

    def tasks(self, case: str) -> tuple[Task, ...]:
        """See ``CareActs``."""
        return care.tasks(self._session, case)

    def note(self, record: str, outcome: str) -> Done:
        """See ``CareActs``."""
        return care.note_outcome(self._session, record, outcome)

    def own_words(self) -> tuple[Debrief, ...]:
        """See ``CareActs``."""
        return care.debriefs(self._session)

    def keep(self, text: str, note_id: str) -> str:
        """See ``CareActs``."""
        return care.keep_debrief(self._session, text, note_id)

    def forget(self, note_id: str) -> bool:
        """See ``CareActs``."""
        return care.forget_debrief(self._session, note_id)
