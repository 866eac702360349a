"""Record types, fields and vocabularies as read from ``resources/``: plain frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

from field_doc.base.errors import Bug

Json = Any
Fields = dict[str, Any]
Required = Literal["R", "D", "C", "O", "S"]
Protection = Literal["public", "restricted", "identity"]

FIELD_TYPES = (
    "text", "lang_text", "long_text", "integer", "decimal", "boolean", "instant", "uncertain_date",
    "date_range", "time", "place", "geometry", "term", "terms", "term_map", "checklist", "record_ref",
    "language", "count_range", "contact", "url", "signature", "group",
)  # fmt: skip
REPEATABLE = ("record_ref", "language", "url")
WITH_VOCABULARY = ("term", "terms", "term_map", "checklist")
NULL_REASONS = (
    "nv_not_asked", "nv_asked_unknown", "nv_not_remembered", "nv_refused", "nv_withheld", "nv_na",
    "nv_illegible", "nv_not_observed", "nv_not_examined",
)  # fmt: skip
NOT_ASKED = "nv_not_asked"
RANK: Mapping[str, int] = MappingProxyType({"public": 0, "restricted": 1, "identity": 2})

# Parts of a place in the order of the form; which of them are terms, and of what list.
PLACE_PARTS = (
    "as_said", "lang", "country", "oblast", "raion", "hromada", "settlement", "settlement_type", "katotth",
    "former_names", "admin1", "admin2", "address", "indoor", "controlled_by", "controlled_basis",
    "place_type", "coord_as_given", "crs_given", "geometry", "uncertainty_m", "precision", "method",
    "altitude_m", "vertical_ref", "note", "gnss_trust", "pin_as_given",
)  # fmt: skip
DATE_PARTS = ("as_said", "lang", "edtf", "precision", "part_of_day", "clock_basis", "earliest", "latest")
COUNT_PARTS = ("min", "max", "known")
CONTACT_PARTS = ("kind", "value", "safe", "times", "owner", "note")
SIGNATURE_PARTS = ("status", "role", "at", "attachment", "reason")
GEOMETRY_PARTS = ("as_given", "crs_given", "source")
RANGE_PARTS = ("start", "end")
ANSWERS = ("yes", "no", "ask_each_time", "not_asked")
PARTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "place": PLACE_PARTS,
        "uncertain_date": DATE_PARTS,
        "count_range": COUNT_PARTS,
        "contact": CONTACT_PARTS,
        "signature": SIGNATURE_PARTS,
        "date_range": RANGE_PARTS,
    }
)
# Parts that a composite type learned after versions had been sealed without them: old trees lack them, and hold.
LATER_PARTS: Mapping[str, frozenset[str]] = MappingProxyType({"place": frozenset({"gnss_trust", "pin_as_given"})})
# The vocabulary of every part that is a term (or, for place_type, a list of terms).
PART_VOCABULARIES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "place": {
            "oblast": "ua_oblasts",
            "raion": "ua_raions",
            "settlement_type": "inline_enums:settlement_type",
            "controlled_by": "perpetrator_types",
            "place_type": "location_types",
            "crs_given": "coordinate_systems",
            "precision": "location_precision:precision",
            "method": "location_precision:method",
            "vertical_ref": "inline_enums:vertical_ref",
            "gnss_trust": "form_enums:gnss_trust",
        },
        "uncertain_date": {
            "precision": "date_precision",
            "part_of_day": "inline_enums:part_of_day",
            "clock_basis": "clock_basis",
        },
        "contact": {"kind": "inline_enums:contact_kind", "safe": "inline_enums:yn"},
        "signature": {"status": "inline_enums:signature_status", "role": "roles:interview"},
        "geometry": {"crs_given": "coordinate_systems", "source": "inline_enums:geometry_source"},
    }
)


@dataclass(frozen=True, slots=True)
class Term:
    """One entry of a vocabulary. ``uk_checked`` False: the Ukrainian label is a translator's draft."""

    id: str
    en: str
    uk: str
    group: str | None = None
    uk_checked: bool = False
    extra: Mapping[str, Json] = field(default_factory=dict, repr=False)

    def label(self, lang: str) -> str:
        """The label in Ukrainian or English (other languages: English)."""
        return self.uk if lang == "uk" and self.uk else self.en


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A list of terms, or the named groups of one, in the order of the file."""

    name: str
    index: Mapping[str, Term] = field(repr=False)

    @property
    def terms(self) -> tuple[Term, ...]:
        """All terms in order."""
        return tuple(self.index.values())

    def get(self, term_id: str) -> Term | None:
        """The term of that id, or None."""
        return self.index.get(term_id)

    def __contains__(self, term_id: object) -> bool:
        return term_id in self.index


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a record type or group. Meaning of the members: docs/spec/record.md."""

    name: str
    type: str
    required: Required = "O"
    protection: Protection = "restricted"
    vocabulary: Vocabulary | None = None
    unit: str | None = None
    types: tuple[str, ...] = ()
    repeat: bool = False
    minimum: int | None = None
    maximum: int | None = None
    max_length: int | None = None
    default: Json = None
    relevant: Json = None
    required_if: Json = None
    sentences: bool = False
    as_told: bool = False
    asks: tuple[str, ...] = ()
    future: bool = False
    belongs: bool = False
    fields: tuple[Field, ...] = ()
    parts: Mapping[str, Vocabulary] = field(default_factory=dict, repr=False)

    def field(self, name: str) -> Field | None:
        """The member field of that name (groups only)."""
        return next((f for f in self.fields if f.name == name), None)


@dataclass(frozen=True, slots=True)
class RecordType:
    """One version of one record type."""

    name: str
    version: int
    code_prefix: str
    store: Literal["records", "identities"]
    fields: tuple[Field, ...]
    title: tuple[str, ...] = ()

    @property
    def schema_id(self) -> str:
        """``incident.v1``, as it stands in a sealed version."""
        return f"{self.name}.v{self.version}"

    def field(self, name: str) -> Field | None:
        """The top-level field of that name."""
        return next((f for f in self.fields if f.name == name), None)

    def at(self, dotted: str) -> Field:
        """The field at ``acts.involvements.actor``; an unknown path is our mistake."""
        names = dotted.split(".")
        found = self.field(names[0])
        for name in names[1:]:
            found = found.field(name) if found else None
        if found is None:
            raise Bug("schema.no-such-field", path=dotted)
        return found
