"""What keeps a record from being sealed, said where there is no form with marked fields."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from field_doc.cli.record_text import problem_lines
from field_doc.schema import gate, registry
from field_doc.schema.model import NOT_ASKED, NULL_REASONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from field_doc.app.session import Services, Session
    from field_doc.base.i18n import Words
    from field_doc.schema.problems import Problem

_NOT_ASKED_YET = "record.gate-not-asked"
# "Not asked" is no answer to what must be asked.
_REASONS = tuple(reason for reason in NULL_REASONS if reason != NOT_ASKED)


@dataclass(frozen=True, slots=True)
class Point:
    """One blocking problem of a record; ``answers``: open fields and the terms each may hold."""

    record: str
    type: str
    problem: Problem
    answers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def points(session: Session, typed: str) -> tuple[Point, ...]:
    """Every blocking problem of a record and of the series that are sealed with it."""

    def step(services: Services) -> tuple[Point, ...]:
        record = services.records.resolve(typed)
        return tuple(p for one in (*services.attachments.series_of(record), record) for p in _of(services, one))

    return session.run(step)


def _of(services: Services, record: str) -> Iterator[Point]:
    row = services.records.row(record)
    if not row.has_draft:
        return
    for problem in services.records.problems(record):
        if problem.severity == "blocks":
            asked = problem.code == _NOT_ASKED_YET
            answers = _open_points(row.type, services.records.fields(record)) if asked else {}
            yield Point(row.code, row.type, problem, answers)


def _open_points(type_name: str, fields: Mapping[str, object]) -> dict[str, tuple[str, ...]]:
    """Fields of the check before the talk that are not answered, with the terms they may hold."""
    record_type, found = registry.load().record_type(type_name), dict[str, tuple[str, ...]]()
    for name in gate.from_fields(fields).open:
        one = record_type.field(name)
        terms = one.vocabulary.terms if one is not None and one.vocabulary is not None else ()
        found[name] = tuple(term.id for term in terms)
    return found


def lines(point: Point, words: Words) -> list[str]:
    """Path and sentence; then each open field with what it may hold."""
    said = problem_lines([point.problem], point.type, words)
    if not point.answers:
        return said
    labels = registry.load().labels(words)
    for name, terms in point.answers.items():
        said.append(f"    {name} ({labels.field(point.type, name)}): {', '.join(terms)}")
    reason = json.dumps({next(iter(point.answers)): {"null": "nv_refused"}})
    return [*said, "    " + words("A reason is an answer too, unless it is “not asked”: {example}", example=reason)]


def as_json(point: Point, words: Words) -> dict[str, object]:
    """The same for ``--json``."""
    problem = point.problem
    text = problem_lines([problem], point.type, words)[0].strip().removeprefix(f"{problem.path}: ")
    reasons = _REASONS if point.answers else ()
    return {
        "record": point.record, "path": problem.path, "code": problem.code, "severity": problem.severity,
        "details": problem.details, "text": text, "answers": point.answers, "reasons": reasons,
    }  # fmt: skip
