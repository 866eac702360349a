"""A list of records: its pages come from the database, filtered and ordered there; no widgets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from field_doc.ui.acts.records import ListQuery
from field_doc.ui.recordrows import list_row

if TYPE_CHECKING:
    from field_doc.schema.labels import Labels
    from field_doc.ui.acts.records import ListPage, RecordActs
    from field_doc.ui.rows import Row
    from field_doc.ui.tasks import Runner


class ListPresenter:
    """A source of rows for ``WindowedModel``."""

    def __init__(
        self,
        owner: object,
        runner: Runner,
        acts: RecordActs,
        labels: Labels,
        query: ListQuery,
        failed: Callable[[Exception], None],
    ) -> None:
        self._owner, self._runner, self._acts, self._failed = owner, runner, acts, failed
        self.labels = labels
        self.query = query

    def narrow(self, **changes: Any) -> None:
        """Show another case, filter or order."""
        self.query = replace(self.query, **changes)

    def page(self, offset: int, limit: int, deliver: Callable[[Sequence[Row], int], None]) -> None:
        """See ``RowSource``."""
        query, labels = self.query, self.labels

        def done(page: ListPage) -> None:
            deliver([list_row(row, labels) for row in page.rows], page.total)

        self._runner.submit(
            lambda _r: self._acts.page(query, offset, limit), owner=self._owner, done=done, failed=self._failed
        )
