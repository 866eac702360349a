"""Problems at once: the schema judges each change, the store adds what only it can see (other records). Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from field_doc.schema import validate

if TYPE_CHECKING:
    from field_doc.schema.model import RecordType
    from field_doc.schema.problems import Problem
    from field_doc.schema.registry import Registry

Json = Any
_ORDER = ("blocks", "wrong", "missing", "hint")


def _key(problem: Problem) -> tuple[str, str]:
    return problem.path, problem.code


class Judge:
    """Keeps what the store said more or less than the schema alone, until the store speaks again."""

    def __init__(self, registry: Registry, record_type: RecordType, today: date) -> None:
        self._registry, self._type, self._today = registry, record_type, today
        self._more: tuple[Problem, ...] = ()
        self._less: frozenset[tuple[str, str]] = frozenset()

    def _alone(self, values: Mapping[str, Json]) -> list[Problem]:
        return validate.validate(self._registry, self._type, dict(values), today=self._today)

    def stored(self, values: Mapping[str, Json], told: Sequence[Problem]) -> None:
        """What the store found in these values."""
        alone = {_key(p) for p in self._alone(values)}
        found = {_key(p) for p in told}
        self._more = tuple(p for p in told if _key(p) not in alone)
        self._less = frozenset(alone - found)

    def problems(self, values: Mapping[str, Json]) -> list[Problem]:
        """All that is missing or wrong in these values, worst first."""
        found = [p for p in self._alone(values) if _key(p) not in self._less]
        known = {_key(p) for p in found}
        found += [p for p in self._more if _key(p) not in known]
        return sorted(found, key=lambda p: _ORDER.index(p.severity))

    def irrelevant(self, values: Mapping[str, Json]) -> frozenset[str]:
        """Fields that need not be asked."""
        return frozenset(f.name for f in self._type.fields if not validate.is_relevant(f, values))
