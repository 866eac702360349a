"""Check a bundle, whoever made it: needs the formats and nothing of the desk; ships alone."""

from __future__ import annotations

from field_doc.verifier.bundle import verify
from field_doc.verifier.claims import Claim, Holding, Trusted, Verdict

__all__ = ["Claim", "Holding", "Trusted", "Verdict", "verify"]
