"""``field-doc bundle`` and ``field-doc verify``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from field_doc.app.commands import bundles
from field_doc.base.errors import InputProblem
from field_doc.cli import inputs
from field_doc.cli.opening import unlocked
from field_doc.cli.output import TerminalProgress

if TYPE_CHECKING:
    from argparse import Namespace

    from field_doc.base.i18n import Words
    from field_doc.cli.output import Output
    from field_doc.verifier import Verdict

_MARKS = {"holds": "+", "fails": "-", "not_checked": "?", "consistent": "="}


def bundle(args: Namespace, words: Words, out: Output) -> int:
    """Issue a signed bundle."""
    if args.signer is None:
        raise InputProblem("bundle.signer-needed")
    signer_passphrase = inputs.first_line(args.signer_passphrase_file) if args.signer_passphrase_file else ""
    with unlocked(args, words) as session:
        made = bundles.issue(
            session,
            records=tuple(args.records or ()),
            case=args.case,
            out=args.out,
            edition=args.edition,
            recipient=inputs.text(args.recipient),
            recipient_key=Path(args.recipient_key).read_text(encoding="ascii") if args.recipient_key else None,
            purpose=inputs.text(args.purpose),
            signer=args.signer,
            signer_passphrase=signer_passphrase,
            language=args.report_lang or words.lang,
            plain_reason=inputs.text(args.reason) if args.plain else "",
            reporter=TerminalProgress(words),
        )
    result = {
        "bundle": made.number, "out": made.out, "bag": made.bag, "report": made.report,
        "encrypted": made.encrypted, "exhibits": made.exhibits, "withheld": made.withheld,
    }  # fmt: skip
    out.result(result, words("Bundle {number} was issued.", number=made.number))
    return 0


def verify(args: Namespace, words: Words, out: Output) -> int:
    """Check a bundle; exit 0 anchored and whole, 1 something fails, 6 nobody vouches for the signer."""
    verdict = bundles.verify(args.path, args.trust)
    out.result(verdict_json(verdict), _text(verdict, words))
    return verdict.exit_code


def verdict_json(verdict: Verdict) -> dict[str, object]:
    """A verdict as ``verify --json`` prints it."""
    return {
        "verdict": verdict.verdict.value,
        "trust": verdict.trust.value,
        "bundle": verdict.bundle,
        "edition": verdict.edition,
        "root_fingerprint": verdict.root_fingerprint,
        "claims": [
            {
                "claim": c.claim, "verdict": c.verdict.value, "reason": c.reason,
                "details": {k: str(v) for k, v in c.details.items()}, "check_yourself": list(c.check_yourself),
            }
            for c in verdict.claims
        ],
    }  # fmt: skip


def _text(verdict: Verdict, words: Words) -> str:
    lines = [f"{verdict.verdict.value} · {verdict.trust.value} · {verdict.root_fingerprint}"]
    for claim in verdict.claims:
        reason = f" ({words.label('claim-reason', claim.reason)})" if claim.reason else ""
        lines.append(f"{_MARKS[claim.verdict.value]} {words.label('claim', claim.claim)}{reason}")
        lines += [f"      $ {command}" for command in claim.check_yourself if claim.verdict.value != "holds"]
    return "\n".join(lines)
