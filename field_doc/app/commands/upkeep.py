"""Acts that keep a vault safe: backup, restore, full check."""

from __future__ import annotations

import hashlib
import secrets
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from field_doc.app.changes import Changes, Kind, changed
from field_doc.app.commands.vaults import VaultInfo, forget_enrolment, info, need_passphrase, set_meta
from field_doc.base.errors import FieldDocError, InputProblem
from field_doc.base.progress import Progress, Reporter, Silent
from field_doc.evidence.check import Finding, check_ledger, check_records
from field_doc.formats import labels
from field_doc.vault import backup as backups
from field_doc.vault.files import system_errors
from field_doc.vault.vault import Vault

if TYPE_CHECKING:
    from pathlib import Path

    from field_doc.app.session import Services, Session
    from field_doc.evidence.attachments import PayloadRow

_BLOCK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class BackupResult:
    """A backup was written and read back."""

    files: int
    bytes: int
    at: str
    changes: Changes


def backup(session: Session, out: Path, *, reporter: Reporter | None = None) -> BackupResult:
    """Write an encrypted copy; nothing half-written is ever called a backup."""
    reporter = reporter or Silent()
    with system_errors():
        if session.run(lambda s: s.vault.path).resolve() in (out.resolve(), *out.resolve().parents):
            raise InputProblem("backup.inside-vault")
    partial = session.run(lambda s: backups.snapshot(s.vault, out))
    try:
        names, place = session.run(_payload_names)
        backups.copy_payloads(place, names, partial, reporter)
        key = session.run(lambda s: s.vault.derived_key(labels.BACKUP_MAC))
        done = backups.finish(partial, out, key, reporter)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    at = session.run(lambda s: _enter_backup(s, done))
    return BackupResult(done.files, done.bytes, at, changed(Kind.SETTINGS))


def _payload_names(services: Services) -> tuple[list[str], Path]:
    rows = services.vault.records.rows("SELECT name FROM payloads ORDER BY name")
    return [str(r["name"]) for r in rows], services.vault.path


def _enter_backup(services: Services, done: backups.BackupDone) -> str:
    now = services.clock.now().iso()
    with services.custody.act() as act:
        act.enter("backup.made", terms={"files": str(done.files), "bytes": str(done.bytes)})
        set_meta(services, "backup_at", now)
    return now


def restore(
    session: Session,
    source: Path,
    target: Path,
    passphrase: str | None,
    *,
    mnemonics: Sequence[str] = (),
    reporter: Reporter | None = None,
) -> VaultInfo:
    """Make a vault of a backup. The device gets new keys and begins a new epoch (R04).

    Args:
        session: a session without a vault.
        source: the backup folder.
        target: folder of the new vault; must not exist.
        passphrase: opens the backup; with ``mnemonics``, the new passphrase.
        mnemonics: recovery shares, where the passphrase is lost.
        reporter: hears of progress.

    """
    with system_errors():
        if target.exists():
            raise InputProblem("vault.place-taken")
    if mnemonics:
        need_passphrase(passphrase or "")
    partial = target.with_name(target.name + ".restoring-" + secrets.token_hex(4))
    try:
        manifest = backups.copy_back(source, partial, reporter or Silent())
        _check_and_place(session, manifest, partial, target, passphrase, mnemonics)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    session.adopt(lambda: Vault.open(target, passphrase or "", derive=session.derive), begin=_after_restore)
    return info(session)


def backup_size(source: Path) -> int:
    """Bytes a backup says it holds."""
    return sum(size for size, _ in backups.read_manifest(source)[2].values())


def _check_and_place(
    session: Session,
    manifest: tuple[bytes, str],
    partial: Path,
    target: Path,
    passphrase: str | None,
    mnemonics: Sequence[str],
) -> None:
    def prepare() -> None:
        if mnemonics:
            vault = Vault.open_with_shares(partial, mnemonics)
        else:
            vault = Vault.open(partial, passphrase or "", derive=session.derive)
        try:
            backups.verify_manifest(*manifest, vault.derived_key(labels.BACKUP_MAC))
            if mnemonics:
                vault.set_passphrase(passphrase or "", derive=session.derive)
            with vault.records.transaction():
                forget_enrolment(vault, "restored")
        finally:
            vault.close()
        partial.rename(target)

    session.run_bare(prepare)


def _after_restore(services: Services) -> None:
    with services.custody.act() as act:
        services.custody.continue_under_own_keys(act)
        act.enter("backup.restored")


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What a check found; it never fixes anything."""

    findings: tuple[Finding, ...]
    payloads: int
    bytes: int
    entries: int
    changes: Changes = field(default_factory=frozenset)


def check(session: Session, *, full: bool, reporter: Reporter | None = None) -> CheckResult:
    """Look whether the vault is what was written.

    Args:
        session: an open session.
        full: also decrypt every payload and recompute its digest, and check every database page.
        reporter: hears of progress, may cancel.

    """
    reporter = reporter or Silent()
    findings: list[Finding] = []
    findings += session.run(lambda s: check_ledger(s.vault.records, s.custody))
    findings += session.run(lambda s: check_records(s.vault.records, s.keyring, s.registry))
    files = session.run(lambda s: s.attachments.payload_rows())
    if full:
        findings += session.run(_database_findings)
    count = 0
    for number, file in enumerate(files):
        reporter.check()
        findings += _check_payload(session, file, full=full, progress=_bytes_reporter(reporter, number, len(files)))
        count += file.bytes
    findings += session.run(lambda s: _unknown_payloads(s, {f.payload for f in files}))
    entries = session.run(lambda s: _enter_check(s, len(files), findings, full=full))
    return CheckResult(tuple(findings), len(files), count, entries, changed())


def _bytes_reporter(reporter: Reporter, number: int, total: int) -> Callable[[int], None]:
    return lambda done: reporter.report(Progress("check.payloads", number, total, done, 0))


def _database_findings(services: Services) -> list[Finding]:
    found = [Finding("check.database-page", "records") for _ in services.vault.records.integrity_findings()]
    with services.vault.identities() as identities:
        found += [Finding("check.database-page", "identities") for _ in identities.integrity_findings()]
    return found


def _check_payload(
    session: Session, file: PayloadRow, *, full: bool, progress: Callable[[int], None]
) -> list[Finding]:
    payloads = session.run(lambda s: s.vault.payloads)
    size = payloads.size(file.payload)
    if size is None:
        return [Finding("check.payload-missing", file.payload)]
    if not full:
        return []
    try:
        if session.run(lambda s: s.intake.closed(file.payload)):
            known = session.run(lambda s: s.intake.cipher_sha256(file.payload))
            same = known == _ciphertext_digest(session, file, progress)
        else:
            same = file.sha256 == _plaintext_digest(session, file, progress)
    except FieldDocError as error:
        return [Finding("check.payload-damaged", file.payload, error.code)]
    return [] if same else [Finding("check.payload-differs", file.payload)]


def _plaintext_digest(session: Session, file: PayloadRow, progress: Callable[[int], None]) -> str:
    key = session.run(lambda s: s.intake.file_key(file.payload, s.vault.identity))
    digest, done = hashlib.sha256(), 0
    with session.run(lambda s: s.vault.payloads).open(file.payload, key) as stream:
        for chunk in stream.chunks():
            digest.update(chunk)
            done += len(chunk)
            progress(done)
    return "sha256:" + digest.hexdigest()


def _ciphertext_digest(session: Session, file: PayloadRow, progress: Callable[[int], None]) -> str:
    """What only custodians can open is compared as ciphertext."""
    digest, done = hashlib.sha256(), 0
    with session.run(lambda s: s.vault.payloads).open_raw(file.payload) as raw:
        while block := raw.read(_BLOCK):
            digest.update(block)
            done += len(block)
            progress(done)
    return "sha256:" + digest.hexdigest()


def _unknown_payloads(services: Services, known: set[str]) -> list[Finding]:
    return [Finding("check.payload-unknown", n) for n in services.vault.payloads.names() if n not in known]


def _enter_check(services: Services, payloads: int, findings: Sequence[Finding], *, full: bool) -> int:
    with services.custody.act() as act:
        act.enter(
            "fixity.checked",
            terms={
                "payloads": str(payloads), "findings": str(len(findings)), "extent": "full" if full else "quick",
            },
        )  # fmt: skip
    return services.custody.size()
