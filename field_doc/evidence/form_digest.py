"""Which text a consent was given to: the digest of the form, computed when the consent is sealed (DOMAIN 2.4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from field_doc.formats.digest import sha256_text

if TYPE_CHECKING:
    from field_doc.evidence.model import FileRow
    from field_doc.formats.canonical import JSON

_IDENTITY = "identity"


def with_form_digest(fields: Mapping[str, JSON], files: Sequence[FileRow]) -> dict[str, JSON]:
    """Fields with ``form_digest``: of the files that stand with the consent, else of the form's text in it.

    A file of class identity does not count: its digest must not stand in a field of a lower class (R08).
    Where neither is there, the field is absent, whatever was given for it.
    """
    rest = {k: v for k, v in fields.items() if k != "form_digest"}
    digests = [f.sha256 for f in files if not f.detached and f.protection != _IDENTITY]
    digests = digests or _of_text(fields.get("form_text"))
    return rest | ({"form_digest": " ".join(digests)} if digests else {})


def _of_text(value: JSON) -> list[str]:
    """SHA-256 of the paragraphs in UTF-8 with an empty line between."""
    paragraphs = value.get("paragraphs") if isinstance(value, Mapping) else None
    if not isinstance(paragraphs, list) or not paragraphs:
        return []
    text = "\n\n".join(str(one) for one in paragraphs)
    return [sha256_text(text.encode())]
