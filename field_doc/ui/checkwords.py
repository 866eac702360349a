"""What a check of ledger or vault found, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from field_doc.base.errors import FieldDocError
from field_doc.ui.messages import describe

if TYPE_CHECKING:
    from field_doc.base.i18n import Words
    from field_doc.evidence.check import Finding


def finding_words(finding: Finding, words: Words) -> str:
    """A finding in words, with the id of what it concerns and the reason if there is one."""
    said = words.label("check", finding.code) if words.has_label("check", finding.code) else finding.code
    why = describe(FieldDocError(finding.reason), words).what if finding.reason else ""
    return " ".join(p for p in (f"{said} ({finding.subject}).", why) if p)
