"""The fixed set of operators by which a schema says when a field is relevant or required.

JSON, not a language: ``{"eq": ["when.precision", "dp_relative"]}``, ``{"in": [path, [values]]}``,
``{"has": [path, term]}``, ``{"filled": path}``, ``{"all": [...]}``, ``{"any": [...]}``, ``{"not": expr}``.
A path names a sibling of the field (``status``, ``when.precision``); in a group, a sibling of the
same member.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

OPERATORS = ("eq", "in", "has", "filled", "all", "any", "not")


def lookup(path: str, fields: Mapping[str, Any]) -> Any:
    """The value at a dotted path, or None; through a group, the values of all its members."""
    value: Any = fields
    for name in path.split("."):
        if isinstance(value, list):
            value = [one.get(name) for one in value if isinstance(one, Mapping)]
        else:
            value = value.get(name) if isinstance(value, Mapping) else None
    return value


def _has(value: Any, term: Any) -> bool:
    return term in value if isinstance(value, (list, Mapping)) else value == term


def _filled(value: Any) -> bool:
    return value not in (None, "", [], {}) and not (isinstance(value, Mapping) and "null_reason" in value)


def holds(expression: Any, fields: Mapping[str, Any]) -> bool:
    """Whether an expression (checked by ``problems`` at load) holds for these siblings."""
    ((operator, operand),) = expression.items()
    if operator == "all":
        return all(holds(e, fields) for e in operand)
    if operator == "any":
        return any(holds(e, fields) for e in operand)
    if operator == "not":
        return not holds(operand, fields)
    if operator == "filled":
        return _filled(lookup(operand, fields))
    value = lookup(operand[0], fields)
    if operator == "eq":
        return bool(value == operand[1])
    return value in operand[1] if operator == "in" else _has(value, operand[1])


def names(expression: Any) -> Iterator[str]:
    """Every field an expression speaks of (first part of each path)."""
    ((operator, operand),) = expression.items()
    if operator in ("all", "any"):
        for inner in operand:
            yield from names(inner)
    elif operator == "not":
        yield from names(operand)
    else:
        yield (operand if operator == "filled" else operand[0]).split(".")[0]


def well_formed(expression: Any) -> bool:
    """Whether this is one of the operators with operands of the right form."""
    if not isinstance(expression, dict) or len(expression) != 1:
        return False
    ((operator, operand),) = expression.items()
    if operator in ("all", "any"):
        return isinstance(operand, list) and bool(operand) and all(map(well_formed, operand))
    if operator == "not":
        return well_formed(operand)
    if operator == "filled":
        return isinstance(operand, str)
    pair = isinstance(operand, list) and len(operand) == 2 and isinstance(operand[0], str)
    return pair and operator in OPERATORS and (operator != "in" or isinstance(operand[1], list))
