"""The one exception hierarchy.

An error carries a *code* and details that are safe to log: numbers, codes, ids, never
evidence, names or keys. Words for people are made from the code by ``ui.messages`` and
``cli.output`` out of the catalogue.
"""

from __future__ import annotations

from typing import ClassVar


class FieldDocError(Exception):
    """Base of everything Field Doc raises on purpose.

    Args:
        code: dotted code such as ``vault.passphrase-wrong``; a test holds that both catalogues have words for it.
        details: values named in the message of that code; safe to log.

    """

    exit_code: ClassVar[int] = 70
    family: ClassVar[str] = "bug"

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code)
        self.code = code
        self.details = details

    def __str__(self) -> str:
        if not self.details:
            return self.code
        return self.code + " " + " ".join(f"{k}={v}" for k, v in sorted(self.details.items()))


class InputProblem(FieldDocError):
    """The user can mend what was given (exit 2)."""

    exit_code = 2
    family = "input"


class AccessRefused(FieldDocError):
    """Passphrase, lock, consent or permission (exit 3)."""

    exit_code = 3
    family = "refused"


class WorldProblem(FieldDocError):
    """Disk, network, server, clock, a file that cannot be read (exit 4)."""

    exit_code = 4
    family = "world"


class IntegrityFailure(FieldDocError):
    """Something is not what was sealed. Never swallowed, always shown (exit 5)."""

    exit_code = 5
    family = "integrity"


class Unsupported(FieldDocError):
    """A newer format or a part of one that this version does not know (exit 3)."""

    exit_code = 3
    family = "unsupported"


class Cancelled(FieldDocError):
    """The user stopped it; never shown as an error (exit 4)."""

    exit_code = 4
    family = "cancelled"

    def __init__(self, code: str = "act.cancelled", **details: object) -> None:
        super().__init__(code, **details)


class Bug(FieldDocError):
    """Ours (exit 70)."""

    exit_code = 70
    family = "bug"
