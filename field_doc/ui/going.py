"""Ways through the open vault: to a record, to a list, to a new record, and back to where somebody was."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Slot

from field_doc.ui import screens

if TYPE_CHECKING:
    from field_doc.app.commands.records import Begun
    from field_doc.ui.place import Place
    from field_doc.ui.program import Program
    from field_doc.ui.tasks import Handle


class Going(QObject):
    """Goes to the section of a record's type and tells it what to show."""

    def __init__(self, program: Program) -> None:
        super().__init__(program)
        self._program = program
        program.shell.revisited.connect(self.revisit)

    def _screen(self, key: str) -> Any:
        """The section of that key, if it is shown and lists records."""
        screen: Any = self._program.shell.section
        return screen if screen is not None and screen.key == key and hasattr(screen, "show_type") else None

    def open_record(self, record_id: str, tab: str = "", field: str = "") -> None:
        """Show a record in the section of its type."""
        program = self._program
        program.runner.submit(
            lambda _r: program.need_session().run(lambda s: s.records.row(record_id).type),
            owner=program.shell,
            done=lambda record_type: self.open_typed(record_type, record_id, tab, field),
            failed=program.show_error,
        )

    def open_typed(self, record_type: str, record_id: str, tab: str = "", field: str = "") -> None:
        """Show a record whose type is known; Esc leads back to where it was opened from."""
        key = screens.of_type("person" if record_type == "identity" else record_type)
        if key:
            self._program.shell.go(key, record_id)
            self._put(key, record_type, record_id, tab, field)

    def _put(self, key: str, record_type: str, record_id: str, tab: str, field: str) -> None:
        screen = self._screen(key)
        if screen is not None:
            screen.show_type(record_type)
            screen.open_record(record_id, tab, field)

    @Slot(object)
    def revisit(self, place: Place) -> None:
        """Show the record of a place gone back to; its section is shown already."""
        program = self._program
        program.runner.submit(
            lambda _r: program.need_session().run(lambda s: s.records.row(place.record).type),
            owner=program.shell,
            done=lambda kind: self._put(place.section, kind, place.record, place.tab, place.field),
            failed=program.show_error,
        )

    def new_record(self, record_type: str, fields: Mapping[str, Any] | None = None) -> None:
        """Begin a record in the section of its type (a statement begins with the check before the talk)."""
        screen = self.list_type(record_type)
        if screen is not None:
            screen.new(dict(fields or {}))

    def list_type(self, record_type: str) -> Any:
        """Show the list of a type; its screen, None for a type that has no list."""
        key = screens.of_type(record_type)
        self._program.shell.go(key)
        screen = self._screen(key)
        if screen is not None:
            screen.show_type(record_type)
        return screen

    def begin_under(self, record_type: str, fields: Mapping[str, Any], case: str) -> None:
        """Begin what belongs to the record shown, in the same case, and open it at once; Esc leads back."""
        from field_doc.ui.acts.records import VaultRecords

        program = self._program

        def done(begun: Begun) -> None:
            program.changed(begun.changes)
            self.open_typed(record_type, begun.id)

        program.runner.submit(
            lambda _r: VaultRecords(program.need_session()).begin(record_type, fields, case),
            owner=program.shell,
            done=done,
            failed=program.show_error,
        )


class Relating(QObject):
    """A vault from before the table of references: the rest of it is made while people work."""

    def __init__(self, program: Program) -> None:
        super().__init__(program)
        self._program = program
        self._handle: Handle | None = None
        program.opened.connect(self._start)
        program.locking.connect(self._stop)

    @Slot()
    def _start(self) -> None:
        from field_doc.app.commands import relations

        program, session = self._program, self._program.need_session()
        self._handle = program.runner.submit(
            lambda reporter: relations.complete(session, reporter),
            owner=program.shell,
            failed=program.show_error,
            where="pool",
        )

    @Slot()
    def _stop(self) -> None:
        """It goes on at the next opening."""
        if self._handle is not None:
            self._handle.cancel()
