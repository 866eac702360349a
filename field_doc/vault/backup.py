"""Backup: an encrypted, consistent copy of a vault, without its signing keys, read back after writing.

A backup folder holds vault.json, both databases, the payloads and ``backup.json``: the list of every
file with size and SHA-256 under a MAC of the vault key. It is written beside its place and renamed
when complete; a later backup to the same place keeps the payloads that are there (they never change).
"""

from __future__ import annotations

import hashlib
import hmac
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from field_doc.base.errors import FieldDocError, InputProblem, IntegrityFailure, WorldProblem
from field_doc.base.progress import Progress, Reporter
from field_doc.formats import canonical, labels
from field_doc.vault.derive import hmac_sha256
from field_doc.vault.files import constant_times, fsync_folder, replace_durably, system_errors
from field_doc.vault.vault import HEADER, IDENTITIES, RECORDS, Vault

if TYPE_CHECKING:
    from field_doc.formats.canonical import JSON

MANIFEST = "backup.json"
_BLOCK = 1024 * 1024
_MAX_MANIFEST = 1 << 30
_SPARE = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class BackupDone:
    """What a backup holds: files and bytes, all read back."""

    files: int
    bytes: int


def snapshot(vault: Vault, out: Path) -> Path:
    """First step, on the vault's thread: consistent databases and header in a new ``.partial`` folder."""
    if out.exists():
        raise InputProblem("backup.place-taken")
    partial = out.with_name(out.name + ".partial")
    with system_errors():
        if partial.exists():
            shutil.rmtree(partial)
        partial.mkdir(parents=True, mode=0o700)
        (partial / "payloads").mkdir(mode=0o700)
        (partial / "incoming").mkdir(mode=0o700)
        vault.copy_databases(partial)
        shutil.copyfile(vault.path / HEADER, partial / HEADER)
    return partial


def copy_payloads(vault_path: Path, names: list[str], partial: Path, reporter: Reporter) -> None:
    """Second step, any thread: the payloads the snapshot refers to."""
    with system_errors():
        total = sum((vault_path / "payloads" / n[:2] / n).stat().st_size for n in names)
        if shutil.disk_usage(partial).free < total + _SPARE:
            raise WorldProblem("disk.full")
        done = 0
        for number, name in enumerate(names):
            reporter.check()
            source, target = (root / "payloads" / name[:2] / name for root in (vault_path, partial))
            target.parent.mkdir(mode=0o700, exist_ok=True)
            _copy_durably(source, target)
            done += target.stat().st_size
            reporter.report(Progress("backup.copy", number + 1, len(names), done, total))


def _copy_durably(source: Path, target: Path) -> None:
    with source.open("rb") as reading, target.open("xb") as writing:
        shutil.copyfileobj(reading, writing, _BLOCK)
        writing.flush()
        _fsync(writing.fileno())
    constant_times(target)


def _fsync(descriptor: int) -> None:
    from field_doc.vault.files import fsync_file

    fsync_file(descriptor)


def finish(partial: Path, out: Path, mac_key: bytes, reporter: Reporter) -> BackupDone:
    """Third step: read everything back from the disk, write the manifest, rename into place."""
    entries: list[JSON] = []
    total = 0
    for path in _files(partial):
        reporter.check()
        size = path.stat().st_size
        entries.append({"bytes": size, "path": path.relative_to(partial).as_posix(), "sha256": _digest(path)})
        total += size
        reporter.report(Progress("backup.verify", len(entries), 0, total, 0))
    body = canonical.encode({"files": entries, "type": labels.BACKUP.text})
    manifest = canonical.encode({"body": body.decode("ascii"), "mac": hmac_sha256(mac_key, body).hex()})
    replace_durably(partial / MANIFEST, manifest)
    with system_errors():
        partial.rename(out)
        fsync_folder(out.parent)
    return BackupDone(len(entries), total)


def _files(folder: Path) -> Iterator[Path]:
    yield from (p for p in sorted(folder.rglob("*")) if p.is_file() and p.name != MANIFEST)


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with system_errors(), path.open("rb") as reading:
        while block := reading.read(_BLOCK):
            digest.update(block)
    return "sha256:" + digest.hexdigest()


def read_manifest(backup: Path) -> tuple[bytes, str, dict[str, tuple[int, str]]]:
    """Body, MAC and file table of a backup; the MAC is checked by ``verify`` once the key is there."""
    try:
        outer = canonical.decode((backup / MANIFEST).read_bytes(), max_bytes=_MAX_MANIFEST)
        body = str(outer["body"]).encode("ascii")  # type: ignore[index, call-overload]
        inner = canonical.decode(body, max_bytes=_MAX_MANIFEST)
        table = {
            str(e["path"]): (int(e["bytes"]), str(e["sha256"]))  # type: ignore[index, call-overload, arg-type]
            for e in inner["files"]  # type: ignore[index, call-overload, union-attr]
        }
        return body, str(outer["mac"]), table  # type: ignore[index, call-overload]
    except FileNotFoundError as error:
        raise InputProblem("backup.none-here") from error
    except OSError as error:
        raise WorldProblem("disk.io-error", errno=error.errno or 0) from error
    except (KeyError, TypeError, ValueError, FieldDocError) as error:
        raise IntegrityFailure("backup.manifest-malformed") from error


def verify_manifest(body: bytes, mac: str, mac_key: bytes) -> None:
    """Refuse a manifest this vault key did not write."""
    if not hmac.compare_digest(hmac_sha256(mac_key, body).hex(), mac):
        raise IntegrityFailure("backup.manifest-changed")


def copy_back(backup: Path, target: Path, reporter: Reporter) -> tuple[bytes, str]:
    """Copy a backup to a new vault folder, comparing every file with the manifest.

    The folder is written beside its place; ``Vault`` is opened there by the caller, then it is renamed.

    Returns:
        Body and MAC of the very manifest the copy was compared with: the caller checks it once the key is
        there. A stick that changes in between cannot mix two backups.

    """
    body, mac, table = read_manifest(backup)
    found = {p.relative_to(backup).as_posix() for p in _files(backup)}
    if found != set(table):
        raise IntegrityFailure("backup.files-differ", missing=len(set(table) - found), added=len(found - set(table)))
    done = 0
    with system_errors():
        for folder in ("payloads", "incoming"):
            (target / folder).mkdir(parents=True, mode=0o700, exist_ok=True)
        for number, (name, (size, sha256)) in enumerate(sorted(table.items())):
            reporter.check()
            _safe_name(name)
            (target / name).parent.mkdir(mode=0o700, exist_ok=True)
            _copy_durably(backup / name, target / name)
            if (target / name).stat().st_size != size or _digest(target / name) != sha256:
                raise IntegrityFailure("backup.file-changed", number=number)
            done += size
            reporter.report(Progress("backup.restore", number + 1, len(table), done, 0))
    return body, mac


def _safe_name(name: str) -> None:
    parts = Path(name).parts
    good = name in {HEADER, RECORDS, IDENTITIES} or (len(parts) == 3 and parts[0] == "payloads")
    if not good or ".." in parts or Path(name).is_absolute():
        raise IntegrityFailure("backup.manifest-malformed")
