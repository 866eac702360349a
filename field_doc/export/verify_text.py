"""How a stranger checks a bundle: one list for the report, VERIFY.md and the tests that run the commands.

Commands are run in the folder that holds ``bag/``. TRUST is the file the office publishes, taken from
elsewhere than the bundle: nothing in a bundle vouches for its signer (R01).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from field_doc.formats import bundle, digest

if TYPE_CHECKING:
    from field_doc.base.i18n import Words


#: Libraries of others the judges' tests run, with the versions they ran: Python's, npm's.
SD_JWT_LIBRARIES = ("sd-jwt 0.10.4", "@sd-jwt/core 0.19.0")


@dataclass(frozen=True, slots=True)
class Step:
    """One check: title, commands (at most 80 characters a line), expected answer, what it shows and what not."""

    title: str
    commands: tuple[str, ...]
    expected: str
    meaning: str


def steps(words: Words, number: str, root_fingerprint: str) -> tuple[Step, ...]:
    """The steps for one bundle, in the words' language."""
    _ = words
    return (
        Step(
            _("0. Whose key is it"),
            ("openssl x509 -in TRUST -outform DER | sha256sum",),
            digest.grouped(root_fingerprint),
            _(
                "Get the trust file and this fingerprint by another road than this bundle: from the office's "
                "site, by telephone, on paper. Without it every other check shows only that the bundle "
                "agrees with itself."
            ),
        ),
        Step(
            _("1. Files are unchanged"),
            bundle.CHECK_FILES,
            _("no output"),
            _(
                "Shows: the bytes are those listed, and the lists are whole. Not: who or when. “bagit.py "
                "--validate bag” also finds files that were added."
            ),
        ),
        Step(
            _("2. The list of files is signed by the office"),
            bundle.CHECK_SIGNATURE,
            bundle.SIGNATURE_ANSWER,
            _("Shows: a key in the trust file signed this list. Not: who sat at the device."),
        ),
        Step(
            _("3. The report is signed"),
            bundle.CHECK_REPORT,
            "Signature is Valid. / Total document signed",
            _(
                "Shows: the report was not changed after signing. “Certificate issuer isn’t Trusted” is "
                "expected where the office's root is not installed."
            ),
        ),
        Step(
            _("4. Keys of the devices were certified by the office"),
            bundle.CHECK_CERTIFICATES,
            "OK",
            _(
                "Shows: the office's root certified each key for one purpose. Not: that a key was never in "
                "other hands; see revocations."
            ),
        ),
        Step(
            _("5. Records, hidden parts, ledger, completeness"),
            (f"field-doc verify . --trust TRUST   # {number}",),
            _("each claim: holds, or not checked here with the reason"),
            _(
                "Take the program from elsewhere than this bundle. The formats are described in its "
                "documentation (docs/spec); SD-JWT and transparency-log libraries check parts of it, each less "
                "than this."
            ),
        ),
        Step(_("6. Records, with libraries of others"), (), "", _libraries(words)),
    )


def _libraries(words: Words) -> str:
    """Which SD-JWT libraries were tried, and what each leaves unchecked (docs/spec/sealed-version.md)."""
    python, npm = SD_JWT_LIBRARIES
    return words(
        "data/records holds one SD-JWT (RFC 9901) for each record; the device's key is in data/certificates. Tried "
        "were {python} (Python) and {npm} (npm). Both check that the device's key signed the record and that each "
        "part they show has its digest in it. Neither checks that no part was dropped, added without a digest or "
        "reworded (such a part silently counts as not shown), that the salts are long enough, or the type in the "
        "header. {npm} leaves signature and algorithm to a function of its caller and does not see a name that is "
        "given twice.",
        python=python, npm=npm,
    )  # fmt: skip


def markdown(words: Words, number: str, root_fingerprint: str) -> str:
    """VERIFY.md: the same steps as the report's page."""
    _ = words
    lines = [
        f"# {_('How to verify')}: {number}",
        "",
        _(
            "Run every command in the folder that holds bag/. TRUST is the trust file of the office, "
            "obtained elsewhere."
        ),
        "",
    ]
    for step in steps(words, number, root_fingerprint):
        lines += [f"## {step.title}", ""]
        if step.commands:
            lines += ["```", *step.commands, "```", ""]
        if step.expected:
            lines += [_("Expected: {answer}", answer=step.expected), ""]
        lines += [step.meaning, ""]
    return "\n".join(lines)
