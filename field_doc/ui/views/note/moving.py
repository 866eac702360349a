"""Paragraphs of a note go to the end of a record's account: durable there before the note lets them go."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from field_doc.ui.acts.records import VaultRecords

if TYPE_CHECKING:
    from field_doc.app.commands.records import Saved
    from field_doc.ui.program import Program


def move_paragraphs(program: Program, record_id: str, paragraphs: Sequence[str], done: Callable[[str], None]) -> None:
    """Put paragraphs at the end of a record's account; ``done`` with its code once they are durable.

    A record that is open in its section takes them into what is typed there; any other is saved at once.
    """
    for screen in program.shell.made.values():
        take = getattr(screen, "take_paragraphs", None)
        if callable(take) and take(record_id, paragraphs, done):
            return
    acts = VaultRecords(program.need_session())

    def job(_reporter: object) -> tuple[str, Saved]:
        saved = acts.add_paragraphs(record_id, paragraphs)
        return acts.row(record_id).code, saved

    def moved(result: tuple[str, Saved]) -> None:
        code, saved = result
        program.changed(saved.changes)
        done(code)

    program.runner.submit(job, owner=program, done=moved, failed=program.show_error)
