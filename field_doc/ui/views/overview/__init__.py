"""The first screen of an open vault: where the case stands, what needs a person, what to begin."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from field_doc.ui.program import Program
    from field_doc.ui.screen import Screen


def make(program: Program) -> Screen:
    """The screen."""
    from field_doc.ui.views.overview.screen import OverviewScreen

    return OverviewScreen(program)
