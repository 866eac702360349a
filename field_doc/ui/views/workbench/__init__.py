"""The workbench for transcripts and translations: a recording or a text beside paragraphs."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from field_doc.ui.acts.records import RecordActs
    from field_doc.ui.program import Program
    from field_doc.ui.views.workbench.page import TranscriptPage


def make_page(program: Program, acts: RecordActs) -> TranscriptPage:
    """The page of a transcript, in place of the page of other records."""
    from field_doc.ui.views.workbench.page import TranscriptPage

    return TranscriptPage(program, acts)
