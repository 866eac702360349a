"""``field-doc vault …``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from field_doc.app.commands import upkeep, vaults
from field_doc.app.session import Session
from field_doc.cli import inputs, phrases
from field_doc.cli.invocation import command
from field_doc.cli.opening import unlocked
from field_doc.cli.output import TerminalProgress
from field_doc.ui.checkwords import finding_words

if TYPE_CHECKING:
    from argparse import Namespace

    from field_doc.app.commands.vaults import VaultInfo
    from field_doc.base.i18n import Words
    from field_doc.cli.output import Output

_DOES_NOT_HOLD = 1


def create(args: Namespace, words: Words, out: Output) -> int:
    """Make a vault; prints its id and fingerprints."""
    with Session() as session:
        made = vaults.create_vault(
            session,
            args.vault,
            documenter=inputs.text(args.documenter),
            code=inputs.text(args.code),
            passphrase=phrases.new(args, words, out),
        )
    result = {
        "vault_id": made.vault_id, "device": made.device, "fingerprints": {"device": made.fingerprint},
        "has_shares": made.has_shares,
    }  # fmt: skip
    text = words("The vault was made. Device fingerprint: {fingerprint}", fingerprint=made.fingerprint)
    out.result(result, text + _without_shares(made, args, words))
    return 0


def _without_shares(found: VaultInfo, args: Namespace, words: Words) -> str:
    """A line that reminds of recovery shares until they are made."""
    if found.has_shares:
        return ""
    return "\n" + words(
        "There are no recovery shares yet: if the passphrase is forgotten, nothing opens this vault."
        " Make them with: {command}",
        command=command("vault", "recovery-shares", args.vault),
    )


def info(args: Namespace, words: Words, out: Output) -> int:
    """What a vault says of itself."""
    with unlocked(args, words) as session:
        found = vaults.info(session)
    text = words(
        "Documenter {code}, ledger epoch {epoch} with {size} entries, {waiting} waiting for the office.",
        code=found.code, epoch=found.epoch, size=found.size, waiting=found.waiting,
    )  # fmt: skip
    out.result({"vault": found}, text + _without_shares(found, args, words))
    return 0


def passphrase(args: Namespace, words: Words, out: Output) -> int:
    """Change the passphrase: the old one first, then the new one (second line of the file)."""
    old = inputs.passphrase(args, words)
    new = phrases.new(args, words, out, line=2)
    with Session() as session:
        vaults.unlock(session, args.vault, old)
        vaults.change_passphrase(session, old, new)
    out.result({"changed": True}, words("The passphrase was changed. Backups made before open with the old one."))
    return 0


def check(args: Namespace, words: Words, out: Output) -> int:
    """Look whether everything is what was written; exit 1 when something is not."""
    with unlocked(args, words) as session:
        found = upkeep.check(session, full=args.full, reporter=TerminalProgress(words))
    text = words.plural(
        "{count} finding. Nothing was changed.", "{count} findings. Nothing was changed.", len(found.findings)
    )
    lines = "\n".join((*(finding_words(one, words) for one in found.findings), text))
    out.result({"findings": found.findings, "payloads": found.payloads, "bytes": found.bytes}, lines)
    return _DOES_NOT_HOLD if found.findings else 0


def backup(args: Namespace, words: Words, out: Output) -> int:
    """Write an encrypted copy and read it back."""
    with unlocked(args, words) as session:
        done = upkeep.backup(session, args.out, reporter=TerminalProgress(words))
        epoch = vaults.info(session).epoch
    out.result(
        {"bytes": done.bytes, "files": done.files, "epoch": epoch},
        words("Backup written and read back: {count} files.", count=done.files),
    )
    return 0


def restore(args: Namespace, words: Words, out: Output) -> int:
    """Make a vault of a backup; the ledger goes on in a new epoch. With shares, under a new passphrase."""
    if args.shares_file:
        passphrase, mnemonics = _with_shares(args, words, out)
    else:
        passphrase, mnemonics = inputs.passphrase(args, words), []
    with Session() as session:
        found = upkeep.restore(
            session, args.backup, args.vault, passphrase, mnemonics=mnemonics, reporter=TerminalProgress(words)
        )
        size = upkeep.backup_size(args.backup)
    text = words("Restored. This device has new keys and must be enrolled again. Epoch {epoch}.", epoch=found.epoch)
    out.result({"vault_id": found.vault_id, "device": found.device, "epoch": found.epoch, "bytes": size}, text)
    return 0


def recovery_shares(args: Namespace, words: Words, out: Output) -> int:
    """Make recovery shares; shown once."""
    with unlocked(args, words) as session:
        made = vaults.make_shares(session, args.threshold, args.shares)
    lines = [words("Any {k} of these open the data. Older shares open nothing.", k=made.threshold), *made.mnemonics]
    out.result({"threshold": made.threshold, "shares": made.mnemonics}, "\n".join(lines))
    return 0


def recover(args: Namespace, words: Words, out: Output) -> int:
    """Open with shares and set a new passphrase."""
    new, mnemonics = _with_shares(args, words, out)
    with Session() as session:
        found = vaults.recover(session, args.vault, mnemonics, new)
    text = words("Recovered. This device has new keys and must be enrolled again. Epoch {epoch}.", epoch=found.epoch)
    out.result({"vault_id": found.vault_id, "device": found.device, "epoch": found.epoch}, text)
    return 0


def _with_shares(args: Namespace, words: Words, out: Output) -> tuple[str, list[str]]:
    """A new passphrase and the shares: from a file, else after the passphrase where it is asked or read."""
    if args.shares_file and args.shares_file != inputs.STDIN:
        mnemonics = inputs.file_lines(args.shares_file)
        return phrases.new(args, words, out), mnemonics
    new = phrases.new(args, words, out)
    return new, inputs.lines(words("Recovery share (empty line ends): "))
