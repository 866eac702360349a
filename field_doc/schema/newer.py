"""Reading a version that a newer Field Doc sealed: what this one knows of it, and the rest as it is.

Nothing of such a version is ever written again by this program: it is shown, kept and passed on as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from field_doc.base.errors import IntegrityFailure
from field_doc.schema.model import Fields, RecordType
from field_doc.schema.sealing import unseal_field

Json = Any


@dataclass(frozen=True, slots=True)
class PartlyKnown:
    """``fields``: what today's schema can name. ``unknown``: the sealed tree of everything else, by name."""

    fields: Fields
    unknown: Mapping[str, Json]


def open_tree(record_type: RecordType, tree: Any) -> PartlyKnown:
    """Part the tree of a newer version into what is known and what is not.

    Raises:
        IntegrityFailure: ``record.tree-malformed``, it is no tree of fields at all.

    """
    if not isinstance(tree, dict):
        raise IntegrityFailure("record.tree-malformed")
    fields: Fields = {}
    unknown: dict[str, Json] = {}
    for name, value in tree.items():
        field = record_type.field(name)
        try:
            if field is None:
                unknown[name] = value
            else:
                fields[name] = unseal_field(field, value)
        except IntegrityFailure:
            unknown[name] = value  # the name is known, its new form is not
    return PartlyKnown(fields, unknown)
