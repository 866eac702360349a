"""What the search box shows: hits by group with counts, then commands that fit. No widgets, no threads."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from field_doc.app.level_words import level_word
from field_doc.ui.recordrows import state_of, title_of

if TYPE_CHECKING:
    from field_doc.evidence.model import RecordRow
    from field_doc.schema.labels import Labels
    from field_doc.ui.acts.records import Found, RecordActs
    from field_doc.ui.tasks import Runner

SHOWN: Final = 6
_LIMIT: Final = 50
_WORD: Final = re.compile(r"\w+")
_ITEMS: Final = frozenset({"item"})


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the box: a heading, a record, or a command.

    ``kind`` is head, record or act; ``state`` a record's state; ``marks`` the words looked for.
    """

    kind: str
    text: str
    under: str = ""
    icon: str = ""
    state: str = ""
    right: str = ""
    record_type: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Command:
    """A command of the palette: its key, words, icon, the key that does the same."""

    key: str
    text: str
    icon: str
    shortcut: str = ""
    under: str = ""


class SearchView(Protocol):
    """What the presenter says to the box."""

    def show_lines(self, lines: Sequence[Line], count: int, query: str) -> None:
        """Show what was found for what was typed."""
        ...

    def show_error(self, error: Exception) -> None:
        """Say what failed."""
        ...


def fits(text: str, query: str) -> bool:
    """Whether each word typed begins a word of the text, apostrophes and case aside."""
    words = _plain(text).split()
    return all(any(word.startswith(part) for word in words) for part in _plain(query).split())


def _plain(text: str) -> str:
    return text.casefold().translate({0x2019: None, 0x27: None, 0x2BC: None, 0x60: None})


def telling(snippet: str, query: str) -> str:
    """Of a hit's lines only those that hold a word typed: what a person wrote, not what stands beside it.

    A hit by another spelling (Latin for Cyrillic) marks no line; then all are kept.
    """
    lines = [line for line in snippet.split("\n") if line.strip()]
    parts = _plain(query).split()
    hits = [line for line in lines if any(word.startswith(p) for p in parts for word in _words(line))]
    return " · ".join(hits or lines)


def _words(text: str) -> list[str]:
    return _WORD.findall(_plain(text))


class SearchPresenter:
    """Asks the vault; an answer for what is no longer typed is dropped."""

    def __init__(
        self,
        view: SearchView,
        runner: Runner,
        acts: RecordActs,
        labels: Labels,
        commands: Callable[[], Sequence[Command]],
        icon_of: Callable[[str], str],
        heads: Callable[[str], str],
    ) -> None:
        self._view, self._runner, self._acts = view, runner, acts
        self._labels, self._commands, self._icon_of, self._heads = labels, commands, icon_of, heads
        self._query = ""

    def type(self, query: str) -> None:
        """What is typed now; nothing: what was changed last."""
        self._query = query
        if not query.strip():
            self._runner.submit(
                lambda _r: self._acts.last("", SHOWN),
                owner=self._view,
                done=lambda rows: self._last(query, rows),
                failed=self._view.show_error,
            )
            return
        self._runner.submit(
            lambda _r: self._acts.search(query, _LIMIT),
            owner=self._view,
            done=lambda found: self._found(query, found),
            failed=self._view.show_error,
        )

    def _last(self, query: str, rows: Sequence[RecordRow]) -> None:
        if query != self._query:
            return
        lines = [Line("head", self._heads("last"))] if rows else []
        lines += [self._line(row, "") for row in rows]
        self._view.show_lines([*lines, *self._fitting(query)], len(rows), query)

    def _found(self, query: str, found: Sequence[Found]) -> None:
        if query != self._query:
            return
        lines: list[Line] = []
        # Who types a code wants that record, not those that name it.
        code = query.strip().casefold()
        found = sorted(found, key=lambda one: not one.row.code.casefold().startswith(code))
        for name, group in (
            ("records", [f for f in found if f.row.type not in _ITEMS]),
            ("items", [f for f in found if f.row.type in _ITEMS]),
        ):
            if group:
                shown = group[:SHOWN]
                count = f"{len(shown)} / {len(group)}" if len(group) > len(shown) else str(len(group))
                lines.append(Line("head", self._heads(name), right=count))
                lines += [self._line(f.row, telling(f.hit.snippet, query)) for f in shown]
        self._view.show_lines([*lines, *self._fitting(query)], len(found), query)

    def _line(self, row: RecordRow, snippet: str) -> Line:
        kind = self._labels.type(row.type)
        title = title_of(row, self._labels)
        level = level_word(self._labels, row.effective_level)
        under = " · ".join(part for part in (level, snippet or (kind if title != kind else "")) if part)
        icon, state = self._icon_of(row.type), state_of(row)
        return Line("record", f"{row.code} · {title}", under, icon, state, record_type=row.type, key=row.id)

    def _fitting(self, query: str) -> list[Line]:
        commands = [c for c in self._commands() if not query.strip() or fits(f"{c.text} {c.under}", query)]
        if not commands:
            return []
        lines = [Line("act", c.text, c.under, c.icon, right=c.shortcut, key=c.key) for c in commands]
        return [Line("head", self._heads("acts")), *lines]
