"""The forms of the workbench: a draft to be written, a sealed version to be read beside its source."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from field_doc.app.commands import transcripts
from field_doc.ui.fmt import KYIV
from field_doc.ui.forms.builder import FieldProblem, Form
from field_doc.ui.forms.rules import sections
from field_doc.ui.loudspeaker import Speaker
from field_doc.ui.recordpage.readform import ReadForm
from field_doc.ui.views.workbench.bench import Bench
from field_doc.ui.views.workbench.pedals import Pedals

if TYPE_CHECKING:
    from field_doc.ui.forms.context import FormContext

Json = Any
PARAGRAPHS: Final = "paragraphs"
_NUMBER: Final = re.compile(r"paragraphs\[(\d+)\]")


def now_iso() -> str:
    """This moment with its offset, as an instant is stored."""
    return datetime.now(KYIV).isoformat(timespec="seconds")


class TranscriptForm(Form):
    """A form whose first section is the workbench."""

    def __init__(
        self,
        context: FormContext,
        values: Mapping[str, Json],
        parent: QObject,
        pedals: Pedals,
        speaker: Callable[[], Speaker],
    ) -> None:
        record_type = context.registry.record_type(transcripts.TYPE)
        known = sections(context.registry, transcripts.TYPE, context.labels, context.layout, values)
        language = values.get("language")
        lang = language if isinstance(language, str) and language else context.record_lang
        self.bench = Bench(context.words, lang, pedals, now_iso, speaker)
        self._telling = False
        super().__init__(record_type, known, values, context, parent)
        self.bench.show_value(self._values.get(PARAGRAPHS))
        self.bench.changed.connect(self._told)
        self.edited.connect(self._follow)

    def page(self, key: str) -> QWidget:
        """The workbench, or the fields."""
        return self.bench if key == PARAGRAPHS else super().page(key)

    def go_to(self, path: str) -> str:
        """A problem of a paragraph: the caret goes into it."""
        found = _NUMBER.match(path)
        if found is not None:
            self.bench.editor.go_to(int(found.group(1)))
            return PARAGRAPHS
        return super().go_to(path)

    def set_problems(self, problems: Iterable[FieldProblem]) -> None:
        """Those of paragraphs are shown under them; gaps of single parts are counted at the foot only."""
        known = tuple(problems)
        super().set_problems(known)
        own = [
            (m, p) for p in known if (m := _NUMBER.match(p.path)) and (p.severity != "missing" or "certif" in p.path)
        ]
        self.bench.editor.show_problems({int(m.group(1)): p.under_label for m, p in own})

    @property
    def stored(self) -> Mapping[str, Json]:
        """Values with references as they are stored."""
        return self.values

    # What was typed within the last moment counts as typed.

    @property
    def values(self) -> dict[str, Json]:
        """All values, with what is being typed."""
        self.bench.flush()
        return super().values

    @property
    def unsaved(self) -> bool:
        """Whether a change has not been given out yet."""
        return self.bench.held_back or super().unsaved

    def save_now(self) -> None:
        """Give everything out."""
        self.bench.flush()
        super().save_now()

    @Slot()
    def _told(self) -> None:
        self._telling = True
        self.set_value(PARAGRAPHS, self.bench.editor.value())
        self._telling = False

    @Slot(str)
    def _follow(self, name: str) -> None:
        """Undo and redo change the values: the paragraphs follow."""
        if name == PARAGRAPHS and not self._telling:
            self.bench.show_value(self._values.get(PARAGRAPHS))
        elif name == "language" and isinstance(self._values.get(name), str):
            self.bench.editor.lang = self._values[name]


class TranscriptReading(ReadForm):
    """A sealed transcript: read beside its source, listened to along, not changed."""

    def __init__(
        self,
        plain: ReadForm,
        stored: Mapping[str, Json],
        pedals: Pedals,
        speaker: Callable[[], Speaker],
        parent: QObject,
    ) -> None:
        super().__init__(plain.record_type, plain.sections, plain.values, plain.context, parent)
        self.stored = stored
        lang = plain.context.record_lang
        self.bench = Bench(plain.context.words, lang, pedals, now_iso, speaker, reading=True)
        self.bench.show_value(self.values.get(PARAGRAPHS))

    def page(self, key: str) -> QWidget:
        """The workbench, or the fields."""
        return self.bench if key == PARAGRAPHS else super().page(key)
