"""Claims and verdicts: what was looked at, whether it holds, why, and how to look oneself (R28).

A claim says "holds" only for what was computed here. Words are in the catalogue under ``claim`` and
``claim-reason``; the verifier itself speaks codes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

CLAIMS = (
    "files.listed",
    "files.complete",
    "list.signed",
    "list.anchored",
    "report.same",
    "report.signed",
    "index.agrees",
    "html.agrees",
    "records.sealed",
    "hidden.covered",
    "ledger.unbroken",
    "ledger.holds-items",
    "case.complete",
    "keys.not-revoked",
    "time.existed",
)
# Only where an epoch in the bag goes on from another one in it; stands after "ledger.unbroken".
CONTINUED = "ledger.continued"
# Claims of one file that is checked without its bundle, beside ``report.signed`` and ``report.same``.
ALONE = ("receipt.whole", "receipt.signed", "proof.leads", "proof.signed", "closed.opened")
KINDS = ("bundle", "report", "receipt", "proof", "encrypted", "stick")
#: How to look at a claim oneself where no other tool does it.
SELF = ("field-doc verify . --trust TRUST",)


class Holding(StrEnum):
    """Verdict on one claim, and on all: ``consistent`` is for a whole bundle whose signer nobody vouched for.

    On all, ``not_checked`` is for what could not be looked into at all.
    """

    HOLDS = "holds"
    FAILS = "fails"
    NOT_CHECKED = "not_checked"
    CONSISTENT = "consistent"


class Trusted(StrEnum):
    """Whether the signer was certified by a root that came from outside."""

    ANCHORED = "anchored"
    NONE = "none"
    FOREIGN = "foreign"


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim. ``details`` are numbers, codes, digests and file names inside the bag; never evidence.

    ``details["named"]`` names the files that do not hold, at most ``files.MAX_NAMED``: names, or mappings of
    ``file``, ``listed`` and ``found`` (hex).
    """

    claim: str
    verdict: Holding
    reason: str
    details: Mapping[str, object] = field(default_factory=dict)
    check_yourself: tuple[str, ...] = ()

    def as_json(self) -> dict[str, object]:
        """As ``verify --json`` and a saved result print it; texts, and lists of texts."""
        return {
            "claim": self.claim, "verdict": self.verdict.value, "reason": self.reason,
            "details": {name: _plain(value) for name, value in self.details.items()},
            "check_yourself": list(self.check_yourself),
        }  # fmt: skip


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(name): _plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return str(value)


@dataclass(frozen=True, slots=True)
class Verdict:
    """All claims of one bundle, the verdict over them, and the fingerprint to compare when nobody did.

    ``kind`` says what was checked: one of ``KINDS``; the claims of a single file are few.
    """

    verdict: Holding
    trust: Trusted
    claims: tuple[Claim, ...]
    bundle: str = ""
    edition: str = ""
    root_fingerprint: str = ""
    kind: str = "bundle"

    @property
    def exit_code(self) -> int:
        """0 anchored and nothing fails, 1 something fails or the office is another one, 6 signer not anchored."""
        if self.verdict is Holding.FAILS or self.trust is Trusted.FOREIGN:
            return 1
        return 0 if self.trust is Trusted.ANCHORED else 6

    def claim(self, name: str) -> Claim:
        """The claim of that id."""
        return next(claim for claim in self.claims if claim.claim == name)


def holds(claim: str, check: tuple[str, ...] = (), **details: object) -> Claim:
    """A claim that was computed here and holds."""
    return Claim(claim, Holding.HOLDS, "ok", details, check)


def fails(claim: str, reason: str, check: tuple[str, ...] = (), **details: object) -> Claim:
    """A claim that does not hold."""
    return Claim(claim, Holding.FAILS, reason, details, check)


def not_checked(claim: str, reason: str, check: tuple[str, ...] = (), **details: object) -> Claim:
    """A claim nothing was computed for, and why."""
    return Claim(claim, Holding.NOT_CHECKED, reason, details, check)


def overall(claims: tuple[Claim, ...], trust: Trusted) -> Holding:
    """Any failure fails; without an anchor the best is "consistent"; where nothing was looked at, not even that."""
    if trust is Trusted.FOREIGN or any(claim.verdict is Holding.FAILS for claim in claims):
        return Holding.FAILS
    if all(claim.verdict is Holding.NOT_CHECKED for claim in claims):
        return Holding.NOT_CHECKED
    return Holding.HOLDS if trust is Trusted.ANCHORED else Holding.CONSISTENT


def in_order(claims: list[Claim]) -> tuple[Claim, ...]:
    """Claims of a bundle as they are read; one that is only sometimes there has its place."""
    after = CLAIMS.index("ledger.unbroken") + 1
    order = (*CLAIMS[:after], CONTINUED, *CLAIMS[after:])
    return tuple(sorted(claims, key=lambda claim: order.index(claim.claim)))
