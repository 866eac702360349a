"""Sticks nobody's program would write: an envelope around any content, for tests of the reader."""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from field_doc.base.progress import Progress, Silent
from field_doc.formats import age, canonical
from field_doc.formats.courier import STICK_PART
from field_doc.sync.courier_desk import opened
from field_doc.sync.courier_stick import PartWriter


def contents(
    folder: Path, identities: Sequence[Any], label: str = "field-doc/courier/v1"
) -> tuple[dict[str, Any], list[tuple[str, bytes]]]:
    """What lies on a real stick: head, and objects in order."""
    found = []
    with opened(folder, lambda header: age.open_header(header, identities), label, Silent()) as inside:
        head = dict(inside.head)
        while (item := inside.next_object()) is not None:
            found.append((item.digest, b"".join(inside.blocks())))
        inside.finish()
    return head, found


def write(
    folder: Path, head: dict[str, Any], objects: Sequence[tuple[str, bytes]], recipient: Any, *, count: int | None = None
) -> Path:  # fmt: skip
    """A stick of any content under any names."""
    encoded = canonical.encode(head)
    inside = struct.pack(">IQ", len(encoded), len(objects) if count is None else count) + encoded
    inside += b"".join(struct.pack(">IQ", len(n), len(c)) + n.encode("ascii") + c for n, c in objects)
    sealed = age.encrypt_bytes(len(inside).to_bytes(8, "big") + inside + bytes(-len(inside) % 4096), [recipient])
    with PartWriter(folder, -(-(len(sealed) + 8) // STICK_PART), len(sealed)) as stick:
        stick.write(sealed)
        stick.finish(lambda: None)
    return folder


class Listener:
    """Hears of progress; raises what it is told to at the given call of ``check`` within a phase."""

    def __init__(self, phase: str = "", at: int = 0, error: Callable[[], BaseException] | None = None) -> None:
        self.heard: list[Progress] = []
        self._phase, self._at, self._error = phase, at, error

    def report(self, progress: Progress) -> None:
        """Keep it."""
        self.heard.append(progress)
        if self._error is not None and progress.phase == self._phase:
            self._at -= 1
            if self._at == 0:
                raise self._error()

    def check(self) -> None:
        """Go on."""

    def phases(self) -> dict[str, list[Progress]]:
        """By phase, in order."""
        found: dict[str, list[Progress]] = {}
        for one in self.heard:
            found.setdefault(one.phase, []).append(one)
        return found
