"""The plain note: paragraphs with their time, nothing required; paragraphs move into a record or stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from field_doc.ui.acts.records import RecordActs
    from field_doc.ui.program import Program
    from field_doc.ui.views.note.page import NotePage


def make_page(program: Program, acts: RecordActs) -> NotePage:
    """The page of a note, in place of the page of other records."""
    from field_doc.ui.views.note.page import NotePage

    return NotePage(program, acts)
