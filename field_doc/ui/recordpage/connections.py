"""What the tab "Connections" says: rows in words, and which kinds a type has. Pure, but for asking the vault."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from field_doc.app.commands.relations import LinkSaid
from field_doc.app.relation_words import link_words
from field_doc.evidence.model import RecordRow
from field_doc.evidence.relations import FROM, LINK, Named
from field_doc.ui.acts.relations import CHILDREN, LINKS, NAMED_BY, NAMES
from field_doc.ui.fmt import Fmt
from field_doc.ui.recordrows import list_row, title_of
from field_doc.ui.typewords import icon_of, many_words, new_words

if TYPE_CHECKING:
    from field_doc.evidence.relations import Counts
    from field_doc.schema.labels import Labels
    from field_doc.schema.registry import Registry
    from field_doc.ui.acts.relations import RelationActs, RelationPage
    from field_doc.ui.rows import Row
    from field_doc.ui.tasks import Runner

_DATE: Final = 10
_SHORT: Final = 40


@dataclass(frozen=True, slots=True)
class Begin:
    """What the act of a block begins: a record of a type whose field names the one shown."""

    record_type: str
    field: str
    words: str


@dataclass(frozen=True, slots=True)
class Block:
    """One block of the tab: its rows (a kind of ``acts.relations``), its head, its act; hidden while empty or not."""

    kind: str
    title: str
    icon: str
    begin: Begin | None = None
    always: bool = False

    def count(self, counts: Counts) -> int:
        """How many rows it has."""
        if self.kind.startswith(CHILDREN):
            return counts.children.get(self.kind.removeprefix(CHILDREN), 0)
        return {LINKS: counts.links, NAMED_BY: counts.named_by, NAMES: counts.names}[self.kind]


def blocks(registry: Registry, record_type: str, labels: Labels) -> tuple[Block, ...]:
    """The blocks of a type: what may belong to it by the schemas there are, links, and who names whom."""
    words = labels.words
    belonging = [(child.name, field) for child, field in registry.children(record_type)]
    found = []
    for child, field in dict(belonging).items():
        allowed = registry.record_type(child).field(field)
        if child != LINK and allowed is not None and record_type in allowed.types:
            begin = Begin(child, field, new_words(child, labels))
            found.append(Block(CHILDREN + child, many_words(child, labels), icon_of(child), begin, always=True))
    ends = registry.record_type(LINK).field(FROM) if LINK in registry.types else None
    link = Begin(LINK, FROM, new_words(LINK, labels)) if ends is not None and record_type in ends.types else None
    found.append(Block(LINKS, many_words(LINK, labels), icon_of(LINK), link, always=link is not None))
    found.append(Block(NAMED_BY, words("Mentioned in"), "corner-down-left"))
    found.append(Block(NAMES, words("Mentions"), "arrow-right"))
    return tuple(found)


class RelationRows:
    """A source of rows for ``WindowedModel``; remembers which record each row opens.

    Args:
        kind: of ``acts.relations``.
        record: the record shown.

    """

    def __init__(
        self,
        owner: object,
        runner: Runner,
        acts: RelationActs,
        labels: Labels,
        kind: str,
        record: RecordRow,
        failed: Callable[[Exception], None],
    ) -> None:
        self._owner, self._runner, self._acts, self._failed = owner, runner, acts, failed
        self._labels, self._kind, self._record = labels, kind, record
        self._total = 0
        # Row id -> what Enter opens, and for a link the link itself.
        self.opens: dict[str, RecordRow] = {}
        self.links: dict[str, RecordRow] = {}

    def page(self, offset: int, limit: int, deliver: Callable[[Sequence[Row], int], None]) -> None:
        """See ``RowSource``."""
        kind, record = self._kind, self._record.id

        def done(page: RelationPage) -> None:
            self._total = self._total if page.total is None else page.total
            deliver([self._row(row) for row in page.rows], self._total)

        self._runner.submit(
            lambda _r: self._acts.page(kind, record, offset, limit), owner=self._owner, done=done, failed=self._failed
        )

    def _row(self, found: Any) -> Row:
        if isinstance(found, LinkSaid):
            link, other = found.end.link, found.end.other
            self.opens[link.id], self.links[link.id] = other or link, link
            return link_row(found, self._labels)
        if isinstance(found, Named):
            self.opens[found.row.id] = found.row
            naming = found.row.type if self._kind == NAMED_BY else self._record.type
            return named_row(found, naming, self._labels)
        assert isinstance(found, RecordRow)
        self.opens[found.id] = found
        return dated(found, list_row(found, self._labels), self._labels)


def dated(row: RecordRow, shown: Row, labels: Labels) -> Row:
    """A row with the day it tells of, where it says one; else the day it was begun, as in lists."""
    try:
        day = date.fromisoformat(row.occurred[:_DATE])
    except ValueError:
        return shown
    return replace(shown, date=Fmt(labels.lang).day(day))


def link_row(said: LinkSaid, labels: Labels) -> Row:
    """A link: the record at its other end, and what it says of the two."""
    end, shown = said.end, list_row(said.end.link, labels)
    return replace(
        shown,
        code=end.other.code if end.other is not None else end.link.code,
        title=title_of(end.other, labels) if end.other is not None else labels.words("the other record is not here"),
        kind=link_words(said, labels),
        level=list_row(end.other, labels).level if end.other is not None else shown.level,
    )


def named_row(named: Named, naming: str, labels: Labels) -> Row:
    """A record that names this one, or is named by it: what it is, and by which fields."""
    shown = dated(named.row, list_row(named.row, labels), labels)
    fields = ", ".join(dict.fromkeys(labels.field(naming, name) for name in named.fields))
    title = title_of(named.row, labels)
    kind = labels.type(named.row.type)
    return replace(shown, title=kind if title == kind else f"{kind} · {title}", kind=fields)


def crumb(row: RecordRow, labels: Labels) -> str:
    """A record in the line above a title: code and title, cut at a word where it is long."""
    title = title_of(row, labels)
    if len(title) > _SHORT:
        title = title[:_SHORT].rpartition(" ")[0] + "…"
    return f"{row.code} · {title}"
