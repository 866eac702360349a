"""Argon2id in a short-lived child: its 256 MiB never live in the process that shows records.

A child also keeps the derived key's working memory out of a crash of the window (REVIEW §31).
Parameters are bounded before use, so a hostile vault.json cannot ask for the whole machine (R32).
"""

from __future__ import annotations

import subprocess
import unicodedata
from dataclasses import dataclass

from field_doc.base import children
from field_doc.base.errors import InputProblem, IntegrityFailure, WorldProblem
from field_doc.vault.kdf_child import KEY_BYTES, pack_request

MEMORY_KIB_MIN = 64 * 1024
MEMORY_KIB_MAX = 4 * 1024 * 1024
PASSES_MAX = 10
LANES_MAX = 16
SALT_BYTES = 16
MAX_PASSPHRASE_BYTES = 4096
_TIMEOUT_S = 120


@dataclass(frozen=True, slots=True)
class KdfParameters:
    """Argon2id (RFC 9106) parameters as they stand in vault.json."""

    memory_kib: int = 256 * 1024
    passes: int = 3
    lanes: int = 4

    def check(self) -> None:
        """Refuse what is outside the bounds of docs/spec/vault.md."""
        good = (
            MEMORY_KIB_MIN <= self.memory_kib <= MEMORY_KIB_MAX
            and 1 <= self.passes <= PASSES_MAX
            and 1 <= self.lanes <= LANES_MAX
        )
        if not good:
            raise IntegrityFailure("vault.kdf-out-of-bounds")


def passphrase_bytes(passphrase: str) -> bytes:
    """NFKC, UTF-8: the same words typed on another system give the same bytes.

    Raises:
        InputProblem: longer than any phrase, or not text (a file given by mistake).

    """
    try:
        data = unicodedata.normalize("NFKC", passphrase).encode("utf-8")
    except UnicodeEncodeError as error:
        raise InputProblem("vault.passphrase-not-text") from error
    if len(data) > MAX_PASSPHRASE_BYTES:
        raise InputProblem("vault.passphrase-too-long")
    return data


def derive(passphrase: str, salt: bytes, parameters: KdfParameters) -> bytes:
    """32 bytes from a passphrase; runs the child and waits (0.4-3 s).

    Raises:
        IntegrityFailure: the parameters are out of bounds.
        WorldProblem: the child could not do it (not enough memory).

    """
    parameters.check()
    request = pack_request(
        passphrase_bytes(passphrase), salt, parameters.memory_kib, parameters.passes, parameters.lanes
    )
    try:
        done = subprocess.run(  # noqa: S603 (our own module, no data in argv)
            children.command("kdf"),
            input=request,
            capture_output=True,
            timeout=_TIMEOUT_S,
            check=False,
            env=children.environment(),
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise WorldProblem("vault.kdf-failed") from error
    if done.returncode != 0 or len(done.stdout) != KEY_BYTES:
        raise WorldProblem("vault.kdf-failed", status=done.returncode)
    return done.stdout
