"""Builds the tabs of a record: an editable form for a draft, labels for a sealed version."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QVBoxLayout, QWidget

from field_doc.schema.shown import with_codes
from field_doc.ui.forms.builder import Form
from field_doc.ui.forms.context import FormContext
from field_doc.ui.forms.picks import Picks
from field_doc.ui.forms.rules import layout_for, sections
from field_doc.ui.recordpage.finder import Finder
from field_doc.ui.recordpage.read_choice import reader
from field_doc.ui.recordpage.readform import ReadForm

if TYPE_CHECKING:
    from field_doc.evidence.model import RecordRow
    from field_doc.schema.labels import Labels
    from field_doc.ui.acts.records import RecordActs
    from field_doc.ui.program import Program

Json = Any
# Which layout a person chose in this window; "" is the vault's own. A matter of appearance, nothing of a record.
LAYOUT: Final = "window/layout"


def record_language(values: Mapping[str, Json]) -> str:
    """The language of what is written in a record: the first it names."""
    named = values.get("languages")
    return str(named[0]) if isinstance(named, list) and named else "uk"


def context_of(
    program: Program,
    acts: RecordActs,
    owner: QWidget,
    type_name: str,
    values: Mapping[str, Json],
    codes: Mapping[str, str],
) -> FormContext:
    """What every editor of a record is given, in the present language."""
    labels = program.labels
    return FormContext(
        program.words,
        labels,
        program.registry,
        type_name,
        record_lang=record_language(values),
        finder=Finder(owner, program.runner, acts, labels, codes, program.show_error),
        read_file=reader(owner, program.runner, program.words, program.show_error),
        layout=layout_for(program.registry, type_name, program.frame.role, program.memory.get(LAYOUT)),
        # What an identity says stays out of the store of records, down to what was chosen last.
        picks=Picks() if type_name == "identity" else program.lists.picks,
    )


def draft_form(context: FormContext, values: Mapping[str, Json], parent: QObject) -> Form:
    """The editable form of a draft."""
    record_type = context.registry.record_type(context.type_name)
    known = sections(context.registry, context.type_name, context.labels, context.layout, values)
    return Form(record_type, known, values, context, parent)


def read_form(context: FormContext, values: Mapping[str, Json], parent: QObject) -> ReadForm:
    """The sections of a sealed version that hold something."""
    record_type = context.registry.record_type(context.type_name)
    shown = with_codes(record_type.fields, values, context.finder.text_of)
    known = sections(context.registry, context.type_name, context.labels, context.layout, values)
    return ReadForm(record_type, known, shown, context, parent)


def under_title(row: RecordRow, labels: Labels, program: Program, version: int, sealed_at: str) -> str:
    """The line under the title: what it is, and when it was begun or sealed."""
    from datetime import datetime

    words, fmt = program.words, program.fmt
    kind = labels.type(row.type)
    if version:
        when = fmt.moment(datetime.fromisoformat(sealed_at))
        parts = (kind, words("version {number}", number=version), words("sealed {when}", when=when))
        return " · ".join((*parts, *(() if row.complete else (words("with gaps"),))))
    begun = words("begun {when}", when=fmt.moment(datetime.fromisoformat(row.created_at)))
    return f"{kind} · {begun}"


class LazyTab(QWidget):
    """A tab whose content is made when it is first shown."""

    def __init__(self, make: Callable[[], QWidget]) -> None:
        super().__init__()
        self._make = make
        self.content: QWidget | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    def showEvent(self, event: object) -> None:
        """Make it now."""
        super().showEvent(event)  # type: ignore[arg-type]
        if self.content is None:
            self.content = self._make()
            self._column.addWidget(self.content)


class SwapTab(QWidget):
    """A tab whose content is put in anew (a comparison, an earlier version)."""

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    def put(self, content: QWidget) -> None:
        """Show this and destroy what was shown."""
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._column.addWidget(content)
