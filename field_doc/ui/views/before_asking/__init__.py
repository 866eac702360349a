"""The check before the talk: asked before questions, never before listening (DOMAIN 2.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from field_doc.ui.program import Program
    from field_doc.ui.views.before_asking.view import BeforeAsking


def make(program: Program, screen: Any) -> BeforeAsking:
    """The page in the record column of the statements; ``screen`` closes it and begins what it decided."""
    from field_doc.ui.views.before_asking.view import BeforeAsking

    return BeforeAsking(program, screen)
