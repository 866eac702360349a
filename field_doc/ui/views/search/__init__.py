"""Search box and command palette in one, over the window, from anywhere (Ctrl+K)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from field_doc.ui.program import Program
    from field_doc.ui.views.search.view import SearchBox


def make(program: Program) -> SearchBox:
    """The box; made once for an open vault."""
    from field_doc.ui.views.search.view import SearchBox

    return SearchBox(program)
