"""What the first start asks and is told: the place, the passphrase judged, the vault to make."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class FolderFacts:
    """What is known of the place of a new vault."""

    free_bytes: int
    removable: bool = False
    writable: bool = True
    taken: bool = False
    enough: bool = True


@dataclass(frozen=True, slots=True)
class Judgement:
    """An honest estimate of a passphrase: 0 to 5 cells, whether it will do, and its size.

    ``span`` is a code: ``seconds``, ``days``, ``years``, ``decades``, ``centuries``.
    """

    cells: int
    enough: bool
    words: int
    span: str


@dataclass(frozen=True, slots=True)
class NewVault:
    """What a vault is made from."""

    folder: Path
    documenter: str
    code: str
    passphrase: str
    lang: str
