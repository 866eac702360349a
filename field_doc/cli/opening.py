"""An unlocked session for the length of one command."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from field_doc.app.commands import relations, vaults
from field_doc.app.session import Session
from field_doc.cli import inputs

if TYPE_CHECKING:
    from argparse import Namespace
    from pathlib import Path

    from field_doc.base.i18n import Words


@contextmanager
def unlocked(
    args: Namespace, words: Words, path: Path | None = None, passphrase: str | None = None
) -> Iterator[Session]:
    """Ask for the passphrase, unlock, and lock again however the command ends.

    A vault from before the table of references has it made whole first: no act may overlook one.
    """
    with Session() as session:
        vaults.unlock(session, path or args.vault, passphrase or inputs.passphrase(args, words))
        relations.complete(session)
        yield session
