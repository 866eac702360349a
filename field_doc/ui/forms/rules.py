"""What the schema says about a form, as plain values: sections, problems, fields that do not apply."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from field_doc.schema import layout, validate
from field_doc.schema.shown import field_at, name_of
from field_doc.schema.values import is_missing
from field_doc.ui.forms.builder import FieldProblem, FormSection

if TYPE_CHECKING:
    from field_doc.schema.labels import Labels
    from field_doc.schema.model import RecordType
    from field_doc.schema.problems import Problem
    from field_doc.schema.registry import Registry

Json = Any
LAWYER: Final = "lawyer"
_REQUIRED, _BESIDE = "record.required", "record.required-beside"


def sections(
    registry: Registry,
    type_name: str,
    labels: Labels,
    layout_name: str = layout.DEFAULT,
    values: Mapping[str, Json] = MappingProxyType({}),
) -> tuple[FormSection, ...]:
    """The sections of a layout with their words.

    A hidden section is not shown; what somebody filled in of it stands at the end of "other", with a note.
    A layout that the type does not have is the default one.
    """
    name = layout_name if layout_name in layout.names(registry, type_name) else layout.DEFAULT
    every = layout.load(registry, type_name, name)
    filled = tuple(f for s in every if s.hidden for f in s.fields if not is_missing(values.get(f)))
    shown = {s.key: s.fields for s in every if s.fields and not s.hidden}
    if filled:
        shown[layout.OTHER] = (*shown.get(layout.OTHER, ()), *filled)
    named = ", ".join(labels.field(type_name, f) for f in filled)
    said = labels.words("Filled in under another layout, and therefore shown: {what}.", what=named) if filled else ""
    return tuple(
        FormSection(key, labels.section(type_name, key), fields, said if key == layout.OTHER else "")
        for key, fields in shown.items()
    )


def layout_for(registry: Registry, type_name: str, role: str, chosen: str = "") -> str:
    """The layout a person sees: the one chosen, else the lawyer's in a desk vault, where the type has it."""
    known = layout.names(registry, type_name)
    wanted = chosen or (LAWYER if role == "desk" else layout.DEFAULT)
    return wanted if wanted in known else layout.DEFAULT


@dataclass(frozen=True, slots=True)
class FormState:
    """What a change of values does to the form."""

    problems: tuple[FieldProblem, ...]
    irrelevant: frozenset[str]

    @property
    def missing(self) -> tuple[FieldProblem, ...]:
        """What a person must look at before sealing."""
        return tuple(p for p in self.problems if p.severity != "hint")


def assess(
    registry: Registry, record_type: RecordType, values: Mapping[str, Json], labels: Labels, today: date
) -> FormState:
    """Judge values by the one validator; problems in the reader's words."""
    found = validate.validate(registry, record_type, dict(values), today=today)
    irrelevant = frozenset(f.name for f in record_type.fields if not validate.is_relevant(f, values))
    return FormState(in_words(record_type, found, labels), irrelevant)


def in_words(record_type: RecordType, found: Sequence[Problem], labels: Labels) -> tuple[FieldProblem, ...]:
    """Problems in the reader's words, beside the fields they are about."""
    problems = []
    for problem in found:
        field = field_at(record_type, problem.path) if problem.path else None
        label = name_of(labels, record_type, problem.path)
        problems.append(
            FieldProblem(
                problem.path,
                labels.problem(problem.code, **{"label": label, **problem.details}),
                problem.severity,
                required=field is not None and field.required == "R",
                beside=labels.problem(_BESIDE) if problem.code == _REQUIRED else "",
            )
        )
    return tuple(problems)
