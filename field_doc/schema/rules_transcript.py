"""What fields of a transcript or translation mean for each other. Nothing here blocks a seal."""

from __future__ import annotations

from collections.abc import Iterator

from field_doc.schema.checks import Context
from field_doc.schema.model import Fields
from field_doc.schema.problems import Problem, hint, wrong

_TRANSLATION = "tk_translation"


def transcript(fields: Fields, _context: Context) -> Iterator[Problem]:
    """Marks run forward; a translation changes the language (DOMAIN 0.8)."""
    language, source = fields.get("language"), fields.get("source_language")
    if fields.get("kind") == _TRANSLATION and isinstance(language, str) and language == source:
        yield hint("source_language", "record.translation-same-language")
    paragraphs = fields.get("paragraphs")
    for i, paragraph in enumerate(paragraphs if isinstance(paragraphs, list) else ()):
        start, end = paragraph.get("start_ms"), paragraph.get("end_ms")
        if isinstance(start, int) and isinstance(end, int) and end < start:
            yield wrong(f"paragraphs[{i}].end_ms", "record.mark-order")
