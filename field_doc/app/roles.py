"""Which protection classes a vault's role sees in the window and on the command line (docs/handbook/handling.md).

| role  | public | restricted | identity                                                    |
|-------|--------|------------|-------------------------------------------------------------|
| field | yes    | yes        | yes; an identity record opens with a reason until it closes |
| desk  | yes    | yes        | no: pseudonyms only; two custodians together open one       |

What a role does not see stands as such in its place, never as if nobody had been asked. A role this version does not
know sees the public class only.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from field_doc.base.errors import AccessRefused
from field_doc.schema import protection
from field_doc.schema.values import is_empty, is_null

if TYPE_CHECKING:
    from field_doc.app.session import Services
    from field_doc.formats.canonical import JSON
    from field_doc.schema.model import RecordType

# The strictest class a role sees.
SEES: Final[Mapping[str, str]] = {"field": "identity", "desk": "restricted"}
_ELSE: Final = "public"


def role_of(services: Services) -> str:
    """``field`` or ``desk``, as the vault says."""
    return str(services.vault.records.value("SELECT value FROM meta WHERE name = 'role'") or "field")


def seen(role: str, record_type: RecordType, fields: Mapping[str, JSON]) -> dict[str, JSON]:
    """The fields as a role sees them: a mark stands for each part above its class. Pure."""
    limit = SEES.get(role, _ELSE)
    if limit == "identity":
        return dict(fields)
    shown = copy.deepcopy(dict(fields))
    for path in protection.withheld(record_type, shown, limit):
        holder = _at(shown, path[:-1])
        if _says(holder[path[-1]]):
            holder[path[-1]] = {"null_reason": protection.NOT_FOR_ROLE}
    return shown


def _at(fields: Any, path: protection.Path) -> Any:
    for part in path:
        fields = fields[part]
    return fields


def _says(value: Any) -> bool:
    """Whether there is something to hide; why a field is empty tells nobody's name."""
    return not is_empty(value) and not is_null(value)


def refuse_hidden(services: Services, record_id: str) -> None:
    """A record of which a role sees only parts cannot be amended by it: what it does not see would be lost.

    Raises:
        AccessRefused: ``record.not-for-role``.

    """
    role, row = role_of(services), services.records.row(record_id)
    record_type = services.registry.record_type(row.type)
    if SEES.get(role, _ELSE) == "identity" or record_type.store != "records":
        return
    fields = services.records.fields(record_id)
    above = protection.withheld(record_type, fields, SEES.get(role, _ELSE))
    if any(_says(_at(fields, path)) for path in above):
        raise AccessRefused("record.not-for-role")
