"""The check before the talk: which kind of record may be made at all (DOMAIN 2.2).

Pure rules over what is known of the person and the setting. Every rule that applies narrows the
allowed kinds; the strictest wins. A rule says why (a key of catalogue context ``gate``) and what
else it asks for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

CONTACT = frozenset({"sk_contact_only"})
NO_ACCOUNT = CONTACT | {"sk_prior_ref"}
FIRST = NO_ACCOUNT | {
    "sk_first_account", "sk_clarification", "sk_correction", "sk_written_by_person", "sk_remote",
    "sk_hearsay_note",
}  # fmt: skip
FULL = FIRST | {"sk_full"}
_FIRST_AT_MOST = {"vn_torture", "vn_detained", "vn_pow", "vn_psychosocial"}
# What must be answered before an account may be sealed; a reason other than "not asked" is an answer.
ASKED = ("vulnerability", "had_prior_interview", "non_disclosure_warning", "self_incrimination", "risk_decision")


@dataclass(frozen=True, slots=True)
class GateInput:
    """What the rules look at. ``open``: names of the gate's fields that are not answered."""

    vulnerability: frozenset[str] = frozenset()
    prior_interview: bool = False
    non_disclosure_warning: bool = False
    self_incrimination: bool = False
    group_setting: bool = False
    information_safe: bool = False
    no_go: bool = False
    competence: frozenset[str] = frozenset()
    person_insists: bool = False
    written_mandate: bool = False
    second_person: bool = False
    open: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """One rule that applied: its key, the kinds it leaves, what it asks for besides."""

    key: str
    allowed: frozenset[str]
    requirements: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GateResult:
    """Kinds that every rule allows (none: pause or end), the rules, strictest first, and their requests."""

    allowed: frozenset[str]
    reasons: tuple[Reason, ...]
    requirements: tuple[str, ...]


def _stops(given: GateInput) -> Iterator[Reason]:
    """Rules after which nobody goes on."""
    if "vn_trauma_acute" in given.vulnerability:
        yield Reason("stop-distress", frozenset(), ("req-support-person", "req-referral"))
    if given.self_incrimination:
        yield Reason("stop-self-incrimination", frozenset(), ("req-legal-officer",))
    if "vn_insider" in given.vulnerability:
        yield Reason("insider", frozenset(), ("req-legal-officer",))


def _contact_only(given: GateInput) -> Iterator[Reason]:
    if "vn_child" in given.vulnerability:
        yield Reason("child", CONTACT, ("req-guardian", "req-child-protection"))
    if given.non_disclosure_warning:
        yield Reason("non-disclosure", CONTACT, ("req-legal-officer",))
    if given.no_go:
        yield Reason("no-go", CONTACT)
    if given.prior_interview:
        yield Reason("prior-interview", NO_ACCOUNT, ("req-note-prior",))
    if given.information_safe:
        yield Reason("not-at-risk", NO_ACCOUNT, ("req-referral",))


def _limits(given: GateInput) -> Iterator[Reason]:
    if "vn_sgbv" in given.vulnerability:
        asks = ("req-referral", "req-medical-72h", "req-offer-gender", "req-level-sealed")
        trained = "cmp_crsv" in given.competence and given.person_insists
        yield Reason("sexual-violence-trained", FIRST, asks) if trained else Reason("sexual-violence", NO_ACCOUNT, asks)
    if given.vulnerability & _FIRST_AT_MOST:
        yield Reason("first-account-at-most", FIRST, ("req-ask-authorities", "req-medical-documentation"))
    if given.group_setting:
        yield Reason("group", NO_ACCOUNT | {"sk_group"}, ("req-separate",))


def _positive(given: GateInput) -> Reason:
    """What a person without special circumstances may be asked."""
    trained = "cmp_full" in given.competence and given.written_mandate
    if trained and given.second_person:
        return Reason("full-allowed", FULL | {"sk_group"}, ("req-second-person", "req-recording-decision"))
    asks = ("req-security-plan",) if "vn_occupied" in given.vulnerability else ()
    return Reason("adult-first-account", FIRST | {"sk_group"}, asks)


def assess(given: GateInput) -> GateResult:
    """Apply every rule; the strictest wins."""
    narrowing = (*_stops(given), *_contact_only(given), *_limits(given))
    allowed = _positive(given).allowed
    if not given.group_setting:
        allowed -= {"sk_group"}
    for reason in narrowing:
        allowed &= reason.allowed
    reasons = narrowing or (_positive(given),)
    if given.open:
        reasons = (*reasons, Reason("open", allowed))
    asks = dict.fromkeys(r for reason in (*reasons, _positive(given)) for r in reason.requirements)
    return GateResult(allowed, reasons, tuple(asks))


def _answered(value: Any) -> bool:
    return value not in (None, "", [], {}, {"null_reason": "nv_not_asked"})


def _terms(value: Any) -> frozenset[str]:
    return frozenset(value) if isinstance(value, list) else frozenset()


def from_fields(fields: Mapping[str, Any]) -> GateInput:
    """What a statement's fields say."""
    return GateInput(
        vulnerability=_terms(fields.get("vulnerability")),
        prior_interview=fields.get("had_prior_interview") == "yn_yes",
        non_disclosure_warning=fields.get("non_disclosure_warning") == "yn_yes",
        self_incrimination=fields.get("self_incrimination") == "yn_yes",
        group_setting=fields.get("conversation_setting") == "cnv_group",
        information_safe=fields.get("information_at_risk") == "yn_no",
        no_go=fields.get("risk_decision") in ("rd_no", "rd_wait"),
        competence=_terms(fields.get("interviewer_competence")),
        person_insists=fields.get("person_insists") is True,
        written_mandate=fields.get("written_mandate") is True,
        second_person=fields.get("second_person") is True,
        open=tuple(name for name in ASKED if not _answered(fields.get(name))),
    )
