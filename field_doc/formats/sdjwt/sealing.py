"""Sealing: a version becomes signed bytes that never change again."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, cast

from field_doc.base.errors import InputProblem
from field_doc.formats.labels import TYP_RECORD
from field_doc.formats.sdjwt import claims, jws
from field_doc.formats.sdjwt.grain import Hider
from field_doc.formats.sdjwt.model import (
    HASH_ALGORITHM,
    MAX_JWT_CHARS,
    MAX_TEXT_CHARS,
    SD,
    RecordVersion,
    Sealed,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from field_doc.formats.canonical import JSON
    from field_doc.formats.keys import SigningKey


def seal(version: RecordVersion, key: SigningKey, random: Callable[[int], bytes] = secrets.token_bytes) -> Sealed:
    """Sign ``version`` with the device's record key, every part hidden behind its own salted digest.

    Args:
        version: what is sealed; its ``fields`` hold every field of the schema, with a value or a reason.
        key: a key of purpose RECORD.
        random: source of salts; injected by tests only.

    Raises:
        InputProblem: ``seal.claim``, ``seal.name``, ``seal.depth``, ``seal.too-many``,
            ``seal.part-size``, ``seal.version-size``, ``canonical.*``.

    """
    _check(version)
    hider = Hider(random)
    payload: dict[str, JSON] = {
        **cast("dict[str, JSON]", claims.visible(version)),
        "_sd_alg": HASH_ALGORITHM,
        "fields": hider.members(version.fields, 1) if version.fields else {},
        "attachments": hider.hide(list(version.attachments), 1),
        SD: hider.members({"code": version.code, "reason": version.reason}, 0)[SD],
    }
    sealed = Sealed(jws.sign(TYP_RECORD, payload, key), hider.disclosures)
    if len(sealed.jwt) > MAX_JWT_CHARS or len(sealed.text()) > MAX_TEXT_CHARS:
        raise InputProblem("seal.version-size")
    return sealed


def _check(version: RecordVersion) -> None:
    """Refuse a version whose claims a reader would refuse."""
    fault = claims.first_fault(claims.visible(version))
    if fault is None and not claims.is_code(version.code):
        fault = "code"
    if fault is None and not claims.is_reason(version.reason):
        fault = "reason"
    if fault is not None:
        raise InputProblem("seal.claim", claim=fault)
