"""Lists of records and the page of a record, for every record type."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from field_doc.ui.program import Program
    from field_doc.ui.screen import Screen
    from field_doc.ui.screens import Section


def make(program: Program, section: Section) -> Screen:
    """The screen of one record type."""
    from field_doc.ui.views.records.screen import RecordsScreen

    return RecordsScreen(program, section)
