"""What fields of one record mean for each other: the gate, consent, order of times."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from field_doc.schema import consent_answers, gate, identifiers, rules_people, rules_site, rules_transcript
from field_doc.schema.checks import Context, read_instant
from field_doc.schema.model import Fields
from field_doc.schema.problems import Problem, blocks, hint, wrong
from field_doc.schema.values import is_missing, is_null

_WITHOUT_ACCOUNT = ("sk_contact_only", "sk_prior_ref")
# What a person told, wherever in the form it was written: each of these needs the gate and consent.
_TOLD = ("account", "fa_who_did", "fa_who_affected", "q_and_a", "injuries_reported")
_REFUSED_CONSENT = ("cs_refused", "cs_not_sought", "cs_not_possible")
_TO_RECORD = "cp_record"


def _said(fields: Fields, name: str) -> bool:
    value = fields.get(name)
    return not is_missing(value) and not is_null(value)


def statement(fields: Fields, context: Context) -> Iterator[Problem]:
    """Only the gate, consent to record and the account's text block a statement."""
    kind = fields.get("statement_kind")
    told = next((name for name in _TOLD if _said(fields, name)), "")
    yield from _gate(fields, str(kind), told)
    if kind not in _WITHOUT_ACCOUNT and not _said(fields, "account"):
        yield blocks("account", "record.account-empty")
    if told:
        yield from _consent(fields, context)
    started, ended = read_instant(fields.get("started")), read_instant(fields.get("ended"))
    if started and ended and ended < started:
        yield wrong("ended", "record.end-before-start")


def _gate(fields: Fields, kind: str, told: str) -> Iterator[Problem]:
    """The fact that a talk was stopped, or a contact alone, can always be kept. ``told``: a field with substance."""
    if kind == "sk_contact_only" and not told:
        return
    given = gate.from_fields(fields)
    allowed = gate.assess(given).allowed
    # A reason why nobody is named is nobody: an exception has a name and a ground, or there is none.
    if _said(fields, "override_by") and _said(fields, "override_reason"):
        if kind not in allowed or (told and kind in _WITHOUT_ACCOUNT):
            yield hint("override_reason", "record.gate-overridden")
        return
    if given.open and told:
        yield blocks(given.open[0], "record.gate-not-asked", open=len(given.open))
    if kind not in allowed:
        yield blocks("statement_kind", "record.gate-kind-not-allowed")
    if told and kind in _WITHOUT_ACCOUNT:
        yield blocks(told, "record.gate-account-not-allowed")


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
    """Why a consent does not cover a purpose today; None if it does."""
    fields = dict(consent)
    if consent_answers.ended(fields, today) or consent_answers.taken_back(fields, purpose):
        return "record.consent-withdrawn"
    return None if consent_answers.answer(fields, purpose, today) == consent_answers.YES else "record.consent-missing"


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


RULES: Mapping[str, Callable[[Fields, Context], Iterator[Problem]]] = {
    "statement": statement,
    "consent": consent,
    "identity": identity,
    **rules_people.RULES,
    **rules_site.RULES,
    "transcript": rules_transcript.transcript,
}
