"""A text longer than its field may hold: said, kept whole where it fits, never cut."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from field_doc.schema.scalars import MAX_LONG
from field_doc.ui.forms.reasons import ReasonPanel

if TYPE_CHECKING:
    from field_doc.ui.forms.context import FormContext

Json = Any
_REMARKS: Final = "remarks"


def panel(context: FormContext, text: str, limit: int) -> ReasonPanel:
    """Says that nothing was put in, and offers the remarks where the text fits there."""
    words, fmt = context.words, context.fmt
    said = words(
        "The text has {count} characters; here is room for {limit}. Nothing was put in and nothing is lost: "
        "the text is still where it was copied.",
        count=fmt.number(len(text)),
        limit=fmt.number(limit),
    )
    remarks = context.registry.record_type(context.type_name).field(_REMARKS)
    offer = remarks is not None and remarks.type == "lang_text" and limit < len(text) <= MAX_LONG
    if not offer:
        said += " " + words("A text this long belongs in a file: save it as one and take it in.")
    name = context.labels.field(context.type_name, _REMARKS) if offer else ""
    return ReasonPanel(words, said, [(_REMARKS, words("Put it into “{field}”", field=name))] if offer else ())


def with_remark(value: Json, text: str, lang: str) -> Json:
    """The remarks with a text more."""
    if not isinstance(value, dict) or "text" not in value:
        return {"text": text, "lang": lang}
    return {**value, "text": f"{value['text']}\n\n{text}" if value["text"] else text}
