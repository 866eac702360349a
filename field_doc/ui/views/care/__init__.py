"""Pages of care: after a talk was stopped, the documenter's own words, whom to ask after."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from field_doc.ui.program import Program
    from field_doc.ui.views.care.stop import StopPage
    from field_doc.ui.views.care.tasks import AskAfter

Offer = Callable[[tuple[str, ...]], None]


def stop_page(program: Program, record: str = "", offered: Sequence[str] = (), told: Offer | None = None) -> StopPage:
    """What stands in the record column once a talk was stopped.

    Args:
        program: the window's wiring.
        record: the statement that was begun, "" if nothing was.
        offered: kinds of help the statement already says were offered.
        told: called with the kinds of help offered whenever they change; None where there is no record.

    """
    from field_doc.ui.views.care.stop import StopPage

    return StopPage(program, record, tuple(offered), told)


def show_own_words(program: Program) -> None:
    """The documenter's own notes, in the record column of the section shown or of the statements."""
    from field_doc.ui.views.care.own_words import OwnWords

    screen: Any = program.shell.section
    if not hasattr(screen, "put_aside"):
        program.go("statements")
        screen = program.shell.section
    page = OwnWords(program)
    page.closed.connect(screen.close_aside)
    screen.put_aside(page)
    program.shell.show_record()


def ask_after(program: Program) -> AskAfter:
    """The quiet list of the overview."""
    from field_doc.ui.views.care.tasks import AskAfter

    return AskAfter(program)
