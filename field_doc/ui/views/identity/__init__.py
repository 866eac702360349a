"""Who stands behind a code: opened one at a time, with a reason, for five minutes at most (R07)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from field_doc.ui.program import Program
    from field_doc.ui.views.identity.view import IdentityPage


def make(program: Program, screen: Any, person: str, code: str, identity: str) -> IdentityPage:
    """The page in the record column of the persons.

    Args:
        program: the wiring.
        screen: closes the page.
        person: id of the person record.
        code: its code.
        identity: id of the identity record, "" if there is none yet.

    """
    from field_doc.ui.views.identity.view import IdentityPage

    return IdentityPage(program, screen, person, code, identity)
