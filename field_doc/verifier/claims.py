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
    "records.sealed",
    "hidden.covered",
    "ledger.unbroken",
    "ledger.holds-items",
    "case.complete",
    "keys.not-revoked",
    "time.existed",
)


class Holding(StrEnum):
    """Verdict on one claim, and on all: ``consistent`` is for a whole bundle whose signer nobody vouched for."""

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
    """One claim. ``details`` are numbers, codes, digests and file names inside the bag; never evidence."""

    claim: str
    verdict: Holding
    reason: str
    details: Mapping[str, object] = field(default_factory=dict)
    check_yourself: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """All claims of one bundle, the verdict over them, and the fingerprint to compare when nobody did."""

    verdict: Holding
    trust: Trusted
    claims: tuple[Claim, ...]
    bundle: str = ""
    edition: str = ""
    root_fingerprint: str = ""

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
    """Any failure fails; without an anchor the best is "consistent"."""
    if trust is Trusted.FOREIGN or any(claim.verdict is Holding.FAILS for claim in claims):
        return Holding.FAILS
    return Holding.HOLDS if trust is Trusted.ANCHORED else Holding.CONSISTENT
