"""References to other records: found in the vault by code or title, off the GUI thread."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from field_doc.ui.forms.context import RecordChoice
from field_doc.ui.recordrows import title_of

if TYPE_CHECKING:
    from field_doc.evidence.model import RecordRow
    from field_doc.schema.labels import Labels
    from field_doc.ui.acts.records import RecordActs
    from field_doc.ui.tasks import Runner

_LIMIT = 20


class Finder:
    """See ``forms.context.RecordFinder``. Codes of what a record already names are given at the start."""

    def __init__(
        self,
        owner: object,
        runner: Runner,
        acts: RecordActs,
        labels: Labels,
        codes: Mapping[str, str],
        failed: Callable[[Exception], None],
    ) -> None:
        self._owner, self._runner, self._acts, self._labels, self._failed = owner, runner, acts, labels, failed
        self._codes = dict(codes)
        self._asked = 0

    def find(self, types: Sequence[str], typed: str, deliver: Callable[[Sequence[RecordChoice]], None]) -> None:
        """Ask the vault; an answer that came too late is dropped."""
        self._asked += 1
        number = self._asked

        def done(rows: Sequence[RecordRow]) -> None:
            if number != self._asked:
                return
            for row in rows:
                self._codes[row.id] = row.code
            deliver([RecordChoice(r.id, f"{r.code} · {title_of(r, self._labels)}") for r in rows])

        self._runner.submit(
            lambda _r: self._acts.find(types, typed, _LIMIT), owner=self._owner, done=done, failed=self._failed
        )

    def text_of(self, record_id: str) -> str:
        """The code of a record; the id itself if it is not known."""
        return self._codes.get(record_id, record_id)
