"""What fields of one record mean for each other: the gate, consent, order of times."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from field_doc.base.errors import InputProblem
from field_doc.schema import edtf, gate, identifiers
from field_doc.schema.checks import Context, read_instant
from field_doc.schema.model import Fields
from field_doc.schema.problems import Problem, blocks, hint, wrong
from field_doc.schema.values import is_missing, is_null

_WITHOUT_ACCOUNT = ("sk_contact_only", "sk_prior_ref")
_GOOD_CONSENT = ("cs_given", "cs_partial", "cs_withdrawn_partial")
_REFUSED_CONSENT = ("cs_refused", "cs_not_sought", "cs_not_possible")
_TO_RECORD = "cp_record"


def _has_account(fields: Fields) -> bool:
    account = fields.get("account")
    return not is_missing(account) and not is_null(account)


def statement(fields: Fields, context: Context) -> Iterator[Problem]:
    """Only the gate, consent to record and the account's text block a statement."""
    kind = fields.get("statement_kind")
    with_account = _has_account(fields)
    yield from _gate(fields, str(kind), with_account=with_account)
    if kind not in _WITHOUT_ACCOUNT and not with_account:
        yield blocks("account", "record.account-empty")
    if with_account:
        yield from _consent(fields, context)
    started, ended = read_instant(fields.get("started")), read_instant(fields.get("ended"))
    if started and ended and ended < started:
        yield wrong("ended", "record.end-before-start")


def _gate(fields: Fields, kind: str, *, with_account: bool) -> Iterator[Problem]:
    """The fact that a talk was stopped, or a contact alone, can always be kept."""
    if kind == "sk_contact_only" and not with_account:
        return
    given = gate.from_fields(fields)
    allowed = gate.assess(given).allowed
    if not is_missing(fields.get("override_by")) and not is_missing(fields.get("override_reason")):
        if kind not in allowed or (with_account and kind in _WITHOUT_ACCOUNT):
            yield hint("override_reason", "record.gate-overridden")
        return
    if given.open and with_account:
        yield blocks(given.open[0], "record.gate-not-asked", open=len(given.open))
    if kind not in allowed:
        yield blocks("statement_kind", "record.gate-kind-not-allowed")
    if with_account and kind in _WITHOUT_ACCOUNT:
        yield blocks("account", "record.gate-account-not-allowed")


def _consent(fields: Fields, context: Context) -> Iterator[Problem]:
    reference = fields.get("consent")
    if is_missing(reference) or is_null(reference):
        yield blocks("consent", "record.consent-missing")
        return
    if context.siblings is None:
        yield hint("consent", "record.consent-unchecked")
        return
    found = context.siblings.get(str(reference))
    if found is None or found[0] != "consent":
        yield blocks("consent", "record.consent-not-found")
        return
    consent = found[1]
    person = fields.get("person")
    if not is_missing(person) and not is_missing(consent.get("person")) and consent["person"] != person:
        yield blocks("consent", "record.consent-other-person")
    code = consent_problem(consent, _TO_RECORD, context.today)
    if code is not None:
        yield blocks("consent", code)


def consent_problem(consent: Mapping[str, Any], purpose: str, today: date) -> str | None:
    """Why a consent does not cover a purpose today; None if it does.

    No answer is no, and "ask me each time" is no until it was asked: whoever asks first records a
    new consent. For every use: recording, storage, storage abroad, each recipient. A status nobody
    chose says nothing: the answers decide.
    """
    status = consent.get("status")
    if (isinstance(status, str) and status not in _GOOD_CONSENT) or _expired(consent, today):
        return "record.consent-withdrawn"
    scope = consent.get("withdrawal_scope")
    if status == "cs_withdrawn_partial" and isinstance(scope, list) and purpose in scope:
        return "record.consent-withdrawn"
    purposes = consent.get("purposes")
    entry = purposes.get(purpose, {}) if isinstance(purposes, Mapping) else {}
    answer = entry.get("answer") if isinstance(entry, Mapping) else None
    return None if answer == "yes" else "record.consent-missing"


def _expired(consent: Mapping[str, Any], today: date) -> bool:
    expires = consent.get("expires")
    text = expires.get("edtf") if isinstance(expires, Mapping) else None
    if not isinstance(text, str):
        return False
    try:
        last = edtf.parse(text).latest
    except InputProblem:
        return False
    return last is not None and last.date() < today


def consent(fields: Fields, _context: Context) -> Iterator[Problem]:
    """A refused consent cannot say yes to a purpose."""
    purposes = fields.get("purposes")
    answers = purposes.values() if isinstance(purposes, Mapping) else ()
    said_yes = any(isinstance(e, Mapping) and e.get("answer") == "yes" for e in answers)
    if said_yes and fields.get("status") in _REFUSED_CONSENT:
        yield wrong("purposes", "record.consent-refused-purpose")


def identity(fields: Fields, _context: Context) -> Iterator[Problem]:
    """Document numbers, softly."""
    documents = fields.get("id_documents")
    for i, document in enumerate(documents if isinstance(documents, list) else ()):
        kind, number = document.get("kind"), document.get("number")
        if isinstance(kind, str) and isinstance(number, str):
            code = identifiers.problem_code(kind, number)
            if code:
                yield hint(f"id_documents[{i}].number", code)


def burial_site(fields: Fields, _context: Context) -> Iterator[Problem]:
    """Three reference points or more fix a place on the ground."""
    points = fields.get("reference_points")
    if isinstance(points, list) and len(points) < 3:
        yield hint("reference_points", "record.reference-points-few", count=len(points))


RULES: Mapping[str, Callable[[Fields, Context], Iterator[Problem]]] = {
    "statement": statement,
    "consent": consent,
    "identity": identity,
    "burial_site": burial_site,
}
