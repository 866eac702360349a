"""The closed list: one editor class for each field type, and the row a field gets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from field_doc.ui.forms.base import Editor, FieldRow
from field_doc.ui.forms.composites import ContactEditor, CountRangeEditor, DateRangeEditor, SignatureEditor
from field_doc.ui.forms.dates import UncertainDateEditor
from field_doc.ui.forms.geometry import GeometryEditor
from field_doc.ui.forms.groups import GroupEditor, dotted_of
from field_doc.ui.forms.place import PlaceEditor
from field_doc.ui.forms.references import RecordRefEditor
from field_doc.ui.forms.scalars import (
    BooleanEditor,
    DecimalEditor,
    InstantEditor,
    IntegerEditor,
    LanguageEditor,
    TextEditor,
    TimeEditor,
    UrlEditor,
)
from field_doc.ui.forms.terms import ChecklistEditor, TermEditor, TermMapEditor, TermsEditor
from field_doc.ui.forms.texts import LangTextEditor, LongTextEditor

if TYPE_CHECKING:
    from field_doc.schema.model import Field
    from field_doc.ui.forms.context import FormContext

EDITORS: Final[dict[str, type[Editor]]] = {
    editor.type_name: editor
    for editor in (
        TextEditor,
        LangTextEditor,
        LongTextEditor,
        IntegerEditor,
        DecimalEditor,
        BooleanEditor,
        InstantEditor,
        UncertainDateEditor,
        DateRangeEditor,
        TimeEditor,
        PlaceEditor,
        GeometryEditor,
        TermEditor,
        TermsEditor,
        TermMapEditor,
        ChecklistEditor,
        RecordRefEditor,
        LanguageEditor,
        CountRangeEditor,
        ContactEditor,
        UrlEditor,
        SignatureEditor,
        GroupEditor,
    )
}


def make_row(field: Field, path: str, context: FormContext) -> FieldRow:
    """The row of a field: its editor with label and help from the catalogue."""
    dotted = dotted_of(path)
    name = context.labels.field(context.type_name, dotted)
    help_text = context.labels.help(context.type_name, dotted) or ""
    return FieldRow(EDITORS[field.type](field, path, context), name, help_text)


# Groups make rows of their members' fields; set here, so that no module imports in a circle.
GroupEditor.make_row = staticmethod(make_row)
