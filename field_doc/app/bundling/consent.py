"""Consent as the report prints it, and whether it covers this hand-over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from field_doc.base.errors import InputProblem
from field_doc.evidence import consent
from field_doc.export.model import ConsentState

if TYPE_CHECKING:
    from field_doc.app.session import Services
    from field_doc.base.i18n import Words


def check_purpose(services: Services, purpose: str) -> None:
    """A bundle's purpose is a term of the consent vocabulary: only so it can be compared with what was allowed."""
    if services.registry.vocabulary("consent_purposes").get(purpose) is None:
        raise InputProblem("bundle.purpose-unknown")


def of_record(
    services: Services, record_id: str, purpose: str, words: Words, *, recipient: str = ""
) -> ConsentState | None:
    """Consent of the person behind a record for a purpose and a recipient; None where no person stands behind it."""
    if not consent.needs_consent(services.records, services.registry, record_id):
        return None
    today = services.clock.now().wall.date()
    found = consent.allowed(services.records, services.registry, record_id, purpose, today, recipient=recipient)
    return ConsentState(found.answer, words.label("consent", found.answer), covers=found.yes)
