"""A sealed version in the tabs of a form: read, not edited."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from field_doc.ui.forms.readonly import section_page, shown_fields

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from field_doc.schema.model import RecordType
    from field_doc.ui.forms.builder import FormSection
    from field_doc.ui.forms.context import FormContext

Json = Any


class ReadForm(QObject):
    """Stands in for a form in ``FormView``: the same tabs, labels in place of editors, nothing missing."""

    sections_changed = Signal()

    def __init__(
        self,
        record_type: RecordType,
        sections: Sequence[FormSection],
        values: Mapping[str, Json],
        context: FormContext,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.record_type, self.context = record_type, context
        self.values = dict(values)
        self.sections = tuple(
            s for s in sections if any(True for _ in shown_fields(record_type, s.fields, self.values, context))
        )
        self._pages: dict[str, QWidget] = {}

    def page(self, key: str) -> QWidget:
        """A section to be read; made the first time it is asked for."""
        if key not in self._pages:
            section = next(s for s in self.sections if s.key == key)
            self._pages[key] = section_page(self.record_type, section, self.values, self.context)
        return self._pages[key]

    def section_problems(self, _key: str) -> int:
        """A sealed version asks for nothing."""
        return 0

    def next_problem(self) -> str:
        """Nothing is missing."""
        return ""

    def ask_reason(self) -> bool:
        """Nothing is empty for a reason to be given now."""
        return False

    def undo(self) -> bool:
        """Nothing to take back."""
        return False

    def redo(self) -> bool:
        """Nothing to do again."""
        return False
