"""What a new record starts with."""

from __future__ import annotations

import copy

from field_doc.schema.model import Fields, RecordType


def defaults(record_type: RecordType) -> Fields:
    """The defaults a schema states (handling level, language, kind); D fields are never an empty refusal."""
    return {f.name: copy.deepcopy(f.default) for f in record_type.fields if f.default is not None}
