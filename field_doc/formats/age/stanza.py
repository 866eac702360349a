"""A recipient stanza as a value (C2SP age.md, "Recipient stanza")."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stanza:
    """One wrapped file key: ``arguments`` (the first is the recipient type) and ``body`` bytes."""

    arguments: tuple[str, ...]
    body: bytes

    @property
    def kind(self) -> str:
        """The recipient type."""
        return self.arguments[0]
