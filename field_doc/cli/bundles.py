"""``field-doc bundle`` and ``field-doc verify``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from field_doc.app.commands import bundles
from field_doc.base.errors import InputProblem
from field_doc.cli import inputs, preview
from field_doc.cli.opening import unlocked
from field_doc.cli.output import TerminalProgress, visible
from field_doc.vault.files import replace_durably

if TYPE_CHECKING:
    from argparse import Namespace

    from field_doc.base.i18n import Words
    from field_doc.cli.output import Output
    from field_doc.verifier import Claim, Verdict

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
            reviewed=preview.reviewed(session, args, words),
            reporter=TerminalProgress(words),
        )
    result = {
        "bundle": made.number, "out": made.out, "bag": made.bag, "report": made.report,
        "encrypted": made.encrypted, "exhibits": made.exhibits, "withheld": made.withheld,
    }  # fmt: skip
    out.result(result, words("Bundle {number} was issued.", number=made.number))
    return 0


def trust(args: Namespace, words: Words, out: Output) -> int:
    """Write the office's file that others verify with."""
    if args.out.exists():
        raise InputProblem("export.exists")
    with unlocked(args, words) as session:
        text = bundles.trust_file(session)
    replace_durably(args.out, text.encode("ascii"))
    out.result({"out": args.out}, words("Written. Publish it where everybody who verifies can find it."))
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
        "kind": verdict.kind,
        "trust": verdict.trust.value,
        "bundle": verdict.bundle,
        "edition": verdict.edition,
        "root_fingerprint": verdict.root_fingerprint,
        "claims": [claim.as_json() for claim in verdict.claims],
    }


def _named(claim: Claim) -> list[str]:
    """Files that do not hold, by their names in the bag."""
    named = claim.details.get("named", ())
    return [str(one["file"] if isinstance(one, dict) else one) for one in named] if isinstance(named, tuple) else []


def _headline(verdict: Verdict, words: Words) -> str:
    """The window's headline: it counts claims, and never says "valid" of what was handed over."""
    verdicts = [claim.verdict.value for claim in verdict.claims]
    total, failed, held = len(verdicts), verdicts.count("fails"), verdicts.count("holds")
    if failed:
        return words.plural(
            "{count} of {total} claims does not hold", "{count} of {total} claims do not hold", failed, total=total
        )
    if verdict.verdict.value == "not_checked":
        return words("Not checked here")
    if verdict.trust.value != "anchored":
        return words("Consistent; whose signature it is was not checked")
    return words.plural(
        "{count} of {total} claims holds, none fails", "{count} of {total} claims hold, none fails", held, total=total
    )


def _text(verdict: Verdict, words: Words) -> str:
    lines = [_headline(verdict, words)]
    if verdict.root_fingerprint:
        lines.append(words("Fingerprint of the root: {fingerprint}", fingerprint=verdict.root_fingerprint))
    for claim in verdict.claims:
        reason = f" ({words.label('claim-reason', claim.reason)})" if claim.reason else ""
        lines.append(f"{_MARKS[claim.verdict.value]} {words.label('claim', claim.claim)}{reason}")
        lines += [f"      {visible(name)}" for name in _named(claim)]
        lines += [f"      $ {command}" for command in claim.check_yourself if claim.verdict.value != "holds"]
    return "\n".join(lines)
