"""What the schema says about a form, as plain values: sections, problems, fields that do not apply."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from field_doc.schema import layout, validate
from field_doc.schema.model import PARTS
from field_doc.ui.forms.builder import FieldProblem, FormSection
from field_doc.ui.forms.groups import dotted_of

if TYPE_CHECKING:
    from field_doc.schema.labels import Labels
    from field_doc.schema.model import Field, RecordType
    from field_doc.schema.problems import Problem
    from field_doc.schema.registry import Registry

Json = Any


def sections(
    registry: Registry, type_name: str, labels: Labels, layout_name: str = "default"
) -> tuple[FormSection, ...]:
    """The sections of a layout with their words."""
    return tuple(
        FormSection(s.key, labels.section(type_name, s.key), s.fields)
        for s in layout.load(registry, type_name, layout_name)
        if s.fields
    )


@dataclass(frozen=True, slots=True)
class FormState:
    """What a change of values does to the form."""

    problems: tuple[FieldProblem, ...]
    irrelevant: frozenset[str]

    @property
    def missing(self) -> tuple[FieldProblem, ...]:
        """What a person must look at before sealing."""
        return tuple(p for p in self.problems if p.severity != "hint")


def _field_at(record_type: RecordType, path: str) -> Field | None:
    names = dotted_of(path).split(".")
    found = record_type.field(names[0])
    for name in names[1:]:
        inner = found.field(name) if found is not None else None
        if inner is None:
            return found
        found = inner
    return found


def name_of(labels: Labels, record_type: RecordType, path: str) -> str:
    """The label of the field a problem is about; of its part where the path ends in one."""
    dotted = dotted_of(path)
    field = _field_at(record_type, path) if path else None
    if field is None:
        return labels.type(record_type.name)
    head, _, last = dotted.rpartition(".")
    if last in PARTS.get(field.type, ()) and field.name != last:
        return f"{labels.field(record_type.name, head)}: {labels.part(field.type, last)}"
    return labels.field(record_type.name, dotted)


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
        field = _field_at(record_type, problem.path) if problem.path else None
        label = name_of(labels, record_type, problem.path)
        problems.append(
            FieldProblem(
                problem.path,
                labels.problem(problem.code, **{"label": label, **problem.details}),
                problem.severity,
                required=field is not None and field.required == "R",
            )
        )
    return tuple(problems)
