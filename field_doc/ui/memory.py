"""What the window remembers between starts: column widths, theme, scale, language. Nothing of a vault."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QSettings


class Memory(Protocol):
    """A small store of texts by key."""

    def get(self, key: str) -> str:
        """The text kept under a key, "" if none."""
        ...

    def set(self, key: str, value: str) -> None:
        """Keep a text."""
        ...


class Forgetful:
    """A memory that lasts as long as the program (tests, practice)."""

    def __init__(self) -> None:
        self._kept: dict[str, str] = {}

    def get(self, key: str) -> str:
        """The text kept under a key."""
        return self._kept.get(key, "")

    def set(self, key: str, value: str) -> None:
        """Keep a text."""
        self._kept[key] = value


class FileMemory:
    """A settings file; it holds widths and choices of appearance only."""

    def __init__(self, path: Path) -> None:
        self._settings = QSettings(str(path), QSettings.Format.IniFormat)

    def get(self, key: str) -> str:
        """The text kept under a key."""
        return str(self._settings.value(key, ""))

    def set(self, key: str, value: str) -> None:
        """Keep a text."""
        self._settings.setValue(key, value)
