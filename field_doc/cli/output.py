"""What the command line says: one JSON object, or short text for people; progress and errors to stderr."""

from __future__ import annotations

import dataclasses
import json
import sys
import time
import unicodedata
from collections.abc import Mapping, Sequence
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from field_doc.base.errors import FieldDocError

if TYPE_CHECKING:
    from field_doc.base.i18n import Words
    from field_doc.base.progress import Progress

_EVERY_S = 0.5


def plain(value: object) -> Any:
    """Dataclasses, enums and paths as JSON values; what changed is for screens only."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        named = {f.name: getattr(value, f.name) for f in dataclasses.fields(value) if f.name != "changes"}
        return {k: plain(v) for k, v in named.items()}
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(v) for v in value]
    if isinstance(value, Enum):
        return value.value
    return str(value) if isinstance(value, Path) else value


class Output:
    """Where results and words of one command go."""

    def __init__(self, words: Words, *, as_json: bool) -> None:
        self.words = words
        self.as_json = as_json

    def result(self, value: Mapping[str, object], text: str) -> None:
        """Print the result: the object with ``--json``, else the text."""
        if self.as_json:
            print(json.dumps(plain(value), ensure_ascii=False, separators=(", ", ": ")))
        elif text:
            print(text)

    def error(self, error: FieldDocError, lines: Sequence[str] = (), more: Mapping[str, object] | None = None) -> None:
        """What happened, what was kept, what to do; with ``--json`` also as an object on stdout.

        Args:
            error: what was refused or failed.
            lines: what exactly, one thing a line; they take the place of the general advice.
            more: the same for ``--json``.

        """
        what, kept, advice = error_words(self.words, error)
        parts = (what, *lines, kept, "" if lines else advice, f"[{error.code}]")
        print("\n".join(part for part in parts if part), file=sys.stderr)
        if self.as_json:
            details = {k: v for k, v in error.details.items() if isinstance(v, (str, int))}
            told = {"error": error.code, "details": details, **plain(more or {})}
            print(json.dumps(told, ensure_ascii=False))

    def note(self, text: str) -> None:
        """Words for people, never mixed into the result."""
        print(text, file=sys.stderr)


def error_words(words: Words, error: FieldDocError) -> tuple[str, str, str]:
    """Three sentences for an error: what happened, what is safe, what to do."""
    details = {k: v for k, v in error.details.items() if isinstance(v, (str, int))}
    if words.has_label("shape", str(details.get("expected"))):
        details["expected"] = words.label("shape", str(details["expected"]))

    def sentence(part: str) -> str:
        key = f"{error.code}.{part}"
        if not words.has_label("error", key):
            return error.code if part == "what" else ""
        try:
            return words.label("error", key, **details)
        except (KeyError, IndexError):
            return words.label("error", key)

    return sentence("what"), sentence("kept"), sentence("do")


def visible(text: str, *, lines: bool = False) -> str:
    """Text as a terminal may be given it: controls and marks that turn the writing stand as ``\\u202e``.

    A file's name or a person's words can then neither pose as something else nor steer the terminal.
    """
    return "".join(c if c == "\n" and lines else _shown(c) for c in text)


def _shown(char: str) -> str:
    hidden = unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
    return char.encode("unicode_escape").decode("ascii") if hidden else char


def one_line(text: str) -> str:
    """Text of several lines as one, fit for a terminal."""
    return visible(" · ".join(part.strip() for part in text.splitlines() if part.strip()))


class TerminalProgress:
    """Progress on stderr: items, MB/s and time left, at most twice a second; silent when not a terminal."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._started = time.monotonic()
        self._last = 0.0

    def report(self, progress: Progress) -> None:
        """Rewrite the line."""
        now = time.monotonic()
        if not sys.stderr.isatty() or now - self._last < _EVERY_S:
            return
        self._last = now
        rate = progress.bytes_done / max(now - self._started, 0.001)
        left = (progress.bytes_total - progress.bytes_done) / rate if rate and progress.bytes_total else 0
        line = self._words(
            "{done} of {total} · {rate} MB/s · {left} s left",
            done=progress.items_done, total=progress.items_total, rate=round(rate / 1e6), left=round(left),
        )  # fmt: skip
        print(f"\r\x1b[K{line}", end="", file=sys.stderr, flush=True)

    def check(self) -> None:
        """Ctrl+C ends the program by itself."""
