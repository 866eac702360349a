"""What one consent record answers for one purpose on one day: the single rule that form, sync and export ask.

Source: DOMAIN 0.7, 2.4. Missing means no; "ask me each time" is no until it was asked, so that whoever asks first
records a new consent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from field_doc.base.errors import InputProblem
from field_doc.schema import edtf
from field_doc.schema.model import Fields

YES, NO, ASK, OPEN = "yes", "no", "ask_each_time", "not_asked"
_ENDED = frozenset({"cs_refused", "cs_withdrawn", "cs_expired", "cs_not_sought", "cs_not_possible"})
_PARTLY_WITHDRAWN = "cs_withdrawn_partial"
# What a person did say, from what allows least to what allows most.
_STRICTEST_FIRST = (NO, ASK, YES)


def answer(consent: Fields, purpose: str, today: date, *, recipient: str = "") -> str:
    """``yes``, ``no``, ``ask_each_time`` or ``not_asked``.

    A status nobody chose says nothing: the answers decide. Of what was said of a purpose and of a named recipient
    the stricter holds; what was said of the recipient alone holds for that recipient.

    Args:
        consent: fields of the consent record.
        purpose: id of ``consent_purposes``.
        today: consent that has expired allows nothing.
        recipient: name of who is to get it, as it stands in the consent's list of recipients.

    """
    if ended(consent, today) or taken_back(consent, purpose):
        return NO
    purposes = consent.get("purposes")
    entry = purposes.get(purpose) if isinstance(purposes, Mapping) else None
    said = entry.get("answer") if isinstance(entry, Mapping) else None
    answers = {said, *_of_recipient(consent, purpose, recipient)}
    return next((one for one in _STRICTEST_FIRST if one in answers), OPEN)


def ended(consent: Fields, today: date) -> bool:
    """Whether nothing at all is allowed any more: refused, withdrawn, expired, never sought."""
    status = consent.get("status")
    return (isinstance(status, str) and status in _ENDED) or _expired(consent.get("expires"), today)


def taken_back(consent: Fields, purpose: str) -> bool:
    """A part was withdrawn; which part, if it is not said, cannot be guessed: then all of it."""
    if consent.get("status") != _PARTLY_WITHDRAWN:
        return False
    scope = consent.get("withdrawal_scope")
    return purpose in scope if isinstance(scope, list) and scope else True


def _expired(expires: Any, today: date) -> bool:
    text = expires.get("edtf") if isinstance(expires, Mapping) else None
    if not isinstance(text, str):
        return False
    try:
        last = edtf.parse(text).latest
    except InputProblem:
        return False
    return last is not None and last.date() < today


def _of_recipient(consent: Fields, purpose: str, recipient: str) -> Iterator[str]:
    entries = consent.get("recipients")
    wanted = _folded(recipient)
    for entry in entries if isinstance(entries, list) and wanted else ():
        if not isinstance(entry, Mapping) or _folded(entry.get("name")) != wanted:
            continue
        purposes, said = entry.get("purposes"), entry.get("answer")
        if isinstance(said, str) and (not isinstance(purposes, list) or not purposes or purpose in purposes):
            yield said


def _folded(name: Any) -> str:
    return " ".join(name.split()).casefold() if isinstance(name, str) else ""
